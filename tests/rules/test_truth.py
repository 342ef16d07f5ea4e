"""What says that it was somebody else, and what only sounds like it."""

import pytest

from pwa.rules.truth import claims

SAYS_SO = [
    "We were hacked.",
    "Our account has been hacked!",
    "We've been HACKED",
    "Hackers posted that.",
    "It was the work of a hacker.",
    "We are looking into a hack.",
    "Our Twitter account was hacked, and we apologise.",
    "We were not careful, and were hacked.",
    "We were not only hacked but insulted.",
    "Unauthorised access to this account.",
    "That was an unauthorized post.",
    "This reshare was unauthorised.",
    "An unauthorised person posted it.",
    "Our account was compromised.",
    "The security of this page has been compromised.",
    "It was not us.",
    "That wasn’t us!",
    "That post was not sent by us.",
    "The message was not posted by any of our staff.",
    "We did not post that.",
    "Nobody here posted that.",
    "The account was accessed by a third party.",
    "Our page was hijacked.",
    "Somebody else gained access to our page.",
    "Someone broke into the account.",
    "This was a cyber attack.",
    "Cawsom ein hacio.",
    "Mae ein cyfrif wedi cael ei hacio.",
    "Cawson ni ein hacio.",
    "Haciwyd ein cyfrif.",
    "Cafodd rhywun fynediad i’r cyfrif.",
    "Neges heb awdurdod oedd hon ar ein cyfrif.",
    "Nid ni oedd hyn.",
]
SAYS_IT_NOT = [
    "We were not hacked.",
    "We weren't hacked.",
    "We were never hacked.",
    "Nobody hacked us.",
    "No one hacked our account.",
    "Our account was not compromised.",
    "Our account was not hacked or compromised.",
    "There was no hack.",
    "This was not a hack.",
    "There is no evidence of a hack.",
    "It is not true that we were hacked.",
    "We said we were hacked. That was not true.",
    "On Monday we told you our account was hacked. That was wrong.",
    "Were we hacked? No: it was one of us.",
    "Hacked? No.",
    "That last post was mine, not WV11's. It went out from the wrong account. Sorry. Steph",
    "I posted that by mistake. It was me.",
    "I did not post that on purpose.",
    "We did not post this from the right account.",
    "Join our hackathon on Saturday!",
    "Hack day at the library.",
    "Ten life hacks for the school run.",
    "Unauthorised parking on Bilston Road will be fined.",
    "We compromised on a date.",
    "Safety at the pool was compromised by the flood.",
    "Contact the office, not us.",
    "If your account was hacked, change your password.",
    "Has your account been hacked?",
    "Road closed on Bilston Street.",
    "The path was accessed by a gate.",
    "Ni chawsom ein hacio.",
    "Chawson ni ddim ein hacio.",
    "Nid ydym wedi cael ein hacio.",
    "Ni chafodd ein cyfrif ei hacio.",
    "Fi oedd piau’r neges ddiwethaf, nid WV11.",
    "",
]


@pytest.mark.parametrize("text", SAYS_SO)
def test_it_says_that_it_was_somebody_else(text: str) -> None:
    assert claims(["Good morning.", text])


@pytest.mark.parametrize("text", SAYS_IT_NOT)
def test_it_does_not(text: str) -> None:
    assert claims([text]) == []


def test_the_words_come_back_as_they_were_written() -> None:
    assert claims(["We were Hacked. Really hacked.", "Hacked!"]) == ["Hacked", "hacked"]
