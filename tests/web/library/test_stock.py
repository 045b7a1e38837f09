"""What coordinators put into the library, and hide there, on its page."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from config import WrongSettings
from matchmaker.assembly import check_library
from matchmaker.services.library import stock
from matchmaker.services.library.content import load_library
from matchmaker.services.library.stock import stock_of
from tests.factories import make_coordinator, make_mentee, the_programme
from tests.web.conftest import SignIn

GUIDE = {
    "title": "Our <b>guide</b>",
    "address": "https://example.org/guide?utm_source=mail",
    "about": "",
    "skills": ["risk", "finance"],
    "from_level": "1",
    "to_level": "2",
    "kind": "guide",
    "language": "en",
    "cost": "free",
}


def test_a_coordinator_adds_a_resource_which_members_see(session: Session, sign_in: SignIn) -> None:
    cora, ada = make_coordinator(session), make_mentee(session, "Ada")

    answer = sign_in(cora).post("/library/resources", data=GUIDE)

    assert answer.status_code == 303
    page = sign_in(ada).get("/library/").text
    assert "Our &lt;b&gt;guide&lt;/b&gt;" in page
    assert 'href="https://example.org/guide"' in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": ""}, "Enter a title."),
        ({"title": "x" * 161}, "Shorten this to 160 characters"),
        ({"address": "javascript:alert(1)"}, "begins with https:// or http://"),
        ({"address": "https://a:b@example.org"}, "Leave out names and passwords"),
        ({"address": "https://example.org/" + "x" * 500}, "Enter an address such as"),
        ({"skills": []}, "Choose at least one skill."),
        ({"skills": ["nothing"]}, "not a valid choice"),
        ({"from_level": "3", "to_level": "1"}, "Choose the same level as above"),
        ({"from_level": "5"}, "Not a valid choice"),
        ({"from_level": "low"}, "Not a valid choice"),
        ({"to_level": "high"}, "Not a valid choice"),
        ({"from_level": None}, "Not a valid choice"),
        ({"to_level": None}, "Not a valid choice"),
        ({"kind": "podcats"}, "Not a valid choice"),
    ],
)
def test_a_faulty_resource_comes_back_with_its_fault(
    session: Session, sign_in: SignIn, typed: dict[str, object], said: str
) -> None:
    before = len(load_library().resources)

    answer = sign_in(make_coordinator(session)).post(
        "/library/resources",
        data={name: value for name, value in (GUIDE | typed).items() if value is not None},
    )

    assert answer.status_code == 422
    assert said in answer.text
    assert len(stock_of(session, the_programme(session), load_library())) == before


def test_a_full_library_takes_no_more(
    session: Session, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stock, "MOST_ADDED", 0)
    browser = sign_in(make_coordinator(session))

    answer = browser.post("/library/resources", data=GUIDE)

    assert answer.status_code == 409
    assert "as many resources as the library can hold" in answer.text
    assert 'value="Our &lt;b&gt;guide&lt;/b&gt;"' in answer.text


def test_what_is_hidden_is_shown_again(session: Session, sign_in: SignIn) -> None:
    browser, title = sign_in(make_coordinator(session)), "3 ways to lead"
    item = {"item": "emotional_intelligence"}

    assert browser.post("/library/resources/hide", data=item).status_code == 303
    assert title not in browser.get("/library/skills/coaching").text
    assert title in browser.get("/library/resources").text
    assert browser.post("/library/resources/show", data=item).status_code == 303
    assert title in browser.get("/library/skills/coaching").text
    assert browser.post("/library/resources/hide", data={"item": "nothing"}).status_code == 404


def test_a_faulty_file_of_the_operators_ends_the_start_with_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "library.toml"
    file.write_text('[[resources]]\ncode = "ours"\n', encoding="utf-8")
    check_library(None)

    with pytest.raises(WrongSettings):
        check_library(file)

    said = capsys.readouterr().err
    assert said.startswith(
        "matchmaker: wrong setting: LIBRARY_FILE: library.toml: resources 1 (ours)"
    )
    assert said.count("\n") == 1
