"""Numbers are written one way, on every page and in every mail."""

import re

import pytest
from flask import Flask

from config import ROOT
from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.mail.letters import write_letter
from matchmaker.messages import format_number, format_points, in_language
from matchmaker.models import MailKind, MatchStatus, RoundStatus
from tests.factories import (
    make_coordinator,
    make_match,
    make_mentee,
    make_mentor,
    make_round,
    owe_a_mail,
)
from tests.web.browsing import browser_of, text_of

SOURCES = ROOT / "matchmaker"
BY_HAND = re.compile(r":[,]?\.\d[fg]\}|%\.\d[fg]|\|\s*(round)\b")


@pytest.mark.parametrize(
    ("points", "written"),
    [
        (12, "12"),
        (12.0, "12"),
        (12.5, "12.5"),
        (1.66, "1.66"),
        (1234.5, "1,234.5"),
    ],
)
def test_points_are_as_short_as_they_are_exact(app: Flask, points: float, written: str) -> None:
    with app.app_context():
        assert format_points(points) == written


def test_points_and_counts_follow_the_readers_language(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matchmaker.messages.languages", lambda: ["en", "de"])
    with app.app_context(), in_language("de"):
        assert (format_points(1234.5), format_number(1234)) == ("1.234,5", "1.234")


def test_no_number_is_written_by_hand() -> None:
    for path in SOURCES.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "babel.numbers" in text:
            assert path.name == "messages.py", path
    for path in (SOURCES / "templates").rglob("*.*"):
        for line in path.read_text(encoding="utf-8").splitlines():
            # How wide a bar is drawn is no number that somebody reads.
            assert not BY_HAND.search(line) or 'width="' in line, (path, line)


def test_a_rounds_average_reads_alike_wherever_it_stands(app: Flask) -> None:
    with app.app_context():
        session = db.session()
        cora = make_coordinator(session)
        round_ = make_round(session, status=RoundStatus.SOLVED)
        round_.solved_at = clock.now()
        for points in (56, 57):
            pair = make_mentee(session), make_mentor(session)
            make_match(session, round_, *pair, MatchStatus.PROPOSED, points=points)
        round_.summary = {
            "mentees": 2,
            "matched": 2,
            "average_points": 56.5,
            "lowest_points": 56,
        }
        mail = owe_a_mail(
            session, MailKind.ROUND_READY, f"round:{round_.id}", cora, {"round_id": round_.id}
        )
        session.commit()
        assert mail
        letter = write_letter(session, mail, app.config["SETTINGS"])
        cora_id, round_id = cora.id, round_.id
    browser = browser_of(app, cora_id)

    told = [text_of(browser.get(url).text) for url in ("/rounds", f"/rounds/{round_id}")]

    for text in (letter.text, letter.html, *told):
        assert re.search(r"(?<![\d.,])56\.5(?![\d.,])", text)
        assert not re.search(r"56\.50|56,5|(?<!\d)57(?!\d)", text.replace("57 points", ""))
