"""What mentors and mentees read before they begin: ours or the operator's, linked until read."""

from pathlib import Path

import pytest
from flask import Flask

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import MatchStatus
from matchmaker.services.programme.briefings import LONGEST, read_markdown
from tests.factories import make_match, make_mentee, make_mentor, make_round, part_of
from tests.web.browsing import browser_of, text_of


@pytest.fixture
def mentor(app: Flask) -> int:
    with app.app_context():
        made = make_mentor(db.session(), "Mia").id
        db.session.commit()
        return made


def test_my_page_leads_to_it_until_it_is_read(app: Flask, mentor: int) -> None:
    browser = browser_of(app, mentor)
    assert "New to mentoring" in text_of(browser.get("/me").text)
    assert "Never had a mentor before?" not in text_of(browser.get("/me").text)

    answer = browser.post("/briefing/mentors/read", follow_redirects=True)

    assert "New to mentoring" not in text_of(answer.text)
    assert "I have read this" not in browser.get("/briefing/mentors").text
    assert "I have read this" in browser.get("/briefing/mentees").text


def test_a_mentee_is_led_to_the_one_for_mentees(app: Flask) -> None:
    with app.app_context():
        ada = make_mentee(db.session(), "Ada")
        part_of(db.session(), ada)
        db.session.commit()
        ada_id = ada.id

    page = browser_of(app, ada_id).get("/me").text

    assert "/briefing/mentees" in page
    assert "New to mentoring" not in page


def test_who_has_had_a_mentor_is_not_asked_whether_they_have(app: Flask) -> None:
    with app.app_context():
        session = db.session()
        ada, mia = make_mentee(session, "Ada"), make_mentor(session, "Mia")
        ended = {"introduced_at": clock.now(), "ended_at": clock.now()}
        make_match(session, make_round(session), ada, mia, MatchStatus.COMPLETED, **ended)
        session.commit()
        ada_id = ada.id

    assert "Never had a mentor before?" not in browser_of(app, ada_id).get("/me").text


def test_the_first_time_counts(app: Flask, mentor: int) -> None:
    browser = browser_of(app, mentor)

    def read_at() -> object:
        browser.post("/briefing/mentors/read")
        with app.app_context():
            return db.session.execute(
                db.text("SELECT mentors_briefing_read_at FROM participations")
            ).scalar_one()

    assert read_at() == read_at()


def test_the_operators_words_take_the_place_of_ours(
    app: Flask, mentor: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "instance_path", str(tmp_path))
    text = "# How we mentor\n\nBe on time.\n\n## <script>alert(1)</script>\n\n- Ask\n- Listen\n"
    (tmp_path / "briefing-mentors.md").write_text(text, encoding="utf-8")

    page = browser_of(app, mentor).get("/briefing/mentors").text

    assert "<h1>How we mentor</h1>" in page
    assert "<li>Listen</li>" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "Ask before you answer" not in page
    assert "Bring real work" in browser_of(app, mentor).get("/briefing/mentees").text


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"  \n"])
def test_a_file_that_says_nothing_leaves_ours(
    app: Flask, mentor: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    monkeypatch.setattr(app, "instance_path", str(tmp_path))
    (tmp_path / "briefing-mentors.md").write_bytes(content)

    assert "Ask before you answer" in browser_of(app, mentor).get("/briefing/mentors").text


def test_markdown_is_read_in_parts_whatever_it_is() -> None:
    written = read_markdown("Text\n# Late title\n* one\n  more\n\n* two\n#\n")

    assert written.title == ""
    assert [(block.kind, block.texts) for block in written.blocks] == [
        ("paragraph", ("Text",)),
        ("heading", ("Late title",)),
        ("list", ("one more",)),
        ("list", ("two",)),
    ]
    assert LONGEST < 100_000
