"""What keepers want of a second person, and on which days."""

from sqlmodel import Session, col, delete, select

from pwa.rules.approval import Ask, Rule, When
from pwa.rules.calendar import Period
from pwa.rules.identity import Kind
from pwa.store.tables import ApprovalRule, CalendarPeriod, Identity

NOBODY = Rule()


def of_identity(session: Session, identity: Identity) -> Rule:
    """The one that holds now; a personal voice asks nobody."""
    if identity.kind != Kind.OFFICIAL:
        return NOBODY
    row = session.get(ApprovalRule, identity.id)
    if row is None:
        return NOBODY
    days = periods(session, identity) if row.applies == When.PERIODS else ()
    return Rule(Ask(row.ask), When(row.applies), row.objection_minutes, row.answer_minutes, days)


def periods(session: Session, identity: Identity) -> tuple[Period, ...]:
    """The days of an Identity, whether they are asked after now or not."""
    rows = select(CalendarPeriod).where(col(CalendarPeriod.identity_id) == identity.id)
    return tuple(Period(row.name, row.from_at, row.until_at) for row in session.exec(rows.order_by(col(CalendarPeriod.from_at))))


def keep(session: Session, identity: Identity, rule: Rule) -> None:
    """From the next hold on. What is held already keeps the terms it was held under."""
    minutes = {"objection_minutes": rule.objection_minutes, "answer_minutes": rule.answer_minutes}
    session.merge(ApprovalRule(identity_id=identity.id, ask=rule.ask, applies=rule.when, **minutes))
    session.exec(delete(CalendarPeriod).where(col(CalendarPeriod.identity_id) == identity.id))
    session.add_all(CalendarPeriod(identity_id=identity.id, **vars(one)) for one in rule.periods)
    session.flush()
