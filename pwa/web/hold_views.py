"""Who held a Post, how they were verified, what a colleague said, and why it stopped: in words."""

from collections.abc import Sequence
from typing import Any

from pwa.rules.post import ParkingReason, PostState
from pwa.store import people, posts
from pwa.store.tables import Hold, Parking, Passkey, Person, Post, StepUp
from pwa.store.transaction import Session
from pwa.web.approval_views import asked_of, said_yes, why_lost
from pwa.web.flag_views import noticed_beside
from pwa.web.pages import clock_words, moment, window_words
from pwa.web.words import _, device, n_

WHY_PARKED = {
    ParkingReason.KEPT: n_("%(who)s kept it from going out."),
    ParkingReason.LATE: n_("It was more than 15 minutes late, so it asks instead of going out by itself."),
    ParkingReason.GRANT_ENDED: n_("Whoever held it may no longer speak as this identity."),
    ParkingReason.TIME_RAN_OUT: n_("The time of whoever held it ends before this would leave. Somebody else can hold it again."),
    ParkingReason.STOPPED: n_("Everything of the organisation was stopped."),
    ParkingReason.APPROVAL_LOST: n_("There was no colleague’s yes for it."),
    ParkingReason.CHANNEL_GONE: n_("A channel that it was to go to was disconnected."),
    ParkingReason.PHONE_LOCKED: n_("A phone of whoever held it was locked."),
    ParkingReason.OWNED_UP: n_("Another post had gone out by mistake, and %(who)s stopped whatever else was held."),
    ParkingReason.RESTORED: n_("The records came back from an older copy, so it may have left before. It asks first."),
}


def parked_reason(session: Session, post: Post) -> str:
    """Why it stopped, in a sentence."""
    parkings = posts.parkings_of(session, post)
    if parkings and parkings[-1].reason == ParkingReason.APPROVAL_LOST and (asked := asked_of(session, [post]).get(post.id)):
        return why_lost(asked) or ""
    return _why_of(parkings[-1], people.names(session, _who_parked(parkings))) if parkings else ""


def hold_facts(session: Session, post: Post, reader: Person) -> list[dict[str, Any]]:
    """For the receipt: every hold, how it was verified, who said yes to it, and how it ended."""
    holds, proofs, parkings = posts.holds_of(session, post), posts.proofs_of(session, post), posts.parkings_of(session, post)
    names, noticed = people.names(session, _who_parked(parkings)), noticed_beside(session, holds, reader)
    ends, said = [_why_of(parking, names) for parking in parkings[: len(holds)]], said_yes(session, post)
    if len(ends) < len(holds):
        ends.append(_("Not yet: it is still held.") if post.state == PostState.HELD else _left(session, post))
    return [
        {
            "number": number,
            "by": who.name,
            "at": moment(hold.held_at),
            "device": device(hold.device),
            "verified": verified(hold, *proofs[hold.id]),
            "window_words": window_words(hold.window_seconds),
            "yes": said.get(hold.id),
            "noticed": noticed[hold.id],
            "outcome": outcome,
        }
        for number, ((hold, who), outcome) in enumerate(zip(holds, ends, strict=True), 1)
    ]


def _left(session: Session, post: Post) -> str:
    if post.released_at:
        return _("It left at %(time)s.", time=clock_words(post.released_at))
    cancellation, who = posts.cancellations_of(session, [post])[post.id]
    return _("%(person)s undid it at %(time)s.", person=who.name, time=clock_words(cancellation.at))


def verified(hold: Hold, proof: StepUp | None, key: Passkey | None) -> str:
    """How whoever held it had shown that it was them."""
    at = clock_words(proof.verified_at) if proof else ""
    if key is None:
        return _("By finger, face or PIN at %(time)s", time=at) if proof else _("Signed in")
    if proof is None:
        return _("Signed in with the passkey “%(passkey)s”", passkey=key.name)
    return _("By finger, face or PIN at %(time)s with the passkey “%(passkey)s”", time=at, passkey=key.name)


def why_parked(reason: ParkingReason, who: str | None) -> str:
    """In a sentence; `who`: by whom, if anybody."""
    return _(WHY_PARKED[reason], who=who or _("Somebody"))


def _why_of(parking: Parking, names: dict[int, str]) -> str:
    return why_parked(ParkingReason(parking.reason), names.get(parking.person_id or 0))


def _who_parked(parkings: Sequence[Parking]) -> set[int]:
    return {parking.person_id for parking in parkings if parking.person_id}
