"""What members write down about certifications, and the reminders that follow."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from jobs.follow_up import follow_up_all
from matchmaker.models import (
    CertificationRecord,
    CertificationState,
    DevelopmentKind,
    MailKind,
    MatchStatus,
    Member,
    OutboxMail,
    Refusable,
    SessionStatus,
)
from matchmaker.services.certifications import development
from matchmaker.services.certifications.development import (
    EntryValues,
    add_entry,
    by_year,
    entries_of,
    held_session,
)
from matchmaker.services.certifications.expiring import reminder_due
from matchmaker.services.certifications.records import (
    RecordValues,
    certifications_of,
    forget_record,
    record_of,
    save_record,
)
from matchmaker.services.outbox.refusing import choose_mails
from tests.factories import (
    make_match,
    make_member,
    make_mentee,
    make_mentor,
    make_mentoring_session,
    make_round,
    the_programme,
)

TODAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


def hold(
    session: Session,
    member: Member,
    expires_on: date | None,
    remind_days: int | None = 180,
    code: str = "pmp",
) -> CertificationRecord:
    values = RecordValues(None, date(2024, 2, 29), expires_on, remind_days)
    save_record(session, member, code, values)
    record = record_of(session, member, code)
    assert record is not None
    return record


def test_what_is_held_stands_in_the_profile_too(session: Session) -> None:
    with time_machine.travel(NOW, tick=False):
        member = make_member(session, "Ada")
        hold(session, member, None)

    stated = {row.certification: row.state for row in member.profile.certifications}
    assert stated == {"pmp": CertificationState.HELD}
    found = certifications_of(session, member, TODAY)
    assert [each.term.code for each in found.held] == ["pmp"]
    assert "pmp" not in {term.code for term in found.others}
    assert found.held[0].record is not None
    assert found.held[0].record.expires_on == date(2027, 2, 28), "by the rule, of 29 February"


def test_without_a_rule_an_empty_day_is_none(session: Session) -> None:
    member = make_member(session, "Ada")

    assert hold(session, member, None, code="prosci").expires_on is None


def test_saving_again_changes_and_forgetting_leaves_the_profile(session: Session) -> None:
    member = make_member(session, "Ada")
    hold(session, member, date(2027, 1, 1))
    assert hold(session, member, date(2027, 5, 1), None).expires_on == date(2027, 5, 1)

    forget_record(session, member, "pmp")

    found = certifications_of(session, member, TODAY)
    assert [(each.term.code, each.record) for each in found.held] == [("pmp", None)]


@pytest.mark.parametrize(
    ("remind_days", "left", "written_before", "due"),
    [
        (180, 181, 400, None),
        (180, 180, 400, 180),
        (180, 91, 400, 180),
        (180, 90, 400, 90),
        (180, 10, 400, 30),
        (180, 0, 400, 30),
        (180, -1, 400, None),
        (90, 180, 400, None),
        (90, 60, 400, 90),
        (30, 31, 400, None),
        (30, 30, 400, 30),
        (None, 10, 400, None),
        (180, 100, 100, None),
        (180, 90, 100, 90),
        (180, 90, 90, None),
    ],
)
def test_the_last_day_that_has_passed_is_reminded_of(
    remind_days: int | None, left: int, written_before: int, due: int | None
) -> None:
    expires_on = TODAY + timedelta(days=left)
    record = CertificationRecord(expires_on=expires_on, remind_days=remind_days)

    assert reminder_due(record, expires_on - timedelta(days=written_before), TODAY) == due


def test_each_reminder_leaves_once_and_none_after_it_was_renewed(session: Session) -> None:
    with time_machine.travel(NOW, tick=False):
        member = make_member(session, "Ada")
        hold(session, member, TODAY + timedelta(days=200))
        session.commit()

    sent: list[tuple[int, int]] = []
    for day in range(0, 205, 5):
        with time_machine.travel(NOW + timedelta(days=day), tick=False):
            for _twice in range(2):
                done = follow_up_all(session, the_programme(session))
                sent += [(day, done["certifications"])] * (done["certifications"] > 0)

    assert sent == [(20, 1), (110, 1), (170, 1)]


def test_a_new_day_begins_anew_and_a_refusal_ends_them(session: Session) -> None:
    programme = the_programme(session)
    with time_machine.travel(NOW, tick=False):
        member, other = make_member(session, "Ada"), make_member(session, "Bo")
        record = hold(session, member, TODAY + timedelta(days=200))
        hold(session, other, TODAY + timedelta(days=200))
        choose_mails(session, programme, other, {Refusable.CERTIFICATION_REMINDERS: False})
        session.commit()
    with time_machine.travel(NOW + timedelta(days=30), tick=False):
        assert follow_up_all(session, programme)["certifications"] == 1
        hold(session, member, TODAY + timedelta(days=1000))
        session.commit()
    with time_machine.travel(NOW + timedelta(days=115), tick=False):
        assert follow_up_all(session, programme)["certifications"] == 0
    with time_machine.travel(NOW + timedelta(days=825), tick=False):
        assert follow_up_all(session, programme)["certifications"] == 1

    keys = session.scalars(
        sa.select(OutboxMail.subject_key)
        .filter_by(kind=MailKind.CERTIFICATION_EXPIRES)
        .order_by(OutboxMail.id)
    )
    assert [key.rpartition(":")[2] for key in keys] == ["180", "180"]
    assert record.member_id == member.id


def test_a_session_becomes_one_entry_of_either_and_of_nobody_else(session: Session) -> None:
    mentee, mentor, other = make_mentee(session), make_mentor(session), make_member(session, "Eve")
    match = make_match(
        session, make_round(session), mentee, mentor, MatchStatus.INTRODUCED, introduced_at=NOW
    )
    held = make_mentoring_session(
        session, match, starts_at=NOW, minutes=45, topics="Risk registers"
    )
    planned = make_mentoring_session(session, match, status=SessionStatus.PLANNED, starts_at=NOW)

    assert held_session(session, other, held.id) is None
    assert held_session(session, mentee, planned.id) is None
    for member, is_mentor in ((mentee, False), (mentor, True)):
        about = held_session(session, member, held.id)
        assert about is not None
        assert (about.minutes, about.topics, about.is_mentor) == (45, "Risk registers", is_mentor)
        values = EntryValues(TODAY, 45, DevelopmentKind.GIVING_BACK, "Risk registers")
        first = add_entry(session, member, values, about)
        assert add_entry(session, member, values, about) is first
        assert len(entries_of(session, member)) == 1


def test_a_second_press_adds_nothing_and_years_are_summed(session: Session) -> None:
    member = make_member(session, "Ada")
    for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 5, 1), date(2026, 5, 1)):
        add_entry(session, member, EntryValues(day, 90, DevelopmentKind.POWER_SKILLS, "A course"))

    years = by_year(entries_of(session, member))

    assert [(year.year, year.minutes, len(year.entries)) for year in years] == [
        (2026, 180, 2),
        (2025, 90, 1),
    ]


def test_there_is_an_end_to_how_many_entries_there_can_be(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(development, "MOST_ENTRIES", 2)
    member = make_member(session, "Ada")
    kind = DevelopmentKind.POWER_SKILLS
    first = [EntryValues(TODAY, minutes, kind, "A course") for minutes in (30, 60)]
    for values in first:
        add_entry(session, member, values)

    with pytest.raises(development.RecordIsFull):
        add_entry(session, member, EntryValues(TODAY, 90, kind, "A course"))
    add_entry(session, member, first[0])
    assert len(entries_of(session, member)) == 2
