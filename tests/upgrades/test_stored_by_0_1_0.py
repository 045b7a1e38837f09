"""What release 0.1.0 stored is migrated, replayed and proved, and says what it said."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from jobs.monthly_match import main
from matchmaker.models import Match, Round
from matchmaker.services.engine.certificates import fault_in_certificate
from matchmaker.services.engine.solving import solve
from matchmaker.services.rounds.rounds import input_of
from tests.mail.sink import running_sink
from tests.privacy.traces import cells_with, files_with
from tests.upgrades.reading import (
    AFTER_ERASING,
    OWN_DATA,
    PAGES,
    erase,
    read_mails,
    read_own_data,
    read_pages,
)

EXPECTED: Final = Path(__file__).parent / "expected"
DIGESTS: Final = {
    1: "6d4213925e53c0357b37650c7026fc58012e6fba42290d463a38feb7031f06a4",
    2: "a12d518af2767b715e3d9378a90ba4066dc957db476b8faca658d845eae16287",
    3: "2900e628e6c051c483e966a67cb6faa4a7014c8b7c65d6c78ec0d797fe0fb21e",
    4: "92a6e37a503af3c6910b9ec8e593ed2181f96dc8444c8c05286605937e6966b1",
}
"""Of the answers of the rounds, by id; as the release stored them."""
FORGOTTEN: Final = {
    "jose.mariapena": (
        *("jose.mariapena", "María Peña", "site of José", "can meet there"),
        *("who knows the archive", "reports to José"),
    ),
    "daniel.abramowitz": (
        *("daniel.abramowitz", "Abramowitz", "dispute", "about a budget"),
        *("two evenings a month", "leave until summer", "all that they had to say"),
    ),
}
"""What no table may hold any more once a member is erased."""


def expected(name: str) -> Any:
    return json.loads((EXPECTED / f"{name}.json").read_text(encoding="utf-8"))


def assert_says(found: dict[str, list[str]], told: dict[str, list[str]]) -> None:
    """Every line that the release said is said, in its order; there may be others between."""
    assert found.keys() == told.keys()
    for page, lines in told.items():
        assert _missing(lines, found[page]) == [], page


def _missing(lines: Iterable[str], found: Iterable[str]) -> list[str]:
    left = iter(found)
    return [line for line in lines if line not in left]


def assert_holds(found: Any, told: Any, where: str) -> None:
    """Everything that the release told is told; there may be more of it."""
    if isinstance(told, dict):
        for key, value in told.items():
            assert_holds(found.get(key), value, f"{where} / {key}")
    elif isinstance(told, list) and any(isinstance(each, dict) for each in told):
        assert len(found) == len(told), where
        for number, (one, other) in enumerate(zip(found, told, strict=True)):
            assert_holds(one, other, f"{where} / {number}")
    else:
        assert found == told, where


def test_every_stored_round_is_solved_and_proved_again(session: Session) -> None:
    rounds = session.scalars(sa.select(Round).order_by(Round.id)).all()

    assert {round_.id: round_.result_digest for round_ in rounds} == DIGESTS
    for round_ in rounds:
        round_input = input_of(round_)
        policy = round_input.policy.matching
        assert solve(round_input.people, policy, in_depth=False).digest == DIGESTS[round_.id]
        assert (
            fault_in_certificate(round_input.people, policy, round_.summary["certificate"]) is None
        )


@pytest.mark.parametrize("month", ["2026-03", "2026-04", "2026-05"])
@pytest.mark.usefixtures("session")
def test_the_job_replays_each_month(month: str, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["--replay", "--month", month])

    assert status == 0
    assert capsys.readouterr().out == (
        f"{month}: the stored snapshot gives the same result again, and it is proved\n"
    )


def test_the_pages_say_what_they_said(app: Flask) -> None:
    assert_says(read_pages(app, PAGES), expected("pages"))


def test_members_are_told_all_that_they_were_told_of_themselves(app: Flask) -> None:
    assert_holds(read_own_data(app, OWN_DATA), expected("own_data"), "")


def test_the_mails_that_were_owed_are_sent(app: Flask) -> None:
    with running_sink() as sink:
        assert read_mails(app, sink) == expected("mails")


@pytest.mark.parametrize("name", ["jose.mariapena", "daniel.abramowitz"])
def test_who_is_erased_now_is_forgotten_as_they_would_have_been(
    app: Flask, session: Session, name: str
) -> None:
    points = sa.select(sa.func.count(), sa.func.sum(Match.points)).select_from(Match)
    before = session.execute(points).one()
    for text in FORGOTTEN[name]:
        assert cells_with(session, text), text
    session.rollback()

    erase(app, name)

    assert session.execute(points).one() == before
    assert [text for text in FORGOTTEN[name] if cells_with(session, text)] == []
    assert [text for text in FORGOTTEN[name] if files_with(session, text)] == []
    assert_says(read_pages(app, AFTER_ERASING), expected(f"erased_{name.partition('.')[0]}"))
