"""What a process is about to do when it is killed while it stops everything of an organisation."""

from pwa.actions.release_due import release_due
from pwa.actions.stop_everything import stop_everything
from pwa.secrets import new_public_id
from pwa.store import stops
from pwa.store.transaction import reading
from tests.cast import founds
from tests.fire.cases import OFFICIAL, Case, fresh
from tests.fire.conftest import World
from tests.fire.record import Record


def stop_all(world: World, _: Record) -> Case:
    """Stop everything of an organisation of its own, with one post in its window and one that has just left the outbox."""
    steph, handle = world.cast.steph, new_public_id()
    founds(steph, handle, handle, handle)
    steph.speaks_as(handle)
    texts = fresh(world, 2)
    left = steph.holds(texts[0], handle=handle)
    world.clock.forward(OFFICIAL)
    release_due()
    steph.speaks_as(handle)
    posts, caller = [left, steph.holds(texts[1], handle=handle)], steph.caller
    with reading() as session:
        [body] = [one.public_id for one in stops.of_person(session, caller.person) if one.name == handle]
    return Case(posts, texts, lambda _: stop_everything(caller, body), lambda: stop_everything(caller, body), stops=True)
