"""The people of the demo with where they stand, for its desk. Only reads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaker import clock
from matchmaker.messages import gettext as _
from matchmaker.messages import ngettext
from matchmaker.models import (
    LIVE_MATCH,
    Goal,
    GoalStatus,
    Match,
    MatchStatus,
    Member,
    MentoringSession,
    Participation,
    Programme,
    Round,
    RoundStatus,
    SessionStatus,
    UnmatchedMentee,
)
from matchmaker.services.programme.programmes import coordinators

PAIRS_TO_BEGIN_WITH: Final = 5


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Somebody to sign in as; `standing` says in words where they are in the story."""

    id: int
    name: str
    email: str
    job: str
    location: str
    standing: str


@dataclass(frozen=True, slots=True)
class SamplePeople:
    """Everybody by what they do, and a few worth beginning with (title -> person)."""

    groups: Mapping[str, tuple[SamplePerson, ...]]
    starts: Mapping[str, SamplePerson]


@dataclass(frozen=True, slots=True)
class _Standings:
    """What the sentences are made of."""

    as_mentee: Mapping[int, Match]
    as_mentor: Mapping[int, list[Match]]
    left_over: frozenset[int]
    coordinators: frozenset[int]
    fullest: tuple[Match, ...]
    """Pairs that have met and have a session ahead, who works on most goals first."""
    today: date


def sample_people(session: Session, programme: Programme) -> SamplePeople:
    """Return everybody who takes part in a programme or runs it."""
    rows = session.scalars(
        sa.select(Participation)
        .join(Member)
        .where(Participation.programme_id == programme.id, Member.left_at.is_(None))
        .options(joinedload(Participation.member).joinedload(Member.profile))
        .order_by(Member.email)
    ).all()
    standings = _standings(session, programme)
    people = {row.member_id: _person(row, standings) for row in rows}
    runs = standings.coordinators
    groups = {
        _("Coordinators"): [row for row in rows if row.member_id in runs],
        _("Mentors"): [row for row in rows if row.is_mentor],
        _("Mentees"): [row for row in rows if row.is_mentee],
        _("Others"): [
            row for row in rows if not (row.is_mentor or row.is_mentee or row.member_id in runs)
        ],
    }
    return SamplePeople(
        groups={
            title: tuple(people[row.member_id] for row in group)
            for title, group in groups.items()
            if group
        },
        starts=_starts(standings, people),
    )


def _standings(session: Session, programme: Programme) -> _Standings:
    live = session.scalars(
        sa.select(Match)
        .where(Match.programme_id == programme.id, Match.status.in_(LIVE_MATCH))
        .options(joinedload(Match.mentee), joinedload(Match.mentor))
        .order_by(Match.id)
    ).all()
    as_mentor: dict[int, list[Match]] = {}
    for match in live:
        as_mentor.setdefault(match.mentor_id, []).append(match)
    newest = (
        sa.select(Round.id)
        .where(Round.programme_id == programme.id, Round.status == RoundStatus.PUBLISHED)
        .order_by(Round.month.desc())
        .limit(1)
        .scalar_subquery()
    )
    left_over = sa.select(UnmatchedMentee.mentee_id).where(UnmatchedMentee.round_id == newest)
    return _Standings(
        as_mentee={match.mentee_id: match for match in live},
        as_mentor=as_mentor,
        left_over=frozenset(session.scalars(left_over)),
        coordinators=frozenset(member.id for member in coordinators(session, programme)),
        fullest=_fullest(session, programme),
        today=clock.today(programme.time_zone),
    )


def _fullest(session: Session, programme: Programme) -> tuple[Match, ...]:
    goals = sa.select(sa.func.count(Goal.id)).where(
        Goal.match_id == Match.id, Goal.status == GoalStatus.AGREED
    )
    sessions = sa.select(sa.func.count(MentoringSession.id)).where(
        MentoringSession.match_id == Match.id, MentoringSession.status == SessionStatus.HELD
    )
    has_session_ahead = sa.exists().where(
        MentoringSession.match_id == Match.id,
        MentoringSession.status == SessionStatus.PLANNED,
        MentoringSession.starts_at > clock.now(),
    )
    query = (
        sa.select(Match)
        .where(Match.programme_id == programme.id, Match.status == MatchStatus.ACTIVE)
        .where(has_session_ahead)
        .order_by(
            goals.correlate(Match).scalar_subquery().desc(),
            sessions.correlate(Match).scalar_subquery().desc(),
            Match.id,
        )
        .limit(PAIRS_TO_BEGIN_WITH)
    )
    return tuple(session.scalars(query))


def _starts(standings: _Standings, people: Mapping[int, SamplePerson]) -> dict[str, SamplePerson]:
    """Pick a person for each place in the story; one who is nowhere else comes first."""
    matches = standings.as_mentee.values()
    wanted: dict[str, Iterable[int]] = {
        _("Review the round as a coordinator"): sorted(standings.coordinators),
        _("Open a mentorship as the mentee"): [each.mentee_id for each in standings.fullest],
        _("Open the same one as the mentor"): [each.mentor_id for each in standings.fullest],
        _("Answer a request as a mentor"): _mentors_of(matches, MatchStatus.OFFERED),
        _("Meet your mentor as a mentee"): _mentees_of(matches, MatchStatus.INTRODUCED),
        _("Meet your mentee as a mentor"): _mentors_of(matches, MatchStatus.INTRODUCED),
        _("Wait for an answer as a mentee"): _mentees_of(matches, MatchStatus.OFFERED),
        _("Learn why there was no match"): sorted(standings.left_over - standings.as_mentee.keys()),
    }
    chosen: dict[str, SamplePerson] = {}
    for title, ids in wanted.items():
        taken = {person.id for person in chosen.values()}
        candidates = [people[id_] for id_ in ids if id_ in people]
        person = next((each for each in candidates if each.id not in taken), None)
        if person is not None:
            chosen[title] = person
    return chosen


def _mentors_of(matches: Iterable[Match], status: MatchStatus) -> list[int]:
    return [match.mentor_id for match in matches if match.status == status]


def _mentees_of(matches: Iterable[Match], status: MatchStatus) -> list[int]:
    return [match.mentee_id for match in matches if match.status == status]


def _person(row: Participation, standings: _Standings) -> SamplePerson:
    profile = row.member.profile
    return SamplePerson(
        id=row.member_id,
        name=row.member.greeting_name,
        email=row.member.email,
        job=", ".join(part for part in (profile.job_title, profile.department) if part),
        location=profile.location,
        standing=" · ".join(_sentences(row, standings)),
    )


def _sentences(row: Participation, standings: _Standings) -> list[str]:
    sentences = []
    if row.is_paused(standings.today):
        sentences.append(_("Paused"))
    if row.is_mentee:
        sentences.append(_mentee_sentence(row, standings))
    if row.is_mentor:
        sentences.append(_mentor_sentence(row, standings))
    return [sentence for sentence in sentences if sentence]


def _mentee_sentence(row: Participation, standings: _Standings) -> str:
    match = standings.as_mentee.get(row.member_id)
    if match is None:
        return _("No match this month") if row.member_id in standings.left_over else ""
    if match.status == MatchStatus.OFFERED:
        return _("A mentor has been asked")
    return _("Mentored by %(name)s", name=match.mentor.greeting_name)


def _mentor_sentence(row: Participation, standings: _Standings) -> str:
    matches = standings.as_mentor.get(row.member_id, [])
    offers = sum(match.status == MatchStatus.OFFERED for match in matches)
    if not row.capacity and not matches:
        return _("Takes no mentee for now")
    places = ngettext(
        "%(taken)s of %(num)s place taken",
        "%(taken)s of %(num)s places taken",
        row.capacity,
        taken=len(matches),
    )
    if not offers:
        return places
    return ngettext(
        "%(num)s request to answer, %(places)s",
        "%(num)s requests to answer, %(places)s",
        offers,
        places=places,
    )
