"""Answers: accept, decline, withdraw, expire; what follows for the mentee; one winner."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from jobs.coffee_round import make_coffee_round
from jobs.monthly_match import make_round
from matchmaker.extensions import db
from matchmaker.models import (
    LIVE_MATCH,
    CoffeeGroup,
    MailKind,
    MailStatus,
    Match,
    MatchStatus,
    Member,
    OutboxMail,
    Round,
    StatusChange,
)
from matchmaker.services.matches.offers import (
    AlreadyAnswered,
    InvalidReason,
    NoPlaceLeft,
    accept_offer,
    decline_offer,
    expire_offer,
    return_from_silence,
    withdraw_offer,
)
from matchmaker.services.matches.publishing import publish_round
from matchmaker.services.mentorships.ending import end_match
from matchmaker.services.mentorships.meeting import confirm_meeting
from matchmaker.services.mentorships.moving import NotPossibleNow
from matchmaker.services.review.pairs import pair_page
from matchmaker.services.rounds.snapshot import excluded_pairs
from tests.factories import (
    make_coordinator,
    make_match,
    make_mentee,
    make_mentor,
    part_of,
    the_programme,
)
from tests.factories import make_round as make_stored_round


def published(session: Session) -> None:
    make_round(session, the_programme(session), "2026-11", publish=True)


def offer_to(session: Session, mentor: Member) -> Match:
    return session.scalars(
        sa.select(Match).filter_by(mentor_id=mentor.id, status=MatchStatus.OFFERED)
    ).one()


def owed(session: Session, kind: MailKind) -> list[OutboxMail]:
    return list(session.scalars(sa.select(OutboxMail).filter_by(kind=kind)))


def test_accepting_introduces_the_two_at_once(session: Session) -> None:
    mentee, mentor = make_mentee(session), make_mentor(session)
    mentee.participations[0].rounds_waited = 3
    published(session)
    match = offer_to(session, mentor)

    accept_offer(session, match, mentor)

    assert match.status == MatchStatus.INTRODUCED
    assert match.meeting_at > match.introduced_at
    assert [mail.recipient for mail in owed(session, MailKind.INTRODUCTION_MENTEE)] == [
        mentee.email
    ]
    assert [mail.recipient for mail in owed(session, MailKind.INTRODUCTION_MENTOR)] == [
        mentor.email
    ]
    assert mentee.participations[0].rounds_waited == 3
    steps = session.scalars(
        sa.select(StatusChange.new_status).filter_by(match_id=match.id).order_by(StatusChange.id)
    )
    assert list(steps) == ["offered", "accepted", "introduced"]


def test_two_introductions_propose_two_times_to_one_mentor(session: Session) -> None:
    make_mentee(session, "Ada")
    make_mentee(session, "Ben")
    mentor = make_mentor(session, capacity=2)
    published(session)

    for match in session.scalars(sa.select(Match)).all():
        accept_offer(session, match, mentor)

    proposed = list(session.scalars(sa.select(Match.meeting_at)))
    assert len(set(proposed)) == len(proposed) == 2


def test_a_mail_about_an_answered_offer_is_not_sent_any_more(session: Session) -> None:
    make_mentee(session)
    mentor = make_mentor(session)
    published(session)

    accept_offer(session, offer_to(session, mentor), mentor)

    assert owed(session, MailKind.OFFER)[0].status == MailStatus.CANCELLED


def test_a_declined_mentee_is_offered_to_the_next_best_mentor(session: Session) -> None:
    mentee = make_mentee(session, needs={"risk": (1, 4)})
    best = make_mentor(session, levels={"risk": 5})
    second = make_mentor(session, levels={"risk": 3})
    published(session)

    decline_offer(session, offer_to(session, best), best, "no_time", "busy until spring")

    told = owed(session, MailKind.OFFER_FELL_THROUGH)[0]
    assert offer_to(session, second).is_replacement
    assert told.recipient == mentee.email
    assert told.payload["next"] == "new_offer"
    assert told.payload["outcome"] == "declined"
    assert "busy" not in str(told.payload)
    assert not mentee.participations[0].has_first_priority


def test_a_declined_mentor_is_not_offered_the_same_mentee_again(session: Session) -> None:
    mentee, mentor = make_mentee(session), make_mentor(session)
    published(session)

    decline_offer(session, offer_to(session, mentor), mentor, "no_time")

    assert session.scalars(sa.select(Match).where(Match.status.in_(LIVE_MATCH))).all() == []
    assert owed(session, MailKind.OFFER_FELL_THROUGH)[0].payload["next"] == "first_priority"
    assert mentee.participations[0].has_first_priority


@pytest.mark.parametrize(
    ("reason", "is_for_good"),
    [
        ("not_a_fit", True),
        ("conflict", True),
        ("no_time", False),
        ("not_my_field", False),
        ("other", False),
        ("", False),
    ],
)
def test_a_conflict_and_not_a_fit_keep_the_two_apart_for_good_and_both_ways(
    session: Session, reason: str, is_for_good: bool
) -> None:
    mentee = make_mentee(session, needs={"risk": (3, 5)})
    mentor = make_mentor(session)
    for member in (mentee, mentor):
        part_of(session, member).is_networker = True
    published(session)

    decline_offer(session, offer_to(session, mentor), mentor, reason)

    apart = excluded_pairs(session, the_programme(session))
    assert apart == ({(mentor.id, mentee.id)} if is_for_good else set())
    part_of(session, mentee).is_mentor = part_of(session, mentor).is_mentee = True
    mentee.profile.skills[0].level, mentor.profile.skills[0].level = 4, 3
    mentor.profile.skills[0].target_level = 5
    session.commit()
    make_round(session, the_programme(session), "2026-12")
    pairs = session.scalars(sa.select(Match).filter_by(status=MatchStatus.PROPOSED)).all()
    assert [(pair.mentee_id, pair.mentor_id) for pair in pairs] == (
        [] if is_for_good else [(mentor.id, mentee.id)]
    )
    make_coffee_round(session, the_programme(session), "2026-12")
    met = session.scalars(sa.select(CoffeeGroup)).all()
    assert len(met) == (0 if is_for_good else 1)


@pytest.mark.parametrize("reason", ["because", "no_time "])
def test_a_reason_is_one_of_the_list_or_none(session: Session, reason: str) -> None:
    make_mentee(session)
    mentor = make_mentor(session)
    published(session)
    match = offer_to(session, mentor)

    with pytest.raises(InvalidReason):
        decline_offer(session, match, mentor, reason)

    assert match.status == MatchStatus.OFFERED


@pytest.mark.parametrize(("reason", "is_asked"), [("no_time", False), ("conflict", True)])
def test_a_mentor_without_time_is_not_asked_again_in_the_round(
    session: Session, reason: str, is_asked: bool
) -> None:
    make_mentee(session, "Ada", needs={"risk": (1, 5)}, location="Rome")
    make_mentee(session, "Ben", needs={"risk": (1, 5)})
    busy = make_mentor(session, "Mia", levels={"risk": 5}, location="Rome")
    other = make_mentor(session, "Max", levels={"risk": 4})
    published(session)
    decline_offer(session, offer_to(session, busy), busy, reason)

    decline_offer(session, offer_to(session, other), other, "conflict")

    offers = session.scalars(sa.select(Match.mentor_id).filter_by(status=MatchStatus.OFFERED))
    assert (busy.id in set(offers)) is is_asked


def test_a_replacement_respects_places_given_away_meanwhile(session: Session) -> None:
    make_mentee(session, "Ada", needs={"risk": (1, 4)})
    make_mentee(session, "Ben", needs={"risk": (1, 4)})
    first, second = make_mentor(session), make_mentor(session)
    published(session)

    decline_offer(session, offer_to(session, first), first, "no_time")

    assert offer_to(session, second)
    assert len(owed(session, MailKind.OFFER)) == 2


def test_offers_of_one_round_that_expire_together_are_one_silence(session: Session) -> None:
    for name in ("Ada", "Ben", "Cy"):
        make_mentee(session, name)
    mentor = make_mentor(session, capacity=3)
    published(session)

    for match in session.scalars(sa.select(Match).order_by(Match.id)).all():
        expire_offer(session, match)

    standing = mentor.participations[0]
    paused = [mail.payload["is_paused"] for mail in owed(session, MailKind.OFFER_EXPIRED)]
    assert paused == [False] * 3
    assert (standing.expired_offers, standing.silent_since) == (1, None)


def test_silence_after_an_answer_of_the_same_round_counts_again(session: Session) -> None:
    for name in ("Ada", "Ben", "Cy"):
        make_mentee(session, name)
    mentor = make_mentor(session, capacity=3)
    published(session)
    first, second, third = session.scalars(sa.select(Match).order_by(Match.id)).all()

    expire_offer(session, first)
    decline_offer(session, second, mentor, "")
    assert mentor.participations[0].expired_offers == 0
    expire_offer(session, third)

    assert mentor.participations[0].expired_offers == 1


def test_after_two_silent_rounds_a_mentor_is_paused_and_can_return(session: Session) -> None:
    make_mentee(session, "Ada")
    make_mentee(session, "Ben")
    mentor = make_mentor(session, capacity=1)
    published(session)
    expire_offer(session, offer_to(session, mentor))
    session.commit()
    make_round(session, the_programme(session), "2026-12", publish=True)

    expire_offer(session, offer_to(session, mentor))

    standing = mentor.participations[0]
    paused = [mail.payload["is_paused"] for mail in owed(session, MailKind.OFFER_EXPIRED)]
    assert sorted(paused) == [False, True]
    assert standing.silent_since is not None
    assert return_from_silence(session, the_programme(session), mentor)
    assert standing.silent_since is None
    assert standing.expired_offers == 0


def test_an_expired_offer_comes_back_as_the_same_pair_after_three_rounds(
    session: Session,
) -> None:
    make_mentee(session)
    mentor = make_mentor(session)
    published(session)
    expire_offer(session, offer_to(session, mentor))
    session.commit()
    found = {}

    for month in ("2026-12", "2027-01", "2027-02", "2027-03"):
        make_round(session, the_programme(session), month, publish=True)
        live = sa.select(Match).where(Match.status == MatchStatus.OFFERED)
        found[month] = len(session.scalars(live).all())

    assert list(found.values()) == [0, 0, 0, 1]


def test_an_offer_that_expires_while_the_next_round_is_reviewed_is_not_repeated_by_it(
    session: Session,
) -> None:
    mentee, other = make_mentee(session, "Ada", needs={"risk": (1, 5)}), make_mentor(session)
    november = make_stored_round(session, "2026-11")
    make_round(session, the_programme(session), "2026-12")
    make_match(session, november, mentee, other, MatchStatus.EXPIRED)
    session.commit()

    december = session.scalars(sa.select(Round).filter_by(month="2026-12")).one()
    done = publish_round(session, december, None)

    assert (done.offers, done.unmatched, done.overtaken) == (0, 1, 1)


def test_an_answer_ends_the_count_of_silences(session: Session) -> None:
    make_mentee(session)
    mentor = make_mentor(session)
    mentor.participations[0].expired_offers = 1
    published(session)

    decline_offer(session, offer_to(session, mentor), mentor, "no_time")

    assert mentor.participations[0].expired_offers == 0


def test_an_offer_withdrawn_by_the_mentee_asks_nobody_else(session: Session) -> None:
    mentee = make_mentee(session, needs={"risk": (1, 5)})
    best = make_mentor(session, levels={"risk": 5})
    make_mentor(session, levels={"risk": 3})
    published(session)

    withdraw_offer(session, session.scalars(sa.select(Match)).one(), mentee)

    assert [m.recipient for m in owed(session, MailKind.OFFER_WITHDRAWN)] == [best.email]
    assert owed(session, MailKind.OFFER_FELL_THROUGH) == []
    assert len(session.scalars(sa.select(Match)).all()) == 1


def test_an_offer_withdrawn_by_a_coordinator_is_replaced(session: Session) -> None:
    make_mentee(session, needs={"risk": (1, 5)})
    make_mentor(session, levels={"risk": 5})
    second = make_mentor(session, levels={"risk": 3})
    coordinator = make_coordinator(session)
    published(session)

    withdraw_offer(session, session.scalars(sa.select(Match)).one(), coordinator, "wrong data")

    assert offer_to(session, second)
    assert owed(session, MailKind.OFFER_FELL_THROUGH)[0].payload["outcome"] == "withdrawn"


def test_a_mentor_who_lowered_their_places_cannot_accept_more(session: Session) -> None:
    make_mentee(session, "Ada")
    make_mentee(session, "Ben")
    mentor = make_mentor(session, capacity=2)
    published(session)
    mentor.participations[0].capacity = 1
    session.flush()
    first, second = session.scalars(sa.select(Match).order_by(Match.id)).all()

    accept_offer(session, first, mentor)
    with pytest.raises(NoPlaceLeft):
        accept_offer(session, second, mentor)

    assert second.status == MatchStatus.OFFERED


def test_we_met_is_news_once(session: Session) -> None:
    mentee, mentor = make_mentee(session), make_mentor(session)
    published(session)
    match = offer_to(session, mentor)
    with pytest.raises(NotPossibleNow):
        confirm_meeting(session, match, mentee)
    accept_offer(session, match, mentor)

    assert confirm_meeting(session, match, mentee)
    assert not confirm_meeting(session, match, mentor)

    assert match.status == MatchStatus.ACTIVE


def test_the_waiting_is_over_once_they_have_met_and_not_before(session: Session) -> None:
    mentee, mentor = make_mentee(session), make_mentor(session)
    standing = mentee.participations[0]
    standing.rounds_waited, standing.has_first_priority = 3, True
    published(session)
    match = offer_to(session, mentor)
    accept_offer(session, match, mentor)
    assert (standing.rounds_waited, standing.has_first_priority) == (3, True)

    confirm_meeting(session, match, mentor)

    assert (standing.rounds_waited, standing.has_first_priority) == (0, False)


@pytest.mark.parametrize(
    ("who", "wishes_first", "comes_first"),
    [
        ("mentee", False, False),
        ("mentee", True, True),
        ("mentor", False, True),
        ("coordinator", False, False),
        ("coordinator", True, True),
    ],
)
@pytest.mark.parametrize("have_met", [False, True])
def test_who_never_met_keeps_their_waiting_and_who_wishes_comes_first(
    session: Session, who: str, wishes_first: bool, comes_first: bool, have_met: bool
) -> None:
    mentee, mentor = make_mentee(session), make_mentor(session)
    people = {"mentee": mentee, "mentor": mentor, "coordinator": make_coordinator(session)}
    standing = mentee.participations[0]
    standing.rounds_waited = 3
    published(session)
    match = offer_to(session, mentor)
    accept_offer(session, match, mentor)
    if have_met:
        confirm_meeting(session, match, mentor)

    end_match(session, match, people[who], mentee_comes_first=wishes_first)

    assert standing.rounds_waited == (0 if have_met else 3)
    assert standing.has_first_priority is comes_first
    [pair] = pair_page(session, match.round, "attention").rows
    assert pair.attention == "without_mentor"


def test_an_ended_match_tells_both_and_frees_the_place(session: Session) -> None:
    mentee, mentor = make_mentee(session), make_mentor(session)
    published(session)
    match = offer_to(session, mentor)
    accept_offer(session, match, mentor)

    end_match(session, match, mentee, "moved away")

    assert match.status == MatchStatus.ENDED
    assert {m.recipient for m in owed(session, MailKind.MATCH_ENDED)} == {
        mentee.email,
        mentor.email,
    }
    with pytest.raises(NotPossibleNow):
        end_match(session, match, mentor)


def test_an_earlier_pair_is_not_repeated_in_either_direction(session: Session) -> None:
    one = make_mentee(session, "Ada", needs={"risk": (3, 5)})
    other = make_mentor(session, "Mia", levels={"risk": 4})
    published(session)
    match = offer_to(session, other)
    accept_offer(session, match, other)
    end_match(session, match, one)
    for member in (one, other):
        member.participations[0].is_mentee = True
        member.participations[0].is_mentor = True
        member.profile.skills[0].target_level = 5
    session.commit()

    make_round(session, the_programme(session), "2026-12")

    assert len(session.scalars(sa.select(Match)).all()) == 1


Act = Callable[[Session, Match], None]


def accept(session: Session, match: Match) -> None:
    accept_offer(session, match, match.mentor)


def decline(session: Session, match: Match) -> None:
    decline_offer(session, match, match.mentor, "no_time")


def withdraw(session: Session, match: Match) -> None:
    withdraw_offer(session, match, match.mentee)


def at_the_same_time(app: Flask, acts: list[tuple[Act, int]]) -> list[str]:
    """Run each act on its match in a thread of its own; return "done" or the error's name."""

    def run(act: Act, match_id: int) -> str:
        with app.app_context():
            session = db.session()
            try:
                act(session, session.get_one(Match, match_id))
                session.commit()
            except (AlreadyAnswered, NoPlaceLeft) as error:
                session.rollback()
                return type(error).__name__
            finally:
                db.session.remove()
            return "done"

    with ThreadPoolExecutor(len(acts)) as threads:
        return [future.result() for future in [threads.submit(run, *act) for act in acts]]


def test_of_many_answers_at_once_one_wins(app: Flask, session: Session) -> None:
    make_mentee(session)
    mentor = make_mentor(session)
    published(session)
    match_id = offer_to(session, mentor).id
    session.commit()
    acts: list[Act] = [accept, decline, expire_offer, withdraw, accept, decline]

    outcomes = at_the_same_time(app, [(act, match_id) for act in acts])

    assert sorted(outcomes) == ["AlreadyAnswered"] * 5 + ["done"]
    session.expire_all()
    answers = session.scalars(
        sa.select(StatusChange).where(
            StatusChange.match_id == match_id, StatusChange.old_status == "offered"
        )
    ).all()
    assert len(answers) == 1


def test_the_last_place_is_taken_by_one(app: Flask, session: Session) -> None:
    for number in range(4):
        make_mentee(session, f"Mentee {number}")
    mentor = make_mentor(session, capacity=4)
    published(session)
    mentor.participations[0].capacity = 1
    matches = list(session.scalars(sa.select(Match.id)))
    session.commit()

    outcomes = at_the_same_time(app, [(accept, match_id) for match_id in matches])

    assert sorted(outcomes) == ["NoPlaceLeft"] * 3 + ["done"]


def test_declines_at_once_never_fill_a_mentor_beyond_their_places(
    app: Flask, session: Session
) -> None:
    decliners = [make_mentor(session, f"Decliner {n}", levels={"risk": 5}) for n in range(4)]
    for number in range(4):
        make_mentee(session, f"Mentee {number}", needs={"risk": (1, 5)})
    spare = make_mentor(session, "Spare", levels={"risk": 3}, capacity=2)
    published(session)
    offers = [offer_to(session, mentor).id for mentor in decliners]
    session.commit()

    outcomes = at_the_same_time(app, [(decline, match_id) for match_id in offers])

    assert outcomes == ["done"] * 4
    live = sa.select(Match.mentor_id).where(Match.status.in_(LIVE_MATCH))
    assert list(session.scalars(live)).count(spare.id) == 2
