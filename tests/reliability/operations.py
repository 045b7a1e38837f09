"""Every operation over many rows: how it is set going for so many subjects.

Each function arranges for a number of subjects and returns the call whose statements are counted.
A new operation is a new function here; `covers` names the job, command, purge step or kind of case
that it stands for, so that `test_operations.py` finds what is missing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, TypeAlias

import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from jobs.coffee_round import GROUPS_AT_ONCE, make_coffee_round
from jobs.follow_up import AT_ONCE, follow_up_all
from jobs.monthly_match import make_round
from matchmaker import clock
from matchmaker.addresses import mailbox_of
from matchmaker.models import (
    AccessEntry,
    AccessKind,
    Address,
    EpochReason,
    Erasure,
    MailKind,
    Match,
    MatchStatus,
    Member,
    ProfileLook,
    StatusChange,
)
from matchmaker.services.cases.open_cases import KINDS
from matchmaker.services.mentorships.beginning import begin_mentorship
from matchmaker.services.operations.epochs import hold_mails, release_mails
from matchmaker.services.outbox.leases import begin_attempts, lease_mails
from matchmaker.services.outbox.outbox import NewMail, cancel_expired, owe_mails
from matchmaker.services.outbox.sending import mark_all_sent
from matchmaker.services.people.directory import people_page
from matchmaker.services.people.exporting import export_people
from matchmaker.services.people.file import read_people
from matchmaker.services.people.importing import import_people
from matchmaker.services.people.person_ids import person_id
from matchmaker.services.privacy.erasing import erase_again, learn_erasures
from matchmaker.services.privacy.erasure_list import Erased, hash_address
from matchmaker.services.privacy.retention import (
    STEPS,
    Retention,
    erase_leaver,
    leavers_to_erase,
)
from tests.factories import let_mails_arrive, the_programme

KEY: Final = "a key for the list of operations, 32 long"
LONG_AGO: Final = timedelta(days=800)
Arrange: TypeAlias = Callable[[Session, int], Callable[[], object]]
"""Arranges for so many subjects, and returns the call that is counted."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation; `portion` is how many subjects a statement takes, at least."""

    name: str
    arrange: Arrange
    covers: frozenset[str] = field(default_factory=frozenset)
    portion: int = 100
    one_by_one: str = ""
    """Why it goes row by row, where it does: then a row takes no more, however many there are."""


OPERATIONS: Final[list[Operation]] = []


def operation(
    name: str, *covers: str, portion: int = 100, one_by_one: str = ""
) -> Callable[[Arrange], Arrange]:
    """Put an operation on the list."""

    def listed(arrange: Arrange) -> Arrange:
        OPERATIONS.append(Operation(name, arrange, frozenset(covers), portion, one_by_one))
        return arrange

    return listed


def a_file(number: int, department: str = "Sales", ids: Iterable[str] = (), tag: str = "") -> bytes:
    """A people file: mentees, mentors and networkers, who name managers and wishes."""
    lines = [
        "matchmaker_id,email,name,roles,department,time_zone,languages,manager_email,not_with,"
        "certifications_held,level: risk,target: risk"
    ]
    given = [*ids, *[""] * number]
    for one in range(number):
        is_mentor = one % 2
        levels = "4," if is_mentor else "1,3"
        roles = "mentor; networker" if is_mentor else "mentee; networker"
        lines.append(
            f"{given[one]},person.{one}{tag}@example.org,Person {_letters(one)},{roles},"
            f"{department},UTC,en,boss.{one % 7}@example.org,wish.{one}@example.org,pmp,{levels}"
        )
    return "\n".join(lines).encode()


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def take_in(session: Session, content: bytes, *, update: bool = False) -> object:
    """Import a file and let everything be as if somebody else had done so."""
    programme = the_programme(session)
    result = import_people(session, programme, read_people(content), update=update, secret_key=KEY)
    session.commit()
    session.expunge_all()
    return result


def members(session: Session) -> list[Member]:
    """Everybody, in the order in which they came."""
    return list(session.scalars(sa.select(Member).order_by(Member.id)))


# People


@operation("import, all new", "command people import")
def import_new(session: Session, number: int) -> Callable[[], object]:
    return lambda: take_in(session, a_file(number))


@operation("import, all the same")
def import_same(session: Session, number: int) -> Callable[[], object]:
    take_in(session, a_file(number))
    return lambda: take_in(session, a_file(number), update=True)


@operation("import, all changed")
def import_changed(session: Session, number: int) -> Callable[[], object]:
    take_in(session, a_file(number))
    return lambda: take_in(session, a_file(number, "Finance"), update=True)


@operation(
    "import, all at another address",
    one_by_one="mails and sign-in links of each go with the change, and both addresses are told",
)
def import_moved(session: Session, number: int) -> Callable[[], object]:
    take_in(session, a_file(number))
    ids = [person_id(each) for each in members(session)]
    session.expunge_all()
    return lambda: take_in(session, a_file(number, ids=ids, tag=".new"), update=True)


@operation("export", "command people export")
def export(session: Session, number: int) -> Callable[[], object]:
    take_in(session, a_file(number))
    return lambda: export_people(session, the_programme(session))


@operation("the list of people")
def list_of_people(session: Session, number: int) -> Callable[[], object]:
    take_in(session, a_file(number))
    return lambda: people_page(session, the_programme(session), frozenset(), "person", "mentee")


def _a_kind_of_case(session: Session, number: int, place: int) -> Callable[[], object]:
    take_in(session, a_file(number))
    raw = {"name": "One Name", "address_refused_at": clock.now(), "address_refusal": "550 no"}
    session.execute(sa.update(Member).values(raw))
    session.execute(sa.text("UPDATE profiles SET time_zone = 'Nowhere/Town'"))
    session.commit()
    return lambda: KINDS[place](session, the_programme(session), frozenset())


for _place, _kind in enumerate(KINDS):
    operation(f"cases: {_kind.__name__}", f"case {_kind.__name__}")(
        lambda session, number, place=_place: _a_kind_of_case(session, number, place)
    )


# The month


@operation("a month's matching, published", "job monthly_match")
def monthly_match(session: Session, number: int) -> Callable[[], object]:
    take_in(session, a_file(number))
    return lambda: make_round(session, the_programme(session), publish=True)


@operation("a month's coffee groups", "job networking_round", portion=GROUPS_AT_ONCE)
def coffee_groups(session: Session, number: int) -> Callable[[], object]:
    take_in(session, a_file(number))
    return lambda: make_coffee_round(session, the_programme(session))


def _published(session: Session, number: int) -> None:
    take_in(session, a_file(number))
    make_round(session, the_programme(session), publish=True)
    let_mails_arrive(session)
    session.commit()


def _days_later(session: Session, days: int) -> Callable[[], object]:
    """Follow up as if everything were so many days older."""
    earlier = timedelta(days=days)
    tables = "matches.offered_at matches.answer_by outbox_mails.sent_at coffee_groups.notified_at"
    for each in f"{tables} coffee_groups.asked_at".split():
        table, _, column = each.partition(".")
        model = next(m.class_ for m in Match.registry.mappers if m.local_table.name == table)
        moments = session.execute(
            sa.select(model.id, getattr(model, column)).where(getattr(model, column).is_not(None))
        ).all()
        rows = [{"id": number, column: moment - earlier} for number, moment in moments]
        if rows:
            session.execute(sa.update(model), rows)
    session.commit()
    session.expunge_all()
    return lambda: follow_up_all(session, the_programme(session))


@operation("follow-up with nothing due", "job follow_up", portion=AT_ONCE)
def nothing_due(session: Session, number: int) -> Callable[[], object]:
    _published(session, number)
    return _days_later(session, 1)


@operation("follow-up: first reminders", portion=AT_ONCE)
def first_reminders(session: Session, number: int) -> Callable[[], object]:
    _published(session, number)
    return _days_later(session, 3)


@operation("follow-up: last reminders", portion=AT_ONCE)
def last_reminders(session: Session, number: int) -> Callable[[], object]:
    _published(session, number)
    return _days_later(session, 7)


@operation(
    "follow-up: offers that end, with the next best asked and mentors paused",
    one_by_one="each gives a place back that the next one may take, and none holds up an answer",
)
def offers_that_end(session: Session, number: int) -> Callable[[], object]:
    _published(session, number)
    _days_later(session, 7)()
    let_mails_arrive(session)
    return _days_later(session, 20)


@operation("follow-up: coffee groups are asked", portion=AT_ONCE)
def groups_asked(session: Session, number: int) -> Callable[[], object]:
    take_in(session, a_file(number))
    make_coffee_round(session, the_programme(session))
    let_mails_arrive(session)
    return _days_later(session, 15)


@operation("follow-up: coffee groups are silent", portion=AT_ONCE)
def groups_silent(session: Session, number: int) -> Callable[[], object]:
    groups_asked(session, number)()
    let_mails_arrive(session)
    return _days_later(session, 20)


def _introduced(session: Session, number: int) -> None:
    """Everybody who was offered is introduced at once, and has a mentorship."""
    _published(session, number)
    for match in session.scalars(sa.select(Match).filter_by(status=MatchStatus.OFFERED)):
        match.status, match.introduced_at = MatchStatus.INTRODUCED, clock.now()
        begin_mentorship(session, match)
    session.commit()
    session.expunge_all()


def _days_on(session: Session, days: int, hour: int = 12) -> Callable[[], object]:
    """Follow up so many days from now, at noon."""
    moment = (clock.now() + timedelta(days=days)).replace(hour=hour, minute=0)

    def later() -> None:
        with time_machine.travel(moment, tick=False):
            follow_up_all(session, the_programme(session))

    return later


@operation("follow-up: pairs are prompted", portion=AT_ONCE)
def pairs_prompted(session: Session, number: int) -> Callable[[], object]:
    _introduced(session, number)
    return _days_on(session, 15)


@operation(
    "follow-up: mentorships that nobody finished",
    one_by_one="each gives a place back, which is locked for as short a time as can be",
)
def mentorships_overdue(session: Session, number: int) -> Callable[[], object]:
    _introduced(session, number)
    return _days_on(session, 300)


# Mails


def _owe_many(session: Session, number: int, days: int = 1) -> None:
    take_in(session, a_file(number))
    until = clock.now() + timedelta(days=days)
    mails = [
        NewMail(kind, f"member:{member.id}", member, {}, until)
        for member in members(session)
        for kind in (MailKind.WELCOME, MailKind.ROUND_READY)
    ]
    owe_mails(session, the_programme(session).id, mails)
    session.commit()
    session.expunge_all()


@operation("delivery: mails leased")
def mails_leased(session: Session, number: int) -> Callable[[], object]:
    _owe_many(session, number)
    return lambda: lease_mails(session, 2 * number, timedelta(minutes=5))


@operation("delivery: mails begun, and told to be sent", "job deliver_mail")
def mails_sent(session: Session, number: int) -> Callable[[], object]:
    _owe_many(session, number)
    leased = lease_mails(session, 2 * number, timedelta(minutes=5))
    session.commit()

    def send() -> None:
        begin_attempts(session, leased, timedelta(minutes=5), "example.org")
        session.commit()
        mark_all_sent(session, leased)
        session.commit()

    return send


@operation("delivery: mails that would come too late")
def mails_too_late(session: Session, number: int) -> Callable[[], object]:
    _owe_many(session, number, days=-1)
    return lambda: cancel_expired(session)


@operation("mails held after a restoration", "command mail hold")
def mails_held(session: Session, number: int) -> Callable[[], object]:
    _owe_many(session, number)
    return lambda: hold_mails(session, EpochReason.ORDERED)


@operation("held mails released", "command mail release")
def mails_released(session: Session, number: int) -> Callable[[], object]:
    _owe_many(session, number)
    hold_mails(session, EpochReason.ORDERED)
    session.commit()
    return lambda: release_mails(session, send=True)


# Letting go


def _old_world(session: Session, number: int) -> None:
    """Everybody has a past of which the time is over: looks, access, mails, changes, addresses."""
    _published(session, number)
    then = clock.now() - LONG_AGO
    ids = [member.id for member in members(session)]
    session.execute(
        sa.insert(ProfileLook),
        [{"member_id": each, "viewer_id": ids[0], "looked_at": then} for each in ids],
    )
    session.execute(
        sa.insert(AccessEntry),
        [
            {"kind": AccessKind.EXPORTED, "member_id": each, "happened_at": then, "detail": ""}
            for each in ids
        ],
    )
    changes = list(session.scalars(sa.select(StatusChange.id)))
    session.execute(
        sa.update(StatusChange),
        [
            {"id": change, "changed_at": then, "actor_id": ids[place % len(ids)]}
            for place, change in enumerate(changes)
        ],
    )
    nobodys = [f"nobody.{each}@example.test" for each in ids]
    session.execute(
        sa.insert(Address),
        [{"address": each, "mailbox": mailbox_of(each), "named_at": then} for each in nobodys],
    )
    session.commit()
    session.expunge_all()


for _what in STEPS:

    def _arrange(session: Session, number: int, what: str = _what) -> Callable[[], object]:
        _old_world(session, number)
        return lambda: STEPS[what](session, Retention(), KEY)

    operation(f"purge: {_what}", f"purge {_what}", "job purge")(_arrange)


@operation(
    "purge: people who had left erased",
    one_by_one="an erasure that fails holds up no other; each is for good once it is done",
)
def leavers_erased(session: Session, number: int) -> Callable[[], object]:
    take_in(session, a_file(number))
    session.execute(sa.update(Member).values(left_at=clock.now() - LONG_AGO))
    session.commit()

    def erase() -> None:
        for member_id in leavers_to_erase(session, Retention()):
            erase_leaver(session, member_id, Retention(), KEY)
            session.commit()

    return erase


@operation("erasures learned from the list", "command privacy reapply")
def erasures_learned(session: Session, number: int) -> Callable[[], object]:
    _restored(session, number)
    listed = {
        Erased(hash_address(member.email, KEY), clock.now() + timedelta(days=1))
        for member in members(session)
    }
    session.expunge_all()
    return lambda: learn_erasures(session, listed, KEY)


@operation(
    "people erased again after a restoration",
    one_by_one="as when people who had left are erased",
)
def erased_again(session: Session, number: int) -> Callable[[], object]:
    _restored(session, number)

    def erase() -> None:
        for member in members(session):
            erase_again(session, member, KEY)
            session.commit()

    return erase


def _restored(session: Session, number: int) -> None:
    """Everybody is here; an earlier erasure has left its code, as it does for years."""
    take_in(session, a_file(number))
    code = hash_address("somebody@example.test", KEY)
    address = f"{code}@erased.invalid"
    now = clock.now()
    session.add(Erasure(address_hash=code, erased_at=now))
    session.add(Address(address=address, mailbox=address, named_at=now))
    session.commit()
    session.expunge_all()
