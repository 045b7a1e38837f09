"""A coffee round: who is in it, what they answer, and what silence does."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from jobs.coffee_round import make_coffee_round
from jobs.follow_up import follow_up_all
from matchmaker import clock
from matchmaker.models import (
    CoffeeAnswer,
    CoffeeGroup,
    CoffeeStatus,
    MailKind,
    MailStatus,
    Member,
    NetworkerLeftOut,
    OutboxMail,
    Refusable,
)
from matchmaker.services.coffee.answers import (
    NotInGroup,
    answer_chat,
    return_to_chats,
    skip_next_chat,
)
from matchmaker.services.coffee.rounds import coffee_problem
from matchmaker.services.outbox.refusing import choose_mails
from tests.factories import (
    exclude,
    let_mails_arrive,
    make_coffee_group,
    make_member,
    make_networker,
    part_of,
    the_programme,
)

FORMED = datetime(2026, 11, 2, 9, tzinfo=UTC)


def groups_of(session: Session, month: str) -> list[set[str]]:
    make_coffee_round(session, the_programme(session), month)
    rows = session.scalars(
        sa.select(CoffeeGroup).where(CoffeeGroup.round.has(month=month)).order_by(CoffeeGroup.id)
    )
    return [{person.member.name for person in group.people} for group in rows]


def kinds_owed(session: Session, member: Member) -> list[MailKind]:
    query = sa.select(OutboxMail.kind).filter_by(member_id=member.id).order_by(OutboxMail.id)
    return list(session.scalars(query))


def test_everybody_who_wants_to_is_in_a_group_and_told_once(session: Session) -> None:
    people = [make_networker(session, name) for name in ("Ana", "Bo", "Cy", "Di", "Ed")]
    make_member(session, "Nobody")

    groups = groups_of(session, "2026-11")
    again = groups_of(session, "2026-11")

    assert sorted(map(len, groups)) == [2, 3]
    assert again == groups
    assert all(kinds_owed(session, person) == [MailKind.COFFEE_INTRODUCED] for person in people)


@time_machine.travel(FORMED, tick=False)
def test_who_is_away_paused_or_skips_the_month_is_not_in_it(session: Session) -> None:
    for name in ("Ana", "Bo"):
        make_networker(session, name)
    away, paused, skipping, gone = (make_networker(session, name) for name in ("W", "X", "Y", "Z"))
    part_of(session, away).paused_until = date(2026, 11, 3)
    part_of(session, paused).chats_paused_since = clock.now()
    skip_next_chat(session, the_programme(session), skipping)
    gone.left_at = clock.now()

    assert groups_of(session, "2026-11") == [{"Ana", "Bo"}]
    december = groups_of(session, "2026-12")
    assert {name for group in december for name in group} == {"Ana", "Bo", "Y"}


def test_last_month_s_pairs_do_not_meet_again(session: Session) -> None:
    for name in ("Ana", "Bo", "Cy", "Di"):
        make_networker(session, name)

    months = [groups_of(session, month) for month in ("2026-09", "2026-10", "2026-11")]

    assert len({frozenset(group) for groups in months for group in groups}) == 6


def test_all_earlier_rounds_count_not_only_the_last(session: Session) -> None:
    ana, bo, cy, di = (make_networker(session, name) for name in ("Ana", "Bo", "Cy", "Di"))
    make_coffee_group(session, [ana, bo], "2024-01")
    make_coffee_group(session, [cy, di], "2024-01")
    for month in range(1, 10):
        make_coffee_group(session, [ana], f"2025-0{month}")

    problem, _ = coffee_problem(session, the_programme(session), "2026-11")

    assert problem.history == ((),) * 9 + (((ana.id, bo.id), (cy.id, di.id)),)
    assert {frozenset(group) for group in groups_of(session, "2026-11")}.isdisjoint(
        {frozenset({"Ana", "Bo"}), frozenset({"Cy", "Di"})}
    )


def test_who_may_meet_nobody_is_left_out_with_the_reason(session: Session) -> None:
    ana, bo = make_networker(session, "Ana"), make_networker(session, "Bo")
    exclude(session, ana, bo.email)

    assert groups_of(session, "2026-11") == []
    assert set(session.scalars(sa.select(NetworkerLeftOut.reason))) == {"nobody_allowed"}


def test_one_yes_is_enough_and_an_answer_can_be_corrected(session: Session) -> None:
    ana, bo = make_networker(session, "Ana"), make_networker(session, "Bo")
    group = make_coffee_group(session, [ana, bo])

    assert answer_chat(session, group, ana, CoffeeAnswer.NOT_MET)
    assert group.status == CoffeeStatus.NOT_MET
    assert answer_chat(session, group, bo, CoffeeAnswer.MET)
    assert not answer_chat(session, group, bo, CoffeeAnswer.MET)
    assert group.status == CoffeeStatus.MET
    answer_chat(session, group, bo, CoffeeAnswer.NOT_MET)
    assert group.status == CoffeeStatus.NOT_MET


def test_nobody_answers_for_a_group_of_others_or_before_it_is_told(session: Session) -> None:
    ana, bo, other = (make_networker(session, name) for name in ("Ana", "Bo", "Cy"))
    group = make_coffee_group(session, [ana, bo])
    early = make_coffee_group(session, [ana], "2026-12", CoffeeStatus.FORMED)

    for who, what in ((other, group), (ana, early)):
        with pytest.raises(NotInGroup):
            answer_chat(session, what, who, CoffeeAnswer.MET)


@pytest.mark.parametrize(("days", "done"), [(13, {}), (14, {"asked": 1}), (40, {"asked": 1})])
def test_the_question_comes_once_and_only_when_it_is_due(
    session: Session, days: int, done: dict[str, int]
) -> None:
    with time_machine.travel(FORMED, tick=False):
        make_coffee_group(session, [make_networker(session), make_networker(session)])
    with time_machine.travel(FORMED + timedelta(days=days), tick=False):
        assert follow_up_all(session, the_programme(session)) == done
        assert follow_up_all(session, the_programme(session)) == {}


def test_who_has_answered_is_not_asked(session: Session) -> None:
    with time_machine.travel(FORMED, tick=False):
        ana, bo = make_networker(session, "Ana"), make_networker(session, "Bo")
        answer_chat(session, make_coffee_group(session, [ana, bo]), ana, CoffeeAnswer.NOT_MET)
    with time_machine.travel(FORMED + timedelta(days=15), tick=False):
        follow_up_all(session, the_programme(session))

    assert kinds_owed(session, ana) == []
    assert kinds_owed(session, bo) == [MailKind.COFFEE_DID_YOU_MEET]


def be_silent(session: Session, ana: Member, bo: Member, rounds: range) -> None:
    for number in rounds:
        formed = FORMED + timedelta(days=31 * number)
        with time_machine.travel(formed, tick=False):
            group = make_coffee_group(session, [ana, bo], f"{formed:%Y-%m}")
            answer_chat(session, group, bo, CoffeeAnswer.NOT_MET)
        with time_machine.travel(formed + timedelta(days=14), tick=False):
            follow_up_all(session, the_programme(session))
            let_mails_arrive(session)
        with time_machine.travel(formed + timedelta(days=25), tick=False):
            follow_up_all(session, the_programme(session))


def test_three_silent_rounds_pause_and_one_click_brings_back(session: Session) -> None:
    ana, bo = make_networker(session, "Ana"), make_networker(session, "Bo")

    be_silent(session, ana, bo, range(2))
    assert part_of(session, ana).chats_paused_since is None
    be_silent(session, ana, bo, range(2, 3))

    session.expire_all()
    assert part_of(session, ana).chats_paused_since is not None
    assert part_of(session, bo).chats_paused_since is None
    assert kinds_owed(session, ana)[-1] == MailKind.COFFEE_DID_YOU_MEET
    assert return_to_chats(session, the_programme(session), ana)
    assert not return_to_chats(session, the_programme(session), ana)
    assert part_of(session, ana).unanswered_chats == 0


@pytest.mark.parametrize(
    ("status", "is_counted"),
    [(MailStatus.SENT, True), (MailStatus.FAILED, False), (MailStatus.CANCELLED, False)],
)
def test_only_a_question_that_was_sent_makes_silence(
    session: Session, status: MailStatus, is_counted: bool
) -> None:
    with time_machine.travel(FORMED, tick=False):
        ana, bo = make_networker(session, "Ana"), make_networker(session, "Bo")
        group = make_coffee_group(session, [ana, bo])
    asked = FORMED + timedelta(days=60)
    with time_machine.travel(asked, tick=False):
        assert follow_up_all(session, the_programme(session)) == {"asked": 1}
    with time_machine.travel(asked + timedelta(days=9), tick=False):
        let_mails_arrive(session)
        for row in session.scalars(sa.select(OutboxMail)):
            row.status = status
            row.sent_at = row.sent_at if is_counted else None
        session.commit()
    with time_machine.travel(asked + timedelta(days=18 if is_counted else 9), tick=False):
        assert follow_up_all(session, the_programme(session)) == {}
    with time_machine.travel(asked + timedelta(days=19), tick=False):
        assert follow_up_all(session, the_programme(session)) == {"closed": 1}

    assert group.closed_at is not None
    assert part_of(session, ana).unanswered_chats == is_counted


@pytest.mark.parametrize("is_asked_before", [False, True])
def test_who_refuses_the_question_is_not_asked_and_not_silent(
    session: Session, *, is_asked_before: bool
) -> None:
    with time_machine.travel(FORMED, tick=False):
        ana, bo = make_networker(session, "Ana"), make_networker(session, "Bo")
        make_coffee_group(session, [ana, bo])
    asked = FORMED + timedelta(days=15)
    refusal = {Refusable.CHAT_QUESTIONS: False}
    with time_machine.travel(asked, tick=False):
        if not is_asked_before:
            choose_mails(session, the_programme(session), ana, refusal)
        assert follow_up_all(session, the_programme(session)) == {"asked": 1}
        let_mails_arrive(session)
        if is_asked_before:
            choose_mails(session, the_programme(session), ana, refusal)
            session.commit()
    with time_machine.travel(asked + timedelta(days=11), tick=False):
        assert follow_up_all(session, the_programme(session)) == {"closed": 1}

    assert len(kinds_owed(session, ana)) == is_asked_before
    assert part_of(session, ana).unanswered_chats == 0
    assert part_of(session, bo).unanswered_chats == 1


def test_a_question_that_has_not_left_keeps_its_group_open(session: Session) -> None:
    with time_machine.travel(FORMED, tick=False):
        make_coffee_group(session, [make_networker(session), make_networker(session)])
    with time_machine.travel(FORMED + timedelta(days=14), tick=False):
        assert follow_up_all(session, the_programme(session)) == {"asked": 1}
    with time_machine.travel(FORMED + timedelta(days=90), tick=False):
        assert follow_up_all(session, the_programme(session)) == {}


def test_a_yes_of_the_other_breaks_the_silence(session: Session) -> None:
    with time_machine.travel(FORMED, tick=False):
        ana, bo = make_networker(session, "Ana"), make_networker(session, "Bo")
        part_of(session, ana).unanswered_chats = 2
        answer_chat(session, make_coffee_group(session, [ana, bo]), bo, CoffeeAnswer.MET)
    for days in (14, 30):
        with time_machine.travel(FORMED + timedelta(days=days), tick=False):
            follow_up_all(session, the_programme(session))

    session.expire_all()
    assert part_of(session, ana).unanswered_chats == 0


def test_the_database_keeps_a_member_out_of_a_second_group_of_the_month(session: Session) -> None:
    ana, bo, cy = (make_networker(session, name) for name in ("Ana", "Bo", "Cy"))
    make_coffee_group(session, [ana, bo])

    with pytest.raises(sa.exc.IntegrityError):
        make_coffee_group(session, [ana, cy])
