"""The rules of lists: people delete drafts, stop, hold again, hurry and take down what was held, and answer what asks."""

from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from pwa.actions.cancel_post import cancel_post
from pwa.actions.delete_draft import delete_draft, restore_draft
from pwa.actions.hold_post import hold_again
from pwa.actions.keep_holding import keep_holding
from pwa.actions.retract_post import retract_post
from pwa.actions.send_now import send_now
from pwa.actions.settle_delivery import settle_delivery
from pwa.rules import second_look
from pwa.rules.settling import Answer
from pwa.secrets import new_token
from pwa.store.tables import Draft as StoredDraft
from pwa.store.tables import Post as StoredPost
from tests.fire import model_moves
from tests.fire.machine import always, pick
from tests.fire.machine_pages import AGAIN, WHICH, WHO, Pages
from tests.fire.model import GRACE
from tests.fire.model_evidence import FAILED
from tests.fire.model_things import HELD, PARKED, RELEASED

ASKS = ("unsure", "refused", "parked")


class Answers(Pages):
    """Everything that the drafts, an outbox and a post's page can ask for."""

    @rule(who=WHO, which=WHICH, back=st.booleans(), again=AGAIN)
    def deletes(self, who: int, which: int, back: bool, again: bool) -> None:
        """A draft goes, or comes back."""
        if not self.world.drafts:
            return
        device, caller = self.device(who)
        name, draft = pick([*reversed(self.world.drafts.items())], which)
        theirs = self.world.usable(device.person, draft.handle) and draft.person == device.person
        for _ in range(1 + again):
            if back:
                right = None if theirs and draft.end in (None, "deleted") else "NotFound"
                self.ask(always(right), partial(restore_draft, caller, draft.handle, name))
                draft.end = draft.end if right else None
            else:
                right = ("DraftEnded" if draft.end else None) if theirs else "NotFound"
                self.ask(always(right), partial(delete_draft, caller, draft.handle, name))
                draft.end = draft.end if right else "deleted"

    @precondition(lambda self: self.world.posts)
    @rule(who=WHO, which=WHICH, again=AGAIN)
    def undoes(self, who: int, which: int, again: bool) -> None:
        """Any speaker, from any device, with no lease."""
        (device, caller), (name, post) = self.device(who), self.post(which, HELD, PARKED)
        for _ in range(1 + again):
            said = self.ask(lambda _: self.world.may_cancel(device.person, post), partial(cancel_post, name, by=caller.person))
            if isinstance(said.value, StoredDraft):
                if post.draft is None:
                    model_moves.cancelled(self.world, post, device.person, said.value.public_id)
                assert said.value.public_id == post.draft, "an undo that is repeated gives the same draft"

    @precondition(lambda self: self.world.posts)
    @rule(who=WHO, which=WHICH, again=AGAIN)
    def keeps_holding(self, who: int, which: int, again: bool) -> None:
        """The countdown stops."""
        (device, caller), (name, post) = self.device(who), self.post(which, HELD)
        for _ in range(1 + again):
            said = self.ask(lambda _: self.world.may_keep(device.person, post), partial(keep_holding, name, by=caller.person))
            if not said.refusal and post.state == HELD:
                model_moves.went(post, PARKED)

    @precondition(lambda self: self.world.posts)
    @rule(who=WHO, which=WHICH, again=AGAIN)
    def holds_again(self, who: int, which: int, again: bool) -> None:
        """What was parked goes into a new window, with every guard."""
        (device, caller), (name, post), key = self.device(who), self.post(which, PARKED), new_token()
        for _ in range(1 + again):
            again_as = partial(hold_again, caller, name, hold_key=key, answers=second_look.Answers(chosen=post.handle))
            said = self.ask(lambda at: self.world.may_hold_again(device, post, key, at), again_as)
            if isinstance(said.value, StoredPost) and (device.person, key) not in self.world.held_by_key:
                assert said.before <= said.value.held_at <= said.after
                due = said.value.held_at + self.world.voices[post.handle].window + GRACE
                model_moves.held_again(self.world, device, name, key, due)
                self.touched(device, caller, post.handle, said)

    @precondition(lambda self: self.world.posts)
    @rule(who=WHO, which=WHICH, again=AGAIN)
    def sends_now(self, who: int, which: int, again: bool) -> None:
        """A person gives up what is left of their own window."""
        (device, caller), (name, post) = self.device(who), self.post(which, HELD)
        for _ in range(1 + again):
            said = self.ask(lambda _: self.world.may_send(device.person, post), partial(send_now, name, by=caller.person))
            if not said.refusal and post.state == HELD:
                post.due = self.stamped(f"SELECT due_at FROM posts WHERE public_id = '{name}'", said)
                post.history.append("sent_now")

    @precondition(lambda self: self.world.posts)
    @rule(who=WHO, which=WHICH, again=AGAIN)
    def takes_down(self, who: int, which: int, again: bool) -> None:
        """What has left is asked back."""
        (device, caller), (name, post) = self.device(who), self.post(which, RELEASED)
        for _ in range(1 + again):
            failed = self.read(FAILED.format(name))
            said = self.ask(lambda _: self.world.may_take_down(device.person, post), partial(retract_post, name, by=caller.person))
            if not said.refusal:
                post.asked_back(said.after, failed)

    @precondition(lambda self: any(one.state in ASKS for one in self.evidence.deliveries.values()))
    @rule(who=WHO, which=WHICH, answer=st.sampled_from(Answer), again=AGAIN)
    def answers(self, who: int, which: int, answer: Answer, again: bool) -> None:
        """A person settles what cannot go on by itself; nobody else sends again what is in doubt."""
        device, caller = self.device(who)
        name, one = pick([(name, one) for name, one in self.evidence.deliveries.items() if one.state in ASKS][::-1], which)
        post, asks = self.world.posts[one.post], self.evidence.asking(name)
        asked = f"{one.state}-{one.attempts}-{len(self.evidence.answered[name])}"
        act = partial(settle_delivery, caller, name, answer, asked=asked)
        said = self.ask(lambda at: self.world.may_answer(device, asks, answer, at), act)
        if said.refusal:
            return
        if again:
            self.ask(lambda _: None, act)
        self.evidence.answered[name].append(answer)
        if answer == Answer.AGAIN:
            post.sent_by[one.network] = device.person
            self.world.sent_again[post.handle, one.network, post.parts[one.position - 1]] += 1
            self.touched(device, caller, post.handle, said)
