"""The sample organisation: invented people, taken in as any organisation's list is."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import Member, Programme
from matchmaker.services.addresses.known import find_member
from matchmaker.services.people.file import read_people
from matchmaker.services.people.importing import ImportResult, import_people
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


def load_organisation(session: Session, programme: Programme) -> ImportResult:
    """Import the people, name the programme and those who run it."""
    change_programme(session, programme, name="PMO mentoring", time_zone="Europe/London")
    result = import_people(session, programme, read_people(PEOPLE_FILE.read_bytes()))
    for address in COORDINATORS:
        appoint_coordinator(session, programme, _member(session, address))
    today = clock.today(programme.time_zone)
    for address, days in PAUSED.items():
        participation = participation_of(session, programme, _member(session, address))
        participation.paused_until = today + timedelta(days=days)
    for address, rounds in WAITED.items():
        participation_of(session, programme, _member(session, address)).rounds_waited = rounds
    session.flush()
    return result


def first_coordinator(session: Session) -> Member:
    """Return who publishes the round."""
    return _member(session, COORDINATORS[0])


def _member(session: Session, address: str) -> Member:
    member = find_member(session, address)
    if member is None:
        raise LookupError(f"{address} is not in {PEOPLE_FILE.name}")
    return member
