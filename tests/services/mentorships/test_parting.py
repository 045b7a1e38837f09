"""Another mentor: the other one reads what everybody reads whose mentorship has ended early."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from matchmaker.models import Concern, Exclusion, Match, MatchStatus, Member, OutboxMail
from matchmaker.services.cases.concerns import concerns
from matchmaker.services.matches.standing import standing_of
from matchmaker.services.mentorships.ending import end_match
from matchmaker.services.mentorships.moving import NotPossibleNow
from matchmaker.services.mentorships.page import match_view
from matchmaker.services.mentorships.parting import asked_lately, part
from matchmaker.services.privacy.own_data import own_data
from matchmaker.services.privacy.retention import Retention, empty_matches
from matchmaker.services.programme.programmes import participation_of
from tests.factories import make_coordinator, make_match, make_mentor, make_round, the_programme


def seen_by(session: Session, match: Match, member: Member) -> tuple[object, ...]:
    """Return all that one of a pair reads of it: page, standing, own data and mails."""
    session.expire_all()
    mails = sa.select(OutboxMail.kind, OutboxMail.subject_key, OutboxMail.payload).filter_by(
        member_id=member.id
    )
    reader = "mentee" if member.id == match.mentee_id else "mentor"
    return (
        match_view(session, match, reader),
        standing_of(session, the_programme(session), member),
        str(own_data(session, member)),
        [tuple(row) for row in session.execute(mails)],
    )


@pytest.mark.parametrize("who", ["mentee", "mentor"])
def test_the_other_one_learns_neither_who_asked_nor_that_anybody_did(
    session: Session, match: Match, who: str
) -> None:
    people = {"mentee": match.mentee, "mentor": match.mentor}
    other = people["mentor" if who == "mentee" else "mentee"]
    cora = make_coordinator(session, "Cora")

    with session.begin_nested() as first:
        end_match(session, match, cora, mentee_comes_first=True)
        by_a_coordinator = seen_by(session, match, other)
        first.rollback()
    session.expire_all()
    with session.begin_nested() as second:
        end_match(session, match, people[who])
        without_a_wish = seen_by(session, match, other)
        second.rollback()
    session.expire_all()
    part(session, match, people[who])

    assert seen_by(session, match, other) == by_a_coordinator == without_a_wish


@pytest.mark.parametrize("who", ["mentee", "mentor"])
def test_the_two_are_apart_for_good_and_the_mentee_comes_first(
    session: Session, match: Match, who: str
) -> None:
    asker = {"mentee": match.mentee, "mentor": match.mentor}[who]

    part(session, match, asker)

    assert match.status == MatchStatus.CANCELLED
    assert participation_of(session, the_programme(session), match.mentee).has_first_priority
    [exclusion] = session.scalars(sa.select(Exclusion))
    assert exclusion.member_id == asker.id
    [case] = concerns(session, the_programme(session), frozenset())
    assert case.name == asker.name
    with pytest.raises(NotPossibleNow):
        part(session, match, asker)


def test_a_second_wish_within_six_months_is_known(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    part(session, match, match.mentee)
    round_ = make_round(session, "2026-12")
    again = make_match(
        session, round_, match.mentee, make_mentor(session, "Mia"), MatchStatus.ACTIVE
    )

    assert asked_lately(session, again, match.mentee)
    assert not asked_lately(session, again, again.mentor)
    time.shift(timedelta(days=184))
    assert not asked_lately(session, again, match.mentee)


def test_that_somebody_asked_is_forgotten_after_six_months(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    part(session, match, match.mentee)

    time.shift(timedelta(days=100))
    empty_matches(session, Retention(), "")
    assert session.scalars(sa.select(Concern)).all()

    time.shift(timedelta(days=84))
    empty_matches(session, Retention(), "")
    session.expire_all()
    assert not session.scalars(sa.select(Concern)).all()
