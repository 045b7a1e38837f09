"""Erasing: no trace in any table or byte, counts as they were, a wish of others kept."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from jobs.monthly_match import replay_round
from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import (
    ChangeKind,
    CoffeeGroupMember,
    Erasure,
    Goal,
    GoalStatus,
    LevelCause,
    MailKind,
    MarkKind,
    Match,
    MatchStatus,
    Member,
    OutboxMail,
    ProfileLook,
    ProfileSkill,
    Round,
    StatusChange,
    UnmatchedMentee,
)
from matchmaker.models.member import SOMEBODY_WHO_LEFT
from matchmaker.services.accounts.links import request_link
from matchmaker.services.accounts.members import find_or_create_member
from matchmaker.services.accounts.sign_in import open_session
from matchmaker.services.engine.solving import solve
from matchmaker.services.library.shelf import mark_item
from matchmaker.services.matches.offers import decline_offer
from matchmaker.services.matches.standing import standing_of
from matchmaker.services.mentorships.actions import Wording, add_action
from matchmaker.services.mentorships.beginning import begin_mentorship
from matchmaker.services.mentorships.ending import end_match
from matchmaker.services.mentorships.meeting import confirm_meeting
from matchmaker.services.mentorships.notes import save_private_note, save_shared_note
from matchmaker.services.mentorships.own_agenda import save_agenda, session_ahead
from matchmaker.services.mentorships.page import match_view
from matchmaker.services.privacy.erasing import (
    erase_member,
    members_to_erase_again,
    recognise_return,
)
from matchmaker.services.privacy.erasure_list import (
    Erased,
    FaultyList,
    add_to_list,
    erasures_in,
    hash_address,
    note_erasures,
    read_list,
)
from matchmaker.services.profiles.levels import note_levels
from matchmaker.services.profiles.storing import profile_of, save_profile
from matchmaker.services.review.decisions import (
    ban_pair,
    discard_round,
    lift_decision,
    lock_pair,
)
from matchmaker.services.rounds.rounds import freeze_round, input_of, open_round, save_solution
from matchmaker.services.rounds.snapshot import excluded_pairs
from tests.conftest import SECRET_KEY
from tests.factories import (
    exclude,
    hold_certification,
    make_coffee_group,
    make_coordinator,
    make_match,
    make_member,
    make_mentee,
    make_mentor,
    make_round,
    owe_a_mail,
    solve_again,
    the_programme,
)
from tests.privacy.traces import cells_with, files_with

MARK = "zzmark"
"""Stands in everything that Ada typed and in everything that was typed about her."""


def make_ada(session: Session) -> Member:
    """A mentee and mentor whose every text holds the mark."""
    text = {
        name: f"{MARK} {name}"
        for name in ("department", "job_title", "location", "about", "goals", "help_with")
    }
    ada = make_mentee(
        session,
        f"Ada {MARK}",
        email=f"ada.{MARK}@example.org",
        manager_email=f"boss.{MARK}@example.org",
        other_certification=f"{MARK} certificate",
        interests=["agile_pmo"],
        **text,
    )
    hold_certification(ada, "pmp")
    ada.profile.skills.append(ProfileSkill(skill="governance", level=4, importance=2))
    session.flush()
    note_levels(session, ada, {f"{MARK}_skill": 2}, LevelCause.OWN_FORM)
    mark_item(session, ada, f"{MARK}_guide", MarkKind.DONE, f"{MARK} guide")
    return ada


def live_a_year(session: Session, ada: Member) -> Member:
    """Let Ada take part in everything that leaves a trace; return a mentor who knows her."""
    mia, bea, cora = (
        make_mentor(session, "Mia"),
        make_mentor(session, "Bea"),
        make_coordinator(session),
    )
    old = make_round(session, "2026-05")
    round_ = open_round(session, old.programme, "2026-11")
    freeze_round(session, round_)
    round_input = input_of(round_)
    save_solution(session, round_, solve(round_input.people, round_input.policy.matching))
    lock_pair(session, round_, ada.id, bea.id, f"{MARK} needs this", cora)
    lift_decision(session, round_.decisions[0], cora)
    ban_pair(session, round_, ada.id, bea.id, f"{MARK} must not", cora)
    solve_again(session, round_, cora)

    old.snapshot = round_.snapshot
    declined = make_match(session, old, ada, mia)
    decline_offer(session, declined, mia, "not_a_fit", f"{MARK} is not for me")
    ended = make_match(session, old, make_mentee(session, "Eve"), ada, MatchStatus.ACTIVE)
    begin_mentorship(session, ended)
    goal = Goal(
        match_id=ended.id,
        skill="risk",
        from_level=1,
        to_level=3,
        sign=f"{MARK} leads a review",
        status=GoalStatus.REACHED,
        suggested_by_id=ended.mentee_id,
        suggested_at=clock.now(),
        settled_at=clock.now(),
        outcome=f"{MARK} did it",
    )
    session.add(goal)
    add_action(session, ended, Wording(f"{MARK} reads on", ended.mentee_id, clock.today("UTC")))
    save_shared_note(session, ended, ended.mentee, f"{MARK} leads well", 0)
    ahead = session_ahead(session, ended)
    save_agenda(session, ended, ada, f"{MARK} asks", version=0, for_session=ahead)
    save_private_note(session, ended, ada, f"{MARK} was tired", 0, keep_days=30)
    end_match(session, ended, ada, f"{MARK} asked for it")
    for match in (declined, ended):
        match.reasons = {"gaps": [{"skill": f"{MARK}_skill"}]}
    explanation = {"untaught_skills": [f"{MARK}_skill"]}
    session.add(
        UnmatchedMentee(
            round_id=old.id, mentee_id=ada.id, reason="no_mentors", explanation=explanation
        )
    )
    group = make_coffee_group(session, [ada, mia])
    for kind, key in (
        (MailKind.OFFER, f"match:{declined.id}"),
        (MailKind.COFFEE_INTRODUCED, f"coffee:{group.id}"),
    ):
        mail = owe_a_mail(session, kind, key, mia)
        assert mail
        mail.body = f"Dear Mia, {MARK} needs you".encode()
    owe_a_mail(session, MailKind.WELCOME, f"member:{ada.id}", ada)
    request_link(session, the_programme(session), ada.email, SECRET_KEY, f"Ada {MARK}", ["mentee"])
    open_session(session, ada)
    exclude(session, ada, f"foe.{MARK}@example.org")
    exclude(session, mia, ada.email)
    make_member(session, "Rita Report", manager_email=ada.email)
    session.add(ProfileLook(member_id=ada.id, viewer_id=cora.id, looked_at=clock.now()))
    session.commit()
    return mia


def erase(session: Session, member: Member) -> list[Erasure]:
    erasure = erase_member(session, member, SECRET_KEY)
    session.commit()
    return erasure


def numbers(session: Session) -> dict[str, object]:
    """What the programme's figures are counted from."""
    matches = sa.select(Match.status, sa.func.count()).group_by(Match.status)
    return {
        "matches": {str(status): count for status, count in session.execute(matches)},
        "unmatched": session.scalar(sa.select(sa.func.count(UnmatchedMentee.id))),
        "coffee": session.scalar(sa.select(sa.func.count()).select_from(CoffeeGroupMember)),
        "rounds": [round_.summary for round_ in session.scalars(sa.select(Round))],
        "points": session.scalar(sa.select(sa.func.sum(Match.points))),
    }


def test_nothing_that_was_typed_is_left_in_any_table_or_byte(session: Session) -> None:
    ada = make_ada(session)
    live_a_year(session, ada)
    tables = {cell.partition(".")[0] for cell in cells_with(session, MARK)}
    assert tables >= {
        *("members", "profiles", "exclusions"),
        *("matches", "status_changes", "pair_decisions", "unmatched_mentees", "outbox_mails"),
        *("sign_in_askers", "goals", "shared_notes", "private_notes", "actions", "level_changes"),
        "agendas",
        "library_marks",
    }

    erase(session, ada)

    assert cells_with(session, MARK) == []
    assert files_with(session, MARK) == []
    assert (ada.profile.skills, ada.profile.certifications, ada.profile.interests) == ([], [], [])


def test_the_log_keeps_what_was_done_and_forgets_what_was_said(session: Session) -> None:
    ada = make_ada(session)
    live_a_year(session, ada)
    met = make_match(
        session,
        make_round(session, "2026-04"),
        make_mentee(session, "Zoe"),
        ada,
        MatchStatus.INTRODUCED,
        introduced_at=clock.now(),
    )
    confirm_meeting(session, met, ada)
    bea = session.scalars(sa.select(Member).filter_by(name="Bea")).one()
    entries = sa.select(StatusChange).order_by(StatusChange.id)
    told = [e for e in session.scalars(entries) if e.mentee_id or e.kind == ChangeKind.MET]
    assert [e.kind for e in told] == ["lock", "lock_lifted", "ban", "met"]

    erase(session, ada)

    assert [(e.kind, e.mentee_id, e.mentor_id, e.reason) for e in told] == [
        ("lock", ada.id, bea.id, ""),
        ("lock_lifted", ada.id, bea.id, ""),
        ("ban", ada.id, bea.id, ""),
        ("state", None, None, ""),
    ]
    of_matches = entries.where(StatusChange.match_id.is_not(None), StatusChange.actor_id == ada.id)
    assert {(e.kind, e.reason) for e in session.scalars(of_matches)} == {("state", "")}


def test_a_coordinator_who_is_erased_takes_what_they_said_with_them(session: Session) -> None:
    ada, cora = make_ada(session), make_coordinator(session, "Second")
    mia = live_a_year(session, ada)
    round_ = session.scalars(sa.select(Round).filter_by(month="2026-11")).one()
    solve_again(session, round_, cora, "fair")
    lock_pair(session, round_, ada.id, mia.id, MARK * 2, cora)
    discard_round(session, round_, cora, MARK * 2)
    session.commit()

    erase(session, cora)

    assert cells_with(session, MARK * 2) == []
    done = sa.select(StatusChange.kind).filter_by(actor_id=cora.id).order_by(StatusChange.id)
    assert session.scalars(done).all() == ["objective", "solved_again", "lock", "state"]


def test_the_numbers_of_rounds_stay_as_they_were(session: Session) -> None:
    ada = make_ada(session)
    live_a_year(session, ada)
    before = numbers(session)

    erase(session, ada)

    assert numbers(session) == before
    assert replay_round(session, the_programme(session), "2026-11").outcome == "replayed"


def test_erased_and_written_anew_a_hundred_times_no_page_of_the_file_keeps_a_copy(
    session: Session, is_postgresql: bool
) -> None:
    if is_postgresql:
        pytest.skip("PostgreSQL's files are not ours to read")
    for number in range(100):
        member = make_mentee(session, f"{MARK} {number}", about=f"{MARK} " * (number * 9 % 200))
        make_mentee(session, f"Stays {number}", about="y" * (number * 37 % 900))
        session.commit()
        if number % 3:
            erase(session, member)
    rest = sa.select(Member).where(Member.name.startswith(MARK))

    for member in session.scalars(rest).all():
        erase(session, member)

    assert cells_with(session, MARK) == []
    assert files_with(session, MARK) == []


def test_a_wish_of_somebody_else_outlives_erasing_and_coming_back(session: Session) -> None:
    ada = make_ada(session)
    mia = live_a_year(session, ada)
    address, programme = ada.email, ada.participations[0].programme
    erase(session, ada)
    assert profile_of(session, the_programme(session), mia).wishes == ()
    save_profile(
        session, the_programme(session), mia, profile_of(session, the_programme(session), mia)
    )

    again = find_or_create_member(session, the_programme(session), address)
    assert (mia.id, again.id) not in excluded_pairs(session, programme)
    assert recognise_return(session, again, SECRET_KEY)
    session.flush()

    assert again.id != ada.id
    assert (mia.id, again.id) in excluded_pairs(session, programme)
    assert profile_of(session, the_programme(session), mia).wishes == (address,)
    rita = session.scalars(sa.select(Member).filter_by(name="Rita Report")).one()
    assert profile_of(session, programme, rita).manager_email == address


def test_who_was_never_erased_is_not_recognised(session: Session) -> None:
    assert not recognise_return(session, make_member(session), SECRET_KEY)


def test_a_line_manager_who_was_erased_is_kept_aside_when_the_form_is_saved(
    session: Session,
) -> None:
    ada = make_ada(session)
    rita = make_member(session, "Rita", manager_email=ada.email)
    erase(session, ada)
    aside = rita.profile.manager_address_id

    values = profile_of(session, the_programme(session), rita)
    save_profile(session, the_programme(session), rita, values)

    assert values.manager_email == ""
    assert rita.profile.manager_address_id == aside
    save_profile(
        session, the_programme(session), rita, replace(values, manager_email="new@example.org")
    )
    assert rita.profile.manager_address.address == "new@example.org"


def test_the_other_side_is_told_without_a_name(session: Session) -> None:
    ada, mia = make_ada(session), make_mentor(session, "Mia")
    match = make_match(session, make_round(session), ada, mia, MatchStatus.ACTIVE)
    match.introduced_at = clock.now()

    erase(session, ada)

    mail = session.scalars(sa.select(OutboxMail)).one()
    assert (mail.recipient, mail.kind) == (mia.email, MailKind.MATCH_ENDED)
    assert (
        standing_of(session, the_programme(session), mia).past[0].partner_name == SOMEBODY_WHO_LEFT
    )
    assert match_view(session, match, "mentor").people[0].name == SOMEBODY_WHO_LEFT


def test_every_table_that_knows_members_is_thought_of(session: Session) -> None:
    known = {
        *("profiles", "participations", "coordinators", "exclusions", "matches"),
        *("status_changes", "pair_decisions", "unmatched_mentees", "coffee_group_members"),
        *("networkers_left_out", "outbox_mails", "sign_in_sessions", "profile_looks"),
        *(
            "sign_in_identities",
            "coordinator_changes",
            "access_entries",
            "pending_grants",
            "addresses",
        ),
        "address_changes",
        "members",
        "told_apart",
        "tasks",
        *("proposed_terms", "mentoring_sessions", "closings", "prompts", "mail_refusals"),
        *("goals", "shared_notes", "private_notes", "actions", "pulses", "concerns"),
        "agendas",
        "answering_browsers",
        "level_changes",
        "library_marks",
        *("certification_records", "development_entries", "road_steps"),
    }

    found = {
        table.name
        for table in db.metadata.tables.values()
        if any(key.column.table.name == "members" for key in table.foreign_keys)
    }

    assert found == known, "decide in services/privacy/erasing.py what happens to the rows of these"


def test_a_restored_database_names_whom_to_erase_again(session: Session, tmp_path: Path) -> None:
    ada, ben = make_ada(session), make_member(session, "Ben")
    file = tmp_path / "erasures.list"
    erased_at = clock.now() + timedelta(minutes=1)
    add_to_list(file, [Erased(hash_address(ada.email, SECRET_KEY), erased_at)])

    assert members_to_erase_again(session, read_list(file), SECRET_KEY) == [ada.id]
    assert members_to_erase_again(session, read_list(file), "another key") == []
    ada.created_at = erased_at + timedelta(days=1)
    assert members_to_erase_again(session, read_list(file), SECRET_KEY) == []
    assert ben.erased_at is None


def test_the_list_takes_up_where_a_crash_cut_it_off(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "folder" / "erasures.list"
    first, second = (Erased(letter * 64, clock.now()) for letter in "ab")
    add_to_list(file, [first])
    with file.open("a") as stream:
        stream.write(second.address_hash[:20])

    assert read_list(file) == {first}
    add_to_list(file, [second])

    assert read_list(file) == {first, second}
    assert file.stat().st_mode & 0o077 == 0
    note_erasures(session, read_list(file))
    note_erasures(session, read_list(file))
    assert erasures_in(session) == {first, second}


@pytest.mark.parametrize("line", ["hello\n", "ab 2026-11-01T00:00:00+00:00\n", f"{'a' * 64} x\n"])
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, line: str) -> None:
    file = tmp_path / "erasures.list"
    file.write_text(line)

    with pytest.raises(FaultyList, match="line 1"):
        read_list(file)
