"""What pairs do between two days of the story: meet, agree, talk, fade, part or finish.

What becomes of each pair is in `fates`, what it writes in `together`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from demo.drawing import draw, happens
from demo.fates import FADES, NEVER_MEETS, PARTS, fate_of, key_of, writes
from demo.living import held_sessions, pairs_going_on
from demo.talks import TAKEAWAYS, THANKS, talk_of
from demo.together import write_after_session
from matchmaker import clock
from matchmaker.models import Closing, GoalsReached, Match, MatchStatus, Mentorship, Programme
from matchmaker.services.mentorships.closing import LastWords, close_mentorship
from matchmaker.services.mentorships.ending import end_match
from matchmaker.services.mentorships.noting import note_unplanned
from matchmaker.services.mentorships.terms import (
    Terms,
    agree_to_terms,
    open_proposal,
    propose_terms,
    terms_of,
)
from matchmaker.services.profiles.storing import profile_of, save_profile
from matchmaker.services.programme.calendar import months_after

MONTHS: Final = (2, 2, 2, 3, 3, 3, 3, 4, 5, 6)
"""Lengths that pairs agree on."""
SHORT_MONTHS: Final = 2
"""What those who fade agree on; who has no longer meets every two weeks."""
LEAST_TIME: Final = timedelta(weeks=4)
"""Between the first meeting and the end."""
GIVE_UP_DAYS: Final = 24
"""After the introduction, until a mentee ends what never began."""
CLOSING_DAYS: Final = 6
EXTENDS_IN_PERCENT: Final = 12
LOOKS_ON_IN_PERCENT: Final = 35
BECOMES_MENTOR_IN_PERCENT: Final = 45
LEAVES_CLOSING_IN_PERCENT: Final = 12
SATURDAY: Final = 5


def let_pairs_live(session: Session, programme: Programme) -> None:
    """Let every pair do what is due by now."""
    held = held_sessions(session)
    today = clock.today(programme.time_zone)
    for match, mentorship in pairs_going_on(session, programme):
        if match.status == MatchStatus.INTRODUCED:
            _begin(session, match, mentorship, today)
        else:
            _go_on(session, match, mentorship, today, held[match.id])
    session.commit()


def _begin(session: Session, match: Match, mentorship: Mentorship, today: date) -> None:
    if fate_of(match) == NEVER_MEETS:
        if (today - mentorship.began_on).days >= GIVE_UP_DAYS:
            end_match(session, match, match.mentee, "We never found a date.")
        return
    days = timedelta(days=3 + draw(f"meets {key_of(match)}", 14))
    day = _on_a_weekday(mentorship.began_on + days)
    if day <= today:
        _meet(session, match, mentorship, day, 0)
        propose_terms(session, match, match.mentee, _terms(match, mentorship, today))


def _go_on(
    session: Session, match: Match, mentorship: Mentorship, today: date, held: Sequence[datetime]
) -> None:
    if mentorship.agreed_at is None or _extends(match):
        proposal = open_proposal(session, match)
        if proposal is not None:
            agree_to_terms(session, match, match.mentor, proposal.id)
    fate = fate_of(match)
    if fate == FADES:
        return
    if fate == PARTS and (today - mentorship.began_on).days >= 30 + draw(key_of(match), 40):
        actor = match.mentor if happens(f"who parts {key_of(match)}", 35) else match.mentee
        end_match(session, match, actor, "My work has changed.")
        return
    number, day = len(held), held[-1].date()
    while (day := _after(day, mentorship)) <= min(today, mentorship.ends_on):
        _meet(session, match, mentorship, day, number)
        number += 1
    if today >= mentorship.ends_on - timedelta(days=CLOSING_DAYS):
        _finish(session, match, mentorship)


def _meet(session: Session, match: Match, mentorship: Mentorship, day: date, number: int) -> None:
    """Note the session of this number, counted from zero, and what the two keep of it."""
    zone = match.mentee.profile.time_zone or match.round.programme.time_zone
    day = min(day, clock.today(zone))
    topics = talk_of(match, number).topics
    note_unplanned(session, match, match.mentee, day, mentorship.minutes, topics)
    if writes(match):
        write_after_session(session, match, number, day)


def _finish(session: Session, match: Match, mentorship: Mentorship) -> None:
    """Let the two go on for a month, or one of them look back, and the other the next time."""
    if _extends(match) and mentorship.ends_on == mentorship.planned_end_on:
        ends_on = months_after(mentorship.ends_on, 1)
        longer = replace(terms_of(mentorship), ends_on=ends_on, review_on=None)
        propose_terms(session, match, match.mentee, longer)
        return
    closings = set(session.scalars(sa.select(Closing.member_id).filter_by(match_id=match.id)))
    if match.mentee_id not in closings:
        looks_on = happens(f"looks on {match.mentee.email}", LOOKS_ON_IN_PERCENT)
        words = _last_words(match, "mentee")
        close_mentorship(session, match, match.mentee, words, wants_another=looks_on)
        if not looks_on and happens(f"mentor now {match.mentee.email}", BECOMES_MENTOR_IN_PERCENT):
            _become_mentor(session, match)
    elif not happens(f"leaves it {match.mentor.email}", LEAVES_CLOSING_IN_PERCENT):
        close_mentorship(session, match, match.mentor, _last_words(match, "mentor"))


def _last_words(match: Match, who: str) -> LastWords:
    return LastWords(
        GoalsReached.ALL if happens(f"goals {key_of(match)}", 40) else GoalsReached.SOME,
        TAKEAWAYS[draw(f"takeaway {who} {key_of(match)}", len(TAKEAWAYS))],
        THANKS[draw(f"thanks {who} {key_of(match)}", len(THANKS))],
    )


def _extends(match: Match) -> bool:
    return happens(f"extends {key_of(match)}", EXTENDS_IN_PERCENT)


def _become_mentor(session: Session, match: Match) -> None:
    programme = match.round.programme
    values = profile_of(session, programme, match.mentee)
    save_profile(session, programme, match.mentee, replace(values, is_mentor=True, capacity=1))


def _terms(match: Match, mentorship: Mentorship, today: date) -> Terms:
    length = MONTHS[draw(f"months {key_of(match)}", len(MONTHS))]
    if fate_of(match) == FADES:
        length = SHORT_MONTHS
    ends_on = max(months_after(mentorship.began_on, length), today + LEAST_TIME)
    return Terms(
        ends_on=ends_on,
        review_on=today + (ends_on - today) / 2,
        every_weeks=2 if length == SHORT_MONTHS else 2 + draw(f"weeks {key_of(match)}", 3),
        minutes=(30, 45, 60)[draw(f"minutes {key_of(match)}", 3)],
    )


def _after(day: date, mentorship: Mentorship) -> date:
    return _on_a_weekday(day + timedelta(weeks=mentorship.every_weeks))


def _on_a_weekday(day: date) -> date:
    return day + timedelta(days=7 - day.weekday() if day.weekday() >= SATURDAY else 0)
