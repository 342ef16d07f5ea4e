"""A server on which the corpus is played: every voice has its channel, every person their passkey, and everybody a past."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlmodel import col, select

from pwa import clock
from pwa.actions.learn_voices import learn_voices
from pwa.actions.list_source import list_source
from pwa.actions.look_twice import look_twice
from pwa.actions.looked import Looked
from pwa.rules.chain import canonical, digest
from pwa.rules.post import DraftOrigin, PostState
from pwa.rules.quarantine import source
from pwa.rules.reshare import Carries
from pwa.rules.second_look import Reason
from pwa.rules.step_up import Purpose
from pwa.secrets import new_token
from pwa.store import engine, identities, moments
from pwa.store.migrate import migrate
from pwa.store.sessions import Caller
from pwa.store.tables import Hold, Identity, Original, Part, Post, Rendering
from pwa.store.transaction import Session, reading, transaction
from tests.cast import PHONE, Cast, Member, founds
from tests.corpus import OFFICIAL, PARTS, PEOPLE, SPEAKS_FOR, VOICES, Ordinary, Shared, ordinary
from tests.sqlite_files import SqliteFiles

A_YEAR = timedelta(weeks=52)  # how long ago the past was: the same days of the week, and nothing of it is still to come
WINDOW_SECONDS = 30


class _Forget(Exception):
    """What was put into the store for one look is taken out again."""


class Sent(NamedTuple):
    """A post that left."""

    voice: str
    words: str
    at: datetime
    reshare: Shared | None = None

    @property
    def address(self) -> str | None:
        """Of what it reshares."""
        return _address(self.reshare) if self.reshare else None

    @property
    def due(self) -> datetime:
        """When it left."""
        return self.at + timedelta(seconds=WINDOW_SECONDS)

    @property
    def times(self) -> dict[str, Any]:
        """Of its hold."""
        return {"held_at": self.at, "ring_ends_at": self.due, "due_at": self.due}


class Stage:
    """One store in which these posts were sent as each voice, a year before their time."""

    def __init__(self, people: dict[str, Member], past: Iterable[Ordinary]) -> None:
        self.callers: dict[str, Caller] = {name: member.caller for name, member in people.items()}
        with reading() as session:
            voices = session.exec(select(Identity).where(col(Identity.handle).in_([*VOICES, *PEOPLE]))).all()
            self.voices = {voice.handle: voice for voice in voices}
            self.channels = {voice.handle: identities.channels(session, voice) for voice in voices}
        with transaction() as session:
            self._send(session, [Sent(post.voice, post.words, post.at.astimezone(UTC) - A_YEAR, post.reshare) for post in past])
        while learn_voices():
            pass

    def look(
        self, person: str, voice: str, words: str, at: datetime, reshare: Shared | None = None, before: Sequence[str] = ()
    ) -> Sequence[Reason]:
        """What is said before this person holds these words as this voice. `before`: what they have just sent as themself."""
        now, found = at.astimezone(UTC), list[Reason]()
        identity = self.voices[voice]
        with it_is(now), suppress(_Forget), transaction() as session:
            ago = [now - timedelta(minutes=2 * number) for number in range(len(before), 0, -1)]
            self._send(session, [Sent(person, said, at) for said, at in zip(before, ago, strict=True)])
            original = _original(identity, reshare, now) if reshare else None
            looked = Looked([words], self.channels[voice], reshares=original.address if original else None, original=original)
            found += look_twice(session, self.callers[person], identity, looked, now).reasons
            raise _Forget
        return found

    def _send(self, session: Session, sent: Sequence[Sent]) -> None:
        """The rows of Posts that have left, many at a time."""
        posts = [self._post(one) for one in sent]
        session.add_all(posts)
        session.flush()
        parts = [Part(post_id=post.id, position=1, text=one.words, reshares=one.address) for post, one in zip(posts, sent, strict=True)]
        session.add_all([*(self._hold(post, one) for post, one in zip(posts, sent, strict=True)), *parts])
        session.flush()
        for part, one in zip(parts, sent, strict=True):
            payload = canonical({"text": one.words} | ({"reshares": one.address} if one.address else {}))
            frozen: dict[str, Any] = {"part_id": part.id, "payload": payload, "digest": digest(payload)}
            session.add_all(Rendering(channel_id=channel.id, **frozen) for channel in self.channels[one.voice])
        session.flush()

    def _post(self, one: Sent) -> Post:
        whose: dict[str, Any] = {"identity_id": self.voices[one.voice].id, "person_id": self._by(one).person.id}
        left: dict[str, Any] = {"state": PostState.RELEASED, "released_at": one.due}
        return Post(origin=DraftOrigin.TYPED, **whose, **left, **one.times)

    def _hold(self, post: Post, one: Sent) -> Hold:
        by, times = self._by(one), one.times
        who: dict[str, Any] = {"person_id": by.person.id, "session_id": by.session.id, "device": PHONE}
        return Hold(post_id=post.id, hold_key=new_token(), window_seconds=WINDOW_SECONDS, **who, **times)

    def _by(self, one: Sent) -> Caller:
        return self.callers[next(person for person, theirs in SPEAKS_FOR.items() if one.voice in (person, theirs))]


class Stages:
    """Hands out stages; whoever is on them comes in once. A context manager.

    The keepers have listed whom their voice ordinarily reshares: the police, the fire service, the Met Office, the NHS. `listed`:
    in which parts of the corpus it does.
    """

    def __init__(self, listed: Sequence[str] = PARTS) -> None:
        self._files, self._people, self._listed = SqliteFiles(in_memory=True), dict[str, Member](), listed
        self._files.make_template(self._come_in)

    def __enter__(self) -> "Stages":
        return self

    def __exit__(self, *_: object) -> None:
        self._files.stop()

    @contextmanager
    def after(self, past: Iterable[Ordinary]) -> Iterator[Stage]:
        """One on which this was sent."""
        url = self._files.fresh_database()
        engine.connect(url)
        yield Stage({name: member.again() for name, member in self._people.items()}, past)
        engine.engine().dispose()
        self._files.drop(url)

    def _come_in(self, url: str) -> None:
        engine.connect(url)
        migrate()
        cast = Cast()
        for handle, name in VOICES.items():
            founds(cast.steph, handle, name, name)
        self._people["steph"] = cast.steph
        for person, voice in SPEAKS_FOR.items():
            if person not in self._people:
                self._people[person] = cast.newcomer(PEOPLE[person], voice, "speaker")
        usual = {(post.voice, account(post.reshare)) for part in self._listed for post in ordinary(part, OFFICIAL) if post.reshare}
        for voice, whose in sorted(usual):
            proof = cast.steph.proves(Purpose.EDIT_IDENTITY, voice)
            list_source(cast.steph.caller, voice, source("mastodon", whose), on_list=True, proof=proof)
        engine.engine().dispose()


@contextmanager
def it_is(now: datetime) -> Iterator[None]:
    """It is now then, by every clock."""
    offset = now - datetime.now(UTC)
    clock.set_offset(offset)
    moments.set_offset(offset)
    try:
        yield
    finally:
        clock.set_offset(timedelta())
        moments.set_offset(timedelta())


def _original(identity: Identity, reshare: Shared, now: datetime) -> Original:
    """As a look at it showed it; it stands in no store, for whoever looks is given it."""
    shown = {"author": reshare.by.removeprefix("@"), "handle": account(reshare), "text": reshare.text, "at": None}
    seen: dict[str, Any] = {"address": _address(reshare), "shown": json.dumps(shown), "looked_at": now, "gone": False, "held": False}
    return Original(identity_id=identity.id, network="mastodon", carries=Carries.WORDS, **seen)


def account(reshare: Shared) -> str:
    """Whose it is, as their network writes it."""
    return f"{reshare.by.removeprefix('@')}@social.example"


def _address(reshare: Shared) -> str:
    number = int(digest(reshare.text)[:12], 16)
    return f"https://social.example/{reshare.by}/{number}"
