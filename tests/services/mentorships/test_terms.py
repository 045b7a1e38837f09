"""The agreement of a pair: one suggests, the other agrees, and nothing holds before."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import MailKind, MailStatus, Match, OutboxMail, ProposedTerms
from matchmaker.services.mentorships.beginning import mentorship_of
from matchmaker.services.mentorships.ending import end_match
from matchmaker.services.mentorships.moving import NotPossibleNow
from matchmaker.services.mentorships.terms import (
    InvalidTerms,
    Terms,
    agree_to_terms,
    end_bounds,
    open_proposal,
    propose_terms,
    terms_of,
)

TERMS = Terms(date(2027, 3, 31), date(2027, 2, 1), every_weeks=2, minutes=45)


def proposal_of(session: Session, match: Match) -> ProposedTerms:
    proposal = open_proposal(session, match)
    assert proposal is not None
    return proposal


def owed(session: Session, kind: MailKind) -> list[str]:
    query = sa.select(OutboxMail).filter_by(kind=kind, status=MailStatus.PENDING)
    return [mail.member.name for mail in session.scalars(query) if mail.member]


def test_a_mentorship_begins_with_the_usual_terms_and_an_end(
    session: Session, match: Match
) -> None:
    mentorship = mentorship_of(session, match)

    assert mentorship.began_on == date(2026, 11, 2)
    assert terms_of(mentorship) == Terms(date(2027, 5, 2), date(2027, 1, 31), 3, 60)
    assert mentorship.agreed_at is None


def test_terms_hold_once_the_other_agrees(session: Session, match: Match) -> None:
    assert not propose_terms(session, match, match.mentee, TERMS)
    assert terms_of(mentorship_of(session, match)) != TERMS
    assert owed(session, MailKind.TERMS_PROPOSED) == ["Mo"]

    agree_to_terms(session, match, match.mentor, proposal_of(session, match).id)

    mentorship = mentorship_of(session, match)
    assert terms_of(mentorship) == TERMS
    assert mentorship.agreed_at == clock.now()
    assert open_proposal(session, match) is None
    assert owed(session, MailKind.TERMS_AGREED) == ["Ada"]


def test_nobody_agrees_for_the_other(session: Session, match: Match) -> None:
    propose_terms(session, match, match.mentee, TERMS)

    with pytest.raises(NotPossibleNow):
        agree_to_terms(session, match, match.mentee, proposal_of(session, match).id)


def test_nobody_agrees_to_what_they_did_not_see(session: Session, match: Match) -> None:
    propose_terms(session, match, match.mentee, TERMS)
    seen = proposal_of(session, match).id
    propose_terms(session, match, match.mentee, replace(TERMS, minutes=90))

    with pytest.raises(NotPossibleNow):
        agree_to_terms(session, match, match.mentor, seen)


def test_a_new_suggestion_takes_the_place_of_the_one_before(session: Session, match: Match) -> None:
    propose_terms(session, match, match.mentee, TERMS)
    propose_terms(session, match, match.mentor, replace(TERMS, every_weeks=4))

    proposal = proposal_of(session, match)
    assert (proposal.every_weeks, proposal.proposed_by.name) == (4, "Mo")
    assert owed(session, MailKind.TERMS_PROPOSED) == ["Ada"]


def test_suggesting_the_same_is_agreeing(session: Session, match: Match) -> None:
    propose_terms(session, match, match.mentee, TERMS)

    assert not propose_terms(session, match, match.mentee, TERMS)
    assert propose_terms(session, match, match.mentor, TERMS)

    assert terms_of(mentorship_of(session, match)) == TERMS


def test_going_on_takes_both_and_has_a_limit(session: Session, match: Match) -> None:
    propose_terms(session, match, match.mentee, TERMS)
    agree_to_terms(session, match, match.mentor, proposal_of(session, match).id)

    assert end_bounds(session, match).latest == date(2027, 6, 30)
    with pytest.raises(InvalidTerms) as caught:
        propose_terms(session, match, match.mentor, replace(TERMS, ends_on=date(2027, 7, 1)))
    assert (caught.value.field, str(caught.value)) == (
        "ends_on",
        "Choose 30 June 2027 or an earlier day.",
    )
    longer = replace(TERMS, ends_on=date(2027, 6, 30))
    propose_terms(session, match, match.mentor, longer)
    agree_to_terms(session, match, match.mentee, proposal_of(session, match).id)
    assert end_bounds(session, match).latest == date(2027, 6, 30)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ends_on": date(2026, 11, 1)}, "ends_on"),
        ({"ends_on": date(2027, 11, 3)}, "ends_on"),
        ({"review_on": date(2027, 4, 1)}, "review_on"),
        ({"review_on": date(2026, 11, 1)}, "review_on"),
        ({"every_weeks": 0}, "every_weeks"),
        ({"every_weeks": 27}, "every_weeks"),
        ({"minutes": 14}, "minutes"),
        ({"minutes": 481}, "minutes"),
    ],
)
def test_terms_that_cannot_be_are_refused_by_field(
    session: Session, match: Match, change: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidTerms) as caught:
        propose_terms(session, match, match.mentee, replace(TERMS, **change))  # type: ignore[arg-type]

    assert caught.value.field == field
    assert open_proposal(session, match) is None


def test_nothing_is_agreed_on_once_it_is_over(session: Session, match: Match) -> None:
    propose_terms(session, match, match.mentee, TERMS)
    proposal = proposal_of(session, match)
    end_match(session, match, match.mentee)

    with pytest.raises(NotPossibleNow):
        agree_to_terms(session, match, match.mentor, proposal.id)
    with pytest.raises(NotPossibleNow):
        propose_terms(session, match, match.mentor, TERMS)


def test_a_day_after_the_longest_length_can_be_kept(session: Session, match: Match) -> None:
    """An end that is there already is never refused, as that of pairs of before there were ends."""
    mentorship = mentorship_of(session, match)
    mentorship.planned_end_on = mentorship.ends_on = date(2028, 1, 1)

    kept = Terms(date(2028, 1, 1), None, every_weeks=3, minutes=60)
    propose_terms(session, match, match.mentee, kept)

    assert proposal_of(session, match).ends_on - date(2026, 11, 2) > timedelta(days=366)
