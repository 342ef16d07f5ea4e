"""Changes what an official identity wants of a second person: of which posts, how long it waits, and on which days."""

from typing import Any

from pwa.actions.as_keeper import as_keeper
from pwa.rules.approval import Rule
from pwa.store import approval_rules, ledger
from pwa.store.sessions import Caller
from pwa.store.transaction import transaction


def edit_approval_rule(by: Caller, handle: str, *, rule: Rule, proof: int) -> None:
    """From the next hold on; by a keeper. Raises NotFound or StepUpRefused."""
    with transaction() as session:
        identity, now = as_keeper(session, by, handle, proof)
        approval_rules.keep(session, identity, rule)
        facts: dict[str, Any] = {"ask": rule.ask, "when": rule.when}
        facts |= {"objection_minutes": rule.objection_minutes, "answer_minutes": rule.answer_minutes, "device": by.session.device}
        facts["periods"] = [[one.name, one.from_at.isoformat(), one.until_at.isoformat()] for one in rule.periods]
        ledger.note(session, ledger.chain_of(session, identity), "approval_rule_set", at=now, by=by.person, identity=handle, **facts)
