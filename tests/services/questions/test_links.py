"""Links to what a mail asks: for one person, about one thing, until it is answered or changed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from jobs.monthly_match import make_round as match_the_month
from matchmaker import clock
from matchmaker.models import (
    CoffeeAnswer,
    ConcernKind,
    Fit,
    Match,
    MatchStatus,
    Member,
    MentoringSession,
    OfferedTime,
    Pulse,
    SessionStatus,
)
from matchmaker.services.coffee.answers import answer_chat
from matchmaker.services.matches.offers import accept_offer, withdraw_offer
from matchmaker.services.mentorships.beginning import begin_mentorship, mentorship_of
from matchmaker.services.mentorships.concerns import open_concerns
from matchmaker.services.mentorships.ending import end_match
from matchmaker.services.mentorships.pulse import answer_fit
from matchmaker.services.mentorships.sessions import cancel_session, offer_times
from matchmaker.services.mentorships.terms import open_proposal, propose_terms, terms_of
from matchmaker.services.privacy.leaving import leave_programme
from matchmaker.services.questions.kinds import KINDS, QuestionKind
from matchmaker.services.questions.links import (
    LIFETIME,
    UnknownQuestion,
    answer_question,
    find_question,
    link_to,
    member_asked,
    question_token,
    read_question_token,
)
from matchmaker.services.questions.question import MailedQuestion, NothingToAnswer
from tests.conftest import SECRET_KEY
from tests.factories import (
    make_coffee_group,
    make_match,
    make_member,
    make_mentee,
    make_mentor,
    make_mentoring_session,
    make_networker,
    make_round,
    part_of,
    the_programme,
)

PULSES = {QuestionKind.FIT, QuestionKind.PULSE}
NOW = datetime(2026, 11, 5, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


def make_pair(session: Session, status: MatchStatus = MatchStatus.INTRODUCED) -> Match:
    times = {"introduced_at": clock.now()}
    mentee = make_mentee(session, "Ada", {"risk": (1, 4)})
    mentor = make_mentor(session, "Mia", {"risk": 4})
    if status == MatchStatus.OFFERED:
        match_the_month(session, the_programme(session), "2026-11", publish=True)
        return session.scalars(sa.select(Match)).one()
    return make_match(session, make_round(session), mentee, mentor, status, **times)


def make_session(session: Session, match: Match, status: SessionStatus) -> MentoringSession:
    is_offered = status == SessionStatus.PROPOSED
    later = [clock.now() + timedelta(days=day) for day in (2, 3)]
    made = MentoringSession(
        match_id=match.id,
        status=status,
        proposed_by_id=match.mentor_id,
        created_at=clock.now() - timedelta(days=9),
        starts_at=None if is_offered else clock.now() - timedelta(days=1),
        minutes=45,
        offered_times=[OfferedTime(starts_at=each) for each in later] if is_offered else [],
    )
    session.add(made)
    session.flush()
    return made


def ask_how_it_goes(session: Session, match: Match, kind: QuestionKind) -> Member:
    """Let a pair be at the day on which the mentee is asked whether it fits, or how it goes."""
    mentorship = begin_mentorship(session, match)
    match.status = MatchStatus.ACTIVE
    if kind == QuestionKind.FIT:
        make_mentoring_session(session, match, starts_at=clock.now() - timedelta(days=2))
    else:
        mentorship.began_on -= timedelta(days=31)
    session.flush()
    return match.mentee


def suggest(session: Session, match: Match, every_weeks: int = 2) -> int:
    """Let the mentor suggest terms; return their number."""
    begun = begin_mentorship(session, match)
    terms = replace(terms_of(begun), every_weeks=every_weeks)
    propose_terms(session, match, match.mentor, terms)
    found = open_proposal(session, match)
    assert found is not None
    return found.id


def answers_of(question: MailedQuestion) -> list[str]:
    """Every answer that a question takes; of several parts some, each choice at least once."""
    if not question.parts:
        return [each.value for each in question.choices]
    first = [part.choices[0].value for part in question.parts]
    return [
        " ".join([*first[:place], each.value, *first[place + 1 :]])
        for place, part in enumerate(question.parts)
        for each in part.choices
    ]


def asked(session: Session, kind: QuestionKind) -> tuple[int, Member]:
    """One thing of a kind, and a member who is asked about it."""
    if kind in {QuestionKind.CHAT_MET, QuestionKind.SKIP_CHAT}:
        ada = make_networker(session, "Ada")
        return make_coffee_group(session, [ada, make_member(session, "Ben")]).id, ada
    if kind == QuestionKind.OFFER:
        match = make_pair(session, MatchStatus.OFFERED)
        return match.id, match.mentor
    match = make_pair(session)
    if kind in PULSES:
        return match.id, ask_how_it_goes(session, match, kind)
    if kind == QuestionKind.TERMS:
        return suggest(session, match), match.mentee
    is_times = kind == QuestionKind.SESSION_TIMES
    status = SessionStatus.PROPOSED if is_times else SessionStatus.PLANNED
    return make_session(session, match, status).id, match.mentee


@pytest.mark.parametrize("kind", QuestionKind)
def test_a_link_asks_its_member_and_is_worth_nothing_once_answered(
    session: Session, kind: QuestionKind
) -> None:
    subject_id, member = asked(session, kind)
    link = link_to(session, kind, subject_id, member, clock.now())
    assert link is not None
    read = read_question_token(question_token(link, SECRET_KEY), SECRET_KEY)
    question = find_question(session, read, member_asked(session, read))
    assert read == link
    assert question is not None
    assert question.title.endswith("?")

    first = answers_of(question)[0]

    said = answer_question(session, read, member, first)

    assert said
    assert find_question(session, read, member) is None
    with pytest.raises(NothingToAnswer):
        answer_question(session, read, member, first)
    assert link_to(session, kind, subject_id, member, clock.now()) is None


@pytest.mark.parametrize("kind", QuestionKind)
def test_every_answer_of_every_kind_is_taken(session: Session, kind: QuestionKind) -> None:
    subject_id, member = asked(session, kind)
    question = KINDS[kind].ask(session, subject_id, member)
    assert question is not None
    for choices in [each.choices for each in question.parts] or [question.choices]:
        # Who does not agree to terms suggests others, on the page; who skips no month does nothing.
        fewest = 1 if kind in {QuestionKind.TERMS, QuestionKind.SKIP_CHAT} else 2
        assert len({each.value for each in choices}) == len(choices) >= fewest

    for answer in answers_of(question):
        with session.begin_nested() as savepoint:
            assert question.chosen(answer)
            assert KINDS[kind].answer(session, subject_id, member, answer)
            assert KINDS[kind].ask(session, subject_id, member) is None
            savepoint.rollback()
        session.expire_all()


@pytest.mark.parametrize("kind", QuestionKind)
def test_nobody_else_is_asked(session: Session, kind: QuestionKind) -> None:
    subject_id, _member = asked(session, kind)
    stranger = make_member(session, "Sam")

    assert link_to(session, kind, subject_id, stranger, clock.now()) is None
    assert link_to(session, kind, 90_001, stranger, clock.now()) is None


@pytest.mark.parametrize("kind", [QuestionKind.FIT, QuestionKind.PULSE])
@pytest.mark.parametrize("answer", ["", "5", "5 5", "0 5 carry_on", "6 5 talk", "5 5 talk talk"])
def test_half_an_answer_and_one_too_many_is_none(
    session: Session, kind: QuestionKind, answer: str
) -> None:
    subject_id, member = asked(session, kind)
    link = link_to(session, kind, subject_id, member, clock.now())
    assert link is not None

    with pytest.raises(NothingToAnswer):
        answer_question(session, link, member, answer)

    assert find_question(session, link, member) is not None
    assert session.scalars(sa.select(Pulse)).all() == []


def test_terms_are_agreed_to_as_they_were_read(session: Session) -> None:
    match = make_pair(session)
    first = suggest(session, match, every_weeks=2)
    link = link_to(session, QuestionKind.TERMS, first, match.mentee, clock.now())
    assert link is not None
    assert link_to(session, QuestionKind.TERMS, first, match.mentor, clock.now()) is None

    second = suggest(session, match, every_weeks=4)

    assert find_question(session, link, match.mentee) is None
    # Whoever made the old link name the new terms would have to sign it.
    assert find_question(session, replace(link, subject_id=second), match.mentee) is None
    newer = link_to(session, QuestionKind.TERMS, second, match.mentee, clock.now())
    assert newer is not None
    answer_question(session, newer, match.mentee, "agree")
    assert mentorship_of(session, match).every_weeks == 4


def test_terms_that_wait_when_it_ends_are_no_question(session: Session) -> None:
    match = make_pair(session)
    number = suggest(session, match)
    link = link_to(session, QuestionKind.TERMS, number, match.mentee, clock.now())
    assert link is not None

    end_match(session, match, match.mentor)

    assert find_question(session, link, match.mentee) is None


def test_the_next_time_of_asking_is_another_question(session: Session) -> None:
    match = make_pair(session)
    ada = ask_how_it_goes(session, match, QuestionKind.PULSE)
    link = link_to(session, QuestionKind.PULSE, match.id, ada, clock.now())
    assert link is not None

    begin_mentorship(session, match).began_on -= timedelta(days=60)

    assert link_to(session, QuestionKind.PULSE, match.id, ada, clock.now()) is not None
    assert find_question(session, link, ada) is None


def test_what_one_says_of_a_pair_leaves_the_question_to_the_other(session: Session) -> None:
    match = make_pair(session)
    ada = ask_how_it_goes(session, match, QuestionKind.FIT)
    link = link_to(session, QuestionKind.FIT, match.id, match.mentor, clock.now())
    assert link is not None

    answer_fit(session, match, ada, "session-1", Fit.FITS)

    assert find_question(session, link, match.mentor) is not None
    assert link_to(session, QuestionKind.FIT, match.id, ada, clock.now()) is None


def test_who_asks_for_a_word_is_a_case_and_another_mentor_is_asked_for_again(
    session: Session,
) -> None:
    match = make_pair(session)
    ada = ask_how_it_goes(session, match, QuestionKind.PULSE)
    link = link_to(session, QuestionKind.PULSE, match.id, ada, clock.now())
    question = KINDS[QuestionKind.PULSE].ask(session, match.id, ada)
    assert link is not None
    assert question is not None
    leads = {each.value: each.leads_to for each in question.parts[2].choices}
    assert leads == {"carry_on": "", "talk": "", "another": f"/matches/{match.id}/another"}

    with session.begin_nested() as savepoint:
        answer_question(session, link, ada, "2 2 another")
        assert (match.status, open_concerns(session, match)) == (MatchStatus.ACTIVE, [])
        savepoint.rollback()
    session.expire_all()
    answer_question(session, link, ada, "2 1 talk")

    assert [each.kind for each in open_concerns(session, match, ada)] == [ConcernKind.TALK]


def test_a_choice_that_was_not_offered_is_no_answer(session: Session) -> None:
    subject_id, member = asked(session, QuestionKind.SESSION_TIMES)
    link = link_to(session, QuestionKind.SESSION_TIMES, subject_id, member, clock.now())
    assert link is not None

    for choice in ("", "accept", (NOW + timedelta(days=4)).isoformat(), "x" * 60):
        with pytest.raises(NothingToAnswer):
            answer_question(session, link, member, choice)

    assert find_question(session, link, member) is not None


def test_a_forged_or_changed_link_is_unknown(session: Session) -> None:
    subject_id, member = asked(session, QuestionKind.OFFER)
    link = link_to(session, QuestionKind.OFFER, subject_id, member, clock.now())
    assert link is not None
    token = question_token(link, SECRET_KEY)
    of_another_key = question_token(link, "another key")
    payload, _dot, signature = token.rpartition(".")

    for forged in ("", "x", payload, f"{payload}.", f"A{token}", f"{payload}.{signature[::-1]}"):
        with pytest.raises(UnknownQuestion):
            read_question_token(forged, SECRET_KEY)
    with pytest.raises(UnknownQuestion):
        read_question_token(of_another_key, SECRET_KEY)


def test_a_link_ends_after_its_time(session: Session) -> None:
    subject_id, member = asked(session, QuestionKind.CHAT_MET)
    link = link_to(session, QuestionKind.CHAT_MET, subject_id, member, clock.now())
    assert link is not None
    token = question_token(link, SECRET_KEY)

    with time_machine.travel(NOW + LIFETIME, tick=False):
        assert read_question_token(token, SECRET_KEY) == link
    with (
        time_machine.travel(NOW + LIFETIME + timedelta(seconds=1), tick=False),
        pytest.raises(UnknownQuestion),
    ):
        read_question_token(token, SECRET_KEY)


def test_an_offer_that_is_open_no_more_asks_nothing(session: Session) -> None:
    match = make_pair(session, MatchStatus.OFFERED)
    link = link_to(session, QuestionKind.OFFER, match.id, match.mentor, clock.now())
    assert link is not None

    withdraw_offer(session, match, match.mentee)

    assert find_question(session, link, match.mentor) is None
    with pytest.raises(NothingToAnswer):
        answer_question(session, link, match.mentor, "accept")


def test_a_mentor_without_a_place_keeps_the_question(session: Session) -> None:
    match = make_pair(session, MatchStatus.OFFERED)
    mentor = match.mentor
    other = make_match(
        session, match.round, make_mentee(session, "Ben"), mentor, MatchStatus.OFFERED
    )
    link = link_to(session, QuestionKind.OFFER, match.id, mentor, clock.now())
    assert link is not None
    accept_offer(session, other, mentor)

    said = answer_question(session, link, mentor, "accept")

    assert "as many mentees as you offered places" in said
    assert find_question(session, link, mentor) is not None


def test_times_that_were_taken_back_and_offered_anew_need_the_new_link(session: Session) -> None:
    match = make_pair(session)
    later = [clock.now() + timedelta(days=day) for day in (2, 3)]
    first = offer_times(session, match, match.mentor, later)
    link = link_to(session, QuestionKind.SESSION_TIMES, first.id, match.mentee, clock.now())
    assert link is not None

    cancel_session(session, match, match.mentor, first.id)
    second = offer_times(session, match, match.mentor, [each + timedelta(1) for each in later])

    # SQLite gives the same number again, PostgreSQL does not.
    again = replace(link, subject_id=second.id)
    assert find_question(session, again, match.mentee) is None


def test_a_time_that_has_passed_is_not_offered(session: Session) -> None:
    subject_id, member = asked(session, QuestionKind.SESSION_TIMES)
    link = link_to(session, QuestionKind.SESSION_TIMES, subject_id, member, clock.now())
    assert link is not None

    with time_machine.travel(NOW + timedelta(days=2, hours=1), tick=False):
        question = find_question(session, link, member)
        assert question is not None
        assert len(question.choices) == 1
    with time_machine.travel(NOW + timedelta(days=4), tick=False):
        assert find_question(session, link, member) is None


def test_a_session_that_was_moved_is_another_question(session: Session) -> None:
    match = make_pair(session)
    planned = make_session(session, match, SessionStatus.PLANNED)
    link = link_to(session, QuestionKind.SESSION_MET, planned.id, match.mentee, clock.now())
    assert link is not None

    planned.starts_at = clock.now() - timedelta(hours=1)
    session.flush()

    assert find_question(session, link, match.mentee) is None


def test_the_partners_answer_answers_it_and_the_end_ends_it(session: Session) -> None:
    match = make_pair(session)
    planned = make_session(session, match, SessionStatus.PLANNED)
    links = [
        link_to(session, QuestionKind.SESSION_MET, planned.id, member, clock.now())
        for member in (match.mentee, match.mentor)
    ]
    assert all(links)
    answer_question(session, links[0], match.mentee, "not_met")
    assert find_question(session, links[1], match.mentor) is None

    other = make_session(session, match, SessionStatus.PLANNED)
    link = link_to(session, QuestionKind.SESSION_MET, other.id, match.mentor, clock.now())
    assert link is not None
    end_match(session, match, match.mentee)
    assert find_question(session, link, match.mentor) is None


def test_an_answer_on_the_page_of_the_chat_answers_the_mail(session: Session) -> None:
    ada, ben = make_member(session, "Ada"), make_member(session, "Ben")
    group = make_coffee_group(session, [ada, ben])
    link = link_to(session, QuestionKind.CHAT_MET, group.id, ada, clock.now())
    assert link is not None

    answer_chat(session, group, ben, CoffeeAnswer.NOT_MET)
    assert find_question(session, link, ada) is not None
    answer_chat(session, group, ada, CoffeeAnswer.MET)

    assert find_question(session, link, ada) is None


def test_a_month_is_skipped_until_its_groups_are_formed(session: Session) -> None:
    ada, ben = make_networker(session, "Ada"), make_networker(session, "Ben")
    group = make_coffee_group(session, [ada, ben])
    links = {
        each: link_to(session, QuestionKind.SKIP_CHAT, group.id, each, clock.now())
        for each in (ada, ben)
    }
    assert links[ada]
    assert links[ben]

    said = answer_question(session, links[ada], ada, "skip")

    assert "no coffee chat in December 2026" in said
    assert part_of(session, ada).skipped_chat_month == "2026-12"
    assert part_of(session, ben).skipped_chat_month is None
    with time_machine.travel("2026-12-01T08:00+00:00", tick=False):
        assert find_question(session, links[ben], ben) is not None
        make_coffee_group(session, [make_networker(session, "Cleo"), ben], "2026-12")
        assert find_question(session, links[ben], ben) is None
    with time_machine.travel("2027-01-01T08:00+00:00", tick=False):
        assert find_question(session, links[ben], ben) is None
        with pytest.raises(NothingToAnswer):
            answer_question(session, links[ben], ben, "skip")


def test_who_has_no_chats_any_more_has_none_to_skip(session: Session) -> None:
    ada = make_networker(session, "Ada")
    group = make_coffee_group(session, [ada, make_networker(session, "Ben")])
    link = link_to(session, QuestionKind.SKIP_CHAT, group.id, ada, clock.now())
    assert link is not None

    part_of(session, ada).is_networker = False

    assert find_question(session, link, ada) is None


def test_who_left_is_asked_nothing(session: Session) -> None:
    subject_id, member = asked(session, QuestionKind.CHAT_MET)
    link = link_to(session, QuestionKind.CHAT_MET, subject_id, member, clock.now())
    assert link is not None

    leave_programme(session, member, even_if_only_coordinator=True)

    with pytest.raises(UnknownQuestion):
        member_asked(session, link)


def test_one_of_two_entries_made_one_is_asked_by_the_one_that_is_left(session: Session) -> None:
    subject_id, member = asked(session, QuestionKind.CHAT_MET)
    kept = make_member(session, "Ada", email="ada.again@example.org")
    link = link_to(session, QuestionKind.CHAT_MET, subject_id, member, clock.now())
    assert link is not None

    member.merged_into = kept
    session.flush()

    assert member_asked(session, link) is kept
