"""The account after a fire: what everybody was told, against the store and the network's own record."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlmodel import col, select

from pwa.store.tables import Delivery, Post
from pwa.store.transaction import reading
from tests.bench.figures import percentile
from tests.fire.afterwards import moment, violations
from tests.fire.crowd import Entry
from tests.fire.record import Record


@dataclass
class Account:
    """What came of it: everything that everybody was told, and every promise that was broken."""

    entries: list[Entry] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    figures: dict[str, str] = field(default_factory=dict)
    killed: int = 0

    @property
    def shows_something(self) -> bool:
        """Whether it burned at all: somebody was told of an undo, something was left to leave, and a courier was killed."""
        left = any(entry.address and not entry.undone for entry in self.entries)
        return left and self.killed > 0 and any(entry.undone for entry in self.entries)


def unkept(entries: list[Entry], record: Record, folder: Path) -> list[str]:
    """Each acknowledged hold, undo and parking against the store and the network's own record."""
    found = violations(
        record,
        folder,
        stopped={entry.public_id for entry in entries if entry.undone or entry.parked},
        words={entry.text for entry in entries if entry.address},
    )
    with reading() as session:
        states = dict(session.exec(select(Post.public_id, Post.state)).all())
    for entry in entries:
        state = states.get(entry.public_id)
        if entry.address and state is None:
            found.append(f"missing: {entry.text!r} was acknowledged as {entry.public_id}")
        elif entry.undone and state != "cancelled":
            found.append(f"undone, and {state}: {entry.text!r}")
        elif entry.parked and state != "parked":
            found.append(f"kept, and {state}: {entry.text!r}")
        elif state == "cancelled" and not entry.undone:
            found.append(f"cancelled by nobody: {entry.text!r}")
    return found


def figures(entries: list[Entry], record: Record) -> dict[str, str]:
    """What came of it, in a table."""
    with reading() as session:
        posts = {post.public_id: post for post in session.exec(select(Post))}
        ends = Counter(session.exec(select(Delivery.state)).all())
        again = len(session.exec(select(Delivery.id).where(col(Delivery.attempts) + col(Delivery.looks) > 1)).all())
    arrived = {line.text: moment(line.at) for line in record.arrived()}
    parked = sum(post.state == "parked" for post in posts.values())
    released = [post.released_at - post.due_at for post in posts.values() if post.released_at]
    late = [arrived[entry.text] - posts[entry.public_id].due_at for entry in entries if entry.text in arrived]
    return {
        "holds acknowledged": str(sum(bool(entry.address) for entry in entries)),
        "undone, acknowledged": str(sum(entry.undone for entry in entries)),
        "too late to stop": str(sum(entry.too_late for entry in entries)),
        "kept and still parked": f"{sum(entry.parked for entry in entries)} ({parked} in the store)",
        "in the network's record": str(len(arrived)),
        "deliveries": ", ".join(f"{count} {state}" for state, count in sorted(ends.items())),
        "deliveries that took more than one try or look": str(again),
        "released after due, seconds (p50, p99, worst)": _spread(released),
        "arrived after due, seconds (p50, p99, worst)": _spread(late),
    }


def _spread(times: list[timedelta]) -> str:
    seconds = [time.total_seconds() for time in times]
    return ", ".join(f"{percentile(seconds, share):.3f}" for share in (0.5, 0.99, 1)) if seconds else "-"
