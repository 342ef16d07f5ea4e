"""Ends all that a Person can do as an Identity, inside the transaction of whoever ends their right to it.

One place says what can be pending of somebody, and everything that takes a right away goes through it: a keeper or the person
themself ends the grant (`end_grant`), its time runs out, or a phone is locked. The grant itself is the caller's to end. Of theirs,
as this Identity:

- leases, in every session: end;
- posts that they held last, whoever wrote them: parked. What somebody else held again is that person's, and goes on;
- deliveries that left the hold by their word (they held the post, or answered *Send it* when it asked) and that no courier has
  begun: parked, and ask. One that a network is being asked about at this moment cannot be stopped: a receipt says so;
- edits that they asked for and no courier has begun: are not made;
- invitations that they made and nobody used: withdrawn, and links that would let them back in, when the grant ended. Grants that
  came of used ones are other people's, and stand;
- yeses to a member who comes back: void, unless their time ran out;
- journeys to a network: end, and the courier gives back what they brought home;
- what waits to be told to their phones: dropped. Nothing that happens later is told, because it is asked at the telling;
- yeses that they gave to what somebody else still holds: void, and such a post is parked as one whose approval is lost.

What stays: their drafts (words are theirs), what was sent, what they asked to be taken down (less said is not speech), questions
of the outbox that they left unanswered (any speaker answers), and an emergency channel that they opened (it closes at its time,
and any keeper closes it before with one tap).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from pwa.actions.edit_due import drop_edit, note_edit
from pwa.actions.end_lease import note_ended
from pwa.actions.keep_holding import note_parked
from pwa.actions.lose_approval import lose_approvals, note_lost
from pwa.rules.alert import AlertKind
from pwa.rules.approval import ApprovalEnd
from pwa.rules.delivery import NO_RIGHT, DeliveryState
from pwa.rules.identity import LeaseEnd
from pwa.rules.post import ParkingReason
from pwa.store import alerts, approvals, deliveries, invitations, leases, ledger, own_ups, posts, rights, wake
from pwa.store.approvals import Asked
from pwa.store.tables import Delivery, Edit, Identity, Invitation, Journey, Lease, Person, Post
from pwa.store.transaction import Session

LEASE_ENDS = {
    ParkingReason.GRANT_ENDED: LeaseEnd.GRANT_ENDED,
    ParkingReason.TIME_RAN_OUT: LeaseEnd.GRANT_ENDED,
    ParkingReason.PHONE_LOCKED: LeaseEnd.SESSION_ENDED,
}


@dataclass(frozen=True)
class Ended:
    """What ended of one Identity."""

    identity: Identity
    leases: list[Lease]
    posts: list[Post]
    deliveries: list[Delivery]
    invitations: list[Invitation]
    unsaid: list[Invitation]  # of which they had said that it is the member who comes back
    journeys: list[Journey]
    edits: list[Edit]
    approvals: list[Asked]


def end_rights(
    session: Session,
    person: Person,
    *voices: Identity,
    reason: ParkingReason,
    by: Person | None,
    now: datetime,
    until: datetime | None = None,
    chains: Collection[str] = (),
) -> list[Ended]:
    """All rows of all these Identities first, and their lines afterwards. `by`: who took the right away; None: its time ran out.

    `until`: their word counted until then, so what was to leave by then still does, and what has left goes on; None: nothing does.
    `chains`: those that the caller goes on to write to. `now` is the transaction's own time: a receipt finds by it what ended.
    """
    ended = [_end(session, person, identity, reason, by, now, until) for identity in sorted(voices, key=lambda one: one.id)]
    ledger.take_turns(session, *{*chains, *(ledger.chain_of(session, one.identity) for one in ended)})
    for one in ended:
        _note(session, one, reason, by, now)
    if any(one.journeys for one in ended):
        wake.ring_after(session, wake.RENEWALS)
    return ended


def _end(
    session: Session, person: Person, identity: Identity, reason: ParkingReason, by: Person | None, now: datetime, until: datetime | None
) -> Ended:
    """Leases first: whoever is about to hold under one waits for us, or we for them, and then their post is found below."""
    over = leases.end_of_person(session, person, identity, LEASE_ENDS[reason], now)
    held = [post for post in posts.held_by(session, person, identity) if until is None or post.due_at > until]
    parked = [post for post in held if posts.park(session, post, reason, now, by=by)]
    stop = partial(deliveries.move, session, before=DeliveryState.DUE, after=DeliveryState.PARKED, reason=NO_RIGHT)
    due = rights.deliveries_due(session, person, identity) if until is None else []
    kept = [one for one in due if stop(errand=one)]
    asked = [edit for edit in own_ups.edits_waiting(session, person, identity) if until is None or edit.due_at > until]
    unchanged = [edit for edit in asked if drop_edit(session, edit, now)]
    withdrawn = rights.withdraw_invitations(session, identity, person, by, now, for_good=reason is ParkingReason.GRANT_ENDED)
    unsaid = invitations.take_back_yes(session, person, identity) if until is None else []
    journeys = rights.end_journeys(session, identity, person, now)
    rights.drop_pushes(session, identity, person)
    lost = lose_approvals(session, approvals.given_by(session, person, identity), ApprovalEnd.GRANT_ENDED, now, by=by)
    return Ended(identity, over, parked, kept, withdrawn, unsaid, journeys, unchanged, lost)


def _note(session: Session, ended: Ended, reason: ParkingReason, by: Person | None, now: datetime) -> None:
    chain, identity = ledger.chain_of(session, ended.identity), ended.identity.handle
    note_ended(session, ended.leases, by, now)
    for post in ended.posts:
        note_parked(session, post, ended.identity, reason, by, now)
    note_lost(session, ended.approvals, ApprovalEnd.GRANT_ENDED, now, by=by)
    for delivery in ended.deliveries:
        post, _ = deliveries.post_of(session, delivery)
        facts = {"post": post.public_id, "delivery": delivery.public_id, "part": delivery.position, "reason": reason}
        ledger.note(session, chain, "delivery_parked", at=now, by=by, identity=identity, **facts)
        alerts.note(session, AlertKind.NOT_SENT, post, now)
    for edit in ended.edits:
        note_edit(session, edit, DeliveryState.DROPPED, now, by)
    for invitation in ended.invitations:
        ledger.note(session, chain, "invitation_withdrawn", at=now, by=by, identity=identity, invitation=invitation.public_id)
    for invitation in ended.unsaid:
        ledger.note(session, chain, "way_back_yes_void", at=now, by=by, identity=identity, invitation=invitation.public_id)
    for journey in ended.journeys:
        ledger.note(session, chain, "connecting_ended", at=now, by=by, identity=identity, network=journey.network, home=journey.home)
