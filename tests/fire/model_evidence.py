"""What the store, the ledger and the record say after a step, held against the model. In plain SQL: no reading is the product's."""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pwa.store import engine
from tests.fire.model import LATE, World
from tests.fire.model_clock import EPOCH, MICROSECOND
from tests.fire.model_network import Entry, Record
from tests.fire.model_stage import Script
from tests.fire.model_things import PARKED, RELEASED, Asking

Rows = Sequence[Any]
TAKEN_IN_TIME = timedelta(seconds=90)  # what a courier has taken by then it may still finish
POST_VERBS = {"held": "held", "parked": "parked", "undone": "cancelled", "released": "released", "sent_now": "sent_now"}
POST_VERBS["retraction_asked"] = "taken_down"
LOOKS = 4  # at a network that cannot tell, before a person is asked
NEVER_LEFT = {"due", "refused", "parked", "dropped"}

DRAFTS = """SELECT d.public_id, d.person_id, i.handle, d.version, d.ended_as, t.text FROM drafts d JOIN identities i ON i.id = d.identity_id
LEFT JOIN draft_parts t ON t.draft_id = d.id ORDER BY d.id, t.position"""
POSTS = """SELECT p.public_id, p.person_id, i.handle, p.state, p.due_at, p.retracted_at, t.text FROM posts p
JOIN identities i ON i.id = p.identity_id JOIN parts t ON t.post_id = p.id ORDER BY p.id, t.position"""
DELIVERIES = """SELECT d.public_id, p.public_id, c.network, d.position, d.state, d.due_at, d.look_at, d.attempt_key, d.attempts, d.looks,
r.state FROM deliveries d JOIN posts p ON p.id = d.post_id JOIN channels c ON c.id = d.channel_id
LEFT JOIN receipts k ON k.delivery_id = d.id LEFT JOIN retractions r ON r.receipt_id = k.id ORDER BY d.id"""
# Of one post: a network refused it, or said that it took it down and shows it still.
FAILED = """SELECT count(*) FROM retractions r JOIN receipts k ON k.id = r.receipt_id JOIN deliveries d ON d.id = k.delivery_id
JOIN posts p ON p.id = d.post_id WHERE p.public_id = '{}' AND (r.state = 'refused' OR (r.state = 'sent' AND 'stands' = (
SELECT b.answer FROM read_backs b WHERE b.receipt_id = k.id AND b.occasion = 'removed' ORDER BY b.id DESC LIMIT 1)))"""
LEASES = """SELECT l.session_id, i.handle, l.opened_at, l.expires_at, l.active_at FROM leases l
JOIN identities i ON i.id = l.identity_id WHERE l.ended_at IS NULL"""
LINES = "SELECT id, chain, body FROM ledger_lines WHERE id > {after} ORDER BY id"


@dataclass
class Delivered:
    """A delivery as the store has it."""

    post: str
    network: str
    position: int
    state: str
    due: datetime
    look_at: datetime | None
    key: str
    attempts: int
    looks: int
    retraction: str | None


@dataclass
class Evidence:
    """Reads everything after a step; `differences` says, in words, what should not be so."""

    script: Script
    world: World
    record: Record
    deliveries: dict[str, Delivered] = field(default_factory=dict)
    found: list[str] = field(default_factory=list)
    answered: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # what people said of each delivery
    _line: int = 0
    _said: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # of each post, delivery: the verbs of its lines
    _leases: Counter[tuple[str, str]] = field(default_factory=Counter)

    def begin(self) -> None:
        """What stands in the ledger before the first step belongs to nobody's run."""
        with engine.to_look().connect() as store:
            self._line = store.exec_driver_sql("SELECT max(id) FROM ledger_lines").scalar_one()

    def differences(self, now: datetime) -> list[str]:
        """Everything that is wrong at this moment; empty when all is well."""
        self.found = []
        with engine.to_look().connect() as store:
            drafts, posts, deliveries, leases, lines = (
                store.exec_driver_sql(asked).fetchall() for asked in (DRAFTS, POSTS, DELIVERIES, LEASES, LINES.format(after=self._line))
            )
        self._drafts(drafts)
        self._posts(posts)
        self._held_leases(leases)
        before = self.deliveries
        self.deliveries = {row[0]: delivered(row) for row in deliveries}
        self._deliveries(before, now)
        self._ledger(lines)
        self._words(drafts, posts)
        for entry in self.record.fresh():
            self._entry(entry)
        self._both_agree()
        return self.found

    def expect(self, fact: bool, wrong: str) -> None:
        """Note what is wrong unless it is so."""
        if not fact:
            self.found.append(wrong)

    def _drafts(self, rows: Rows) -> None:
        stored: dict[str, tuple[Any, ...]] = {}
        for public_id, person, handle, version, end, text in rows:
            parts = stored.get(public_id, ((),))[-1]
            stored[public_id] = (self.script.people[person], handle, version, end, (*parts, text) if text is not None else parts)
        known = {name: (one.person, one.handle, one.version, one.end, one.parts) for name, one in self.world.drafts.items()}
        for name in known.keys() | stored.keys():
            self.expect(known.get(name) == stored.get(name), f"draft {name}: stored {stored.get(name)}, should be {known.get(name)}")

    def _posts(self, rows: Rows) -> None:
        stored: dict[str, tuple[Any, ...]] = {}
        for public_id, person, handle, state, due, taken, text in rows:
            parts = stored.get(public_id, ((),))[-1]
            stored[public_id] = (self.script.people[person], handle, state, moment(due), taken is not None, (*parts, text))
        known = {name: (one.person, one.handle, one.state, one.due, one.taken_down, one.parts) for name, one in self.world.posts.items()}
        for name in known.keys() | stored.keys():
            self.expect(known.get(name) == stored.get(name), f"post {name}: stored {stored.get(name)}, should be {known.get(name)}")

    def _held_leases(self, rows: Rows) -> None:
        stored = {row[0]: (row[1], moment(row[2]), moment(row[3]), moment(row[4])) for row in rows}
        known = {
            caller.session.id: (device.lease.handle, device.lease.opened, device.lease.until, device.lease.active)
            for caller, device in zip(self.script.callers, self.world.devices, strict=True)
            if device.lease
        }
        self.expect(stored == known, f"leases: stored {stored}, should be {known}")

    def _deliveries(self, before: dict[str, Delivered], now: datetime) -> None:
        posts = self.world.posts.items()
        released = Counter({name: len(one.parts) * len(one.networks) for name, one in posts if one.state == RELEASED})
        made = Counter(one.post for one in self.deliveries.values())
        self.expect(made == released, f"one delivery for each part and channel of what left: {made}, should be {released}")
        for name, one in self.deliveries.items():
            if one.state != PARKED or (name in before and before[name].state == PARKED):
                continue
            earlier = [other.state for other in self._series(one) if other.position < one.position]
            post = self.world.posts[one.post]
            why = post.taken_down or now >= one.due + LATE or {"refused", "dropped", PARKED} & set(earlier) or one.network in post.kept_from
            self.expect(bool(why), f"delivery {name} of {one.post} was parked for no reason")

    def asking(self, name: str) -> Asking:
        """A delivery as a person finds it on its post's page."""
        one = self.deliveries[name]
        first = all(other.state == "sent" for other in self._series(one) if other.position < one.position)
        return Asking(one.post, one.state, first, one.look_at is not None)

    def stayed_up(self) -> list[str]:
        """What arrived, was to be taken down, and was never asked back."""
        down = {name for name, post in self.world.posts.items() if post.taken_down}
        arrived = {name: one for name, one in self.deliveries.items() if one.post in down and one.state == "sent"}
        return [name for name, one in arrived.items() if one.retraction not in ("sent", "refused") and "there" not in self.answered[name]]

    def _series(self, one: Delivered) -> list[Delivered]:
        return [other for other in self.deliveries.values() if (other.post, other.network) == (one.post, one.network)]

    def _ledger(self, rows: Rows) -> None:
        for number, chain, body in rows:
            self._line, line = number, json.loads(body)
            verb: str = line["verb"]
            if "post" in line and verb in POST_VERBS:
                self._said[line["post"]].append(POST_VERBS[verb])
                self.expect(chain.startswith("person:") == (line["identity"] not in ("wv11", "walsall")), f"{verb} stands in {chain}")
            elif verb.startswith("delivery_"):
                self._said[line["delivery"]].append(verb.removeprefix("delivery_"))
            elif verb in ("lease_opened", "lease_ended"):
                self._leases[verb, line["identity"]] += 1
        for name, post in self.world.posts.items():
            self.expect(self._said[name] == post.history, f"ledger of post {name}: {self._said[name]}, should be {post.history}")
        for name, one in self.deliveries.items():
            last = self._said[name][-1] if self._said[name] else "due"
            so = last == one.state or (one.state == "sending" and last == "due")
            self.expect(so, f"ledger of delivery {name}: {self._said[name]}, but it is {one.state}")
        self.expect(self._leases == self.world.lease_lines, f"ledger of leases: {self._leases}, should be {self.world.lease_lines}")

    def _words(self, drafts: Rows, posts: Rows) -> None:
        standing = {row[-1] for row in drafts} | {row[-1] for row in posts if row[3] != "cancelled"}
        if gone := self.world.words_gone(standing):
            self.found.append(f"words are gone: {sorted(gone)}")

    def _entry(self, entry: Entry) -> None:
        if entry.did == "removed":
            arrived = [one for one in self.record.entries if one.key == entry.key and one.did == "published"]
            texts = {one.text for one in arrived}
            down = any(post.taken_down and texts & set(post.parts) for post in self.world.posts.values())
            self.expect(bool(arrived) and down, f"removed, and nobody asked for it: {entry}")
            return
        same = [one for one in self.record.entries if one.what == entry.what]
        allowed = self.world.may_have_left(entry.handle, entry.network, entry.text, entry.at)
        times = sum(one.at <= entry.at for one in same)
        self.expect(times <= allowed, f"{times} times on {entry.network}, where {allowed} are right: {entry}")
        mine = next((one for one in self.deliveries.values() if one.key == entry.key), None)
        in_time = mine is None or entry.at < mine.due + LATE + TAKEN_IN_TIME
        self.expect(in_time, f"far too late, and it went out by itself: {entry}")
        self.expect(mine is not None, f"no delivery carries this: {entry}")
        if mine:
            series = self._series(mine)
            prior = {name: one.key for name, one in self.deliveries.items() if one in series and one.position == mine.position - 1}
            by_word = any("there" in self.answered[name] for name in prior)  # somebody saw it there, so there is no receipt to follow
            follows = [*prior.values()] == ([entry.reply_to] if entry.reply_to else [])
            self.expect(follows or by_word, f"it does not follow the part before it: {entry}")

    def _both_agree(self) -> None:
        there = Counter(entry.key for entry in self.record.entries if entry.did == "published")
        for name, one in self.deliveries.items():
            given_up = one.state == "unsure" and one.look_at is None
            self.expect(not given_up or one.looks >= LOOKS, f"delivery {name} asks a person after {one.looks} looks")
            right = {0} if one.state in NEVER_LEFT else {1} if one.state == "sent" else {0, 1}
            if self.answered[name]:  # a person's word counts, whatever is there
                right = {0, 1, 2, 3, 4}
            self.expect(there[one.key] in right, f"delivery {name} of {one.post} is {one.state}, and arrived {there[one.key]} times")


def delivered(row: Any) -> Delivered:
    """A delivery from its row, whose first column is its name."""
    post, network, position, state, due, look_at, key, attempts, looks, retraction = row[1:]
    return Delivered(post, network, position, state, moment(due), maybe(look_at), key, attempts, looks, retraction)


def moment(stored: int) -> datetime:
    """A time as both databases keep it."""
    return EPOCH + stored * MICROSECOND


def maybe(stored: int | None) -> datetime | None:
    """The same, or never."""
    return None if stored is None else moment(stored)
