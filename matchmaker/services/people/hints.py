"""What an unknown heading probably is: the names that HR systems and surveys usually give.

Nothing is taken by a hint; somebody has to say so.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from matchmaker.services.people.columns import LONGEST_HEADING, header_key, squeezed
from matchmaker.services.people.faults import Setting
from matchmaker.services.people.file_map import ANY
from matchmaker.services.people.targets import target_names, terms_of
from matchmaker.services.people.terms import key, nearest
from matchmaker.text import shown_line

_USUAL: Final[Mapping[str, tuple[str, ...]]] = {
    "email": (
        *("work email", "work email address", "business email", "company email", "primary email"),
        *("primary work email", "email work", "mail", "username", "user principal name", "upn"),
        *("your email", "your work email", "recipient email", "geschäftliche E-Mail", "courriel"),
    ),
    "name": (
        *("preferred name", "display name", "employee name", "worker", "employee", "participant"),
        *("your name", "what is your name", "legal name", "vollständiger Name", "nom complet"),
    ),
    "first name": ("preferred first name", "legal first name", "forename", "recipient first name"),
    "last name": ("preferred last name", "legal last name", "recipient last name", "Familienname"),
    "roles": (
        *("programme role", "program role", "mentor or mentee", "participating as", "I want to be"),
        *("I would like to take part as", "how would you like to take part", "Rolle im Programm"),
    ),
    "manager_email": (
        *("manager's email", "line manager email", "line manager's email", "supervisor email"),
        *("supervisor's email", "manager email address", "manager's email address", "manager id"),
        *(
            "line manager email address",
            "reports to",
            "reports to email",
            "manager",
            "line manager",
        ),
        *("E-Mail Vorgesetzte", "E-Mail des Vorgesetzten", "Vorgesetzter", "Führungskraft"),
    ),
    "department": (
        *(
            "team",
            "org unit",
            "organisation unit",
            "organizational unit",
            "business unit",
            "division",
        ),
        *(
            "supervisory organization",
            "cost center name",
            "function",
            "Abteilung",
            "Bereich",
            "service",
        ),
    ),
    "job_title": (
        *(
            "title",
            "position",
            "position title",
            "business title",
            "job",
            "job profile",
            "role title",
        ),
        *(
            "Stelle",
            "Stellenbezeichnung",
            "Funktion",
            "Position",
            "poste",
            "what is your job title",
        ),
    ),
    "location": (
        *(
            "office",
            "site",
            "work location",
            "city",
            "country",
            "based in",
            "Standort",
            "Ort",
            "lieu",
        ),
        *("where are you based", "where do you work"),
    ),
    "time_zone": ("tz", "time zone of work", "your time zone", "Zeitzone", "fuseau horaire"),
    "languages": (
        *("language", "languages spoken", "spoken languages", "Sprachen", "langues"),
        *("which languages do you speak", "what languages do you speak"),
    ),
    "capacity": (
        *("number of mentees", "max mentees", "maximum mentees", "mentee capacity", "places"),
        *("how many mentees", "how many mentees can you take", "Anzahl Mentees"),
    ),
    "paused_until": ("available from", "on leave until", "back on", "pause until", "abwesend bis"),
    "current_role": ("career level", "current level", "where do you stand", "seniority"),
    "target_role": ("desired role", "career goal", "aspiration", "which role do you aim for"),
    "interests": ("topics", "topics of interest", "areas of interest", "interest", "Interessen"),
    "certifications_held": ("certifications", "certificates", "qualifications", "Zertifikate"),
    "about": (
        "bio",
        "biography",
        "about me",
        "about you",
        "tell us about yourself",
        "introduction",
    ),
    "goals": (
        *("goal", "objectives", "mentoring goals", "development goals", "Ziele", "objectifs"),
        *("what do you hope to gain", "what would you like to achieve", "what are your goals"),
    ),
    "help_with": (
        *("can help with", "expertise", "areas of expertise", "what can you help with"),
        *("how can you help others", "what would you like to help with"),
    ),
    "not_with": (
        *("conflicts", "do not match with", "exclude", "conflict of interest", "not paired with"),
        *("is there anybody you would rather not be paired with",),
    ),
}
_IN_QUESTIONS: Final = (
    ("manager_email", ("manager", "mail")),
    ("manager_email", ("report to",)),
    ("not_with", ("rather not",)),
    ("not_with", ("not be paired",)),
    ("not_with", ("not be matched",)),
    ("email", ("mail address",)),
    ("first name", ("your first name",)),
    ("last name", ("your last name",)),
    ("name", ("your name",)),
    ("name", ("your full name",)),
    ("time_zone", ("time zone",)),
    ("capacity", ("how many", "mentee")),
    ("languages", ("language",)),
    ("goals", ("goals",)),
    ("goals", ("hope to",)),
    ("target_role", ("role", "aim")),
    ("help_with", ("help", "mentee")),
    ("help_with", ("help others",)),
    ("roles", ("mentor", "mentee")),
    ("roles", ("take part",)),
    ("roles", ("which role",)),
    ("interests", ("topics",)),
    ("department", ("department",)),
    ("job_title", ("job title",)),
    ("location", ("based",)),
)
"""Words that, all together in a question, point to a column; the first that fits counts."""
_WANTED: Final = re.compile(
    r"\b(want|would (?:you )?like|target|aim|goal|need|reach|should|soll|ziel)", re.I
)
_OPTION: Final = re.compile(r"(?:.*[\[(:]|.*\s[-–—])\s*(.+?)\s*[\])]?\s*$", re.DOTALL)
_GRIDS: Final = ("level", "interests", "certification", "languages", "roles")
_SIMILAR: Final = 0.85
_LONGEST_TYPO: Final = 60


def usual_target(heading: str) -> str:
    """Return the column that a heading usually stands for, or nothing."""
    if (found := _usual().get(header_key(heading))) is not None:
        return found
    words = key(heading, 300)
    return next(
        (target for target, parts in _IN_QUESTIONS if all(part in words for part in parts)), ""
    )


def misspelt_target(heading: str) -> str:
    """Return the column whose name a heading is very near to, or nothing."""
    if len(heading) > _LONGEST_TYPO:
        return ""
    return nearest(heading.strip(), target_names(), _SIMILAR)


def hint(heading: str) -> Setting | None:
    """Return what a map would probably say of a heading; all columns of a grid share one."""
    if found := _OPTION.match(heading):
        part = _grid_of(found[1], heading)
        if part and ANY not in heading:
            pattern = heading[: found.start(1)] + ANY + heading[found.end(1) :]
            return mapped(pattern, f"{part}: {ANY}")
    if part := _grid_of(heading, ""):
        return mapped(ANY, f"{part}: {ANY}")
    target = usual_target(heading)
    return mapped(heading, target) if target else None


def mapped(heading: str, target: str) -> Setting:
    """Return what says in a map that a heading is this; without a target it is left out."""
    return Setting("map", f"{shown_line(heading, LONGEST_HEADING)}={target}")


def _grid_of(option: str, question: str) -> str:
    """Return which part of the taxonomy the option of a grid is from."""
    part = _options().get(squeezed(option), "")
    return "target" if part == "level" and _WANTED.search(question) else part


@cache
def _usual() -> dict[str, str]:
    return {header_key(name): target for target, names in _USUAL.items() for name in names}


@cache
def _options() -> dict[str, str]:
    return dict(_terms_with_part())


def _terms_with_part() -> Iterator[tuple[str, str]]:
    for part in reversed(_GRIDS):
        for term in terms_of(part):
            if len(term) > 2:
                yield squeezed(term), part
