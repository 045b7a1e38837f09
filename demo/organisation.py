"""The sample organisation: invented people, taken in as any organisation's list is."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from demo.drawing import draw, happens
from matchmaker import clock
from matchmaker.models import Member, Programme
from matchmaker.services.addresses.known import find_member
from matchmaker.services.people.file import read_people
from matchmaker.services.people.importing import import_people
from matchmaker.services.programme.programmes import (
    appoint_coordinator,
    change_programme,
    participation_of,
)

PEOPLE_FILE = Path(__file__).parent / "people.csv"
COORDINATORS = ("harriet.osei@example.org", "daniel.abramowitz@example.org")
PAUSED = {
    "stefan.balanescu@example.org": 60,
    "gwen.pritchard@example.org": 21,
    "otieno.odhiambo@example.org": 30,
    "olena.kovalenko@example.org": 90,
    "andres.ibanez@example.org": 14,
}
"""Those who sit out, and for how many days more; a file cannot say "from today"."""
WAITED = {
    "lim.weijie@example.org": 2,
    "thandeka.mbatha@example.org": 1,
    "ondrej.kucera@example.org": 1,
    "dewi.kusumawardani@example.org": 1,
}
"""Mentees who went without a mentor before, and for how many rounds."""


MONTHS = 6
LATER_IN_PERCENT = 24
LATER_MONTHS = 3
"""So many of the months that follow the first have people who join."""


def load_organisation(session: Session, programme: Programme) -> int:
    """Import who is there from the first; name the programme and those who run it."""
    change_programme(session, programme, name="PMO mentoring", time_zone="Europe/London")
    joined = take_in(session, programme, 0)
    for address in COORDINATORS:
        appoint_coordinator(session, programme, _member(session, address))
    today = clock.today(programme.time_zone)
    for address, days in PAUSED.items():
        participation = participation_of(session, programme, _member(session, address))
        participation.paused_until = today + timedelta(days=days)
    for address, rounds in WAITED.items():
        participation_of(session, programme, _member(session, address)).rounds_waited = rounds
    session.flush()
    return joined


def take_in(session: Session, programme: Programme, number: int) -> int:
    """Import who joins in the month of this number, counted from zero; return how many."""
    file = read_people(PEOPLE_FILE.read_bytes())
    people = tuple(row for row in file.people if _joins_in(row.email) == number)
    return import_people(session, programme, replace(file, people=people)).added


def _joins_in(address: str) -> int:
    is_there = address in {*COORDINATORS, *PAUSED, *WAITED}
    if is_there or not happens(f"joins later {address}", LATER_IN_PERCENT):
        return 0
    return 1 + draw(f"joins in {address}", LATER_MONTHS)


def first_coordinator(session: Session) -> Member:
    """Return who publishes the round."""
    return _member(session, COORDINATORS[0])


def _member(session: Session, address: str) -> Member:
    member = find_member(session, address)
    if member is None:
        raise LookupError(f"{address} is not in {PEOPLE_FILE.name}")
    return member
