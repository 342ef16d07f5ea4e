"""The rules of composers: people write, hold and move, at several devices, twice, late, and on pages that are out of date."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from pwa.actions.hold_post import hold_post
from pwa.actions.move_draft import move_draft
from pwa.actions.save_draft import Words, keep_words, save_draft
from pwa.rules.second_look import Answers
from pwa.rules.step_up import Purpose
from pwa.secrets import new_public_id, new_token
from pwa.store.sessions import Caller
from pwa.store.tables import Post as StoredPost
from tests.fire import model_moves
from tests.fire.machine import pick
from tests.fire.machine_passkeys import Passkeys
from tests.fire.machine_rights import MOMENT
from tests.fire.model import GRACE, IDLE
from tests.fire.model_things import Device, Sheet

WHO, WHICH, AGAIN = st.integers(0, 9), st.integers(0, 9), st.booleans()
VOICE = st.sampled_from(["active", "lease", "lease", "own", "wv11", "walsall"])
PAGE = st.integers(0, 4)  # 0: a new one
PARTS = st.integers(1, 3)
HALF_A_MINUTE = timedelta(seconds=30)
LATER = st.sampled_from([False, False, True])


@dataclass
class Page:
    """A composer that stands open somewhere."""

    device: Device
    caller: Caller
    handle: str
    draft: str
    key: str
    version: int = 0
    sent: int = 0  # how many requests it has sent


@dataclass
class Flying:
    """A request that has not arrived yet, or whose answer was lost, and which may arrive (again)."""

    page: Page
    sheet: Sheet
    number: int
    holds: bool


class Pages(Passkeys):
    """Everything that a composer can ask for."""

    def __init__(self, *stage: object) -> None:
        super().__init__(*stage)  # type: ignore[arg-type]
        self.pages: list[Page] = []
        self.flying: list[Flying] = []

    @initialize(steps=st.integers(1, 3))
    def the_day_begins(self, steps: int) -> None:
        """People are at it already."""
        for step in range(steps):
            self.holds_officially(2 * step, 0, 2)
            self.holds_as_themself(2 * step + 1, 1)

    @rule(who=WHO, which=WHICH)
    def opens_a_draft(self, who: int, which: int) -> None:
        """On this device too: both pages hold the same version now."""
        device, caller = self.device(who)
        theirs = [(name, one) for name, one in self.world.drafts.items() if one.person == device.person and not one.end]
        if theirs:
            name, draft = pick(theirs[::-1], which)
            self.pages.append(Page(device, caller, draft.handle, name, new_token(), draft.version))

    @rule(who=WHO, voice=VOICE, page=PAGE, parts=PARTS, again=AGAIN, heard=AGAIN, later=LATER)
    def saves(self, who: int, voice: str, page: int, parts: int, again: bool, heard: bool, later: bool) -> None:
        """A typed save; its answer may be lost, and it may be sent twice or late."""
        writer, sheet = self._page(who, voice, page, parts)
        if later:
            self.flying.append(Flying(writer, sheet, writer.sent, False))
            return
        for _ in range(1 + again):
            self._save(writer, sheet, heard=heard)

    @rule(who=WHO, voice=VOICE, page=PAGE, parts=PARTS, again=AGAIN, later=LATER)
    def holds(self, who: int, voice: str, page: int, parts: int, again: bool, later: bool) -> None:
        """The words as they stand on the page go into their undo window."""
        writer, sheet = self._page(who, voice, page, parts)
        if later or again:
            self.flying.append(Flying(writer, sheet, writer.sent, True))
        if not later:
            self._hold(writer, sheet)

    @rule(who=WHO, which=WHICH, parts=PARTS)
    def holds_officially(self, who: int, which: int, parts: int) -> None:
        """Somebody picks up an official voice and holds something new with it."""
        device, caller = self.device(who)
        theirs = [handle for person, handle in self.world.grants if person == device.person]
        if theirs:
            handle = pick(theirs, which)
            if self.world.active(device, self.clock.now) != handle:
                number, proof = self.proves(device, caller, Purpose.SPEAK_AS, handle)
                self.switch(device, caller, handle, number, proof)
            self._hold(*self._new_page(device, caller, handle, parts))

    @rule(who=WHO, parts=PARTS)
    def holds_as_themself(self, who: int, parts: int) -> None:
        """Somebody holds something new in their own voice, if that is the active one."""
        device, caller = self.device(who)
        self._hold(*self._new_page(device, caller, self.world.own(device.person), parts))

    @rule(who=WHO, idle=st.booleans(), after=st.booleans())
    def holds_as_a_lease_ends(self, who: int, idle: bool, after: bool) -> None:
        """A moment before or after it has been idle too long or, however busy they were, is over."""
        device, caller = self.with_a_lease(who)
        if device.lease is None:
            return
        while not idle and device.lease.active + IDLE < device.lease.until and self.world.standing(device, self.clock.now):
            self.clock.jump(max(device.lease.active + IDLE - self.clock.now - HALF_A_MINUTE, timedelta()))
            self.does("taps", (device, caller), 0)
        ends = min(device.lease.until, device.lease.active + IDLE)
        self.clock.jump(max(ends - self.clock.now + (MOMENT if after else -MOMENT), timedelta()))
        self._hold(*self._new_page(device, caller, device.lease.handle, 1))

    @rule(who=WHO, which=WHICH, hold=st.booleans())
    def two_pages_of_one_draft(self, who: int, which: int, hold: bool) -> None:
        """Both are open; one saves, and then the other saves or holds what it loaded before that."""
        standing = len(self.pages)
        self.opens_a_draft(who, which)
        self.opens_a_draft(who, which)
        if len(self.pages) == standing + 2:
            first, second = (self._typed(page, 1) for page in self.pages[standing:])
            self._save(*first, heard=True)
            if hold:
                self._hold(*second)
            else:
                self._save(*second, heard=True)

    @precondition(lambda self: self.flying)
    @rule(which=WHICH)
    def arrives(self, which: int) -> None:
        """A request from a while ago; its page has sent nothing since (a page sends one thing at a time), but others may have."""
        flying = pick(self.flying, which)
        if flying.number != flying.page.sent or not self.world.alive(flying.page.device, self.clock.now):
            self.flying.remove(flying)
        elif flying.holds:
            self._hold(flying.page, flying.sheet)
        else:
            self._save(flying.page, flying.sheet, heard=False)

    @rule(who=WHO, voice=VOICE, page=PAGE, to=st.sampled_from(["own", "wv11", "walsall"]), finger=st.booleans(), again=AGAIN)
    def moves(self, who: int, voice: str, page: int, to: str, finger: bool, again: bool) -> None:
        """Move to...: the words go under another identity, and the device with them."""
        writer, sheet = self._page(who, voice, page, 1)
        device, caller, target = writer.device, writer.caller, self.voice(writer.device, to)
        number, proof = self.proves(device, caller, Purpose.SPEAK_AS, target) if finger and target in self.official else (0, None)
        act = partial(move_draft, caller, writer.handle, self._words(writer.handle, sheet), to=target, proof=proof)
        for proved in (proof is not None, False)[: 1 + again]:
            said = self.ask(partial(self.world.may_move, device, writer.handle, sheet, target, proved), act)
            if said.refusal in ("WrongIdentity", "LeaseOver", "StaleDraft", "DraftEnded"):
                self._keep(writer, sheet)
            elif not said.refusal:
                model_moves.moved(self.world, device, writer.handle, sheet, target, str(said.value))
                self.switched(device, caller, target, number, said)

    # What these use ---------------------------------------------------------------------------------------------------

    def _page(self, who: int, voice: str, page: int, parts: int) -> tuple[Page, Sheet]:
        standing = [one for one in self.pages if self.world.alive(one.device, self.clock.now)]
        if page == 0 or not standing:
            device, caller = self.device(who)
            return self._new_page(device, caller, self.voice(device, voice), parts)
        return self._typed(pick(standing[::-1], page - 1), parts)

    def _new_page(self, device: Device, caller: Caller, handle: str, parts: int) -> tuple[Page, Sheet]:
        self.pages.append(Page(device, caller, handle, new_public_id(), new_token()))
        return self._typed(self.pages[-1], parts)

    def _typed(self, writer: Page, parts: int) -> tuple[Page, Sheet]:
        self.typed += 1
        words = tuple(f"{writer.device.person} writes {self.typed}.{part}" for part in range(1, parts + 1))
        writer.sent += 1
        return writer, Sheet(writer.draft, writer.version, writer.key, words, self.world.voices[writer.handle].networks)

    def _words(self, handle: str, sheet: Sheet) -> Words:
        ticked = [self.script.channels[handle, network] for network in sheet.networks]
        return Words(sheet.draft, sheet.version, sheet.key, sheet.parts, ticked, answers=Answers(chosen=handle))

    def _save(self, page: Page, sheet: Sheet, *, heard: bool) -> None:
        said = self.ask(
            lambda at: self.world.may_save(page.device, page.handle, sheet, at),
            partial(save_draft, page.caller, page.handle, self._words(page.handle, sheet)),
        )
        if isinstance(said.value, tuple):
            draft = model_moves.wrote(self.world, page.device.person, page.handle, sheet)
            assert said.value[0] == draft.version
            if heard:
                page.version = draft.version
        elif heard and said.refusal != "NotFound":
            self._keep(page, sheet)

    def _hold(self, page: Page, sheet: Sheet) -> None:
        device, person = page.device, page.device.person
        said = self.ask(
            lambda at: self.world.may_hold(device, page.handle, sheet, at),
            partial(hold_post, page.caller, page.handle, self._words(page.handle, sheet)),
        )
        if not isinstance(said.value, StoredPost):
            if said.refusal != "NotFound":
                self._keep(page, sheet)
            return
        post = said.value
        if already := self.world.held_by_key.get((person, sheet.key)):
            assert post.public_id == already, "the page's key again is the same post"
            return
        assert said.before <= post.held_at <= said.after
        due = post.held_at + self.world.voices[page.handle].window + GRACE
        model_moves.held(self.world, device, page.handle, sheet, post.public_id, due)
        self.touched(device, page.caller, page.handle, said)

    def _keep(self, page: Page, sheet: Sheet) -> None:
        """What the web does with words that were refused: into the draft if it takes them, beside it otherwise, once."""
        person = page.device.person
        open_ones = [one for one in self.world.drafts.values() if (one.person, one.handle, one.end) == (person, page.handle, None)]
        if any(one.parts == sheet.parts for one in open_ones):
            return
        said = self.ask(lambda _: None, partial(keep_words, page.caller, page.handle, self._words(page.handle, sheet)))
        if self.world.may_write(person, page.handle, sheet):
            model_moves.begun(self.world, str(said.value), person, page.handle, sheet.parts)
        else:
            assert said.value == sheet.draft
            model_moves.wrote(self.world, person, page.handle, sheet)
