"""Pre-election periods: from which moment until which, and which words are free in them. Pure.

A period begins with the day on which the notice of election is published (the Code of Recommended Practice on Local Authority
Publicity, 2011, speaks of the period "between the notice of an election and the election itself") and ends when polls close, at 22:00
(Local Elections (Principal Areas) (England and Wales) Rules 2006, timetable). A day without an hour is taken from its first moment:
the rules are there to be early rather than late.
"""

from dataclasses import replace
from datetime import date, datetime, time, tzinfo

import regex

from pwa.rules import calendar, politics
from pwa.rules.calendar import Period
from pwa.rules.text import Unfit
from pwa.rules.words import Sentence
from pwa.rules.working_days import working_days_before

PERIODS_AT_MOST = 12
LONGEST_DAYS = 120  # a general election's and a local one's together are shorter
POLLS_CLOSE = time(22)
NOTICE_DAYS = 25  # working days before the poll, by which a local election's notice is out (the same timetable)

# About the voting itself, in the words that electoral services use.
_VOTING = regex.compile(
    r"\b(?:"
    r"(?:regist(?:er|ered|ering|ration)) to vote|electoral (?:register|registration|services?)|voter (?:id|registration)"
    r"|photo(?:graphic)? id\b.{0,40}\bvot(?:e|ing)|vot(?:e|ing)\b.{0,40}\bphoto(?:graphic)? id|voter authority certificates?"
    r"|poll(?:ing)? (?:stations?|places?|cards?)|polls (?:are open|open|close)|(?:postal|proxy) vot(?:es?|ing)|vote by (?:post|proxy)"
    r"|(?:how|where|when) (?:to|you can|can you|can i|do i) vote|notice of (?:election|poll)|statement of persons nominated"
    r"|cofrestru i bleidleisio|cofrestr etholiadol|gwasanaethau etholiadol|id pleidleisi(?:wr|o)|dull adnabod â llun"
    r"|g?orsaf(?:oedd)? (?:b|p)leidleisio|cerd(?:yn|iau) p(?:ôl|leidleisio)|p?h?leidlais (?:bost|drwy(?:'r| ddirprwy)? ?\w*)"
    r"|(?:sut|ble|pryd) i bleidleisio|pleidleisio (?:drwy'r post|drwy ddirprwy)|hysbysiad (?:etholiad|pleidleisio)"
    r")",
    regex.IGNORECASE,
)
_FOR_SOMEBODY = regex.compile(
    r"\bvot(?:e|es|ing) (?:for|against) (?!(?:the first time|yourself|your|in)\b)|\b(?:re-?elect|don['’]t vote|back our|our candidate)\b"
    r"|\bpleidleisiwch dros\b|\bailetholwch\b",
    regex.IGNORECASE,
)


# What else such words say: until when, with what, on which form.
_GOES_ON = regex.compile(
    r"\b(?:vot(?:e|es|ing|ers?)|polls?|polling|ballots?|regist\w+|electoral|nominat\w+|canvass|returning officer|"
    r"id|passport|driving licence|bus pass|national insurance|deadline|forms?|appl(?:y|ications?)|postal|proxy|midnight|postcode|"
    r"you have until|g?orsaf(?:oedd)?|you(?:'ll)? (?:don't |do not |will |only )?need|takes? \w+ minutes|"
    r"(?:b|p|ph)?leidleis\w*|ch?ofrestr\w*|gofrestr\w*|etholiadol|ffurflen\w*|dyddiad cau)\b|\bgov\.(?:uk|wales)/",
    regex.IGNORECASE,
)
_SENTENCE = regex.compile(r"(?<=[.!?…])\s+|\n+")
_SAYS = regex.compile(r"\p{L}{2}")


def period(name: str, notice: str, polling: str, zone: tzinfo) -> Period:
    """What a keeper typed: the day of the notice (empty: the last on which it may be published) and polling day. Raises Unfit."""
    if not notice.strip() and polling.strip():
        notice = latest_notice(calendar.period(name, polling, polling, zone).first_day(zone)).isoformat()
    days = calendar.period(name, notice, polling, zone)
    last = days.last_day(zone)
    if (last - days.first_day(zone)).days >= LONGEST_DAYS:
        raise Unfit(Sentence("%(name)s is longer than %(most)s days. Nothing was changed.", name=days.name, most=LONGEST_DAYS))
    return replace(days, until_at=datetime.combine(last, POLLS_CLOSE, zone))


def latest_notice(polling: date) -> date:
    """The last day on which the notice of a local election in England or Wales may be published."""
    return working_days_before(polling, NOTICE_DAYS)


def about_voting(text: str) -> bool:
    """Whether all of these words tell people how, where or when to vote or to register, name no party and ask to vote for nobody.

    One sentence about voting frees no other: each is about it, or goes on from it.
    """
    plain = text.replace("’", "'")
    if not _VOTING.search(plain) or _FOR_SOMEBODY.search(plain) or politics.weighed(politics.named(plain)) >= politics.STRONG:
        return False
    return all(_VOTING.search(one) or _GOES_ON.search(one) for one in _SENTENCE.split(plain) if _SAYS.search(one))
