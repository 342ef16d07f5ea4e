"""What the tests of times do and look at: a keeper sets them, and who may speak by them."""

from datetime import datetime, timedelta

from pwa.actions.set_times import set_times
from pwa.rules.grant_times import DAYS, Span, Weekly
from pwa.rules.step_up import Purpose
from pwa.store import grants, identities, leases, sessions
from pwa.store.moments import database_time
from pwa.store.tables import Grant
from pwa.store.transaction import reading
from tests.actions.looks import chain_of, lines
from tests.cast import Member

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def now() -> datetime:
    with reading() as session:
        return database_time(session)


def grant_of(steph: Member, member: Member) -> Grant:
    """As it is kept now, whether it stands or not."""
    with reading() as session:
        [identity] = [one for one in identities.kept(session, steph.caller.person) if one.handle == "wv11"]
        return next(grant for grant, who in grants.of_identity(session, identity) if who.name == member.name)


def sets(keeper: Member, member: Member, wanted: Span | Weekly | None) -> None:
    grant = grant_of(keeper, member).public_id
    set_times(keeper.caller, grant, wanted=wanted, proof=keeper.proves(Purpose.SET_TIMES, grant))


def until(span: timedelta) -> Span:
    return Span(now(), now() + span)


def week(starts_in: timedelta, lasting: timedelta) -> Weekly:
    """Every week, for the first time in this while; to the minute, as all of them are."""
    starts, ends = now() + starts_in, now() + starts_in + lasting
    begins, over = (at.replace(second=0, microsecond=0).time() for at in (starts, ends))
    return Weekly(frozenset({DAYS[starts.weekday()]}), begins, over, "UTC")


def speaks(member: Member) -> bool:
    with reading() as session:
        return any(one.handle == "wv11" for one in identities.usable_by(session, member.caller.person))


def verbs(count: int = 0) -> list[str]:
    return [line["verb"] for line in lines(chain_of("wv11"))][-count:]


def told(member: Member) -> list[str]:
    with reading() as session:
        return [notice.text for notice in sessions.notices(session, member.caller.session.id)]


def expiry(member: Member) -> datetime:
    with reading() as session:
        speaking = leases.active(session, member.caller.session.id)
    assert speaking
    return speaking[0].expires_at
