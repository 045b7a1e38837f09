"""In which order a round's pairs are looked through, and what is out of the ordinary about each."""

from datetime import timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from matchmaker import clock
from matchmaker.models import LIVE_MATCH, Match, MatchStatus, Member, Participation
from matchmaker.services.programme.coordinator_view import CoordinatorView
from matchmaker.services.programme.names import sort_key

DAYS_TO_MEET: Final = 14
"""Days after an introduction by which somebody should have said that they met."""

PAIR_ORDERS: Final = ("attention", "lowest", "highest", "mentee", "mentor")
FAILED: Final = (MatchStatus.DECLINED, MatchStatus.EXPIRED, MatchStatus.WITHDRAWN)
OVER: Final = (MatchStatus.ENDED, MatchStatus.CANCELLED)


def ids_in_order(
    session: Session,
    shown: sa.ColumnElement[bool],
    order: str,
    view: CoordinatorView,
    start: int,
    most: int,
) -> list[tuple[int, str]]:
    """Return some matches in an order: their ids, each with why it needs a look (often nothing)."""
    attention = _attention(view)
    query = sa.select(Match.id, attention).where(shown)
    if order in {"mentee", "mentor"}:
        # In Python: the two databases put letters in different orders, SQLite only A to Z.
        person = Match.mentee_id if order == "mentee" else Match.mentor_id
        named = query.add_columns(Member.name).join(Member, Member.id == person)
        found = sorted(session.execute(named), key=lambda row: (sort_key(row[2]), row[0]))
        return [(row[0], row[1]) for row in found[start : start + most]]
    query = query.order_by(*_order_by(order, attention), Match.id).offset(start).limit(most)
    return [(match_id, code) for match_id, code in session.execute(query)]


def _attention(view: CoordinatorView) -> sa.ColumnElement[str]:
    """Name what is out of the ordinary about a match, in SQL, so that it can order pages.

    Whether a mentee has another mentor by now is not told where it may be one who is withheld.
    """
    now = clock.now()
    other = aliased(Match)
    has_mentor = sa.exists().where(
        other.programme_id == Match.programme_id,
        other.mentee_id == Match.mentee_id,
        other.status.in_(LIVE_MATCH),
    )
    mentee = aliased(Member)
    still_looks = sa.exists().where(
        Participation.programme_id == Match.programme_id,
        Participation.member_id == Match.mentee_id,
        Participation.is_mentee,
        mentee.id == Match.mentee_id,
        mentee.left_at.is_(None),
    )
    return sa.case(
        (Match.status.in_(FAILED) & ~has_mentor & view.has_all_mentors, "no_mentor_now"),
        (
            Match.status.in_(OVER) & ~has_mentor & still_looks & view.has_all_mentors,
            "without_mentor",
        ),
        ((Match.status == MatchStatus.OFFERED) & (Match.answer_by < now), "overdue"),
        (
            (Match.status == MatchStatus.INTRODUCED)
            & (Match.introduced_at < now - timedelta(days=DAYS_TO_MEET)),
            "not_met",
        ),
        (
            (Match.status == MatchStatus.OFFERED) & (Match.reminders_sent > 0),
            "reminded",
        ),
        else_="",
    )


def _order_by(order: str, attention: sa.ColumnElement[str]) -> list[Any]:
    ranks = {"no_mentor_now": 0, "overdue": 1, "not_met": 2, "reminded": 3}
    live_first = sa.case(dict.fromkeys(LIVE_MATCH, 0), value=Match.status, else_=1)
    orders: dict[str, list[Any]] = {
        "attention": [
            sa.case(ranks, value=attention, else_=9),
            live_first,
            Match.answered_at.is_not(None),
            Match.points,
        ],
        "lowest": [Match.points],
        "highest": [Match.points.desc()],
    }
    return orders[order]
