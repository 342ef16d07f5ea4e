"""What a process is about to do when it is killed: each action that moves a post, begun in a world where it has something to do."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from secrets import randbelow

from pwa.actions.cancel_post import cancel_post
from pwa.actions.deliver_due import deliver_due, look_for_unsure
from pwa.actions.end_grant import end_grant
from pwa.actions.extend_window import extend_window
from pwa.actions.hold_post import hold_again, hold_post
from pwa.actions.keep_holding import keep_holding
from pwa.actions.note_heartbeat import note_heartbeat
from pwa.actions.release_due import release_due
from pwa.actions.retract_due import retract_due
from pwa.actions.retract_post import retract_post
from pwa.actions.save_draft import save_draft
from pwa.actions.send_now import send_now
from pwa.actions.set_aside import set_aside
from pwa.networks.contract import Accepted, Network, Outgoing, Place, TryLater, Unsure
from pwa.rules.post import LOST_SIGNAL_SECONDS
from pwa.rules.second_look import Answers
from pwa.rules.step_up import Purpose
from pwa.secrets import new_token
from pwa.store import identities
from pwa.store.tables import Post
from pwa.store.transaction import reading
from tests.fire.conftest import World
from tests.fire.kills import dies_at
from tests.fire.record import Record
from tests.fire.standin import OnFile

PERSONAL, OFFICIAL = 13, 33  # seconds: each voice's window with its grace, and a little
LATE = 16 * 60  # seconds: more than a held post may be late
LEASE = 91  # seconds: a little more than a delivery's

Call = Callable[[str], None]


@dataclass
class Case:
    """Something that a process is about to do, and what a person would do once more when nobody had told them it was done."""

    posts: list[Post]
    texts: list[str]
    act: Callable[[Call], object]
    again: Callable[[], object] | None = None
    stops: bool = False  # whether nothing may leave any more once the person was told


class Doubtful(OnFile):
    """The same network, and no answer from it. `arrives`: whether it took the words all the same."""

    def __init__(self, record: Record, *, arrives: bool) -> None:
        super().__init__(record)
        self._arrives = arrives

    def publish(self, part: Outgoing, place: Place) -> Accepted:
        """Never says anything."""
        if self._arrives:
            super().publish(part, place)
        raise Unsure("asked, no answer")


class Busy(OnFile):
    """The same network, which wants to be left alone."""

    def publish(self, part: Outgoing, place: Place) -> Accepted:
        """Not now."""
        raise TryLater(timedelta(minutes=20))


def hold(world: World, _: Record) -> Case:
    """An official series, saved as a draft before."""
    steph, texts = world.cast.steph, fresh(world, 2)
    steph.speaks_as("wv11")
    caller, words = steph.caller, steph.words(*texts, handle="wv11")
    version, _saved = save_draft(caller, "wv11", words)
    words = replace(words, version=version)
    return Case([], texts, lambda _: hold_post(caller, "wv11", words), lambda: hold_post(caller, "wv11", words))


def cancel(world: World, _: Record) -> Case:
    """Anna undoes what Steph held."""
    (post, texts), anna = held(world, "wv11", parts=2), world.cast.anna.caller.person
    return Case([post], texts, lambda _: cancel_post(post.public_id, by=anna), lambda: cancel_post(post.public_id, by=anna), stops=True)


def keep(world: World, _: Record) -> Case:
    """Keep holding."""
    (post, texts), steph = held(world, "steph"), world.cast.steph.caller.person
    return Case([post], texts, lambda _: keep_holding(post.public_id, by=steph), lambda: keep_holding(post.public_id, by=steph), stops=True)


def hold_once_more(world: World, _: Record) -> Case:
    """A parked official post gets a new window."""
    (post, texts), caller, key = held(world, "wv11"), world.cast.steph.caller, new_token()
    keep_holding(post.public_id, by=caller.person)

    def press() -> None:
        hold_again(caller, post.public_id, hold_key=key, answers=Answers(chosen="wv11"))

    return Case([post], texts, lambda _: press(), press)


def bring_forward(world: World, _: Record) -> Case:
    """Send now."""
    (post, texts), steph = held(world, "steph"), world.cast.steph.caller.person
    return Case([post], texts, lambda _: send_now(post.public_id, by=steph), lambda: send_now(post.public_id, by=steph))


def release(world: World, _: Record) -> Case:
    """One that is far too late, an official one and a series."""
    late = held(world, "steph")
    world.clock.forward(LATE)
    all_of_them = [late, held(world, "wv11"), held(world, "steph", parts=2)]
    world.clock.forward(OFFICIAL)
    return Case([post for post, _ in all_of_them], [text for _, texts in all_of_them for text in texts], lambda _: release_due())


def deliver(world: World, record: Record) -> Case:
    """A series of two, part by part."""
    post, texts = held(world, "steph", parts=2)
    world.clock.forward(PERSONAL)
    release_due()

    def work(call: Call) -> None:
        while deliver_due({"noticeboard": OnFile(record, call)}, owner="killed"):
            pass

    return Case([post], texts, work)


def settle(world: World, record: Record) -> Case:
    """One that is late by now, two in doubt, of which one has arrived, and one whose courier was killed after the network took it."""
    all_of_them = [held(world, "anna")]
    _work_off(world, Busy(record), PERSONAL)
    world.clock.forward(14 * 60)
    for arrives in (True, False):
        all_of_them.append(held(world, "steph"))
        _work_off(world, Doubtful(record, arrives=arrives), PERSONAL)
    all_of_them.append(held(world, "wv11"))
    world.clock.forward(OFFICIAL)
    release_due()
    dies_at("network, after it accepted", lambda call: deliver_due({"noticeboard": OnFile(record, call)}, owner="killed"))
    world.clock.forward(LEASE)
    texts = [text for _, texts in all_of_them for text in texts]

    def work(call: Call) -> None:
        while set_aside():
            pass
        while look_for_unsure({"noticeboard": OnFile(record, call)}):
            pass

    return Case([post for post, _ in all_of_them], texts, work)


def extend(world: World, _: Record) -> Case:
    """Two posts whose phone vanished: their windows move, and in the end they leave once."""
    posts = [held(world, "steph") for _ in range(2)]
    for post, _texts in posts:
        note_heartbeat(world.cast.steph.caller, post.public_id)
    world.clock.forward(PERSONAL)

    words = [text for _, texts in posts for text in texts]
    return Case([post for post, _ in posts], words, lambda _: extend_window(LOST_SIGNAL_SECONDS))


def _work_off(world: World, network: Network, seconds: float) -> None:
    world.clock.forward(seconds)
    release_due()
    deliver_due({"noticeboard": network}, owner="before")


def retract(world: World, record: Record) -> Case:
    """A series of three of which two parts are out: those come down, and the third stays."""
    (post, texts), steph = held(world, "steph", parts=3), world.cast.steph.caller.person
    world.clock.forward(PERSONAL)
    release_due()
    for _ in range(2):
        deliver_due({"noticeboard": OnFile(record)}, owner="before")

    def take_down(call: Call) -> None:
        retract_post(post.public_id, by=steph)
        while set_aside():
            pass
        while retract_due({"noticeboard": OnFile(record, call)}, owner="killed"):
            pass

    return Case([post], texts, take_down, lambda: retract_post(post.public_id, by=steph))


def remove(world: World, _: Record) -> Case:
    """A keeper ends what somebody may do while they hold."""
    steph, texts = world.cast.steph, fresh(world, 1)
    leaver = world.cast.newcomer(f"Leaver {texts[0][-9:-1]}", "wv11", "speaker")
    leaver.speaks_as("wv11")
    post = leaver.holds(*texts, handle="wv11")
    with reading() as session:
        person = leaver.caller.person
        grant = identities.grant_of(session, person, identities.usable(session, person, "wv11")).public_id
    proof = steph.proves(Purpose.END_GRANT, grant)
    return Case([post], texts, lambda _: end_grant(steph.caller, grant, proof=proof), stops=True)


ACTIONS = {
    "hold": hold,
    "cancel": cancel,
    "keep holding": keep,
    "hold again": hold_once_more,
    "send now": bring_forward,
    "release_due": release,
    "extend_window": extend,
    "deliver_due": deliver,
    "settle": settle,
    "retract": retract,
    "end_grant": remove,
}


def held(world: World, handle: str, parts: int = 1) -> tuple[Post, list[str]]:
    """A post of one's own or, as WV11, Steph's, with words that nobody wrote before."""
    who = world.cast.anna if handle == "anna" else world.cast.steph
    who.speaks_as(handle)
    texts = fresh(world, parts)
    return who.holds(*texts, handle=handle), texts


def fresh(world: World, count: int) -> list[str]:
    """Words that nobody wrote before and that must not be lost from here on; plain, or the second look would let them wait longer."""
    texts = [f"Notice {randbelow(10**20):020}." for _ in range(count)]
    world.words.update(texts)
    return texts
