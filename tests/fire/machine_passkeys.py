"""The rules of passkeys: added with an old one, removed with everything that hung on it, recovered, and vouched for."""

from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import rule

from pwa.actions.add_passkey import add_passkey
from pwa.actions.begin_visit import begin_visit
from pwa.actions.confirm_passkey import confirm_passkey
from pwa.actions.make_challenge import make_challenge
from pwa.actions.recover import recover
from pwa.actions.redeem_code import redeem_code
from pwa.actions.remove_passkey import remove_passkey
from pwa.rules.step_up import Purpose
from pwa.store import people
from pwa.store.sessions import Caller
from pwa.store.transaction import reading
from tests.cast import RP, row_of
from tests.fire import model_moves
from tests.fire.machine import pick
from tests.fire.machine_rights import MOST_DEVICES, WHICH, WHO, Rights
from tests.fire.model import RECOVERED
from tests.fire.model_things import Device, Key
from tests.software_passkey import SoftwarePasskey


class Passkeys(Rights):
    """Everything that changes which passkeys somebody has, and what they are good for."""

    @rule(who=WHO, which=WHICH, what=st.sampled_from(["adds_a_passkey", "removes_a_passkey", "recovers", "vouches_for_a_passkey"]))
    def passkeys_come_and_go(self, who: int, which: int, what: str) -> None:
        """Added with an old one, removed with everything that hung on it, recovered with a code, vouched for by a keeper."""
        self.does(what, self.with_a_lease(who), which)

    def _adds_a_passkey(self, device: Device, caller: Caller, which: int) -> None:
        number, proof = self.proves(device, caller, Purpose.ADD_PASSKEY, which=which)
        assert proof is not None
        phone = SoftwarePasskey()
        answer = phone.create(make_challenge(caller.session, Purpose.NEW_PASSKEY, "", name="", rp=RP))
        self.ask(lambda _: None, partial(add_passkey, caller, answer, name="One more", proof=proof, rp=RP))
        self._keeps(caller, phone, Key(device.person, self.world.keys[number].official_from, set(self.world.keys[number].vouched)))

    def _removes_a_passkey(self, device: Device, caller: Caller, which: int) -> None:
        mine = self.standing_keys(device.person)
        if len(mine) < 2 and which:  # the last one stays: have another one first
            self._adds_a_passkey(device, caller, 0)
            mine = self.standing_keys(device.person)
        number = device.key if device.key in mine and which % 2 else pick(mine, which)
        public_id = self.script.phones[number][2]
        proving, proof = self.proves(device, caller, Purpose.REMOVE_PASSKEY, public_id)
        assert proof is not None
        said = self.ask(lambda at: self.world.may_remove_key(proving, number, at), partial(remove_passkey, caller, public_id, proof=proof))
        if not said.refusal:
            model_moves.key_removed(self.world, number, device, said.before)

    def _recovers(self, device: Device, caller: Caller, _: int) -> None:
        codes = self.script.codes[device.person]
        if not codes or len(self.world.devices) >= MOST_DEVICES:
            return
        row = row_of(redeem_code(row_of(begin_visit(device="New phone")), codes.pop()))
        phone, recovering = SoftwarePasskey(), Caller(row, caller.person)
        answer = phone.create(make_challenge(row, Purpose.RECOVER, "", name="", rp=RP))
        said = self.ask(lambda _: None, partial(recover, recovering, answer, name="New phone", rp=RP))
        self._keeps(caller, phone, Key(device.person))
        stamp = f"SELECT official_from - {RECOVERED // RECOVERED.resolution} FROM passkeys WHERE public_id = '{self.script.phones[-1][2]}'"
        self.world.keys[-1].official_from = self.stamped(stamp, said) + RECOVERED
        self.comes_in(str(said.value), len(self.world.keys) - 1)

    def _vouches_for_a_passkey(self, device: Device, caller: Caller, which: int) -> None:
        waiting = [number for number, key in enumerate(self.world.keys) if key.official_from]
        if not waiting:
            return
        number = pick(waiting, which)
        key, public_id = self.world.keys[number], self.script.phones[number][2]
        _, proof = self.proves(device, caller, Purpose.CONFIRM_PASSKEY, public_id)
        if proof is not None:
            act = partial(confirm_passkey, caller, public_id, proof=proof)
            said = self.ask(lambda at: self.world.may_vouch(device.person, key, at), act)
            if not said.refusal:
                key.vouched |= self.world.vouches_for(device.person, key)

    def _keeps(self, caller: Caller, phone: SoftwarePasskey, key: Key) -> None:
        with reading() as session:
            newest = people.passkeys(session, caller.person)[-1].public_id
        self.script.phones.append((caller.person.name, phone, newest))
        self.world.keys.append(key)
