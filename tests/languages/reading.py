"""Reads pages and letters for words that came from no catalog."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import icalendar
import sqlalchemy as sa
from babel import Locale
from babel.dates import get_timezone_location
from bs4 import BeautifulSoup
from bs4.element import Comment, Doctype, NavigableString
from sqlalchemy.orm import Session

from matchmaker.models import (
    Action,
    Address,
    Agenda,
    Closing,
    DevelopmentEntry,
    Exclusion,
    Goal,
    LibraryMark,
    LibraryResource,
    Match,
    Member,
    MentoringSession,
    OutboxMail,
    PairDecision,
    PrivateNote,
    Profile,
    Programme,
    RoadStep,
    SharedNote,
    SignInLink,
    StatusChange,
)
from tests.languages.pseudo import PSEUDO

TYPED = (
    *(Member.name, Member.email, Programme.name, Programme.time_zone, SignInLink.email),
    *(Profile.department, Profile.job_title, Profile.location, Profile.time_zone),
    *(Address.address, Profile.about, Profile.goals, Profile.help_with),
    *(Profile.other_certification, Exclusion.reason),
    *(PairDecision.reason, StatusChange.reason, Match.decline_note),
    *(Goal.sign, Goal.outcome, SharedNote.text, PrivateNote.text, Action.text),
    Agenda.text,
    DevelopmentEntry.topic,
    RoadStep.title,
    RoadStep.outcome,
    *(Closing.takeaway, Closing.thanks, Closing.private_line),
    *(MentoringSession.place, MentoringSession.topics),
    *(LibraryMark.title, LibraryResource.title, LibraryResource.about),
    *(OutboxMail.recipient, OutboxMail.last_error),
)
"""What people and servers wrote: it is shown as it is, in every language."""

UNSEEN = ("script", "style", "template", "[hidden]")
NOT_OURS = ("code", "pre", "[translate=no]", "option[value*='/']", "body [lang=en]")
"""What is quoted: commands, headers of mails, names of files, the places of time zones; and what
says itself that it is in English, such as a card that nobody has translated."""
HEARD = ("title", "alt", "aria-label", "aria-description", "placeholder", "label")
BUTTONS = {"submit", "button", "reset"}
ADDRESS = re.compile(
    r"\{\w+\}|(https?|mailto):\S+|\S+@\S+|\b[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+|\b[2-9B-Z]{4}-[2-9B-Z]{4}\b"
)
"""Also that of a time zone, what a script fills in, and codes to be typed."""
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
ZONES = ("Europe/Berlin", "Europe/Dublin")
NAMES = {"matchmaker", "utc", "csv", "json", "ics", "pmi", "peoplecert", "ipma"}
"""Names of things, and of bodies, that are the same in every language."""


def texts_of_page(html: str) -> Iterator[str]:
    """Yield what somebody sees or hears of a page."""
    soup = BeautifulSoup(html, "html.parser")
    for hidden in soup.select(", ".join((*UNSEEN, *NOT_OURS))):
        hidden.decompose()
    for text in soup.find_all(string=True):
        if isinstance(text, NavigableString) and not isinstance(text, Comment | Doctype):
            yield str(text)
    for element in soup.find_all(True):
        yield from (str(element[name]) for name in HEARD if element.get(name))
        if element.name == "input" and element.get("type") in BUTTONS:
            yield str(element.get("value", ""))
        yield from (
            str(value) for name, value in element.attrs.items() if name.startswith("data-text")
        )


def texts_of_calendar(content: bytes) -> Iterator[str]:
    """Yield what somebody reads of a calendar file."""
    for event in icalendar.Calendar.from_ical(content).walk("VEVENT"):
        yield from (str(event[name]) for name in ("SUMMARY", "DESCRIPTION") if name in event)


def typed_in(session: Session) -> list[str]:
    """Return everything that people typed, longest first, and each line of it."""
    values = {
        part
        for column in TYPED
        for value in session.scalars(sa.select(column).distinct())
        for line in (value or "", *(value or "").splitlines())
        for part in (line, line.upper())
    }
    return sorted((value for value in values if len(value) > 1), key=len, reverse=True)


def words_of(language: str) -> frozenset[str]:
    """Return the words that Babel writes in a language: months, days, languages, cities."""
    locale = Locale.parse(language)
    texts = [
        *(name for names in (locale.months, locale.days) for name in _leaves(names)),
        *locale.languages.values(),
        *(name for pattern in locale.list_patterns.values() for name in pattern.values()),
        *(get_timezone_location(zone, locale=locale, return_city=True) for zone in ZONES),
        "klo",
    ]
    return frozenset(word.lower() for text in texts for word in WORD.findall(str(text)))


def _leaves(names: Any) -> Iterator[str]:
    if isinstance(names, str):
        yield names
        return
    for part in names.values():
        yield from _leaves(part)


KNOWN = words_of(PSEUDO) | NAMES


def bare_words(texts: Iterable[str], typed: Iterable[str]) -> list[str]:
    """Return the texts with an English word, what people typed left out."""
    found = []
    given = list(typed)
    for text in texts:
        rest = " ".join(text.split())
        for value in given:
            rest = rest.replace(" ".join(value.split()), " ")
        rest = ADDRESS.sub(" ", rest)
        if any(is_bare(word) for word in WORD.findall(rest)):
            found.append(rest.strip())
    return found


def is_bare(word: str) -> bool:
    """Whether a word is one of ASCII letters alone that is no name."""
    return len(word) > 1 and word.isascii() and word.lower() not in KNOWN
