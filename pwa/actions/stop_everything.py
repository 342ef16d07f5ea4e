"""Stop everything: whatever is held, in any voice a person may stop, is kept from going out; one transaction and one line each."""

from collections.abc import Collection
from dataclasses import dataclass, field

from pwa.actions.keep_holding import keep_holding
from pwa.rules.refusals import AlreadyDone, NotFound, TooLate
from pwa.store import held
from pwa.store.engine import StoreUnavailable
from pwa.store.tables import Person
from pwa.store.transaction import reading


@dataclass
class Outcome:
    """The public ids of what was stopped, of what had left before, and of what nobody could be asked about."""

    stopped: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)


def stop_everything(by: Person, *, seen: Collection[str]) -> Outcome:
    """Needs no step-up. `seen`: what the person looked at when they pressed; they are told of each, though it may have left meanwhile.

    Each Post is parked by itself, so that one that fails keeps none of the others from being stopped.
    """
    with reading() as session:
        now_held = [post.public_id for post, _ in held.stoppable_by(session, by)]
    outcome = Outcome()
    for public_id in dict.fromkeys([*now_held, *seen]):
        try:
            keep_holding(public_id, by=by)
            outcome.stopped.append(public_id)
        except TooLate:
            outcome.left.append(public_id)
        except StoreUnavailable:
            outcome.unanswered.append(public_id)
        except (AlreadyDone, NotFound):  # undone meanwhile, or never theirs: nothing of it goes out by their leave
            continue
    return outcome
