"""What can be refused, in the domain's words. Each says what happened, whether anything was sent, and what to do next."""

from datetime import datetime

from pwa.rules.words import Sentence, n_

ALREADY = {  # by how the Draft ended
    "held": n_("This draft was already held elsewhere. Nothing more was sent."),
    "moved": n_("This draft was already moved elsewhere. Nothing more was sent."),
    "deleted": n_("This draft was already deleted elsewhere. Nothing more was sent."),
}


class Refusal(Exception):
    """Something was asked that is not allowed or not possible now. `sentence` is for the person who asked."""

    sentence = n_("That did not work. Nothing was sent.")

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(sentence or self.sentence)
        self.sentence = sentence or self.sentence


class NotFound(Refusal):
    """It does not exist, or it is not theirs: nobody can tell which."""

    sentence = n_("There is nothing here, or it is not yours to see.")


class TooLate(Refusal):
    """The undo window had closed when the cancellation arrived."""

    def __init__(self, released_at: datetime | None) -> None:
        super().__init__(n_("Too late: it had already left."))
        self.released_at = released_at


class AlreadyDone(Refusal):
    """The Post is no longer in a state from which this can be done."""

    sentence = n_("Somebody was faster: this post is no longer waiting for that. Nothing was changed.")


class WrongIdentity(Refusal):
    """The page belongs to one identity and the Session speaks as another."""

    def __init__(self, page: str, active: str) -> None:
        super().__init__(
            Sentence("This page belongs to %(page)s, and you are speaking as %(active)s now. Nothing was sent.", page=page, active=active)
        )
        self.page, self.active = page, active


class WrongPerson(Refusal):
    """The page was made for one Person, and another is signed in in its browser now."""

    sentence = n_("Somebody else has signed in here since this page was opened. Nothing was saved and nothing was sent.")


class StaleDraft(Refusal):
    """Another page has saved this Draft since this one loaded it."""

    sentence = n_("This draft was changed on another page or device. Nothing was sent, and both versions are kept.")

    def __init__(self, version: int) -> None:
        super().__init__()
        self.version = version


class DraftEnded(Refusal):
    """The Draft was held, moved or deleted elsewhere."""

    def __init__(self, ended_as: str) -> None:
        super().__init__(ALREADY.get(ended_as, ALREADY["deleted"]))
        self.ended_as = ended_as


class WrongOffset(Refusal):
    """A chunk of a file that is not the next one; `offset` says which is."""

    sentence = n_("Another piece of this picture comes first. Nothing was sent.")

    def __init__(self, offset: int) -> None:
        super().__init__()
        self.offset = offset


class LeaseOver(Refusal):
    """The right to speak as an official identity has ended, or was never opened."""

    sentence = n_("Your time to speak officially has ended. Nothing was sent, and the words are kept as a draft.")


class Stopped(Refusal):
    """Everything of the Organisation is stopped: nothing can be held there."""

    def __init__(self, who: str, organisation: str) -> None:
        english = n_(
            "%(who)s stopped everything of %(organisation)s. Nothing was sent, and no word is lost. A keeper decides when it goes on."
        )
        super().__init__(Sentence(english, who=who, organisation=organisation))


class StepUpRefused(Refusal):
    """The passkey's answer did not prove that this person was there. `reason` is for the ledger and the operator."""

    sentence = n_("Your passkey could not be checked. Nothing was changed and nothing was sent. Try again.")

    def __init__(self, reason: str, sentence: str | None = None) -> None:
        super().__init__(sentence)
        self.reason = reason


class TooManyTries(Refusal):
    """A rate limit was reached."""

    def __init__(self, seconds: int) -> None:
        minutes = max(1, round(seconds / 60))
        super().__init__(Sentence("That was tried too often. Nothing was changed. Try again in %(minutes)s min.", minutes=minutes))
        self.seconds = seconds


class LinkDead(Refusal):
    """A one-use link that was used, withdrawn, has run out, or never was."""

    sentence = n_("This link has been used, has run out, or never was one. Ask whoever sent it for a new one.")


class NoPushService(Refusal):
    """What a browser gave as its push service is none that we know, or its keys are none."""

    sentence = n_("This browser’s notifications come by a service that is not known here. Nothing was changed. The outbox tells the same.")


class NotAllowed(Refusal):
    """A rule that keeps people from locking themselves out, or a choice that clashes with what exists."""


class JourneyOver(Refusal):
    """A return from a network that leads nowhere any more. `reason` is for the ledger and the operator."""

    sentence = n_(
        "This return from a network was used before, is older than ten minutes, or never began here. Nothing was connected. Begin again."
    )

    def __init__(self, reason: str, sentence: str | None = None) -> None:
        super().__init__(sentence)
        self.reason = reason
