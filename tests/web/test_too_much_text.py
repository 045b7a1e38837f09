"""Whoever writes too much gets it back whole, in the form it came from, and reads what to do."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import MatchStatus
from tests.factories import make_match, make_mentee, make_mentor, make_round
from tests.web.conftest import SignIn

LONG = "Too many words, and more. " * 1_000
"""26,000 characters; with its ends as they come back."""

Pair = Callable[[MatchStatus], tuple[int, FlaskClient]]


@pytest.fixture
def pair(session: Session, sign_in: SignIn) -> Pair:
    """Return a match in a state, and the browser of its mentor."""

    def pair(status: MatchStatus) -> tuple[int, FlaskClient]:
        mentor = make_mentor(session)
        match = make_match(
            session, make_round(session), make_mentee(session), mentor, status,
            introduced_at=None if status == MatchStatus.OFFERED else clock.now(),
        )  # fmt: skip
        return match.id, sign_in(mentor)

    return pair


@pytest.mark.parametrize(
    ("path", "name", "status"),
    [
        ("/matches/{}/notes", "text", MatchStatus.ACTIVE),
        ("/matches/{}/agenda", "text", MatchStatus.ACTIVE),
        ("/matches/{}/notes/private", "text", MatchStatus.ACTIVE),
        ("/matches/{}/end", "reason", MatchStatus.ACTIVE),
        ("/matches/{}/finish", "takeaway", MatchStatus.ACTIVE),
        ("/offers/{}/decline", "note", MatchStatus.OFFERED),
    ],
)
def test_a_long_text_comes_back_whole(
    pair: Pair, path: str, name: str, status: MatchStatus
) -> None:
    number, browser = pair(status)

    answer = browser.post(path.format(number), data={name: LONG, "version": "0"})

    assert answer.status_code == 422
    field = BeautifulSoup(answer.text, "html.parser").select_one(f"textarea[name={name}]")
    assert field is not None
    assert field.text.removeprefix("\n").removeprefix("\r\n").strip() == LONG.strip()
    assert field["aria-invalid"] == "true"


def test_a_long_line_comes_back_as_far_as_anybody_may_have_typed_it(client: FlaskClient) -> None:
    line = LONG[:19_999]

    answer = client.post("/register", data={"name": line, "email": "a" * 30_000})

    assert answer.status_code == 200
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.select_one("#name[aria-invalid]")["value"] == line
    assert page.select_one("#email[aria-invalid]")["value"] == "a" * 20_000
    assert "Shorten this to 200 characters; it has 19,999 now." in answer.text


def test_a_version_that_is_far_too_long_is_an_old_one(pair: Pair) -> None:
    number, browser = pair(MatchStatus.COMPLETED)

    answer = browser.post(f"/matches/{number}/notes", data={"text": "x", "version": "9" * 30_000})

    assert answer.status_code == 409
