"""Stops what a Person holds as themself: no Organisation has a say in it, and each waits until they hold it again."""

from collections.abc import Collection
from dataclasses import dataclass, field

from pwa.actions.keep_holding import keep_holding
from pwa.rules.refusals import AlreadyDone, NotFound, TooLate
from pwa.store import held, identities, posts
from pwa.store.engine import StoreUnavailable
from pwa.store.tables import Person
from pwa.store.transaction import reading


@dataclass
class Outcome:
    """The public ids of what was stopped, of what had left before, and of what nobody could be asked about."""

    stopped: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)


def stop_own(by: Person, *, seen: Collection[str]) -> Outcome:
    """Needs no step-up. `seen`: what the person looked at when they pressed; they are told of each of their own that has left meanwhile.

    Each Post is parked by itself, so that one that fails keeps none of the others from being stopped.
    """
    with reading() as session:
        own = identities.personal(session, by)
        looked_at = {post.public_id for post, voice in held.named(session, by, seen) if voice.id == own.id}
        now_held = [post.public_id for post in posts.held_by(session, by, own)]
    outcome = Outcome()
    for public_id in dict.fromkeys([*now_held, *looked_at]):
        try:
            keep_holding(public_id, by=by)
            outcome.stopped.append(public_id)
        except TooLate:
            outcome.left.append(public_id)
        except StoreUnavailable:
            outcome.unanswered.append(public_id)
        except (AlreadyDone, NotFound):  # undone meanwhile: nothing of it goes out
            continue
    return outcome
