"""Publishing: proposals become offers in one transaction, unless life has overtaken them."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from jobs.monthly_match import make_round
from matchmaker import clock
from matchmaker.models import (
    MailKind,
    Match,
    MatchStatus,
    OutboxMail,
    Round,
    RoundStatus,
    UnmatchedMentee,
)
from matchmaker.services.matches.publishing import publish_round
from matchmaker.services.rounds.transitions import OutOfDate
from tests.factories import exclude, make_coordinator, make_mentee, make_mentor, the_programme


def solved_round(session: Session) -> Round:
    make_round(session, the_programme(session), "2026-11")
    return session.scalars(sa.select(Round).filter_by(month="2026-11")).one()


def owed(session: Session, kind: MailKind) -> list[str]:
    return list(session.scalars(sa.select(OutboxMail.recipient).filter_by(kind=kind)))


def test_publishing_makes_offers_and_owes_every_mail(session: Session) -> None:
    make_mentee(session, "Ada")
    left_over = make_mentee(session, "Ben", needs={})
    mentor = make_mentor(session, "Mia")
    coordinator = make_coordinator(session)
    round_ = solved_round(session)

    done = publish_round(session, round_, coordinator)

    match = session.scalars(sa.select(Match)).one()
    assert (done.offers, done.unmatched, done.overtaken) == (1, 1, 0)
    assert round_.status == RoundStatus.PUBLISHED
    assert match.status == MatchStatus.OFFERED
    assert match.answer_by - match.offered_at == timedelta(days=5)
    assert owed(session, MailKind.OFFER) == [mentor.email]
    assert owed(session, MailKind.NO_MATCH) == [left_over.email]
    assert owed(session, MailKind.ROUND_PUBLISHED) == [coordinator.email]
    assert left_over.participations[0].rounds_waited == 1


def test_a_round_is_published_once(session: Session) -> None:
    make_mentee(session)
    make_mentor(session)
    round_ = solved_round(session)
    publish_round(session, round_, None)

    with pytest.raises(OutOfDate):
        publish_round(session, round_, None)

    assert len(owed(session, MailKind.OFFER)) == 1


def test_of_two_who_publish_the_second_is_told(session: Session) -> None:
    make_mentee(session)
    make_mentor(session)
    round_ = solved_round(session)
    session.execute(sa.text("UPDATE rounds SET status = 'published'"))

    with pytest.raises(OutOfDate):
        publish_round(session, round_, None)


@pytest.mark.parametrize("event", ["left", "paused", "no_longer_mentor", "no_place", "exclusion"])
def test_a_mentor_who_is_gone_is_replaced_by_the_next_best(session: Session, event: str) -> None:
    mentee = make_mentee(session, "Ada", needs={"risk": (1, 4)})
    best = make_mentor(session, "Mia", levels={"risk": 5}, location="Paris")
    mentee.profile.location = "Paris"
    second = make_mentor(session, "Max", levels={"risk": 3})
    round_ = solved_round(session)
    assert session.scalars(sa.select(Match)).one().mentor_id == best.id
    standing = best.participations[0]
    if event == "left":
        best.left_at = clock.now()
    elif event == "paused":
        standing.paused_until = clock.now().date() + timedelta(days=30)
    elif event == "no_longer_mentor":
        standing.is_mentor = False
    elif event == "no_place":
        standing.capacity = 0
    else:
        exclude(session, best, mentee.email)

    done = publish_round(session, round_, None)

    match = session.scalars(sa.select(Match)).one()
    assert done.overtaken == 1
    assert match.mentor_id == second.id
    assert match.is_replacement
    assert owed(session, MailKind.OFFER) == [second.email]


def test_without_another_mentor_the_mentee_is_told_and_comes_first_next_time(
    session: Session,
) -> None:
    mentee = make_mentee(session)
    mentor = make_mentor(session)
    round_ = solved_round(session)
    mentor.left_at = clock.now()

    publish_round(session, round_, None)

    assert session.scalars(sa.select(Match)).all() == []
    assert session.scalars(sa.select(UnmatchedMentee)).one().reason == "mentor_unavailable"
    assert owed(session, MailKind.NO_MATCH) == [mentee.email]
    assert mentee.participations[0].has_first_priority


@pytest.mark.parametrize("event", ["left", "paused", "no_longer_mentee"])
def test_a_mentee_who_is_gone_is_offered_to_nobody(session: Session, event: str) -> None:
    mentee = make_mentee(session)
    make_mentor(session)
    round_ = solved_round(session)
    if event == "left":
        mentee.left_at = clock.now()
    elif event == "paused":
        mentee.participations[0].paused_until = clock.now().date() + timedelta(days=30)
    else:
        mentee.participations[0].is_mentee = False

    done = publish_round(session, round_, None)

    assert (done.offers, done.unmatched) == (0, 0)
    assert owed(session, MailKind.OFFER) == []
    assert owed(session, MailKind.NO_MATCH) == []
