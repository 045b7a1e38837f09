"""Erasing again who was erased before a restoration: nobody is told or asked twice of it.

Ada's offer is with Mia, and Max would be the next best. Mia was erased in the time that the
restoration lost; the list of erasures knows of it.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from jobs import follow_up, purge
from jobs.monthly_match import make_round
from matchmaker import clock
from matchmaker.models import EpochReason, MailKind, Match, MatchStatus, Member, OutboxMail, Round
from matchmaker.services.matches.offers import accept_offer
from matchmaker.services.matches.publishing import publish_round
from matchmaker.services.operations.epochs import hold_mails
from matchmaker.services.privacy.erasure_list import Erased, add_to_list, hash_address
from tests.conftest import SECRET_KEY
from tests.factories import make_coordinator, make_mentee, make_mentor, part_of, the_programme

Again = Callable[[Flask], object]


def by_command(app: Flask) -> object:
    return app.test_cli_runner().invoke(args=["privacy", "reapply"])


def by_purge(_app: Flask) -> object:
    return purge.main([])


WAYS: dict[str, Again] = {"by command": by_command, "by the purge": by_purge}


@pytest.fixture(autouse=True)
def erasures(app: Flask, tmp_path: Path) -> Path:
    """The list of this test."""
    file = tmp_path / "erasures.list"
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"erasure_list": file})
    return file


@pytest.fixture
def offer(session: Session) -> Match:
    make_coordinator(session)
    make_mentee(session, "Ada", needs={"risk": (1, 5)})
    make_mentor(session, "Mia", levels={"risk": 5})
    make_mentor(session, "Max", levels={"risk": 3})
    make_round(session, the_programme(session), "2026-11")
    publish_round(session, session.scalars(sa.select(Round)).one(), None)
    session.commit()
    return session.scalars(sa.select(Match)).one()


def note_as_erased(session: Session, erasures: Path, *names: str) -> None:
    """Note people in the list as if they had been erased in the time that was lost."""
    moment = clock.now() + timedelta(minutes=1)
    addresses = session.scalars(sa.select(Member.email).where(Member.name.in_(names)))
    add_to_list(erasures, [Erased(hash_address(each, SECRET_KEY), moment) for each in addresses])
    session.commit()


def owed(session: Session) -> set[tuple[MailKind, str, bool]]:
    """Which mails there are: kind, to whom, and whether they are held."""
    session.rollback()
    rows = session.scalars(sa.select(OutboxMail)).all()
    return {(row.kind, row.recipient.partition("@")[0], row.is_held) for row in rows}


def live_mentors(session: Session) -> list[str]:
    session.rollback()
    query = sa.select(Member.name).join(Match, Match.mentor_id == Member.id)
    return list(session.scalars(query.where(Match.status == MatchStatus.OFFERED)))


@pytest.mark.parametrize("is_held", [True, False], ids=["held", "not noticed"])
@pytest.mark.parametrize("again", WAYS.values(), ids=WAYS)
def test_erasing_a_mentor_again_owes_nothing_and_the_next_best_is_asked_once_afterwards(
    app: Flask, session: Session, offer: Match, erasures: Path, again: Again, is_held: bool
) -> None:
    note_as_erased(session, erasures, "Mia")
    if is_held:
        hold_mails(session, EpochReason.ORDERED)
        session.commit()
    before = {(kind, name, held) for kind, name, held in owed(session) if name != "mia"}

    again(app)

    assert owed(session) == before
    if is_held:
        assert follow_up.main([]) == 1
        assert owed(session) == before
        app.test_cli_runner().invoke(args=["mail", "release"])

    for _ in range(2):
        assert follow_up.main([]) == 0
        assert live_mentors(session) == ["Max"]
        new = owed(session) - {(kind, name, False) for kind, name, _held in before}
        assert new == {(MailKind.OFFER, "max", False)}, "Ada was told when Mia was erased"


def test_with_no_mentor_left_the_mentee_comes_first_next_month(
    app: Flask, session: Session, offer: Match, erasures: Path
) -> None:
    note_as_erased(session, erasures, "Mia", "Max")
    purge.main([])

    follow_up.main([])

    assert live_mentors(session) == []
    assert offer.status == MatchStatus.WITHDRAWN
    assert part_of(session, offer.mentee).has_first_priority
    assert {name for _kind, name, _held in owed(session)} == {"cora.coordinator"}


def test_erasing_a_mentee_again_takes_the_offer_back_without_a_word(
    app: Flask, session: Session, offer: Match, erasures: Path
) -> None:
    note_as_erased(session, erasures, "Ada")
    before = owed(session)

    purge.main([])
    follow_up.main([])

    session.refresh(offer)
    assert offer.status == MatchStatus.CANCELLED
    assert owed(session) == before


def test_erasing_one_of_an_introduced_pair_again_ends_the_match_without_a_word(
    app: Flask, session: Session, offer: Match, erasures: Path
) -> None:
    accept_offer(session, offer, offer.mentor)
    session.commit()
    note_as_erased(session, erasures, "Mia")
    before = {each for each in owed(session) if each[1] != "mia"}

    purge.main([])
    follow_up.main([])

    session.refresh(offer)
    assert offer.status == MatchStatus.CANCELLED
    assert part_of(session, offer.mentee).has_first_priority
    assert owed(session) == before


def test_what_is_done_on_the_site_while_a_hold_stands_is_done_but_told_after_the_release(
    app: Flask, session: Session, offer: Match
) -> None:
    hold_mails(session, EpochReason.RESTORED)

    accept_offer(session, offer, offer.mentor)
    session.commit()

    told = {(kind, held) for kind, _name, held in owed(session) if kind.startswith("introduction")}
    assert offer.status == MatchStatus.INTRODUCED
    assert told == {(MailKind.INTRODUCTION_MENTEE, True), (MailKind.INTRODUCTION_MENTOR, True)}
