"""Every route, for every kind of person, about their own things and another's: as the table says.

The table is `table.txt` beside this file; its head says how a new route is added.
"""

import re
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import Match
from tests.access.conftest import Site
from tests.access.rows import TABLE, Row, names_a_thing, read_rows, routes_of
from tests.access.world import PEOPLE
from tests.factories import the_programme
from tests.web.test_headers import assert_every_header

ROWS = read_rows()
REFUSED = {401, 403, 404}
WRITES_WHEN_READ = {"profile_looks", "access_entries"}
"""Tables in which a GET may write: what a coordinator looked at, who was refused."""


@pytest.fixture(autouse=True)
def _stopped_demo_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo's desk moves the clock of the whole process."""
    monkeypatch.setattr(clock, "_AHEAD", [timedelta(0)])


def address(site: Site, row: Row, arguments: dict[str, object]) -> str:
    """Return the address of a row about one thing."""
    known = {key: value for key, value in arguments.items() if not str(value).startswith("..")}
    adapter = site.app.url_map.bind("localhost")
    return adapter.build(row.endpoint, known or arguments, row.method)


def ask(site: Site, row: Row, person: str, arguments: dict[str, object]) -> TestResponse:
    """Do what the row says, as a person."""
    form = site.world.forms.get(row.endpoint, {}) if row.method == "POST" else None
    url = address(site, row, arguments)
    answer: TestResponse = site.browser(person).open(url, method=row.method, data=form)
    answer.get_data()
    answer.close()
    return answer


def prepare(site: Site, row: Row, arguments: dict[str, object]) -> None:
    """Bring the thing into the state in which the row is about it."""
    if (state := site.world.states.get(row.about)) is None:
        return
    with site.app.app_context():
        match = db.session.get_one(Match, arguments["match_id"])
        match.status, match.introduced_at = state, match.offered_at
        db.session.commit()


def page(answer: TestResponse) -> str:
    """Return a page without what differs each time it is made."""
    return re.sub(r'value="[\w.-]{60,}"', 'value="…"', answer.text)


def written(before: set[str], after: set[str]) -> list[str]:
    """Return the statements by which a database differs, but for tables that may."""
    return [
        line
        for line in sorted(before ^ after)
        if not any(f'"{table}"' in line for table in WRITES_WHEN_READ)
    ]


def check_row(site: Site, row: Row) -> None:
    """Compare what every person gets with the row; what is refused changes nothing."""
    found = {}
    for person in row.statuses:
        arguments = {} if row.about == "-" else site.world.arguments(row.about, person)
        prepare(site, row, arguments)
        before = site.rows()
        answer = ask(site, row, person, arguments)
        found[person] = answer.status_code
        assert_every_header(answer, row.endpoint)
        if row.method == "GET" or answer.status_code in REFUSED:
            assert written(before, site.rows()) == [], f"{row} changed something for a {person}"
        if answer.status_code == 404:
            nothing = ask(site, row, person, site.world.missing[row.about])
            assert (nothing.status_code, page(nothing)) == (404, page(answer)), (
                f"{row}: a {person} can tell that it exists"
            )
        if row.method != "GET":
            site.start_again()
    assert found == row.statuses


def missing_lines(routes: set[tuple[str, str]]) -> str:
    """Return lines to begin with, for routes that the table does not have."""
    listed = {(row.method, row.endpoint) for row in ROWS}
    return "\n".join(
        f"{method:<5}{endpoint:<29}{'-':<18}" + "???      " * len(PEOPLE)
        for method, endpoint in sorted(routes - listed, key=lambda route: route[::-1])
    )


def test_every_route_is_in_the_table_and_the_table_has_no_other(
    real_site: Site, demo_site: Site
) -> None:
    routes = routes_of(real_site.app) | routes_of(demo_site.app)
    lines = missing_lines(routes)

    assert not lines, f"Say in {TABLE.name} who may do this (its head says how):\n{lines}"
    gone = {(row.method, row.endpoint) for row in ROWS} - routes
    assert not gone, f"{TABLE.name} has lines of routes that are gone: {sorted(gone)}"


def test_an_address_that_names_a_thing_is_tried_with_one(demo_site: Site, real_site: Site) -> None:
    for row in ROWS:
        site = demo_site if row.is_demo else real_site
        assert (row.about != "-") == names_a_thing(site.app, row.endpoint) or (
            row.about in site.world.forms
        ), f"{row}: name what the address is about"


def test_everybody_has_a_case_for_every_route() -> None:
    for endpoint in {(row.method, row.endpoint) for row in ROWS}:
        persons = set().union(
            *(row.statuses for row in ROWS if (row.method, row.endpoint) == endpoint)
        )
        assert persons == set(PEOPLE), f"{endpoint}: {set(PEOPLE) - persons} have no case"


@pytest.mark.parametrize("row", [row for row in ROWS if not row.is_demo], ids=str)
def test_everybody_gets_what_the_table_says(site: Site, row: Row) -> None:
    check_row(site, row)


ANSWERED = {"answers.show", "answers.answer"}
"""What a browser may open that may answer from its owner's mail."""
FOR_MACHINES = {"static", "bootstrap.static", "metrics.show", "status.show"}
"""Files, and figures that differ from one moment to the next."""
OF_PEOPLE = [row for row in ROWS if not row.is_demo and row.endpoint not in FOR_MACHINES]


@pytest.mark.parametrize("row", OF_PEOPLE, ids=str)
def test_a_browser_that_may_answer_is_a_visitors_everywhere_else(site: Site, row: Row) -> None:
    person = next((each for each in row.statuses if each != "visitor"), "mentee")
    arguments = {} if row.about == "-" else site.world.arguments(row.about, person)
    answers = []
    for cookie in ("", site.world.browsers[person]):
        prepare(site, row, arguments)
        browser = site.browser("visitor")
        if cookie:
            browser.set_cookie("answers", cookie)
        form = site.world.forms.get(row.endpoint, {}) if row.method == "POST" else None
        answers.append(browser.open(address(site, row, arguments), method=row.method, data=form))
        if row.method != "GET":
            site.start_again()
    is_theirs = row.endpoint in ANSWERED and row.about.startswith("question_")
    visitors, known = ((answer.status_code, answer.location, page(answer)) for answer in answers)

    assert (visitors != known) == is_theirs


@pytest.mark.parametrize("row", [row for row in ROWS if row.is_demo], ids=str)
def test_the_demos_desk_is_open_to_everybody(desk: Site, row: Row) -> None:
    check_row(desk, row)


@pytest.mark.parametrize("person", PEOPLE)
def test_with_the_demo_off_its_desk_does_not_exist(
    site: Site, demo_site: Site, person: str
) -> None:
    browser = site.browser(person)
    before = site.rows()

    for row in (row for row in ROWS if row.is_demo):
        arguments = {} if row.about == "-" else demo_site.world.arguments(row.about, person)
        url = address(demo_site, row, arguments)
        assert browser.open(url, method=row.method).status_code == 404, url

    assert site.rows() == before


def test_what_does_not_exist_is_no_fault_and_changes_nothing(site: Site) -> None:
    before = site.rows()

    for row in (row for row in ROWS if row.about != "-" and not row.is_demo):
        for person, status in row.statuses.items():
            answer = ask(site, row, person, site.world.missing[row.about])
            allowed = {404, status} if status in {302, 303, 401, 403} else {404}
            assert answer.status_code in allowed, f"{row} for a {person}"

    assert written(before, site.rows()) == []


def test_what_somebody_writes_is_noticed_and_undone(site: Site) -> None:
    before = site.rows()

    with site.app.app_context():
        the_programme(db.session()).name = "Another"
        db.session.commit()
    after = site.rows()
    site.start_again()

    assert len(written(before, after)) == 2
    assert site.rows() == before
