"""Which language a text is written in: English, Welsh, another one, or too little to tell. Pure.

Counted are the small words that no sentence does without. A few names or a motto are too little, and say nothing.
"""

from collections import Counter
from enum import StrEnum

import regex

from pwa.rules.plain_letters import readable

FEWEST_WORDS, FEWEST_LETTERS = 6, 8
_FOREIGN = regex.compile(r"[^\P{L}\p{Latin}]+")  # letters of any other alphabet
_WORD = regex.compile(r"(?<![\w@#])[\p{L}\p{M}'’]+")
_SMALL = {
    "en": """the a an and of to in is are for on with you your we our it this that from at be will have has by or as if not can more was all
        up out about please now do don't i my they he she his her their but so what when how there been were would could just me no""",
    "cy": """y yr a ac i o yn ar am ei eu mae ydy yw bod gan gyda dros wrth at neu os sydd sy'n i'r o'r a'r i'n eich ein chi ni fod
        wedi gael cael hyn hwn hon hynny bydd bydden roedd oedd dim ddim nid na nad eto iawn pob holl mewn dan heb trwy drwy rhwng hefyd
        pan lle dewch cofiwch diolch ewch byddwn rydym rydyn mi nos dydd'n dw'n dwi rwy'n dych chi'n ni'n sut beth""",
    "fr": "le la les un une des du et est dans pour sur avec que qui ne pas vous nous il elle au aux ce cette son plus par je tu mais",
    "es": "el la los las un una de del y en es para por con que no se su al lo como más pero sus este esta muy ya yo mi hay",
    "de": "der die das und ist in den von zu mit auf für ein eine nicht sich des dem auch es an werden aus er wir ihr sie ich wird bei",
    "pl": "i w na z do się nie jest to że o od za po jak dla są przez ale tym czy ten będzie który już co tylko oraz może być",
    "it": "il lo la gli le un una di e che in per con non si da del della dei sono è al come più ma anche questo nel io",
    "pt": "o a os as um uma de do da dos das e em no na que para com não se por mais como ao é são mas você seu sua eu",
    "ro": "și de la în cu pe nu este un o care pentru din mai sunt să se ce sau dar fi ca al ai au acest",
    "nl": "de het een en van in is op te dat die voor met niet zijn aan er om ook als bij wordt door maar naar wij u",
}
WORDS = {language: frozenset(listed.split()) for language, listed in _SMALL.items()}


class Language(StrEnum):
    """As far as it is told apart here."""

    ENGLISH = "en"
    WELSH = "cy"
    OTHER = "other"


def language_of(text: str) -> Language | None:
    """None: too little of it, or too mixed, to say."""
    said = readable(text)
    foreign = sum(map(len, _FOREIGN.findall(said)))
    if foreign >= FEWEST_LETTERS and foreign * 2 > sum(map(str.isalpha, said)):
        return Language.OTHER
    words = Counter(_WORD.findall(said.lower().replace("’", "'")))
    if words.total() < FEWEST_WORDS:
        return None
    counts = {language: sum(words[one] for one in small & words.keys()) for language, small in WORDS.items()}
    first, second = sorted(counts, key=lambda one: -counts[one])[:2]
    if counts[first] * 5 < words.total() or counts[first] < 1.5 * counts[second]:
        return None
    return Language(first) if first in ("en", "cy") else Language.OTHER
