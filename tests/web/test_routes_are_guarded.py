"""Every page is in the table of guards, and each guard keeps out whom it should."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from matchmaker import create_app, web
from matchmaker.extensions import db
from matchmaker.models import Member
from matchmaker.services.accounts.sign_in import open_session
from matchmaker.web.guards import anyone, coordinator_only, signed_in
from tests.browsing import Browser
from tests.conftest import make_settings
from tests.factories import make_coordinator, make_member

UNGUARDED = {"static", "bootstrap.static"}
GUARDS = {page.name: guard for page, guard in web.PAGES + web.DEMO_PAGES}


@pytest.fixture
def demo_app(sqlite_template: Path, tmp_path: Path) -> Iterator[Flask]:
    """The application with every page that there is, also those of the demo."""
    path = tmp_path / "demo.sqlite"
    shutil.copy(sqlite_template, path)
    app = create_app(make_settings(f"sqlite:///{path}", demo=True), instance=tmp_path)
    app.test_client_class = Browser
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    yield app
    with app.app_context():
        db.engine.dispose()


def blueprint_of(rule: Rule) -> str:
    return rule.endpoint.rpartition(".")[0]


def guarded_rules(app: Flask) -> list[Rule]:
    return [
        rule
        for rule in app.url_map.iter_rules()
        if GUARDS.get(blueprint_of(rule), anyone) in {signed_in, coordinator_only}
    ]


def address(app: Flask, rule: Rule) -> str:
    """An address of the rule; 1 is a value for a number and for a word."""
    adapter = app.url_map.bind("localhost")
    return adapter.build(rule.endpoint, dict.fromkeys(rule.arguments, 1), methods(rule)[0])


def methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def browser_of(app: Flask, make: Callable[[Session], Member]) -> FlaskClient:
    """A browser in which somebody new is signed in."""
    with app.app_context():
        token = open_session(db.session(), make(db.session()))
        db.session.commit()
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
    return client


def test_every_page_is_in_the_table(demo_app: Flask) -> None:
    unguarded = {
        rule.endpoint
        for rule in demo_app.url_map.iter_rules()
        if rule.endpoint not in UNGUARDED
        and GUARDS.get(blueprint_of(rule))
        not in demo_app.before_request_funcs.get(blueprint_of(rule), [])
    }

    assert unguarded == set()
    assert len(GUARDS) == len(web.PAGES) + len(web.DEMO_PAGES)


def test_a_visitor_opens_no_guarded_page(demo_app: Flask) -> None:
    client = demo_app.test_client()

    for rule in guarded_rules(demo_app):
        url = address(demo_app, rule)
        for method in methods(rule):
            answer = client.open(url, method=method)
            if method == "GET":
                assert answer.status_code == 302, url
                assert answer.location.startswith("/sign-in?next=/"), url
            else:
                assert answer.status_code == 401, url


def test_a_member_opens_no_page_of_the_coordinators(demo_app: Flask) -> None:
    client = browser_of(demo_app, make_member)

    for rule in guarded_rules(demo_app):
        if GUARDS[blueprint_of(rule)] is coordinator_only:
            for method in methods(rule):
                answer = client.open(address(demo_app, rule), method=method)
                assert answer.status_code == 403, (method, rule.rule)


def test_the_pages_of_the_demo_do_not_exist_elsewhere(app: Flask) -> None:
    demo = {page.name for page, _ in web.DEMO_PAGES}

    assert not demo & set(app.blueprints)


def test_guards_let_the_right_people_in(demo_app: Flask) -> None:
    for name, guard in (("theirs", signed_in), ("run", coordinator_only)):
        page = web.Blueprint(name, __name__)
        page.add_url_rule(f"/{name}", view_func=lambda: "in", methods=["GET", "POST"])
        web.register_page(demo_app, page, guard)
    browsers = [
        demo_app.test_client(),
        browser_of(demo_app, make_member),
        browser_of(demo_app, make_coordinator),
    ]

    def statuses(method: str, url: str) -> list[int]:
        return [browser.open(url, method=method).status_code for browser in browsers]

    assert statuses("GET", "/theirs?page=2") == [302, 200, 200]
    assert statuses("POST", "/theirs") == [401, 200, 200]
    assert statuses("GET", "/run") == [302, 403, 200]
    assert statuses("POST", "/run") == [401, 403, 200]
    assert browsers[0].get("/theirs?page=2").location == "/sign-in?next=/theirs?page%3D2"
