"""The rules of time, of networks and of couriers: jumps, moods, whole turns and single ones, deaths half-way, and new starts."""

from contextlib import suppress
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from pwa.actions.deliver_due import deliver_due
from pwa.actions.release_due import release_due
from pwa.actions.retract_due import retract_due
from pwa.actions.tidy_up import tidy_up
from pwa.store import engine
from tests.fire.machine import NOTHING, RELEASES, SETS_ASIDE
from tests.fire.machine_outbox import Answers
from tests.fire.machine_pages import WHO, Pages
from tests.fire.machine_rights import MOMENT
from tests.fire.model import LATE
from tests.fire.model_network import Killed, Look, Mood, Removal
from tests.fire.model_stage import FAR, NEAR
from tests.fire.model_things import HELD

SECONDS = st.sampled_from([1, 5, 11, 13, 33, 33, 95, 301, 890, 905, 3_600, 86_400])
SOON = st.sampled_from([0, 6, 21, 40, 61, 95, 301])
TROUBLE = st.sampled_from([mood for mood in Mood if mood is not Mood.ACCEPTS])
AT_THAT_MOMENT = st.sampled_from(["release", "work", "undo", "keep"])
ONE_THING = st.sampled_from(["release", "deliver", "deliver", "retract", "settle"])
DEATH = st.sampled_from([Mood.DIES, Mood.STORED_DIES, Mood.STORED_LATE, Mood.SLOW])


def something_is_held(machine: Pages) -> bool:
    """Whether some post waits for its time."""
    return any(post.state == HELD for post in machine.world.posts.values())


class Outbox(Answers):
    """The whole machine."""

    @rule(seconds=SECONDS)
    def time_passes(self, seconds: int) -> None:
        """It is later; by more than 15 minutes, now and then."""
        self.clock.jump(timedelta(seconds=seconds))

    @precondition(something_is_held)
    @rule(after=st.booleans(), late=st.sampled_from([False, False, True]), who=WHO, what=AT_THAT_MOMENT)
    def at_that_very_moment(self, after: bool, late: bool, who: int, what: str) -> None:
        """Just before or just after the next post is due, or is too late to leave, a courier looks or somebody stops it."""
        self._until_next(LATE if late else timedelta(), MOMENT if after else -MOMENT)
        if what == "release":
            self._releases()
        elif what == "work":
            self._works()
        else:
            (self.undoes if what == "undo" else self.keeps_holding)(who, 0, False)

    @precondition(something_is_held)
    @rule(then=SOON)
    def something_leaves(self, then: int) -> None:
        """The next post's time comes, and a courier works then and a little later."""
        self._leaves(then)

    @precondition(something_is_held)
    @rule(mood=TROUBLE, look=st.sampled_from(Look), far=st.booleans(), times=st.integers(1, 2), then=SOON)
    def something_leaves_in_trouble(self, mood: Mood, look: Look, far: bool, times: int, then: int) -> None:
        """The next post's time comes, and a network is not itself."""
        network = self.networks[FAR if far else NEAR]
        network.moods.extend([mood] * times)
        network.looks.append(look)
        self._leaves(then)

    @precondition(something_is_held)
    @rule(near=DEATH, far=DEATH, then=SOON)
    def something_leaves_and_the_courier_does_not_come_back(self, near: Mood, far: Mood, then: int) -> None:
        """Whoever delivers the next post is killed, or thought to be."""
        self.networks[NEAR].moods.append(near)
        self.networks[FAR].moods.append(far)
        self._leaves(then)

    @precondition(something_is_held)
    @rule(who=WHO, down=st.booleans())
    def a_hand_is_faster_than_what_holds_it_back(self, who: int, down: bool) -> None:
        """Something left and was taken down, or became far too late, and nobody has set it aside yet when a courier delivers."""
        self._until_next(timedelta(), MOMENT)
        self._releases()
        if down:
            self.takes_down(who, 0, False)
        else:
            self.clock.jump(LATE)
        for name in (NEAR, FAR):
            self.a_courier_does_one_thing("one", "deliver", name == FAR)

    @rule(seconds=SOON)
    def couriers_go_on(self, seconds: int) -> None:
        """It is later, and a courier works."""
        self.clock.jump(timedelta(seconds=seconds))
        self._works()

    @rule(far=st.booleans(), mood=st.sampled_from(Mood), look=st.sampled_from(Look), removal=st.sampled_from(Removal))
    def a_network_changes(self, far: bool, mood: Mood, look: Look, removal: Removal) -> None:
        """What it will do with the next part, and answer to the next look and the next removal."""
        network = self.networks[FAR if far else NEAR]
        network.moods.append(mood)
        network.looks.append(look)
        network.removals.append(removal)

    @rule(owner=st.sampled_from(["one", "other"]), what=ONE_THING, far=st.booleans())
    def a_courier_does_one_thing(self, owner: str, what: str, far: bool) -> None:
        """One delivery or removal on one network, or what is in doubt; unless it dies."""
        if what == "release":
            return self._releases()
        self.begins_a_turn()
        name = FAR if far else NEAR
        network = {name: self.networks[name]}
        try:
            if what == "deliver":
                deliver_due(network, owner=owner)
            elif what == "retract":
                retract_due(network, owner=owner)
            else:
                self.settle()
        except Killed:
            pass
        finally:
            self.looked(*((SETS_ASIDE,) if what == "settle" else (NOTHING, SETS_ASIDE)))
        return None

    @rule(new_engine=st.sampled_from([False, False, False, True]))
    def everything_starts_again(self, new_engine: bool) -> None:
        """Whatever was in memory is gone: connections, and now and then the engine with all it knew. What nobody needs is tidied away."""
        self.asked = True
        if new_engine:
            self.stage.restart()
        else:
            engine.engine().dispose()
        tidy_up()

    # What these use ---------------------------------------------------------------------------------------------------

    def _until_next(self, past_due: timedelta, and_a_moment: timedelta) -> None:
        next_due = min(post.due for post in self.world.posts.values() if post.state == HELD)
        self.clock.jump(max(next_due + past_due + and_a_moment - self.clock.now, timedelta()))

    def _leaves(self, then: int) -> None:
        self._until_next(timedelta(), MOMENT)
        self._works()
        self.nothing_is_wrong()
        self.couriers_go_on(then)

    def _works(self) -> None:
        with suppress(Killed):
            self.everything_due()

    def _releases(self) -> None:
        self.begins_a_turn()
        for _ in range(2):  # a second courier finds nothing left
            release_due()
            self.looked(RELEASES)
