"""Everything at once: real web processes, real couriers that are killed at random, people who change their minds, and then the account.

`python -m tests.fire.load --minutes 10 [--store postgresql] [--web 2] [--couriers 3] [--people 5] [--seed N]`: exits 1 when a promise
was broken. The seed decides what people do and when couriers die; the machine decides the rest.
"""

import argparse
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random, SystemRandom

from sqlmodel import select

from pwa.actions.edit_identity import edit_identity
from pwa.rules.delivery import LOOK_AGAIN, SENDING_LEASE
from pwa.rules.step_up import Purpose
from pwa.store import engine
from pwa.store.migrate import migrate
from pwa.store.tables import Delivery, Post
from pwa.store.transaction import reading
from tests.bench.figures import show
from tests.bench.servers import STORES, Running, free_port
from tests.cast import Cast, Member, shape
from tests.databases import PostgresServer, find_programs
from tests.fire.account import Account, figures, unkept
from tests.fire.afterwards import on_its_way
from tests.fire.crowd import WINDOW, Person, Phone
from tests.fire.far_network import far_network
from tests.fire.processes import Couriers, web_servers

EVERY_SECONDS = 0.5  # between two holds of one person, on average
KILL_EVERY_SECONDS = 4.0  # between two kills, on average
TAKES_SECONDS = 0.05  # by the network at most, before a post has arrived and again before it says so
TROUBLED = 0.05  # share of its answers that go wrong
SETTLING_SECONDS = 30  # on top of every lease and look
NAMES = ("Anna", "Ben", "Cara", "Dev", "Esme")


@dataclass(frozen=True)
class Shape:
    """How large the fire is, as on the command line. `lease`: None for the product's own."""

    store: str
    seconds: float
    web: int
    couriers: int
    people: int
    seed: int
    lease: float | None
    every: float
    takes: float
    troubled: float
    kill_every: float


def run(fire: Shape) -> Account:
    """Light it, let it burn, wait until everything has settled, and count. Everything that was started has ended afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="onlyhuman-fire-")))
        database = _database(fire.store, folder, stack)
        ports = [free_port() for _ in range(fire.web)]
        site = f"http://localhost:{ports[0]}"
        settings = {"DATA": str(folder), "URL": site, "DATABASE_URL": database}
        engine.connect(database)
        stack.callback(lambda: engine.engine().dispose())
        members = _people(fire.people)
        far = stack.enter_context(far_network(folder / "record", f"--takes={fire.takes}", f"--troubled={fire.troubled}"))
        couriers = stack.enter_context(Couriers(fire.couriers, far.url, settings, folder, lease=fire.lease))
        stack.enter_context(web_servers(ports, settings, folder))
        people = _crowd(fire, Running(site, database, folder, ""), members, ports)
        account = Account()
        _burn(fire, people, couriers)
        account.killed = couriers.killed
        account.entries = [entry for person in people for entry in person.diary]
        account.broken += [f"answer: {person.name}: {trouble}" for person in people for trouble in person.trouble]
        account.broken += _settle(fire, couriers)
        account.broken += couriers.stop()
        account.broken += [f"a courier stumbled: {line}" for line in couriers.complained("stumbled")]
        account.broken += unkept(account.entries, far.record, folder)
        account.figures = figures(account.entries, far.record)
        account.figures["waits for a store that was away"] = str(len(couriers.complained("store_unavailable")))
        return account


def _database(store: str, folder: Path, stack: ExitStack) -> str:
    if store == "sqlite":
        return f"sqlite:///{folder / 'onlyhuman.db'}"
    programs = find_programs()
    if programs is None:
        raise SystemExit("PostgreSQL's server programs are not on this machine; python3 tests/check.py installs them on Debian.")
    return stack.enter_context(PostgresServer(programs)).empty_database()


def _people(count: int) -> list[Member]:
    """Steph, who keeps WV11, and its speakers, each voice with the shortest window there is."""
    migrate()
    cast = Cast()
    members = [cast.steph, *(cast.newcomer(name, "wv11", "speaker") for name in NAMES[: count - 1])]
    for member, handle, name in [*((member, member.handle, member.name) for member in members), (cast.steph, "wv11", "WV11")]:
        proof = member.proves(Purpose.EDIT_IDENTITY, handle)
        edit_identity(member.caller, handle, shape=shape(name, window=5, lease=60), proof=proof)
    return members


def _crowd(fire: Shape, server: Running, members: list[Member], ports: list[int]) -> list[Person]:
    """Everybody as themselves, and Steph once more as WV11, whom Anna stops from her own phone."""
    voices = [(member.handle, member, member) for member in members] + [("wv11", members[0], members[1])]
    return [
        Person(
            handle,
            Phone(server, first, handle, ports[number % len(ports)]),
            Phone(server, second, handle, ports[(number + 1) % len(ports)]),
            every=fire.every,
            seconds=fire.seconds,
            seed=f"{fire.seed} {handle}",
        )
        for number, (handle, first, second) in enumerate(voices)
    ]


def _burn(fire: Shape, people: list[Person], couriers: Couriers) -> None:
    chance = Random(fire.seed)
    for person in people:
        person.start()
    until = time.monotonic() + fire.seconds + WINDOW  # what was held last is still to leave
    while (pause := chance.uniform(0.4, 1.6) * fire.kill_every) < until - time.monotonic():
        time.sleep(pause)
        couriers.kill_one(chance)
    time.sleep(max(0.0, until - time.monotonic()))
    couriers.all_up()
    if not couriers.killed:  # the machine was too busy to bring one back in so short a time
        couriers.kill_one(chance)
        couriers.all_up()
    for person in people:
        person.join()


def _settle(fire: Shape, couriers: Couriers) -> list[str]:
    """Wait until nothing is on its way; what stands still longer than any lease and any look takes was forgotten."""
    patience = (fire.lease or SENDING_LEASE.total_seconds()) + LOOK_AGAIN[-1].total_seconds() + SETTLING_SECONDS
    seen, since = "", time.monotonic()
    while on_its_way():
        if (now := _states()) != seen:
            seen, since = now, time.monotonic()
        if time.monotonic() - since > patience:
            return [f"forgotten: nothing has moved for {patience:g} s, and this is on its way: {seen}"]
        time.sleep(0.2)
    return []


def _states() -> str:
    with reading() as session:
        posts = Counter(session.exec(select(Post.state)).all())
        return f"{dict(posts)} {dict(Counter(session.exec(select(Delivery.state)).all()))}"


def report(fire: Shape, account: Account) -> None:
    """Print what came of it, and how to light the same fire again."""
    title = f"{fire.seconds:g} s on {fire.store}: {fire.web} web, {fire.couriers} couriers, {fire.people + 1} voices; seed {fire.seed}"
    show(title, ["", ""], [[name, figure] for name, figure in {**account.figures, "couriers killed": str(account.killed)}.items()])
    print(f"  promises broken: {len(account.broken)}")
    asked = {**vars(fire), "minutes": fire.seconds / 60}
    options = [f"--{name.replace('_', '-')} {value}" for name, value in asked.items() if name != "seconds" and value is not None]
    print(f"  the same again: python -m tests.fire.load {' '.join(options)}")
    for fault in account.broken[:50]:
        print(f"    {fault}")


def main() -> int:
    """Returns 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--store", choices=STORES, default="postgresql")
    parser.add_argument("--web", type=int, default=2)
    parser.add_argument("--couriers", type=int, default=3)
    parser.add_argument("--people", type=int, default=5, choices=range(2, len(NAMES) + 2))
    parser.add_argument("--every", type=float, default=EVERY_SECONDS, help="seconds between two holds of one person, on average")
    parser.add_argument("--troubled", type=float, default=TROUBLED, help="share of the network's answers that go wrong, 0 to 1")
    parser.add_argument("--lease", type=float, help="seconds of a delivery's lease, in place of the product's own")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(1_000_000))
    parser.add_argument("--takes", type=float, default=TAKES_SECONDS, help="seconds that the network takes at most, twice a post")
    parser.add_argument("--kill-every", type=float, default=KILL_EVERY_SECONDS, help="seconds between two kills, on average")
    asked = vars(parser.parse_args())
    fire = Shape(seconds=asked.pop("minutes") * 60, **asked)
    print(f"seed {fire.seed}", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Put out."))  # so that whatever was started ends
    account = run(fire)
    report(fire, account)
    return 1 if account.broken or not account.shows_something else 0


if __name__ == "__main__":
    sys.exit(main())
