"""Another host: `python -m tests.fire.elsewhere courier` is the real command, where it is another time and the network is paper.

ONLYHUMAN_TEST_ELSEWHERE holds a Host, in JSON.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

from pwa import clock
from pwa.rules import delivery

THERE = "ONLYHUMAN_TEST_ELSEWHERE"


@dataclass(frozen=True)
class Host:
    """`ahead_seconds`: how wrong its clock is. While there is a file `gate`, its network takes what comes and does not answer.

    `stop_within`: how many seconds its courier gives a network once it is told to end. `freezes`: it stops, as if by SIGSTOP, the first
    time that it has claimed a delivery, looks up what to send, and has not asked the network yet.
    """

    record: str
    gate: str | None = None
    ahead_seconds: float = 0
    lease_seconds: float = 90
    stop_within: float = 8
    freezes: bool = False

    def environment(self) -> dict[str, str]:
        """What a process there is started with."""
        return {THERE: json.dumps(asdict(self))}


def settle_in() -> None:
    """From here on this process is there. It must come before the store is imported, which takes the lease with it."""
    host = Host(**json.loads(os.environ[THERE]))
    delivery.SENDING_LEASE = timedelta(seconds=host.lease_seconds)
    clock.set_offset(timedelta(seconds=host.ahead_seconds))
    now, now_ns = time.time, time.time_ns
    time.time = lambda: now() + host.ahead_seconds
    time.time_ns = lambda: now_ns() + round(host.ahead_seconds * 1e9)
    _take_what_is_there(host)


def _take_what_is_there(host: Host) -> None:
    from pwa import courier
    from pwa.actions import noticeboard_store
    from tests.fire.paper import Paper

    courier.STOP_WITHIN = host.stop_within
    paper = Paper(Path(host.record), Path(host.gate) if host.gate else None)
    noticeboard_store.built_in_networks = lambda site: {paper.name: paper}
    if host.freezes:
        event.listen(Engine, "before_cursor_execute", _Freezer().before_asking)


class _Freezer:
    frozen = False

    def before_asking(self, _: Connection, __: Any, statement: str, *___: Any) -> None:
        if statement.startswith("SELECT renderings.") and not self.frozen:
            self.frozen = True
            os.kill(os.getpid(), signal.SIGSTOP)
            time.sleep(1)  # the signal stops one thread after the other; and the test may let it go on for a moment


def with_courier() -> Callable[..., Iterable[bytes]]:
    """What a web process there runs."""
    settle_in()
    from pwa import serving

    return serving.with_courier()


def main(arguments: list[str]) -> Any:
    """The real command, there."""
    settle_in()
    from pwa import __main__ as command

    command.WITH_COURIER = "tests.fire.elsewhere:with_courier"  # its workers begin anew
    return command.main(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
