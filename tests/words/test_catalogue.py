"""Every catalogue says everything that the code says, in every form its language has, and nothing that could break a page."""

import re
from collections.abc import Iterator, Sequence

import pytest
from babel.messages.catalog import Message

from pwa.web import catalogues
from tests.catalogue import COMMAND, brought_up_to_date

LANGUAGES = sorted(catalogues.paths())
PUT_IN = re.compile(r"%\((\w+)\)s")


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def messages(language: str) -> Iterator[tuple[Message, list[str], list[str]]]:
    """Each message with its English forms and its translated ones."""
    for message in catalogues.catalogue(language):
        if message.id:
            yield message, forms_of(message.id), forms_of(message.string or "")


def forms_of(said: str | Sequence[str]) -> list[str]:
    return [said] if isinstance(said, str) else list(said)


def test_it_has_what_the_code_says_and_nothing_else(language: str) -> None:
    """When this fails, run the command; it leaves what is new without a translation."""
    path = catalogues.paths()[language]
    assert path.read_bytes() == brought_up_to_date(language), f"run: {COMMAND}"


def test_nothing_is_untranslated_or_in_doubt(language: str) -> None:
    left = [english[0] for message, english, forms in messages(language) if message.fuzzy or not all(forms)]
    assert left == [], f"translate these in {catalogues.paths()[language]}"


def test_every_plural_has_every_form(language: str) -> None:
    many = catalogues.catalogue(language).num_plurals
    assert [english[0] for _, english, forms in messages(language) if len(english) > 1 and len(forms) != many] == []


def test_what_is_put_in_is_the_same(language: str) -> None:
    wrong = []
    for _, english, forms in messages(language):
        allowed = [set(PUT_IN.findall(one)) for one in english]  # "This is held", "These %(num)s are held"
        wrong += [form for form in forms if set(PUT_IN.findall(form)) not in allowed]
    assert wrong == []


def test_no_translation_is_markup(language: str) -> None:
    """Templates put sentences into text and into attributes as they stand: a catalogue may not open a tag or close a quote."""
    assert [form for _, english, forms in messages(language) for form in [*english, *forms] if re.search(r'[<>&"]', form)] == []


def test_a_lone_percent_sign_would_break_the_sentence(language: str) -> None:
    assert [form for _, _, forms in messages(language) for form in forms if "%" in PUT_IN.sub("", form)] == []


def test_it_says_whether_a_speaker_has_read_it(language: str) -> None:
    header = catalogues.catalogue(language).header_comment
    assert "AWAITING REVIEW" in header or "Reviewed by" in header


def test_welsh_has_six_forms() -> None:
    said = catalogues.translations("cy")
    minutes = [said.ungettext("%(num)s minute", "%(num)s minutes", many) % {"num": many} for many in (0, 1, 2, 3, 6, 30)]
    assert minutes == ["0 munud", "1 munud", "2 funud", "3 munud", "6 munud", "30 munud"]
    codes = "%(num)s of ten is left. A new set replaces the old one.", "%(num)s of ten are left. A new set replaces the old one."
    assert [said.ungettext(*codes, many).split()[2] for many in (2, 3, 4, 6)] == ["god", "chod", "cod", "chod"]
