"""Steph's words on their way to a network that is really there, through a real courier, and what she answers when it asks."""

from dataclasses import replace
from pathlib import Path

from pwa.actions.hold_post import hold_post
from pwa.actions.place_of import sealed_access
from pwa.courier import Courier
from pwa.networks.contract import Network
from pwa.rules.pictures import Placed
from pwa.rules.settling import Answer
from pwa.store.identities import personal
from pwa.store.moments import database_time
from pwa.store.tables import Channel, Post
from pwa.store.transaction import transaction
from tests.actions.looks import states_of
from tests.actions.test_uploads import brings
from tests.cast import Member
from tests.conftest import Clock
from tests.networks.far import Far
from tests.stuck import says

LEAVES_AFTER = 13.0  # seconds
LOOKS = (6.0, 21.0, 61.0, 301.0)  # seconds between one look and the next, and a little


class Stage:
    """One far network is hers."""

    def __init__(self, far: Far, network: Network, member: Member, clock: Clock, folder: Path, *, hasty: Network | None = None) -> None:
        self.far, self.member, self.clock = far, member, clock
        self.courier = Courier({network.name: network}, folder)
        self._first = Courier({network.name: hasty}, folder) if hasty else self.courier
        with transaction() as session:
            by, place = member.caller.person, far.place
            channel = Channel(
                identity_id=personal(session, by).id,
                network=network.name,
                home=place.home,
                handle=place.handle,
                remote_id=place.remote_id,
                connected_at=database_time(session),
                connected_by=by.id,
            )
            channel.credentials = sealed_access(channel, far.secrets, folder)
            session.add(channel)
            session.flush()
            self.channel_id = channel.id

    def leaves(self, *parts: str, picture: str | None = None) -> Post:
        """Held, and out of its window; perhaps with a picture that has this description. Only here a hasty network is in a hurry."""
        words = self.member.words(*parts)
        if picture is not None:
            words = replace(words, pictures=[Placed(brings(self.member).public_id, 1, picture)])
        post = hold_post(self.member.caller, self.member.handle, words)
        self.clock.forward(LEAVES_AFTER)
        self._first.run_once()
        return post

    def states(self, post: Post) -> list[str]:
        """Of its parts on this network."""
        return states_of(post, self.channel_id)

    def looks_again(self) -> None:
        """All the looks that a courier takes."""
        for seconds in LOOKS:
            self.clock.forward(seconds)
            self.courier.run_once()

    def answers(self, post: Post, part: int, answer: Answer) -> None:
        """She presses a button, and the courier goes on."""
        says(self.member, answer, post, part, self.channel_id)
        self.courier.run_once()
