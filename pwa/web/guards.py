"""Who may come in: each route declares it, and a route that declares nothing is closed."""

import ipaddress
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from functools import wraps
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from pwa.actions.count_try import count_try
from pwa.actions.verify_step_up import verify_step_up
from pwa.rules.identity import Kind
from pwa.rules.refusals import NotFound, StepUpRefused, WrongIdentity, WrongPerson
from pwa.rules.step_up import Purpose
from pwa.store.tables import Identity
from pwa.web import current, errors

TARGET_CHARACTERS = 100  # handles, public ids and the tokens of links are all shorter
STEP_UPS_AT_MOST, STEP_UPS_WITHIN = 60, timedelta(minutes=10)  # of one session: far more than a person needs
View = Callable[..., ResponseReturnValue]


class Authority(StrEnum):
    """What a route asks of whoever calls it."""

    PUBLIC = "public"  # nothing
    VISITOR = "visitor"  # nothing, but the browser gets a session to bind a challenge to
    RECOVERING = "recovering"  # a recovery code, at most 15 minutes ago
    SIGNED_IN = "signed in"
    FOR_IDENTITY = "for identity"  # may use the identity in the URL
    AS_IDENTITY = "as identity"  # and speaks as it now
    STEP_UP = "step-up"  # a passkey's answer, given for just this


class RightEnded(NotFound):
    """Words came for an identity that the person may not use. If they could once, those are kept; else it is a NotFound like any other."""

    def __init__(self, handle: str) -> None:
        super().__init__()
        self.handle = handle


def public(view: View) -> View:
    """Anybody."""
    return _marked(view, Authority.PUBLIC)


def visitor(view: View) -> View:
    """Anybody; whoever sends something has a Session row from here on."""

    @wraps(view)
    def guarded(**given: Any) -> ResponseReturnValue:
        if request.method not in current.SAFE_METHODS:
            current.visitor()
        return view(**given)

    return _marked(guarded, Authority.VISITOR)


def recovering(view: View) -> View:
    """A browser that a recovery code has opened; passes `by`."""

    @wraps(view)
    def guarded(**given: Any) -> ResponseReturnValue:
        by = current.recovering()
        return view(by=by, **given) if by else errors.not_recovering()

    return _marked(guarded, Authority.RECOVERING)


def signed_in(view: View) -> View:
    """A Person who is signed in."""

    @wraps(view)
    def guarded(**given: Any) -> ResponseReturnValue:
        return view(**given) if current.signed_in() else errors.signed_out()

    return _marked(guarded, Authority.SIGNED_IN)


def for_identity(view: View) -> View:
    """Signed in, and may use the identity of the URL's `handle`, whichever is active; passes `identity` as well."""

    @wraps(view)
    def guarded(*, handle: str, **given: Any) -> ResponseReturnValue:
        if not current.signed_in():
            return errors.signed_out()
        same_person()
        return view(handle=handle, identity=usable(handle), **given)

    return _marked(guarded, Authority.FOR_IDENTITY)


def for_official(view: View) -> View:
    """The same, of an official identity: a personal voice is its person's own business."""

    @wraps(view)
    def official_only(*, identity: Identity, **given: Any) -> ResponseReturnValue:
        if identity.kind != Kind.OFFICIAL:
            raise NotFound
        return view(identity=identity, **given)

    return for_identity(official_only)


def as_identity(view: View) -> View:
    """As `for_identity`, and it is the active identity: otherwise the page that names both, which keeps the words."""

    @wraps(view)
    def guarded(*, handle: str, **given: Any) -> ResponseReturnValue:
        if not current.signed_in():
            return errors.signed_out()
        identity = usable(handle)
        if identity.id != current.active().id:
            raise WrongIdentity(identity.name, current.active().name)
        return view(handle=handle, identity=identity, **given)

    return _marked(guarded, Authority.AS_IDENTITY)


def step_up(purpose: Purpose, target: str | None = None, when: Callable[[str], bool] | None = None) -> Callable[[View], View]:
    """Signed in, and the form's `credential` proves this person for this purpose now; passes `proof`, for one use.

    `target` names the part of the URL or the form field that the answer must be given for. Unless `when(its value)`, no proof is
    asked and `proof` is None.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(**given: Any) -> ResponseReturnValue:
            if not current.signed_in():
                return errors.signed_out()
            meant = str(given.get(target, request.form.get(target, ""))) if target else ""
            if len(meant) > TARGET_CHARACTERS:
                raise NotFound
            proof = None if when and not when(meant) else _prove(purpose, meant)
            return view(proof=proof, **given)

        return _marked(guarded, Authority.STEP_UP)

    return guard


def limited(name: str, at_most: int, minutes: int, *, by_session: bool = False) -> Callable[[View], View]:
    """At most so many tries in so many minutes from one address (or from one signed-in Session). Stands outside the other guards."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(**given: Any) -> ResponseReturnValue:
            if request.method not in current.SAFE_METHODS:
                whose = current.row().public_id if by_session and current.signed_in() else _address()
                count_try(f"{name}:{whose}", at_most=at_most, window=timedelta(minutes=minutes))
            return view(**given)

        return guarded

    return guard


def usable(handle: str) -> Identity:
    """The identity of this handle, if the person may speak as it. Raises NotFound."""
    found = next((one for one in current.identities() if one.handle == handle), None)
    if found is None:
        raise RightEnded(handle) if "part" in request.form else NotFound
    return found


def usable_official(handle: str) -> Identity:
    """The same, if it is an official one. Raises NotFound."""
    identity = usable(handle)
    if identity.kind != Kind.OFFICIAL:
        raise NotFound
    return identity


def same_person() -> None:
    """A form with words, or one that holds, says whose page it stood on; a page from before forms said so is taken. Raises WrongPerson."""
    if request.form.get("person") not in (None, current.person().public_id):
        raise WrongPerson


def upward(handle: str) -> bool:
    """Whether speaking as this identity needs a proof. Raises NotFound when they may not at all."""
    return usable(handle).kind == Kind.OFFICIAL


def _prove(purpose: Purpose, target: str) -> int:
    count_try(f"step-up:{current.row().public_id}", at_most=STEP_UPS_AT_MOST, window=STEP_UPS_WITHIN)
    answer = request.form.get("credential", "")
    if not answer:
        raise StepUpRefused("credential_missing")
    return verify_step_up(current.caller(), purpose, target, answer, rp=current.rp())


def _address() -> str:
    """Whom a limit counts: one IPv4 address, or the network that one IPv6 customer has."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else str(address)


def _marked(view: View, authority: Authority) -> View:
    view.authority = authority  # type: ignore[attr-defined]
    return view
