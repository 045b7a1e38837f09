"""What pairs do between two days of the story: meet, agree, talk, fade, part or finish.

Each pair has a fate of its own, the same in every run.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from demo.drawing import draw, happens
from matchmaker import clock
from matchmaker.models import (
    Closing,
    GoalsReached,
    Match,
    MatchStatus,
    MentoringSession,
    Mentorship,
    Programme,
    SessionStatus,
)
from matchmaker.services.mentorships.beginning import GOES_ON
from matchmaker.services.mentorships.closing import LastWords, close_mentorship
from matchmaker.services.mentorships.ending import end_match
from matchmaker.services.mentorships.noting import note_unplanned
from matchmaker.services.mentorships.terms import (
    Terms,
    agree_to_terms,
    open_proposal,
    propose_terms,
)
from matchmaker.services.profiles.storing import profile_of, save_profile
from matchmaker.services.programme.calendar import months_after

FATES: Final = ("never meets",) * 7 + ("parts",) * 8 + ("fades",) * 8 + ("goes well",) * 77
MONTHS: Final = (2, 2, 2, 3, 3, 3, 3, 4, 5, 6)
"""Lengths that pairs agree on."""
FADING_MONTHS: Final = 2
LEAST_TIME: Final = timedelta(weeks=4)
"""Between the first meeting and the end."""
GIVE_UP_DAYS: Final = 24
"""After the introduction, until a mentee ends what never began."""
CLOSING_DAYS: Final = 6
LOOKS_ON_IN_PERCENT: Final = 35
BECOMES_MENTOR_IN_PERCENT: Final = 45
LEAVES_CLOSING_IN_PERCENT: Final = 12
TOPICS: Final = (
    "Where I stand, and what to try first.",
    "My draft of the status report, line by line.",
    "How to say no to a sponsor.",
    "The risk register that nobody reads.",
    "A rehearsal of the steering meeting.",
)
TAKEAWAYS: Final = (
    "To ask for the decision, not for the meeting.",
    "A way to say what a delay costs.",
    "That a short report is read.",
)
THANKS: Final = "Thank you for your time, and for the honest words."


def let_pairs_live(session: Session, programme: Programme) -> None:
    """Let every pair do what is due by now, each in a transaction of its own."""
    held = _last_held(session)
    pairs = session.execute(
        sa.select(Match, Mentorship)
        .join(Mentorship, Mentorship.match_id == Match.id)
        .where(Match.programme_id == programme.id, Match.status.in_(GOES_ON))
        .order_by(Match.id)
    ).all()
    today = clock.today(programme.time_zone)
    for match, mentorship in pairs:
        if match.status == MatchStatus.INTRODUCED:
            _begin(session, match, mentorship, today)
        else:
            _go_on(session, match, mentorship, today, held)
    session.commit()


def _begin(session: Session, match: Match, mentorship: Mentorship, today: date) -> None:
    days = (today - mentorship.began_on).days
    if _fate(match) == "never meets":
        if days >= GIVE_UP_DAYS:
            end_match(session, match, match.mentee, "We never found a date.")
    elif days >= 3 + draw(f"meets {_key(match)}", 15):
        _note_session(session, match, mentorship, today)
        propose_terms(session, match, match.mentee, _terms(match, mentorship, today))


def _go_on(
    session: Session,
    match: Match,
    mentorship: Mentorship,
    today: date,
    held: Mapping[int, datetime],
) -> None:
    fate = _fate(match)
    if mentorship.agreed_at is None and (proposal := open_proposal(session, match)) is not None:
        agree_to_terms(session, match, match.mentor, proposal.id)
    if fate == "fades":
        return
    if fate == "parts" and (today - mentorship.began_on).days >= 30 + draw(_key(match), 40):
        actor = match.mentor if happens(f"who parts {_key(match)}", 35) else match.mentee
        end_match(session, match, actor, "My work has changed.")
        return
    next_day = held[match.id].date() + timedelta(weeks=mentorship.every_weeks)
    if next_day <= min(today, mentorship.ends_on):
        _note_session(session, match, mentorship, next_day)
    if today >= mentorship.ends_on - timedelta(days=CLOSING_DAYS):
        _finish(session, match)


def _finish(session: Session, match: Match) -> None:
    """Let one of the two look back, and the other the next time."""
    closings = set(session.scalars(sa.select(Closing.member_id).filter_by(match_id=match.id)))
    words = LastWords(
        GoalsReached.ALL if happens(f"goals {_key(match)}", 40) else GoalsReached.SOME,
        TAKEAWAYS[draw(f"takeaway {_key(match)}", len(TAKEAWAYS))],
        THANKS,
    )
    if match.mentee_id not in closings:
        looks_on = happens(f"looks on {match.mentee.email}", LOOKS_ON_IN_PERCENT)
        close_mentorship(session, match, match.mentee, words, wants_another=looks_on)
        if not looks_on and happens(f"mentor now {match.mentee.email}", BECOMES_MENTOR_IN_PERCENT):
            _become_mentor(session, match)
    elif not happens(f"leaves it {match.mentor.email}", LEAVES_CLOSING_IN_PERCENT):
        close_mentorship(session, match, match.mentor, words)


def _become_mentor(session: Session, match: Match) -> None:
    programme = match.round.programme
    values = profile_of(session, programme, match.mentee)
    save_profile(session, programme, match.mentee, replace(values, is_mentor=True, capacity=1))


def _note_session(session: Session, match: Match, mentorship: Mentorship, day: date) -> None:
    topics = TOPICS[draw(f"{day} {_key(match)}", len(TOPICS))]
    zone = match.mentee.profile.time_zone or match.round.programme.time_zone
    day = min(day, clock.today(zone))
    note_unplanned(session, match, match.mentee, day, mentorship.minutes, topics)


def _terms(match: Match, mentorship: Mentorship, today: date) -> Terms:
    length = MONTHS[draw(f"months {_key(match)}", len(MONTHS))]
    if _fate(match) == "fades":
        length = FADING_MONTHS
    ends_on = max(months_after(mentorship.began_on, length), today + LEAST_TIME)
    return Terms(
        ends_on=ends_on,
        review_on=today + (ends_on - today) / 2,
        every_weeks=2 + draw(f"weeks {_key(match)}", 3),
        minutes=(30, 45, 60)[draw(f"minutes {_key(match)}", 3)],
    )


def _last_held(session: Session) -> dict[int, datetime]:
    query = (
        sa.select(MentoringSession.match_id, sa.func.max(MentoringSession.starts_at))
        .where(MentoringSession.status == SessionStatus.HELD)
        .group_by(MentoringSession.match_id)
    )
    return {match_id: starts_at for match_id, starts_at in session.execute(query) if starts_at}


def _fate(match: Match) -> str:
    return FATES[draw(f"fate {_key(match)}", len(FATES))]


def _key(match: Match) -> str:
    return f"{match.mentor.email} {match.mentee.email}"
