"""The standing cast: Steph keeps WV11, Anna speaks for it, Jo keeps Walsall Council and has no business with WV11."""

from dataclasses import replace
from functools import cached_property

from pwa.actions.accept_invitation import accept_invitation
from pwa.actions.begin_visit import begin_visit
from pwa.actions.cancel_post import cancel_post
from pwa.actions.confirm_codes import confirm_codes
from pwa.actions.create_identity import create_identity
from pwa.actions.hold_post import hold_post
from pwa.actions.invite import invite
from pwa.actions.join import join
from pwa.actions.let_in import let_in
from pwa.actions.make_challenge import make_challenge
from pwa.actions.make_setup_link import make_setup_link
from pwa.actions.save_draft import Words
from pwa.actions.set_up import set_up
from pwa.actions.sign_in import sign_in
from pwa.actions.switch_identity import switch_identity
from pwa.actions.verify_step_up import verify_step_up
from pwa.passkeys import relying_party
from pwa.rules.identity import Colour, Listing, Shape
from pwa.rules.second_look import Answers
from pwa.rules.step_up import Purpose
from pwa.secrets import new_public_id, new_token
from pwa.store import identities, invitations, people, sessions
from pwa.store.sessions import Caller
from pwa.store.tables import Draft, Identity, Post, SessionRow
from pwa.store.transaction import reading
from tests.software_passkey import SoftwarePasskey

SITE = "http://localhost:8000"
RP = relying_party(SITE)
PHONE = "Chrome on Android"


def row_of(token: str) -> SessionRow:
    """The living Session behind a cookie's token."""
    with reading() as session:
        row = sessions.by_token(session, token)
    assert row is not None
    return row


def shape(name: str, *, window: int = 30, lease: int = 15, colour: Colour = Colour.BRICK) -> Shape:
    """An identity as most of the tests want it."""
    return Shape(name, name[:2].upper(), colour, window, lease, Listing.OPEN)


class Member:
    """A Person with a phone in their hand and a real (software) passkey on it."""

    def __init__(self, name: str, passkey: SoftwarePasskey, token: str) -> None:
        self.name, self.passkey, self.token = name, passkey, token

    def again(self) -> "Member":
        """The same Person with the same phone, in a copy of the store: what happens there is forgotten here."""
        held = {rp: [replace(key) for key in keys] for rp, keys in self.passkey.held.items()}
        return Member(self.name, replace(self.passkey, held=held), self.token)

    @property
    def caller(self) -> Caller:
        """The Person at their first browser."""
        row = row_of(self.token)
        with reading() as session:
            return Caller(row, people.person(session, row.person_id or 0))

    @property
    def handle(self) -> str:
        """Of their own voice."""
        with reading() as session:
            return identities.personal(session, self.caller.person).handle

    def another_browser(self, device: str = "Firefox on Linux") -> "Member":
        """The same Person, signed in on another device with the same (synced) passkey."""
        return Member(self.name, self.passkey, signed_in_with(self.passkey, device))

    def proves(self, purpose: Purpose, target: str = "") -> int:
        """A finger on the sensor, for one purpose and target."""
        options = make_challenge(self.caller.session, purpose, target, name="", rp=RP)
        return verify_step_up(self.caller, purpose, target, self.passkey.get(options), rp=RP)

    def speaks_as(self, handle: str) -> None:
        """Pick up a voice; an official one takes a finger."""
        official = handle != self.handle
        switch_identity(self.caller, handle, proof=self.proves(Purpose.SPEAK_AS, handle) if official else None)

    def words(self, *parts: str, handle: str | None = None, draft: str | None = None, version: int = 0) -> Words:
        """What a composer page would send, with every channel ticked; it is meant as who it says, whatever went before."""
        with reading() as session:
            identity = identities.usable(session, self.caller.person, handle := handle or self.handle)
            channels = [channel.public_id for channel in identities.channels(session, identity)]
        return Words(draft or new_public_id(), version, new_token(), parts, channels, answers=Answers(chosen=handle))

    def holds(self, *parts: str, handle: str | None = None) -> Post:
        """Hold a fresh Draft; as themself unless a handle is named."""
        handle = handle or self.handle
        return hold_post(self.caller, handle, self.words(*parts, handle=handle))

    def undoes(self, post: Post) -> Draft:
        """Take a post back."""
        return cancel_post(post.public_id, by=self.caller.person)


class Cast:
    """Makes the people as they are asked for; Steph comes first, because she set the server up."""

    def __init__(self, steph: Member | None = None) -> None:
        self.steph = steph or self._steph()

    def again(self) -> "Cast":
        """Whoever has been made, in a copy of the store."""
        copied = Cast(self.steph.again())
        vars(copied).update({name: member.again() for name, member in vars(self).items()})
        return copied

    def _steph(self) -> Member:
        token = make_setup_link()
        assert token is not None
        visit, passkey = row_of(begin_visit(device=PHONE)), SoftwarePasskey()
        options = make_challenge(visit, Purpose.SET_UP, token, name="Steph", rp=RP)
        steph = Member("Steph", passkey, set_up(visit, token, passkey.create(options), name="Steph", listing="open", rp=RP))
        confirm_codes(steph.caller.person)
        founds(steph, "wv11", "WV11", "WV11 Community News")
        return steph

    @cached_property
    def anna(self) -> Member:
        """Speaker of WV11."""
        return self.newcomer("Anna", "wv11", "speaker")

    @cached_property
    def jo(self) -> Member:
        """Keeper of Walsall Council, and nothing of WV11."""
        founds(self.steph, "walsall", "Walsall Council", "Walsall Metropolitan Borough Council")
        return self.newcomer("Jo", "walsall", "keeper")

    def newcomer(self, name: str, handle: str, role: str) -> Member:
        """Somebody new, by an invitation of Steph's."""
        token, _ = invite(self.steph.caller, handle, name=name, role=role, proof=self.steph.proves(Purpose.INVITE, handle))
        return self.newcomer_by(token, name)

    def newcomer_by(self, token: str, name: str, keeper: "Member | None" = None) -> Member:
        """Somebody new, by the link of whoever made it; `keeper` (or Steph) compares the words and lets them in."""
        passkey = waits_at(token, name)
        lets_in(keeper or self.steph, token)
        member = Member(name, passkey, signed_in_with(passkey, PHONE))
        confirm_codes(member.caller.person)
        return member

    def grants(self, member: Member, handle: str, role: str) -> None:
        """Steph lets somebody who is here already speak as another identity."""
        token, _ = invite(self.steph.caller, handle, name=member.name, role=role, proof=self.steph.proves(Purpose.INVITE, handle))
        accept_invitation(member.caller, token)
        lets_in(self.steph, token)


def waits_at(token: str, name: str, phone: SoftwarePasskey | None = None) -> SoftwarePasskey:
    """Somebody new opens an invitation on their phone, and waits."""
    visit, passkey = row_of(begin_visit(device=PHONE)), phone or SoftwarePasskey()
    options = make_challenge(visit, Purpose.JOIN, token, name=name, rp=RP)
    join(visit, token, passkey.create(options), listing="open", rp=RP)
    return passkey


def lets_in(keeper: Member, token: str) -> str:
    """A keeper has compared the words, and says yes."""
    public_id = invitation_of(token)
    return let_in(keeper.caller, public_id, proof=keeper.proves(Purpose.LET_IN, public_id))


def invitation_of(token: str) -> str:
    """What an invitation is called."""
    with reading() as session:
        invited = invitations.of_link_ever(session, token)
    return invited.public_id if invited else "nobodys"


def signed_in_with(passkey: SoftwarePasskey, device: str) -> str:
    """The token of a Session on another browser of whoever has this passkey."""
    visit = row_of(begin_visit(device=device))
    return sign_in(visit, passkey.get(make_challenge(visit, Purpose.SIGN_IN, "", name="", rp=RP)), rp=RP)


def founds(member: Member, handle: str, name: str, organisation: str) -> Identity:
    """A new official identity, with the founder as its keeper."""
    proof = member.proves(Purpose.CREATE_IDENTITY)
    create_identity(member.caller, organisation=organisation, handle=handle, shape=shape(name), proof=proof)
    with reading() as session:
        return identities.usable(session, member.caller.person, handle)
