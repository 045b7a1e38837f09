"""Pairs that were introduced and do not meet: no first meeting, or none for a long while."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaker import clock
from matchmaker.messages import format_day, format_list
from matchmaker.messages import gettext as _
from matchmaker.models import (
    Match,
    MatchStatus,
    MentoringSession,
    Mentorship,
    Programme,
    SessionStatus,
)
from matchmaker.services.cases.case import MOST_OF_A_KIND, Case, Place
from matchmaker.services.programme.calendar import local_day
from matchmaker.services.programme.names import label_of
from matchmaker.services.programme.policies import current_policy


def never_met(session: Session, programme: Programme, withheld: frozenset[int]) -> list[Case]:
    """Return a case for each pair that has planned nothing weeks after the introduction."""
    policy = current_policy(session, programme).mentorship
    before = clock.now() - timedelta(days=policy.unplanned_case_days)
    since = Match.introduced_at
    found = _pairs(session, programme, withheld, MatchStatus.INTRODUCED, since, before)
    return [
        _case(
            match,
            title=_("Pairs that have not met"),
            sentence=_(
                "Introduced on %(day)s, and we know of no meeting, nor of a planned one. A word "
                "from you often helps; it is no fault if it does not work out.",
                day=_day(moment, programme),
            ),
        )
        for match, moment in found
    ]


def quiet_mentorships(
    session: Session, programme: Programme, withheld: frozenset[int]
) -> list[Case]:
    """Return a case for each pair whose last session is long past, with none planned."""
    policy = current_policy(session, programme).mentorship
    before = clock.now() - timedelta(days=policy.quiet_case_days)
    held = (
        sa.select(sa.func.max(MentoringSession.starts_at))
        .where(MentoringSession.match_id == Match.id, MentoringSession.status == SessionStatus.HELD)
        .correlate(Match)
        .scalar_subquery()
    )
    since = sa.func.coalesce(held, Match.met_at, type_=MentoringSession.starts_at.type)
    found = _pairs(session, programme, withheld, MatchStatus.ACTIVE, since, before)
    return [
        _case(
            match,
            title=_("Pairs that have not met for a while"),
            sentence=_(
                "They last met on %(day)s, as far as we know, and nothing is planned. Ask how it "
                "is going; they may have finished without saying so.",
                day=_day(moment, programme),
            ),
        )
        for match, moment in found
    ]


def _pairs(
    session: Session,
    programme: Programme,
    withheld: frozenset[int],
    status: MatchStatus,
    since: sa.SQLColumnExpression[datetime | None],
    before: datetime,
) -> list[tuple[Match, datetime]]:
    """Return pairs in a state since before a moment, with no session ahead; the oldest first."""
    ahead = sa.exists().where(
        MentoringSession.match_id == Match.id,
        sa.or_(
            MentoringSession.status == SessionStatus.PROPOSED,
            sa.and_(
                MentoringSession.status == SessionStatus.PLANNED,
                MentoringSession.starts_at > clock.now(),
            ),
        ),
    )
    query = (
        sa.select(Match, since)
        .join(Mentorship, Mentorship.match_id == Match.id)
        .where(
            Match.programme_id == programme.id,
            Match.status == status,
            since < before,
            ~ahead,
            Match.mentee_id.not_in(withheld),
            Match.mentor_id.not_in(withheld),
        )
        .options(joinedload(Match.mentee), joinedload(Match.mentor))
        .order_by(since, Match.id)
        .limit(MOST_OF_A_KIND)
    )
    return [(match, moment) for match, moment in session.execute(query) if moment]


def _case(match: Match, *, title: str, sentence: str) -> Case:
    names = [label_of(match.mentee), label_of(match.mentor)]
    return Case(
        title=title,
        sentence=sentence,
        place=Place.MENTORSHIP,
        match_id=match.id,
        name=format_list(names),
    )


def _day(moment: datetime, programme: Programme) -> str:
    return format_day(local_day(moment, programme.time_zone))
