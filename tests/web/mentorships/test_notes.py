"""The pages of a pair's notes: what was typed stays, whoever was quicker, and private stays so."""

from dataclasses import dataclass
from threading import Barrier, Thread

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import Match, MatchStatus
from matchmaker.services.mentorships.ending import end_match
from matchmaker.services.mentorships.notes import shared_note
from tests.factories import make_coordinator, make_match, make_mentee, make_mentor, make_round
from tests.web.browsing import browser_of, text_of


@dataclass(frozen=True, slots=True)
class Two:
    """Ada and Mia were introduced."""

    match: int
    ada: int
    mia: int
    coordinator: int

    @property
    def notes(self) -> str:
        return f"/matches/{self.match}/notes"


@pytest.fixture
def two(app: Flask) -> Two:
    with app.app_context():
        session = db.session()
        ada, mia = make_mentee(session, "Ada"), make_mentor(session, "Mia")
        match = make_match(
            session,
            make_round(session),
            ada,
            mia,
            MatchStatus.ACTIVE,
            introduced_at=clock.now(),
        )
        found = Two(match.id, ada.id, mia.id, make_coordinator(session).id)
        session.commit()
        return found


def stored(app: Flask, two: Two) -> str:
    with app.app_context():
        return shared_note(db.session(), db.session.get_one(Match, two.match)).text


def form_on(html: str) -> tuple[str, str]:
    """Return the text in the form of a page, and the version that the form carries."""
    soup = BeautifulSoup(html, "html.parser")
    text, version = soup.select_one("textarea[name=text]"), soup.select_one("[name=version]")
    assert text
    assert version
    return text.get_text().strip(), str(version["value"])


def test_a_save_that_meets_a_newer_text_shows_both_and_loses_none(app: Flask, two: Two) -> None:
    ada, mia = browser_of(app, two.ada), browser_of(app, two.mia)
    read = form_on(ada.get(two.notes).text)
    assert mia.post(two.notes, data={"text": "From Mia", "version": read[1]}).status_code == 302

    answer = ada.post(two.notes, data={"text": "From Ada", "version": read[1]})

    assert answer.status_code == 409
    assert "What Mia saved From Mia" in text_of(answer.text)
    assert stored(app, two) == "From Mia"
    typed, version = form_on(answer.text)
    assert typed == "From Ada"
    again = ada.post(two.notes, data={"text": "From Mia From Ada", "version": version})
    assert again.status_code == 302
    assert stored(app, two) == "From Mia From Ada"


@pytest.mark.both_databases
def test_of_two_who_save_at_once_one_is_shown_the_others_text(app: Flask, two: Two) -> None:
    both = {"Ada": browser_of(app, two.ada), "Mia": browser_of(app, two.mia)}
    start, answers = Barrier(len(both)), dict[str, tuple[int, str]]()

    def save(name: str) -> None:
        start.wait()
        answer = both[name].post(two.notes, data={"text": f"From {name}", "version": "0"})
        answers[name] = answer.status_code, answer.text

    writers = [Thread(target=save, args=(name,)) for name in both]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert sorted(status for status, _text in answers.values()) == [302, 409]
    [slower] = [name for name, (status, _text) in answers.items() if status == 409]
    [quicker] = both.keys() - {slower}
    assert stored(app, two) == f"From {quicker}"
    page = answers[slower][1]
    assert f"From {quicker}" in text_of(page)
    assert form_on(page)[0] == f"From {slower}"


def test_a_version_that_is_no_number_is_an_old_one(app: Flask, two: Two) -> None:
    ada = browser_of(app, two.ada)
    ada.post(two.notes, data={"text": "First", "version": "0"})

    for version in ("", "x", "-1", "1" * 40):
        answer = ada.post(two.notes, data={"text": "Second", "version": version})
        assert answer.status_code in {409, 422}
        assert form_on(answer.text)[0] == "Second"
    assert stored(app, two) == "First"


def test_too_long_a_text_is_kept_in_the_form_with_a_sentence(app: Flask, two: Two) -> None:
    long = "word " * 2_400

    answer = browser_of(app, two.ada).post(two.notes, data={"text": long, "version": "0"})

    assert answer.status_code == 422
    assert "Shorten this to 8000 characters" in text_of(answer.text).replace(",", "")
    assert form_on(answer.text)[0] == long.strip()
    assert stored(app, two) == ""


def test_private_notes_are_shown_to_nobody_else(app: Flask, two: Two) -> None:
    ada, mia = browser_of(app, two.ada), browser_of(app, two.mia)
    private = f"{two.notes}/private"
    ada.post(private, data={"text": "zzalone", "version": "0"})

    assert form_on(ada.get(private).text)[0] == "zzalone"
    assert form_on(mia.get(private).text) == ("", "0")
    assert "zzalone" not in ada.get(f"/matches/{two.match}").text
    assert "zzalone" in ada.get("/me/data.json").text
    assert "zzalone" not in mia.get("/me/data.json").text
    coordinator = browser_of(app, two.coordinator)
    assert coordinator.get(private).status_code == 404
    assert coordinator.get(two.notes).status_code == 404
    assert "notes" not in text_of(coordinator.get(f"/matches/{two.match}").text).lower()


def test_what_was_typed_as_it_ended_can_still_be_copied(app: Flask, two: Two) -> None:
    ada = browser_of(app, two.ada)
    ada.post(two.notes, data={"text": "Before", "version": "0"})
    with app.app_context():
        match = db.session.get_one(Match, two.match)
        end_match(db.session(), match, match.mentor)
        db.session.commit()

    answer = ada.post(two.notes, data={"text": "Typed meanwhile", "version": "1"})

    assert answer.status_code == 409
    assert "Typed meanwhile" in text_of(answer.text)
    page = text_of(ada.get(two.notes).text)
    assert "Before" in page
    assert "These notes are deleted after" in page
    assert stored(app, two) == "Before"
