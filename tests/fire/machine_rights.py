"""The rules of rights: switches with a real finger, leases, sessions and grants, given and taken away."""

from datetime import timedelta
from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import rule
from sqlmodel import col, select

from pwa.actions.accept_invitation import accept_invitation
from pwa.actions.begin_visit import begin_visit
from pwa.actions.end_grant import end_grant
from pwa.actions.end_lease import end_lease
from pwa.actions.end_session import end_session
from pwa.actions.invite import invite
from pwa.actions.let_in import let_in
from pwa.actions.make_challenge import make_challenge
from pwa.actions.sign_in import sign_in
from pwa.actions.switch_identity import switch_identity
from pwa.actions.touch_session import touch_session
from pwa.actions.verify_step_up import verify_step_up
from pwa.rules.identity import LeaseEnd
from pwa.rules.step_up import OFFICIAL as OFFICIAL_PURPOSES
from pwa.rules.step_up import Purpose
from pwa.store import people
from pwa.store.sessions import Caller
from pwa.store.tables import Grant, Identity
from pwa.store.transaction import reading
from tests.cast import RP, invitation_of, row_of
from tests.fire import model_moves
from tests.fire.machine import Machine, Said, pick
from tests.fire.model import KEEPER, SPEAKER
from tests.fire.model_stage import OFFICIAL
from tests.fire.model_things import Device

WHO, WHICH, AGAIN = st.integers(0, 9), st.integers(0, 9), st.booleans()
MOST_DEVICES = 12
MOMENT = timedelta(milliseconds=60)
WHOSE = [("Anna", "wv11"), ("Steph", "wv11"), ("Anna", "walsall"), ("Jo", "walsall"), ("Steph", "walsall"), ("Jo", "wv11")]


class Rights(Machine):
    """Everything that decides who may speak as whom."""

    official = OFFICIAL

    @rule(who=WHO, voice=st.sampled_from(["wv11", "wv11", "own", "walsall"]), finger=st.sampled_from([True, True, False]), again=AGAIN)
    def switches(self, who: int, voice: str, finger: bool, again: bool) -> None:
        """Up with a proof that is used once, down with a tap."""
        device, caller = self.device(who)
        handle = self.voice(device, voice)
        number, proof = self.proves(device, caller, Purpose.SPEAK_AS, handle) if finger and handle in OFFICIAL else (0, None)
        for fresh in (True, False)[: 1 + again]:
            self.switch(device, caller, handle, number, proof, fresh=fresh)

    @rule(who=WHO, which=WHICH, what=st.sampled_from(["taps", "polls", "starts_cold"]))
    def is_at_a_device(self, who: int, which: int, what: str) -> None:
        """A tap keeps a lease from going idle, never from ending; what a page asks by itself does neither."""
        self.does(what, self.with_a_lease(who), which)

    @rule(who=WHO, which=WHICH, what=st.sampled_from(["signs_in", "ends_a_session"]))
    def sessions_come_and_go(self, who: int, which: int, what: str) -> None:
        """Somebody signs in on one more browser, or ends one of their sessions from another."""
        self.does(what, self.device(who), which)

    @rule(who=WHO, which=WHICH, what=st.sampled_from(["ends_a_grant", "ends_a_grant", "gives_a_grant"]))
    def grants_come_and_go(self, who: int, which: int, what: str) -> None:
        """Ended by a keeper or by the person; given by a keeper, with a link."""
        self.does(what, self.device(who), which)

    def does(self, what: str, at: tuple[Device, Caller], which: int) -> None:
        """One of the things that have no rule of their own."""
        getattr(self, f"_{what}")(*at, which)

    def with_a_lease(self, who: int) -> tuple[Device, Caller]:
        """Somebody at a browser that has a lease, whether it still stands or not; anybody, if nobody has one."""
        leased = [number for number, one in enumerate(self.world.devices) if one.lease and self.world.alive(one, self.clock.now)]
        if not leased:
            return self.device(who)
        number = pick(leased, who)
        return self.world.devices[number], self.script.callers[number]

    # What these use ---------------------------------------------------------------------------------------------------

    def voice(self, device: Device, voice: str) -> str:
        """The handle that somebody means."""
        if voice == "active":
            return self.world.active(device, self.clock.now)
        if voice == "lease" and device.lease:  # whether it still stands or not
            return device.lease.handle
        return self.world.own(device.person) if voice in ("own", "lease") else voice

    def proves(self, device: Device, caller: Caller, purpose: Purpose, target: str = "", which: int = 0) -> tuple[int, int | None]:
        """A finger on one of their phones: which passkey, and the proof's number; None when it was refused."""
        mine = self.standing_keys(device.person)
        number = device.key if which == 0 and device.key in mine else pick(mine, which)
        answer = self.script.phones[number][1].get(make_challenge(caller.session, purpose, target, name="", rp=RP))
        official = purpose in OFFICIAL_PURPOSES
        act = partial(verify_step_up, caller, purpose, target, answer, rp=RP)
        said = self.ask(lambda at: self.world.may_prove(number, target, official=official, at=at), act)
        return number, said.value if isinstance(said.value, int) else None

    def switch(self, device: Device, caller: Caller, handle: str, key: int, proof: int | None, *, fresh: bool = True) -> None:
        """Speak as this identity, if the proof is one."""
        said = self.ask(
            lambda at: self.world.may_switch(device, handle, proved=fresh and proof is not None, at=at),
            partial(switch_identity, caller, handle, proof=proof),
        )
        if not said.refusal:
            self.switched(device, caller, handle, key, said)

    def switched(self, device: Device, caller: Caller, handle: str, key: int, said: Said) -> None:
        """Note in the model that the device speaks as this identity."""
        opened = said.before
        if handle in OFFICIAL:
            opened = self.stamped(f"SELECT opened_at FROM leases WHERE session_id = {caller.session.id} AND ended_at IS NULL", said)
        model_moves.switched(self.world, device, handle, key, opened)

    def standing_keys(self, person: str) -> list[int]:
        """Their passkeys that were not removed, by number."""
        return [number for number, key in enumerate(self.world.keys) if key.person == person and not key.removed]

    def comes_in(self, token: str, key: int) -> None:
        """One more device: whoever this cookie belongs to."""
        row = row_of(token)
        with reading() as session:
            caller = Caller(row, people.person(session, row.person_id or 0))
        self.script.callers.append(caller)
        self.world.devices.append(Device(caller.person.name, key, row.opened_at, row.seen_at))

    # Leases and sessions ----------------------------------------------------------------------------------------------

    def _taps(self, device: Device, caller: Caller, _: int) -> None:
        standing = self.world.standing(device, self.clock.now)
        said = self._polls(device, caller, _, tapped=True)
        if standing:
            self.touched(device, caller, standing.handle, said)

    def _polls(self, device: Device, caller: Caller, _: int, *, tapped: bool = False) -> Said:
        said = self.ask(lambda _: None, partial(touch_session, caller.session, tapped=tapped))
        device.seen = said.before
        return said

    def _starts_cold(self, device: Device, caller: Caller, _: int) -> None:
        self.ask(lambda _: None, partial(end_lease, caller.session, caller.person, LeaseEnd.COLD_START))
        model_moves.lease_over(self.world, [device])

    def _signs_in(self, device: Device, _: Caller, which: int) -> None:
        if len(self.world.devices) >= MOST_DEVICES:
            return
        number = pick(self.standing_keys(device.person), which)
        visit = row_of(begin_visit(device="Another browser"))
        answer = self.script.phones[number][1].get(make_challenge(visit, Purpose.SIGN_IN, "", name="", rp=RP))
        said = self.ask(lambda _: None, partial(sign_in, visit, answer, rp=RP))
        self.comes_in(str(said.value), number)

    def _ends_a_session(self, device: Device, caller: Caller, which: int) -> None:
        theirs = [number for number, one in enumerate(self.world.devices) if one.person == device.person]
        over, public_id = self.world.devices[pick(theirs, which)], self.script.callers[pick(theirs, which)].session.public_id
        if over is device and sum(self.world.alive(one, self.clock.now) for one in self.world.devices) < 2:
            return
        said = self.ask(lambda at: None if self.world.alive(over, at) else "NotFound", partial(end_session, caller, public_id))
        if not said.refusal:
            model_moves.session_over(self.world, [over])

    # Grants -----------------------------------------------------------------------------------------------------------

    def _ends_a_grant(self, device: Device, caller: Caller, which: int) -> None:
        whose, handle = pick(WHOSE, which)
        with reading() as session:
            known = session.exec(select(Grant).where(col(Grant.person_id) == self.person(whose).id, col(Grant.ended_at).is_(None))).all()
            grants = {session.get_one(Identity, one.identity_id).handle: one.public_id for one in known}
        grant = grants.get(handle, "nobodys")
        _, proof = self.proves(device, caller, Purpose.END_GRANT, grant)
        if proof is not None:
            verdict = self.world.may_end_grant(device.person, whose, handle)
            said = self.ask(lambda _: verdict, partial(end_grant, caller, grant, proof=proof))
            if not said.refusal:
                model_moves.grant_ended(self.world, whose, handle)

    def _gives_a_grant(self, device: Device, caller: Caller, which: int) -> None:
        whose, handle = pick(WHOSE, which)
        _, proof = self.proves(device, caller, Purpose.INVITE, handle)
        if proof is None:
            return
        kept = self.world.grants.get((device.person, handle)) == KEEPER
        said = self.ask(lambda _: None if kept else "NotFound", partial(invite, caller, handle, name=whose, role=SPEAKER, proof=proof))
        if isinstance(said.value, tuple):
            self._opens_it(said.value[0], whose, handle, device, caller)

    def _opens_it(self, token: str, whose: str, handle: str, device: Device, keeper: Caller) -> None:
        guest = next(one for one in self.script.callers if one.person.name == whose)
        known = (whose, handle) in self.world.grants
        said = self.ask(lambda _: "NotAllowed" if known else None, partial(accept_invitation, guest, token))
        if said.refusal:
            return
        _, proof = self.proves(device, keeper, Purpose.LET_IN, invitation_of(token))
        if proof is not None:
            self.ask(lambda _: None, partial(let_in, keeper, invitation_of(token), proof=proof))
            self.world.grants.setdefault((whose, handle), SPEAKER)
