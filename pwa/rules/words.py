"""Sentences for people, as every room but the web holds them: in English, and what is put into them beside. Pure."""

import json
from collections.abc import Mapping
from typing import Self


def n_(english: str) -> str:
    """Marks words for the catalogues and gives them back as they are. The web says them in the reader's language."""
    return english


class Sentence(str):
    """One sentence for the catalogues: `english`, and in its `%(name)s` what is `named`. As a text it is the English one."""

    english: str
    named: Mapping[str, object]

    def __new__(cls, english: str, **named: object) -> Self:
        """What is named may be a Sentence too."""
        shown = {name: f"{value:,}" if isinstance(value, int) else value for name, value in named.items()}
        self = super().__new__(cls, english % shown if named else english)
        self.english, self.named = english, named
        return self


def kept(*sentences: str) -> str:
    """For the store, a line each: the English as it stands, or as JSON together with what is put into it."""
    return "\n".join(_line(sentence) for sentence in sentences)


def read(text: str) -> list[str]:
    """What `kept` made a text of. Words that are not ours, a network's for example, come back as they are."""
    return [_sentence(line) for line in text.splitlines()]


def _line(sentence: str) -> str:
    if not isinstance(sentence, Sentence) or not sentence.named:
        return " ".join(sentence.splitlines())
    return json.dumps([sentence.english, sentence.named], ensure_ascii=False)


def _sentence(line: str) -> str:
    if not line.startswith("["):
        return line
    try:
        english, named = json.loads(line)
        return Sentence(english, **named) if named else line
    except (ValueError, TypeError, KeyError):
        return line
