"""`python -m tests.fire.courier_process ADDRESS [--lease SECONDS]`: the real courier alone, whose only network is the far one there.

`--lease` shortens the lease of a delivery, for a run that has no time to wait the product's own for each courier that is killed.
"""

import argparse
import logging
import signal
import sys
from datetime import timedelta

from pwa import settings
from pwa.rules import delivery
from tests.fire.standin import StandIn

AT_WORK = "The courier is at work."
PATIENCE_SECONDS = 1.0  # less than any lease


def main() -> int:
    """Work until SIGTERM."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("--lease", type=float)
    asked = parser.parse_args()
    if asked.lease:
        delivery.SENDING_LEASE = timedelta(seconds=asked.lease)  # before anybody else has read it
    from pwa.courier import Courier
    from pwa.store.engine import connect

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stderr)
    chosen = settings.read()
    connect(chosen.store_url)
    alone = Courier({"noticeboard": StandIn(asked.address, patience=PATIENCE_SECONDS)}, chosen.data, alone=True)
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: alone.stop())
    print(AT_WORK, flush=True)
    alone.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
