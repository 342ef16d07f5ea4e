"""What one web process runs: the app and, beside it, a courier that a new hold wakes at once."""

import gc
import threading
from collections.abc import Callable, Iterable
from multiprocessing.util import Finalize

from pwa import create_app, logs, settings
from pwa.actions.noticeboard_store import built_in_networks
from pwa.courier import Courier

Application = Callable[..., Iterable[bytes]]  # WSGI


def with_courier() -> Application:
    """The app with a courier in a thread of its own, which finishes what it is at when the process is told to end."""
    app, chosen = without_courier(), settings.read()
    beside = Courier(built_in_networks(chosen.url), chosen.data, lost_signal_seconds=chosen.lost_signal_seconds)
    thread = threading.Thread(target=beside.run, name="courier", daemon=True)
    thread.start()
    Finalize(None, _end, args=(beside, thread), exitpriority=10)  # the server's workers skip atexit
    return app


def without_courier() -> Application:
    """The app alone."""
    logs.set_up()  # here too: a process that was spawned and not forked knows nothing of it
    app = create_app(settings.read())
    _settle()
    return app


def _settle() -> None:
    """What start-up made stays for good: the garbage collector need not walk it again, 100 ms each time, while somebody waits."""
    gc.collect()
    gc.freeze()


def _end(beside: Courier, thread: threading.Thread) -> None:
    beside.stop()
    thread.join(timeout=10)
