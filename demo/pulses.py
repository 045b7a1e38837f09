"""Answers to how it goes, and pairs of which one would like another mentor or mentee."""

from collections import defaultdict
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from demo.drawing import draw, happens
from demo.fates import GOES_WELL, WANTS_ANOTHER, fate_of, key_of
from demo.living import held_sessions, pairs_going_on
from demo.organisation import first_coordinator
from matchmaker import clock
from matchmaker.models import Concern, ConcernKind, Fit, Match, Member, Programme, Pulse
from matchmaker.services.mentorships.beginning import GOES_ON
from matchmaker.services.mentorships.concerns import raise_concern, settle_concerns
from matchmaker.services.mentorships.parting import part
from matchmaker.services.mentorships.pulse import answer_fit, answer_pulse, pulse_due
from matchmaker.services.mentorships.pulse_days import Occasion, first_open, occasions_now
from matchmaker.services.programme.policies import current_policy

TELLS_IN_PERCENT: Final = 60
UNSURE_IN_PERCENT: Final = 10
MENTOR_ASKS_IN_PERCENT: Final = 20
PATIENCE: Final = ("session-1", "session-2")
"""After which of these somebody who wants another says so."""
LOW: Final = 2
TALKS_IN_PERCENT: Final = 50
SEEN_WITHIN: Final = timedelta(days=4)
"""Until a coordinator has seen to what somebody asked for."""


def say_how_it_goes(session: Session, programme: Programme) -> None:
    """Let everybody who answers say how it goes, and the coordinators see to what they ask."""
    _see_to_concerns(session, programme)
    policy = current_policy(session, programme).mentorship
    now, today = clock.now(), clock.today(programme.time_zone)
    held, answered = held_sessions(session), _answered(session)
    for match, mentorship in pairs_going_on(session, programme):
        for member in (match.mentee, match.mentor):
            if match.status not in GOES_ON or not _tells(match, member):
                continue
            moments = held.get(match.id, [])
            found = occasions_now(policy, mentorship.began_on, moments, now, today)
            if first_open(found, answered[match.id, member.id]) is None:
                continue
            if (due := pulse_due(session, match, member)) is not None:
                _answer(session, match, member, due)
    session.commit()


def _answer(session: Session, match: Match, member: Member, due: Occasion) -> None:
    if due.asks_fit:
        fit = _fit(match, member, due)
        answer_fit(session, match, member, due.name, fit)
        if fit == Fit.DOES_NOT_FIT:
            part(session, match, member)
        return
    going = LOW
    if fate_of(match) == GOES_WELL:
        going = 4 + draw(f"going {due.name} {member.email}", 2)
    useful = min(5, going + draw(f"useful {due.name} {member.email}", 2))
    answer_pulse(session, match, member, due.name, going, useful)
    if going <= LOW and happens(f"talks {member.email}", TALKS_IN_PERCENT):
        raise_concern(session, match, member, ConcernKind.TALK)


def _fit(match: Match, member: Member, due: Occasion) -> Fit:
    if _wants_another(match, member):
        patience = PATIENCE[draw(f"patience {key_of(match)}", len(PATIENCE))]
        return Fit.DOES_NOT_FIT if due.name >= patience else Fit.UNSURE
    is_unsure = happens(f"unsure {due.name} {key_of(match)}", UNSURE_IN_PERCENT)
    return Fit.UNSURE if is_unsure else Fit.FITS


def _tells(match: Match, member: Member) -> bool:
    return _wants_another(match, member) or happens(f"tells {member.email}", TELLS_IN_PERCENT)


def _wants_another(match: Match, member: Member) -> bool:
    is_mentors = happens(f"who asks {key_of(match)}", MENTOR_ASKS_IN_PERCENT)
    asks = match.mentor if is_mentors else match.mentee
    return fate_of(match) == WANTS_ANOTHER and member.id == asks.id


def _see_to_concerns(session: Session, programme: Programme) -> None:
    """Let a coordinator tick off what was asked for some days ago."""
    waiting = (
        sa.select(Match)
        .join(Concern, Concern.match_id == Match.id)
        .where(Match.programme_id == programme.id, Concern.settled_at.is_(None))
        .where(Concern.raised_at < clock.now() - SEEN_WITHIN)
        .distinct()
        .order_by(Match.id)
    )
    for match in session.scalars(waiting).all():
        settle_concerns(session, match, first_coordinator(session))


def _answered(session: Session) -> dict[tuple[int, int], set[str]]:
    answered: dict[tuple[int, int], set[str]] = defaultdict(set)
    rows = session.execute(sa.select(Pulse.match_id, Pulse.member_id, Pulse.occasion))
    for match_id, member_id, occasion in rows:
        if match_id is not None and member_id is not None:
            answered[match_id, member_id].add(occasion)
    return answered
