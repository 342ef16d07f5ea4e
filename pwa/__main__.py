"""The command line: `onlyhuman serve`, `courier`, `migrate`, `backup`, `restore`, `move-store`, `recover-keeper`, `ledger`, `doctor`."""

import argparse
import signal
import sys
import threading
from collections.abc import Sequence

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from pwa import doctor, logs, record, settings, upkeep
from pwa.actions.make_setup_link import make_setup_link
from pwa.actions.networks import every_network_of
from pwa.actions.ways_in import ways_in
from pwa.courier import Courier
from pwa.herald import Herald
from pwa.settings import BadSettings, Settings
from pwa.store.engine import NotDurable, StoreUnavailable, connect
from pwa.store.migrate import migrate
from pwa.web import catalogues

WITH_COURIER = "pwa.serving:with_courier"
WITHOUT_COURIER = "pwa.serving:without_courier"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit status: 0 done, 1 something is wrong, 2 the command or a setting makes no sense."""
    asked = _parser().parse_args(arguments)
    logs.set_up()
    if asked.run is record.verify and asked.export:
        return record.verify_file(asked)  # wherever it came from, there need be nothing else of it here
    try:
        chosen = settings.read()
        if asked.run is not doctor.run:
            chosen.data.mkdir(mode=0o700, parents=True, exist_ok=True)
            connect(chosen.store_url)
        return int(asked.run(chosen, asked))
    except BadSettings as mistake:
        return _say(mistake, 2)
    except OSError as trouble:
        return _say(f"The data folder cannot be used: {trouble}", 1)
    except (NotDurable, StoreUnavailable) as trouble:
        return _say(f"The store cannot be used: {trouble}", 1)


def serve(chosen: Settings, asked: argparse.Namespace) -> int:
    """Web and, unless told otherwise, a courier in one. Prints the address, and the set-up link while the server is nobody's."""
    if chosen.processes > 1 and chosen.on_sqlite:
        return _say("Several web processes need PostgreSQL: set ONLYHUMAN_DATABASE_URL, or ONLYHUMAN_PROCESSES=1.", 2)
    migrate()
    upkeep.look_back(chosen.data)
    print(f"Only Human is at {chosen.url}", flush=True)
    if token := make_setup_link():
        print(f"Nobody has set it up yet. Open this link once, on your phone or here:\n  {chosen.url}/setup/{token}", flush=True)
    _server(chosen, WITHOUT_COURIER if asked.no_courier else WITH_COURIER).serve()
    return 0


def courier(chosen: Settings, _: argparse.Namespace) -> int:
    """A courier alone, and a herald beside it, until SIGTERM or Ctrl-C."""
    migrate()
    upkeep.look_back(chosen.data)
    lost = chosen.lost_signal_seconds
    alone = Courier(every_network_of(chosen), chosen.data, ways=ways_in(chosen), alone=True, lost_signal_seconds=lost)
    ending = {signal.SIGTERM, signal.SIGINT}
    # Python tells its first thread alone of a signal, and the kernel may pick any other, which leaves the first one asleep.
    signal.pthread_sigmask(signal.SIG_BLOCK, ending)
    beside = Herald(chosen, catalogues.said)
    working = threading.Thread(target=alone.run, name="courier")
    working.start()
    threading.Thread(target=beside.run, name="herald", daemon=True).start()  # what it is at when we end is told again
    print("The courier is at work.", flush=True)
    signal.sigwait(ending)
    beside.stop()
    alone.stop()
    working.join()
    return 0


def bring_up_to_date(_: Settings, __: argparse.Namespace) -> int:
    """Run the migrations that are missing."""
    migrate()
    print("The store is up to date.")
    return 0


def _server(chosen: Settings, target: str) -> MPServer:
    # `backpressure`: what the threads cannot take at once waits in the socket. Granian's own access log would hold link tokens.
    return MPServer(
        target,
        address=chosen.host,
        port=chosen.port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=chosen.processes,
        blocking_threads=chosen.threads,
        backpressure=chosen.threads * 8,
        workers_kill_timeout=10,
        log_access=False,
        log_level=LogLevels.error,
        log_dictconfig={"formatters": {}, "handlers": {}, "loggers": {"_granian": {"handlers": [], "propagate": True}}},  # ours does it
        websockets=False,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="onlyhuman", description="Stands between the thumb and the networks.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serving = commands.add_parser("serve", help="run the web app and, unless told otherwise, a courier beside it")
    serving.add_argument("--no-courier", action="store_true", help="couriers run elsewhere, as `onlyhuman courier`")
    serving.set_defaults(run=serve)
    commands.add_parser("courier", help="run a courier alone").set_defaults(run=courier)
    commands.add_parser("migrate", help="bring the store up to this version").set_defaults(run=bring_up_to_date)
    copying = commands.add_parser("backup", help="copy the store while it runs, and check the copy")
    copying.add_argument("file", metavar="FILE", help="where to; it must not be there yet")
    copying.set_defaults(run=upkeep.backup)
    restoring = commands.add_parser("restore", help="put a backup in the store's place, with everything in it parked")
    restoring.add_argument("file", metavar="FILE", help="what `backup` wrote")
    restoring.set_defaults(run=upkeep.restore)
    commands.add_parser("restored", help="say that you put an older copy back by other means").set_defaults(run=upkeep.restored)
    moving = commands.add_parser("move-store", help="move everything from SQLite to PostgreSQL")
    moving.add_argument("url", metavar="URL", help="an empty database: postgresql://person@host/name")
    moving.set_defaults(run=upkeep.move)
    commands.add_parser("doctor", help="check settings, store, clock and address").set_defaults(run=doctor.run)
    record.add_commands(commands.add_parser("ledger", help="the record").add_subparsers(required=True, metavar="COMMAND"))
    letting = commands.add_parser("recover-keeper", help="print a link that lets a keeper back in whom nobody else can")
    letting.add_argument("handle", metavar="HANDLE", help="of the official identity")
    letting.add_argument("person", metavar="PERSON", nargs="?", default="", help="the keeper's own handle, if there are several")
    letting.set_defaults(run=upkeep.let_keeper_back)
    return parser


def _say(what: object, status: int) -> int:
    print(what, file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
