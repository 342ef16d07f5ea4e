"""A process that is told to end does, whichever of its threads the kernel tells."""

import subprocess
import sys

from tests.sources import ROOT

SLEEPS = """
import signal, threading
from pwa.serving import end_when_told

ended = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: ended.set())
end_when_told()

def tells_itself():
    signal.pthread_kill(threading.get_ident(), signal.SIGTERM)
    threading.Event().wait()

threading.Timer(0.2, tells_itself).start()
ended.wait()
print("ended", flush=True)
import os
os._exit(0)
"""


def test_a_signal_that_another_thread_got_wakes_the_first_one() -> None:
    said = subprocess.run([sys.executable, "-c", SLEEPS], cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)
    assert said.stdout == "ended\n"
