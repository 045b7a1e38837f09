"""What a coordinator is shown is the same, whichever state a withheld case is in."""

import re

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from matchmaker.extensions import db
from matchmaker.models import CoffeeAnswer, Match, MatchStatus, RoundStatus
from tests.privacy.hidden_states import NOW, State, all_states, build, put_into
from tests.privacy.who_sees_what import addresses, mails_to
from tests.web.browsing import browser_of

OFFERED = {
    RoundStatus.SOLVED: MatchStatus.PROPOSED,
    RoundStatus.PUBLISHED: MatchStatus.OFFERED,
}
# Services leave out what is withheld; their tests, and `test_withheld.py`, run on both databases.
pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)
TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')


COORDINATORS = re.compile(r"/(cases|rounds(/\d+.*)?|people|coffee/rounds(/\d+)?|mails)(\?.*)?$")


def everything_for(
    app: Flask, browser: FlaskClient, member_id: int, urls: list[str]
) -> dict[str, str]:
    """Every page and every mail that somebody gets, by its address."""
    shown = {}
    for url in urls:
        page = browser.get(url)
        shown[url] = f"{page.status_code} {TOKEN.sub('', page.text)}"
    with app.app_context():
        for number, text in enumerate(mails_to(app, member_id)):
            shown[f"mail {number}"] = text
        db.session.rollback()
    return shown


def in_states(
    app: Flask, status: RoundStatus, name: str, wanted: list[State], *, all_pages: bool
) -> list[dict[str, str]]:
    """What somebody is shown in each of these states."""
    with app.app_context():
        found = build(db.session(), status)
        urls = [url for url in addresses(app) if not url.startswith(("/status", "/metrics"))]
        beyond = (db.session.scalar(sa.select(sa.func.max(Match.id))) or 0) + 3
    urls += [f"/matches/{number}" for number in range(1, beyond)]
    orders = ("highest", "mentee", "mentor", "attention")
    urls += [f"/rounds/{found.round_id}?order={order}" for order in orders]
    if not all_pages:
        urls = [url for url in urls if COORDINATORS.match(url)]
    browser = browser_of(app, found.ids[name])
    shown = []
    for state in wanted:
        with app.app_context():
            put_into(db.session(), found, state)
        shown.append(everything_for(app, browser, found.ids[name], urls))
    return shown


def assert_all_the_same(states: list[State], shown: list[dict[str, str]]) -> None:
    first, *others = shown
    assert len([text for text in first.values() if text.startswith("200")]) > 8
    assert any(key.startswith("mail") for key in first)
    for state, texts in zip(states[1:], others, strict=True):
        for address, text in texts.items():
            assert text == first[address], (address, state)


@pytest.mark.parametrize("status", list(OFFERED))
def test_a_coordinators_pages_and_mails_tell_nothing_of_a_withheld_case(
    app: Flask, status: RoundStatus
) -> None:
    offered = OFFERED[status]
    few = [
        State(1),
        State(2, mentee=offered, mentee_with="Mia", is_locked=True, networker=CoffeeAnswer.MET),
        State(3, mentor=offered),
    ]

    with time_machine.travel(NOW, tick=False):
        shown = in_states(app, status, "Mona", few, all_pages=False)

    assert_all_the_same(few, shown)


@pytest.mark.slow
@pytest.mark.parametrize("status", list(OFFERED))
def test_no_page_or_mail_at_all_tells_of_any_state(app: Flask, status: RoundStatus) -> None:
    each = list(all_states(OFFERED[status]))

    with time_machine.travel(NOW, tick=False):
        shown = in_states(app, status, "Mona", each, all_pages=True)

    assert_all_the_same(each, shown)


@pytest.mark.slow
@pytest.mark.parametrize("status", list(OFFERED))
def test_a_coordinator_who_manages_nobody_sees_every_state(app: Flask, status: RoundStatus) -> None:
    each = list(all_states(OFFERED[status]))

    with time_machine.travel(NOW, tick=False):
        shown = in_states(app, status, "Cora", each, all_pages=False)

    told = {tuple(sorted(texts.items())) for texts in shown}
    assert len(told) == len(each)
