"""What must be true of the outbox, as plain data and functions: no database and no clock; every moment is handed in.

It is written from the design and shares no line with the product, not even a constant. A verdict is the name of the refusal, or None.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.fire.model_things import CANCELLED, HELD, PARKED, RELEASED, Asking, Device, Draft, Key, Lease, Post, Sheet, Voice

GRACE = timedelta(seconds=2)  # from the ring's end to due
LATE = timedelta(minutes=15)  # past its time nothing goes out by itself
IDLE = timedelta(minutes=5)  # without a tap a lease holds no more
RECOVERED = timedelta(hours=24)  # before a recovered passkey speaks officially by itself
SESSION_IDLE = timedelta(days=30)
SESSION_LIFE = timedelta(days=180)

Verdict = str | None
KEEPER, SPEAKER = "keeper", "speaker"


@dataclass
class World:
    """Everything the model knows."""

    voices: dict[str, Voice]
    grants: dict[tuple[str, str], str]
    keys: list[Key]
    devices: list[Device]
    drafts: dict[str, Draft] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    held_by_key: dict[tuple[str, str], str] = field(default_factory=dict)
    lease_lines: Counter[tuple[str, str]] = field(default_factory=Counter)
    kept: set[str] = field(default_factory=set)  # words that were taken in and that nobody threw away
    sent_again: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # by a person's word: handle, network, text

    def usable(self, person: str, handle: str) -> bool:
        """Whether they may post as it."""
        return self.voices[handle].owner == person or (person, handle) in self.grants

    def alive(self, device: Device, at: datetime) -> bool:
        """Whether its session still counts."""
        return not device.ended and at < device.seen + SESSION_IDLE and at < device.opened + SESSION_LIFE

    def standing(self, device: Device, at: datetime) -> Lease | None:
        """The lease it speaks under: opened by a step-up, never sliding, not idle, its grant not ended."""
        lease = device.lease
        if lease and at < lease.until and at < lease.active + IDLE and (device.person, lease.handle) in self.grants:
            return lease
        return None

    def active(self, device: Device, at: datetime) -> str:
        """As whom it speaks."""
        lease = self.standing(device, at)
        return lease.handle if lease else self.own(device.person)

    def own(self, person: str) -> str:
        """The handle of somebody's personal voice."""
        return next(voice.handle for voice in self.voices.values() if voice.owner == person)

    def may_ask(self, device: Device, handle: str, at: datetime) -> Verdict:
        """Whether it gets as far as this identity at all."""
        return None if self.alive(device, at) and self.usable(device.person, handle) else "NotFound"

    def may_speak(self, device: Device, handle: str, at: datetime) -> Verdict:
        """Invariants 5 and 6: the active identity agrees, and an official one is under a lease that stands."""
        active = self.active(device, at)
        if active == handle:
            return None
        both = self.voices[handle].owner is None and self.voices[active].owner is not None
        return "LeaseOver" if both else "WrongIdentity"

    def may_write(self, person: str, handle: str, sheet: Sheet) -> Verdict:
        """Whether the draft still takes these words: nobody else saved it since, and it has not ended."""
        draft = self.drafts.get(sheet.draft)
        if draft is None:
            return "NotFound" if sheet.version else None
        if (draft.person, draft.handle) != (person, handle):
            return "NotFound"
        if draft.end:
            return "DraftEnded"
        return None if sheet.version == draft.version or sheet.key == draft.key else "StaleDraft"

    def may_save(self, device: Device, handle: str, sheet: Sheet, at: datetime) -> Verdict:
        """Saving needs the session and the grant only."""
        return self.may_ask(device, handle, at) or self.may_write(device.person, handle, sheet)

    def may_hold(self, device: Device, handle: str, sheet: Sheet, at: datetime) -> Verdict:
        """Every guard of a hold; the page's key again is no new hold."""
        if asking := self.may_ask(device, handle, at):
            return asking
        if (device.person, sheet.key) in self.held_by_key:
            return None
        return self.may_speak(device, handle, at) or self.may_write(device.person, handle, sheet)

    def may_hold_again(self, device: Device, post: Post, key: str, at: datetime) -> Verdict:
        """Every guard of a first hold, for what is parked."""
        if asking := self.may_ask(device, post.handle, at):
            return asking
        if (device.person, key) in self.held_by_key:
            return None
        return self.may_speak(device, post.handle, at) or (None if post.state == PARKED else "AlreadyDone")

    def may_cancel(self, person: str, post: Post) -> Verdict:
        """Invariant 8: any speaker stops anything, with no lease, until it was released."""
        if not self.usable(person, post.handle):
            return "NotFound"
        return "TooLate" if post.state == RELEASED else None

    def may_keep(self, person: str, post: Post) -> Verdict:
        """Keep holding: as stopping, but what was undone is not parked."""
        return self.may_cancel(person, post) or ("AlreadyDone" if post.state == CANCELLED else None)

    def may_send(self, person: str, post: Post) -> Verdict:
        """Send now: a personal voice only."""
        if not self.usable(person, post.handle):
            return "NotFound"
        if self.voices[post.handle].owner is None:
            return "NotAllowed"
        return None if post.state in (HELD, RELEASED) else "AlreadyDone"

    def may_take_down(self, person: str, post: Post) -> Verdict:
        """Only what has left can be asked back."""
        if not self.usable(person, post.handle):
            return "NotFound"
        return None if post.state == RELEASED else "AlreadyDone"

    def may_prove(self, key: int, target: str, *, official: bool, at: datetime) -> Verdict:
        """A passkey made in a recovery proves nothing official before its time, but for an organisation whose keeper said yes."""
        mine = self.keys[key]
        if not official or not mine.waits(at):
            return None
        speaks = {handle for person, handle in self.grants if person == mine.person}
        meant = {target} & speaks or speaks
        return None if meant and meant <= mine.vouched else "StepUpRefused"

    def may_remove_key(self, proving: int, number: int, at: datetime) -> Verdict:
        """Never the last one; and one made in a recovery, while it waits, removes none that does not wait."""
        mine, removed = self.keys[proving], self.keys[number]
        alone = sum(key.person == removed.person and not key.removed for key in self.keys) < 2
        return "NotAllowed" if alone or (mine.waits(at) and not removed.waits(at)) else None

    def may_switch(self, device: Device, handle: str, *, proved: bool, at: datetime) -> Verdict:
        """Downward is one tap, upward takes a proof."""
        return self.may_ask(device, handle, at) or (None if proved or self.voices[handle].owner else "StepUpRefused")

    def may_move(self, device: Device, handle: str, sheet: Sheet, to: str, proved: bool, at: datetime) -> Verdict:
        """A move is a hold's guards, a save and a switch, all or nothing."""
        asking = self.may_ask(device, handle, at) or self.may_ask(device, to, at) or self.may_speak(device, handle, at)
        if asking or handle == to:
            return asking or "NotAllowed"
        return self.may_write(device.person, handle, sheet) or self.may_switch(device, to, proved=proved, at=at)

    def may_end_grant(self, by: str, person: str, handle: str) -> Verdict:
        """A keeper, or the person themself; never the last keeper."""
        role, asking = self.grants.get((person, handle)), self.grants.get((by, handle))
        if role is None or asking is None or (asking != KEEPER and by != person):
            return "NotFound"
        alone = sum(one == KEEPER for (_, kept), one in self.grants.items() if kept == handle) < 2
        return "NotAllowed" if role == KEEPER and alone else None

    def may_vouch(self, by: str, key: Key, at: datetime) -> Verdict:
        """A keeper says yes to a colleague's recovered passkey, while that still waits."""
        waits = key.waits(at) and not key.removed and key.person != by
        return None if waits and self.vouches_for(by, key) - key.vouched else "NotFound"

    def vouches_for(self, by: str, key: Key) -> set[str]:
        """The voices that this keeper minds and the passkey's person speaks as."""
        kept = {handle for (who, handle), role in self.grants.items() if who == by and role == KEEPER}
        return {handle for handle in kept if (key.person, handle) in self.grants}

    def may_answer(self, device: Device, asks: Asking, answer: str, at: datetime) -> Verdict:
        """Invariant 3: only a person sends again what is in doubt, with every guard of a hold, and not while the network is still asked."""
        post = self.posts[asks.post]
        if asking := self.may_ask(device, post.handle, at):
            return asking
        offered = {"unsure": {"there", "again", "left"}, "parked": {"again", "left"}, "refused": {"again", "left"}}.get(asks.state, set())
        if post.taken_down:
            offered = offered - {"again"} if asks.state == "unsure" else set()
        if asks.looking:
            offered = offered - {"again"}
        if not asks.first or answer not in offered:
            return "AlreadyDone"
        return self.may_speak(device, post.handle, at) if answer == "again" else None

    def after_a_courier(self, post: Post, at: datetime, *, releases: bool, sets_aside: bool) -> str:
        """Invariants 1 and 4: where a post stands once a courier has done this at this moment."""
        if post.state != HELD or at < post.due:
            return post.state
        if at >= post.due + LATE:
            return PARKED if sets_aside else HELD
        return RELEASED if releases else HELD

    def may_have_left(self, handle: str, network: str, text: str, at: datetime) -> int:
        """Invariants 1, 2, 3 and 5: how often this text may stand on that network by then, as that identity."""
        fitting = (post for post in self.posts.values() if post.handle == handle and network in post.networks and text in post.parts)
        left = (post.state == RELEASED and post.due <= at and (post.down_at is None or at <= post.down_at) for post in fitting)
        return sum(left) + self.sent_again[handle, network, text]

    def words_gone(self, standing: Iterable[str]) -> set[str]:
        """Invariant 12: words that were taken in, that nobody threw away, and that stand nowhere any more."""
        return self.kept - set(standing)
