"""English, Welsh, neither, or too little to say."""

import pytest

from pwa.rules.language import language_of


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("The next meeting is on Monday in the hall, and all of you are welcome.", "en"),
        ("Cynhelir cyfarfod nesaf y Cyngor nos Lun yn y Neuadd. Croeso i bawb.", "cy"),
        ("La réunion aura lieu dans la salle lundi pour les parents", "other"),
        ("Zebranie odbędzie się w poniedziałek w sali i jest dla rodziców", "other"),
        ("Бібліотека відкрита в понеділок", "other"),
        ("New library open!", None),
        ("Penistone, Clitheroe, Lightwater, Cockermouth, Shitterton, Sussex", None),
        ("Bore da! Good morning everybody. Mae'r ffordd ar gau. The road is closed.", None),
        ("", None),
    ],
)
def test_it_is_told(words: str, language: str | None) -> None:
    assert language_of(words) == language
