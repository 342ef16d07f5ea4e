"""The peer of `tests.bench.releases`: APScheduler with a SQLite job store, one job at a time; prints how late each started."""

import json
import sys
import tempfile
import threading
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

STEP = timedelta(milliseconds=100)
FIRST_AFTER = timedelta(seconds=4)

late: list[float] = []
done = threading.Event()


def job(due: str, last: bool) -> None:
    """What is to happen at `due`."""
    late.append((datetime.now(UTC) - datetime.fromisoformat(due)) / timedelta(milliseconds=1))
    if last:
        done.set()


def main(count: int) -> None:
    """Prints the milliseconds as JSON."""
    with tempfile.TemporaryDirectory(prefix="onlyhuman-bench-") as folder:
        store = import_module("apscheduler.jobstores.sqlalchemy").SQLAlchemyJobStore(url=f"sqlite:///{Path(folder) / 'jobs.db'}")
        scheduler = import_module("apscheduler.schedulers.background").BackgroundScheduler(jobstores={"default": store}, timezone=UTC)
        scheduler.start()
        first = datetime.now(UTC) + FIRST_AFTER
        for number in range(count):
            due = first + number * STEP
            scheduler.add_job(
                "tests.bench.peer_apscheduler:job", "date", run_date=due, args=[due.isoformat(), number == count - 1], misfire_grace_time=60
            )
        done.wait(timeout=120)
        scheduler.shutdown()
    print(json.dumps(late))


if __name__ == "__main__":
    from tests.bench import peer_apscheduler  # the job finds this module by its name, so that one must hold the list

    peer_apscheduler.main(int(sys.argv[1]))
