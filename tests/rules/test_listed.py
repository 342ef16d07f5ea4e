"""A list names whom it means, and not whoever shares a surname, a word or a handle with them."""

import pytest

from pwa.rules.listed import Entry, Sort, keys_of, named

PERSON, PARTY, HANDLE = Sort.PERSON, Sort.PARTY, Sort.HANDLE
LIST = [
    Entry(PERSON, "Jane Elizabeth Smith"),
    Entry(PERSON, "Siân O'Hara"),
    Entry(PERSON, "Bob Penistone"),
    Entry(PERSON, "Victoria Park"),
    Entry(PERSON, "Cllr Ann Smyth-Jones"),
    Entry(PERSON, "Robin Wells", with_title=True),
    Entry(PARTY, "Labour"),
    Entry(PARTY, "Liberal Democrats"),
    Entry(PARTY, "Green Party"),
    Entry(PARTY, "SNP"),
    Entry(PARTY, "Plaid Cymru"),
    Entry(HANDLE, "cllrjane", "x"),
    Entry(HANDLE, "jane@example.social", "mastodon"),
    Entry(HANDLE, "jane.example.org", "bluesky"),
    Entry(HANDLE, "janeforaldbrook", "facebook_page"),
    Entry(HANDLE, "janeanywhere"),
]


def whom(words: str, *networks: str) -> list[str]:
    """As the store finds them: by the keys alone, and then by the rules."""
    keys = keys_of([words])
    return [one.words for one in named([one for one in LIST if one.key in keys], [words], set(networks or ("x",)))]


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("Cllr Smith opened the new library.", "Jane Elizabeth Smith"),
        ("Cllr. Smith opened the new library.", "Jane Elizabeth Smith"),
        ("Councillor Jane Smith’s report", "Jane Elizabeth Smith"),
        ("y Cyng. Smith", "Jane Elizabeth Smith"),
        ("JANE SMITH opens the park", "Jane Elizabeth Smith"),
        ("Thanks to Jane\nSmith for coming", "Jane Elizabeth Smith"),
        ("Jane  Smith", "Jane Elizabeth Smith"),
        ("Ja\u00adne \u200bSm\u200dith", "Jane Elizabeth Smith"),
        ("\U0001d409\U0001d41a\U0001d427\U0001d41e Smith", "Jane Elizabeth Smith"),
        ("J\u0430ne Smith", "Jane Elizabeth Smith"),  # with a Cyrillic letter
        ("J. Smith", "Jane Elizabeth Smith"),
        ("J Smith and others", "Jane Elizabeth Smith"),
        ("Jane E. Smith", "Jane Elizabeth Smith"),
        ("Jane \u00c6. Smith", "Jane Elizabeth Smith"),  # an initial that is two letters in plain ones
        ("J. E. Smith", "Jane Elizabeth Smith"),
        ("(Mrs\u00a0Smith)", "Jane Elizabeth Smith"),
        ("#VoteJaneSmith", "Jane Elizabeth Smith"),
        ("With Sian O’Hara", "Siân O'Hara"),
        ("SIÂN O'HARA", "Siân O'Hara"),
        ("Sia\u0302n O'Hara's talk", "Siân O'Hara"),
        ("Bob Penistone cut the ribbon", "Bob Penistone"),
        ("Cllr Victoria Park", "Victoria Park"),
        ("Cllr Smyth-Jones", "Cllr Ann Smyth-Jones"),
        ("Ann Smyth-Jones", "Cllr Ann Smyth-Jones"),
        ("Mr Wells", "Robin Wells"),
        ("Labour councillors walked out", "Labour"),
        ("Vote Labour on Thursday", "Labour"),
        ("the Labour-led council", "Labour"),
        ("a Liberal Democrat", "Liberal Democrats"),
        ("the Green Party’s manifesto", "Green Party"),
        ("an SNP leaflet", "SNP"),
        ("Mae Plaid Cymru yn galw", "Plaid Cymru"),
        ("Thanks @CllrJane!", "cllrjane"),
        ("https://x.com/CllrJane/status/1", "cllrjane"),
        ("twitter.com/cllrjane", "cllrjane"),
        ("@jane@example.social", "jane@example.social"),
        ("https://example.social/@jane/113", "jane@example.social"),
        ("bsky.app/profile/jane.example.org", "jane.example.org"),
        ("www.facebook.com/janeforaldbrook/", "janeforaldbrook"),
        ("hello @JaneAnywhere", "janeanywhere"),
    ],
)
def test_it_names_them(words: str, who: str) -> None:
    assert whom(words) == [who]


@pytest.mark.parametrize(
    "words",
    [
        "Smith's fish and chips reopen on Monday.",
        "The Smith family",
        "John Smith opened the library.",
        "Cllr John Smith",
        "A Smith will shoe horses at the fair.",
        "K. Smith",
        "Jane. Smith Street is closed.",
        "Jane and Smith Street",
        "Smithfield market, Jane Smithson and Jane Blacksmith",
        "Penistone Road is closed; so is the line to Penistone.",
        "Victoria Park is closed for the gala.",
        "Robin Wells primary school",
        "Cllr Jones",
        "The labour ward has moved.",
        "Labour market figures for the county",
        "The manual labour of a green party of volunteers",
        "The Green is closed; the green party bus is late.".replace("green party", "green"),
        "The snp of a thread; ASNP",
        "@cllrjanet and @xcllrjane and cllrjane",
        "mail cllrjane@example.org",
        "https://x.com/cllrjanet",
        "@jane",
        "@jane@example.com",
        "",
    ],
)
def test_it_names_nobody(words: str) -> None:
    assert whom(words) == []


def test_a_bare_handle_is_whoever_has_it_where_the_words_are_going() -> None:
    assert whom("Thanks @cllrjane", "mastodon") == []
    assert whom("Thanks @cllrjane", "mastodon", "x") == ["cllrjane"]
    assert whom("Thanks @cllrjane", "noticeboard") == ["cllrjane"]
    assert whom("Thanks @jane.example.org", "bluesky") == ["jane.example.org"]
    assert whom("https://x.com/cllrjane", "mastodon") == ["cllrjane"]


def test_a_long_text_is_read_quickly_enough_to_be_read_at_every_hold() -> None:
    words = "Councillors and @people met in Jane’s café on Smith Street; " * 80
    assert whom(words) == []
    assert whom(f"{words} Cllr Smith was there.") == ["Jane Elizabeth Smith"]
