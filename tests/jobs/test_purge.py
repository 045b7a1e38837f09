"""Retention: what is due goes, what is not stays, however often and however rudely it is run."""

import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from jobs.purge import describe, purge
from matchmaker import clock
from matchmaker.models import (
    ChangeKind,
    MailKind,
    MailStatus,
    Match,
    MatchStatus,
    Member,
    OutboxMail,
    ProfileLook,
    SignInLink,
    SignInSession,
    StatusChange,
)
from matchmaker.services.accounts.links import request_link
from matchmaker.services.accounts.sign_in import open_session
from matchmaker.services.privacy.erasure_list import Erased, add_to_list, hash_address, read_list
from matchmaker.services.privacy.leaving import leave_programme
from tests.conftest import SECRET_KEY
from tests.factories import (
    make_coordinator,
    make_match,
    make_member,
    make_mentee,
    make_mentor,
    make_round,
    owe_a_mail,
    part_of,
    the_programme,
)
from tests.jobs.processes import Launcher, run_job
from tests.privacy.traces import cells_with

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
WORDS = "zzwords"


@pytest.fixture(autouse=True)
def stopped() -> None:
    with time_machine.travel(NOW, tick=False):
        yield


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def run(session: Session, app: Flask, tmp_path: Path) -> dict[str, int]:
    done = purge(session, app.config["SETTINGS"], tmp_path)
    return {what: number for what, number in done.items() if number}


HERE = sa.select(Member).where(Member.left_at.is_(None)).order_by(Member.id)


def make_mail(session: Session, key: str, sent_at: datetime | None) -> OutboxMail:
    member = session.scalars(HERE).first() or make_member(session)
    mail = owe_a_mail(session, MailKind.NO_MATCH, key, member)
    assert mail
    mail.body = WORDS.encode()
    mail.sent_at = sent_at
    mail.status = MailStatus.SENT if sent_at else MailStatus.PENDING
    session.flush()
    return mail


def test_the_text_of_a_sent_mail_goes_after_a_week_and_the_mail_after_ninety_days(
    session: Session, app: Flask, tmp_path: Path
) -> None:
    fresh, week, _ = (make_mail(session, f"round:{d}", ago(d)) for d in (6.9, 7.1, 90.1))
    waiting = make_mail(session, "round:0", None)
    waiting.created_at = ago(200)

    done = run(session, app, tmp_path)

    left = session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id)).all()
    assert left == [fresh, week, waiting]
    assert [mail.body is None for mail in left] == [False, True, False]
    assert done == {"texts of mails emptied": 2, "mails deleted": 1}


def test_a_mail_that_failed_keeps_its_text_for_a_week_too(
    session: Session, app: Flask, tmp_path: Path
) -> None:
    mail = make_mail(session, "round:1", None)
    mail.status, mail.next_attempt_at = MailStatus.FAILED, ago(8)

    run(session, app, tmp_path)

    session.refresh(mail)
    assert mail.body is None


@pytest.mark.parametrize(("days", "is_kept"), [(29.9, True), (30.1, False)])
def test_what_was_typed_about_a_match_goes_thirty_days_after_its_end(
    session: Session, app: Flask, tmp_path: Path, days: float, is_kept: bool
) -> None:
    ended = make_match(
        session,
        make_round(session),
        make_mentee(session),
        make_mentor(session),
        MatchStatus.DECLINED,
        ended_at=ago(days),
        decline_note=WORDS,
        decline_reason="no_time",
    )
    session.add(
        StatusChange(match_id=ended.id, new_status="ended", reason=WORDS, changed_at=ago(days))
    )

    session.add(
        StatusChange(
            match_id=ended.id, new_status="active", kind=ChangeKind.MET, changed_at=ago(days)
        )
    )

    run(session, app, tmp_path)

    assert bool(cells_with(session, WORDS)) is is_kept
    kinds = session.scalars(sa.select(StatusChange.kind).order_by(StatusChange.id)).all()
    assert kinds == ["state", "met" if is_kept else "state"]
    assert session.scalar(sa.select(Match.decline_reason)) == "no_time"


def test_a_match_that_goes_on_keeps_its_words(session: Session, app: Flask, tmp_path: Path) -> None:
    match = make_match(
        session, make_round(session), make_mentee(session), make_mentor(session), MatchStatus.ACTIVE
    )
    session.add(
        StatusChange(match_id=match.id, new_status="active", reason=WORDS, changed_at=ago(300))
    )

    run(session, app, tmp_path)

    assert cells_with(session, WORDS) == ["status_changes.reason"]


def test_a_profile_without_any_part_loses_its_texts(
    session: Session, app: Flask, tmp_path: Path
) -> None:
    old = {"about": WORDS, "goals": WORDS, "help_with": WORDS, "updated_at": ago(31)}
    for name in ("Has a part", "Runs it", "Typed lately", "Gone quiet"):
        member = make_member(session, name)
        for field, value in old.items():
            setattr(member.profile, field, value)
        part_of(session, member).is_mentor = name == "Has a part"
        if name == "Typed lately":
            member.profile.updated_at = ago(29)
    make_coordinator(session, "Cora").profile.about = WORDS
    session.flush()

    done = run(session, app, tmp_path)

    assert done == {"profiles of people without a part emptied": 2}
    kept = session.scalars(sa.select(Member.name).join(Member.profile).filter_by(about=WORDS))
    assert set(kept) == {"Has a part", "Typed lately", "Cora"}


def test_who_left_is_erased_after_thirty_days_and_noted_in_the_list(
    session: Session, app: Flask, tmp_path: Path
) -> None:
    make_coordinator(session)
    gone, recent = make_member(session, f"Gone {WORDS}"), make_member(session, "Recent")
    address = gone.email
    gone.left_at, recent.left_at = ago(30.1), ago(29.9)

    done = run(session, app, tmp_path)

    assert done == {"people who had left erased": 1}
    assert cells_with(session, WORDS) == []
    assert recent.erased_at is None
    [noted] = read_list(tmp_path / "erasures.list")
    assert noted.address_hash == hash_address(address, SECRET_KEY)


def test_the_log_is_pseudonymised_after_a_year(
    session: Session, app: Flask, tmp_path: Path
) -> None:
    cora, round_ = make_coordinator(session), make_round(session)
    for days in (364, 366, 400):
        session.add(
            StatusChange(
                round_id=round_.id,
                new_status="solved",
                actor_id=cora.id,
                kind=ChangeKind.LOCK,
                mentee_id=cora.id,
                mentor_id=cora.id,
                reason=WORDS,
                changed_at=ago(days),
            )
        )
        session.add(ProfileLook(member_id=cora.id, viewer_id=cora.id, looked_at=ago(days)))
    session.flush()

    run(session, app, tmp_path)

    fresh, *old = session.scalars(sa.select(StatusChange).order_by(StatusChange.id)).all()
    assert (fresh.actor_id, fresh.reason, fresh.actor_code) == (cora.id, WORDS, "")
    assert fresh.mentee_id == fresh.mentor_id == cora.id
    assert [(row.actor_id, row.reason) for row in old] == [(None, "")] * 2
    assert {(row.kind, row.mentee_id, row.mentor_id) for row in old} == {("lock", None, None)}
    assert len({row.actor_code for row in old}) == 1
    assert all(row.actor_code for row in old)
    looks = session.scalars(sa.select(ProfileLook).order_by(ProfileLook.id)).all()
    assert [look.viewer_id for look in looks] == [cora.id, None, None]
    assert looks[2].viewer_code == looks[2].member_code == old[0].actor_code


def test_sign_ins_that_are_over_go_and_open_ones_stay(
    session: Session, app: Flask, tmp_path: Path
) -> None:
    member = make_member(session)
    with time_machine.travel(ago(8)):
        request_link(session, the_programme(session), "new@example.org", SECRET_KEY, WORDS)
        open_session(session, member)
    request_link(session, the_programme(session), member.email, SECRET_KEY)
    with time_machine.travel(ago(40)):
        open_session(session, member)

    run(session, app, tmp_path)

    assert session.scalars(sa.select(SignInLink.email)).all() == [member.email]
    assert len(session.scalars(sa.select(SignInSession)).all()) == 1


def test_times_are_those_of_the_settings(session: Session, app: Flask, tmp_path: Path) -> None:
    make_coordinator(session)
    make_member(session).left_at = ago(3)
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"keep_leavers_days": 2})

    assert run(session, app, tmp_path) == {"people who had left erased": 1}


def test_after_a_restoration_the_list_erases_again(
    session: Session, app: Flask, tmp_path: Path
) -> None:
    ada, mia = make_mentee(session, f"Ada {WORDS}"), make_mentor(session, "Mia")
    match = make_match(session, make_round(session), ada, mia, MatchStatus.ACTIVE)
    address = ada.email
    with time_machine.travel(ago(-1)):
        add_to_list(
            tmp_path / "erasures.list", [Erased(hash_address(address, SECRET_KEY), clock.now())]
        )

    done = run(session, app, tmp_path)

    assert done == {"people erased again": 1}
    assert cells_with(session, WORDS) == []
    assert match.status == MatchStatus.CANCELLED
    assert run(session, app, tmp_path) == {}


def test_a_second_run_finds_nothing_to_do(session: Session, app: Flask, tmp_path: Path) -> None:
    make_full_house(session)

    first, second = run(session, app, tmp_path), run(session, app, tmp_path)

    assert len(first) == 8
    assert second == {}
    assert describe(purge(session, app.config["SETTINGS"], tmp_path)) == "nothing was due"


def make_full_house(session: Session) -> None:
    """Something due for every step."""
    cora = make_coordinator(session)
    gone = make_member(session, f"Gone {WORDS}")
    leave_programme(session, gone, even_if_only_coordinator=True)
    gone.left_at = ago(31)
    quiet = make_member(session, "Quiet", about=WORDS)
    quiet.profile.updated_at = ago(31)
    round_ = make_round(session)
    make_match(
        session,
        round_,
        make_mentee(session),
        make_mentor(session),
        MatchStatus.ENDED,
        ended_at=ago(31),
        decline_note=WORDS,
    )
    make_mail(session, "round:1", ago(100))
    session.add(ProfileLook(member_id=quiet.id, viewer_id=cora.id, looked_at=ago(400)))
    session.add(
        StatusChange(round_id=round_.id, new_status="solved", actor=cora, changed_at=ago(400))
    )
    with time_machine.travel(ago(8)):
        request_link(session, the_programme(session), "new@example.org", SECRET_KEY, WORDS)
    session.commit()


@pytest.mark.slow
def test_killed_anywhere_and_run_at_once_it_comes_to_the_same(
    session: Session, app: Flask, database_url: str, tmp_path: Path
) -> None:
    make_full_house(session)
    killed = 0

    with Launcher(database_url, tmp_path, ERASURE_LIST=str(tmp_path / "erasures.list")) as launcher:
        for statement in range(1, 300, 3):
            ended = launcher.run("purge", kill_after=statement)[0]
            if ended.status == 0:
                break
            assert ended.status == -signal.SIGKILL, ended.errors
            killed += 1
        together = launcher.run("purge", count=6)

    assert killed > 10
    assert {each.status for each in together} == {0}
    session.rollback()
    assert cells_with(session, WORDS) == []
    assert len(read_list(tmp_path / "erasures.list")) == 1


def test_a_faulty_list_is_one_line_for_the_operator(
    app: Flask, session: Session, database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "erasures.list"
    file.write_text("nonsense\n")

    ended = run_job("purge", database_url=database_url, cwd=tmp_path, ERASURE_LIST=str(file))

    assert ended.status == 1
    assert ended.errors == f"matchmaker: {file}, line 1: this is no entry of an erasure list.\n"
