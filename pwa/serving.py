"""What one web process runs: the app and, beside it, a courier that a new hold wakes at once, and a herald."""

import gc
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from multiprocessing.util import Finalize

from pwa import create_app, logs, settings
from pwa.actions.networks import every_network_of
from pwa.actions.ways_in import ways_in
from pwa.courier import Courier
from pwa.herald import Herald
from pwa.web import catalogues

STOP_WITHIN = 10  # seconds
ENDING = {signal.SIGTERM, signal.SIGINT}
Application = Callable[..., Iterable[bytes]]  # WSGI


def with_courier() -> Application:
    """The app with a courier and a herald in threads of their own, which finish what they are at when the process is told to end."""
    app, chosen = without_courier(), settings.read()
    networks = every_network_of(chosen)
    beside: list[Courier | Herald] = [
        Herald(chosen, catalogues.said),
        Courier(networks, chosen.data, ways=ways_in(chosen), lost_signal_seconds=chosen.lost_signal_seconds),
    ]
    threads = [threading.Thread(target=one.run, name=type(one).__name__.lower(), daemon=True) for one in beside]
    for thread in threads:
        thread.start()
    Finalize(None, _end, args=(beside, threads), exitpriority=10)  # the server's workers skip atexit
    return app


def without_courier() -> Application:
    """The app alone."""
    logs.set_up()  # here too: a process that was spawned and not forked knows nothing of it
    if threading.current_thread() is threading.main_thread():
        end_when_told()
    app = create_app(settings.read())
    _settle()
    return app


def end_when_told() -> None:
    """From here on a signal to end wakes the first thread, whichever thread the kernel gave it to.

    Python runs the handler of a signal in its first thread alone, and one that sleeps for the server is not woken by another's signal.
    """
    first, (told, tells) = threading.get_ident(), os.pipe()
    os.set_blocking(tells, False)
    signal.set_wakeup_fd(tells, warn_on_full_buffer=False)

    def pass_on() -> None:
        while not ENDING & set(number := os.read(told, 1)):
            pass
        signal.pthread_kill(first, number[0])  # once: it is written down again as it arrives

    threading.Thread(target=pass_on, name="signals", daemon=True).start()


def _settle() -> None:
    """What start-up made stays for good: the garbage collector need not walk it again, 100 ms each time, while somebody waits."""
    gc.collect()
    gc.freeze()


def _end(beside: Sequence[Courier | Herald], threads: Sequence[threading.Thread]) -> None:
    for one in beside:
        one.stop()
    until = time.monotonic() + STOP_WITHIN
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
