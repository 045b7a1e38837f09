"""How the demo's pairs live: through the services, and the same in every run."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from demo import fates, pairs, pulses, together
from demo.ahead import plan_ahead
from demo.pairs import let_pairs_live
from demo.pulses import say_how_it_goes
from demo.talks import FIRST, LATER, talk_of
from demo.travel import in_the_past
from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import (
    Action,
    Concern,
    ConcernKind,
    Goal,
    Match,
    MatchStatus,
    MentoringSession,
    OutboxMail,
    Pulse,
    SessionStatus,
    SharedNote,
)
from matchmaker.services.programme.programmes import participation_of
from tests.factories import (
    make_coordinator,
    make_match,
    make_mentee,
    make_mentor,
    make_round,
    the_programme,
)

BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def session(demo_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    with demo_app.app_context():
        monkeypatch.setattr(pulses, "first_coordinator", make_coordinator)
        yield db.session()


def live(session: Session, monkeypatch: pytest.MonkeyPatch, fate: str, *days: int) -> Match:
    """Let a pair of some fate live, with a look on each of some days after its introduction."""
    for module in (pairs, pulses, fates):
        monkeypatch.setattr(module, "fate_of", lambda _match: fate)
    monkeypatch.setattr(pairs, "writes", lambda _match: True)
    with in_the_past() as go_to:
        go_to(BEGAN)
        mentee = make_mentee(session, "Ada", {"risk": (1, 3), "coaching": (0, 2)})
        pair = (make_round(session), mentee, make_mentor(session, "Mo"), MatchStatus.INTRODUCED)
        match = make_match(session, *pair, introduced_at=clock.now())
        for day in days:
            go_to(BEGAN + timedelta(days=day))
            let_pairs_live(session, the_programme(session))
            say_how_it_goes(session, the_programme(session))
    return match


def count(session: Session, table: type) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_a_pair_that_goes_well_meets_and_keeps_its_page(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    match = live(session, monkeypatch, fates.GOES_WELL, 20, 50)

    held = session.scalars(sa.select(MentoringSession.topics).order_by(MentoringSession.starts_at))
    topics = held.all()
    assert match.status == MatchStatus.ACTIVE
    assert topics[0] == FIRST.topics
    assert len(set(topics)) == len(topics) >= 2
    assert count(session, Goal) >= 1
    assert count(session, Action) > len(topics)
    note = session.get_one(SharedNote, match.id)
    assert note.text.count("\n- ") == len(topics)


def test_who_wants_another_says_so_and_comes_first(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulses, "MENTOR_ASKS_IN_PERCENT", 0)

    match = live(session, monkeypatch, fates.WANTS_ANOTHER, 18, 30, 48, 60)

    concern = session.scalars(sa.select(Concern)).one()
    assert (concern.kind, concern.member_id) == (ConcernKind.ANOTHER, match.mentee_id)
    assert match.status == MatchStatus.CANCELLED
    assert participation_of(session, the_programme(session), match.mentee).has_first_priority


def test_who_never_meets_gives_the_place_back(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    match = live(session, monkeypatch, fates.NEVER_MEETS, 10, 30)

    assert (match.status, count(session, MentoringSession)) == (MatchStatus.ENDED, 0)


def test_a_look_on_the_same_day_changes_nothing(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(session, monkeypatch, fates.GOES_WELL, 20, 20, 20)

    assert count(session, MentoringSession) == 1
    assert count(session, Pulse) <= 2


def test_sessions_planned_ahead_invite_both(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("demo.ahead.draw", lambda _text, below: below - 1)
    make_match(
        session,
        make_round(session),
        make_mentee(session, "Ada"),
        make_mentor(session, "Mo"),
        MatchStatus.INTRODUCED,
        introduced_at=clock.now(),
    )
    monkeypatch.setattr("demo.ahead.fate_of", lambda _match: fates.GOES_WELL)

    plan_ahead(session, the_programme(session))

    planned = session.scalars(sa.select(MentoringSession)).one()
    assert planned.status == SessionStatus.PLANNED
    assert planned.starts_at is not None
    assert planned.starts_at > clock.now()
    assert count(session, OutboxMail) >= 2


def test_no_session_is_about_what_the_one_before_was(session: Session) -> None:
    match = make_match(
        session, make_round(session), make_mentee(session, "Ada"), make_mentor(session, "Mo")
    )

    talks = [talk_of(match, number) for number in range(2 * len(LATER))]

    assert talks[0] == FIRST
    assert all(one != other for one, other in pairwise(talks))


def test_notes_are_kept_for_who_writes(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "PRIVATE_IN_PERCENT", 0)

    match = live(session, monkeypatch, fates.GOES_WELL, 20)

    assert session.get_one(SharedNote, match.id).saved_by_id == match.mentee_id
