"""The cases of a programme that are open at this moment. A new kind gets its line in `KINDS`."""

from typing import Final

from sqlalchemy.orm import Session

from matchmaker.models import Programme
from matchmaker.services.cases.case import MOST_OF_A_KIND, Case, FindCases
from matchmaker.services.cases.concerns import concerns
from matchmaker.services.cases.duplicates import duplicates
from matchmaker.services.cases.failed_mails import failed_mails
from matchmaker.services.cases.quiet_mentorships import never_met, quiet_mentorships
from matchmaker.services.cases.refused_addresses import refused_addresses
from matchmaker.services.cases.unreadable import unreadable_profiles, unreadable_programme
from matchmaker.services.cases.waiting_grants import waiting_grants
from matchmaker.services.programme.programmes import all_programmes

KINDS: Final[tuple[FindCases, ...]] = (
    unreadable_programme,
    failed_mails,
    waiting_grants,
    refused_addresses,
    unreadable_profiles,
    duplicates,
    concerns,
    never_met,
    quiet_mentorships,
)
"""What looks for cases, in the order in which they are shown."""


def open_cases(session: Session, programme: Programme, withheld: frozenset[int]) -> list[Case]:
    """Return what needs a coordinator from whom these members are withheld."""
    return [case for find in KINDS for case in find(session, programme, withheld)[:MOST_OF_A_KIND]]


def count_cases(session: Session) -> dict[str, int]:
    """Return how many cases of each kind are open in all programmes, for monitors."""
    counts = dict.fromkeys((find.__name__ for find in KINDS), 0)
    for programme in all_programmes(session):
        for find in KINDS:
            found = find(session, programme, frozenset())
            counts[find.__name__] += len(found[:MOST_OF_A_KIND])
    return counts
