"""Every page, in every state, for everybody: WCAG 2.2 AA, and a page that is new must be listed."""

import pytest
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.accessibility.looking import faults_on
from tests.accessibility.pages import BUTTONS, FORMS, NOT_PAGES, VIEWS, View
from tests.accessibility.stage import Stage


@pytest.mark.browser
@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_everybody_can_use(chromium: Browser, request: pytest.FixtureRequest, view: View) -> None:
    stage: Stage = request.getfixturevalue(view.stage)
    page = stage.open(chromium, view.person, view.path)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    if view.act is not None:
        view.act(page, stage)

    faults = faults_on(page)
    page.context.close()

    assert not faults, "\n".join(faults)
    assert [said for said in complaints if "status of 4" not in said] == []


def test_every_page_is_looked_at(full: Stage) -> None:
    looked_at = {endpoint_of(full.app, full.address(view.path)) for view in VIEWS}

    pages = endpoints_with("GET", full.app)

    assert pages - set(NOT_PAGES) - looked_at == set()
    assert set(NOT_PAGES) <= pages


def test_every_form_is_looked_at_with_faults(full: Stage) -> None:
    shown = {view.what for view in VIEWS}

    forms = endpoints_with("POST", full.app)

    assert forms == BUTTONS | set(FORMS)
    assert set(FORMS.values()) <= shown


def endpoints_with(method: str, app: Flask) -> set[str]:
    return {rule.endpoint for rule in app.url_map.iter_rules() if method in (rule.methods or ())}


def endpoint_of(app: Flask, path: str) -> str:
    try:
        endpoint, _ = app.url_map.bind("localhost").match(path.partition("?")[0])
    except (HTTPException, RequestRedirect):
        return ""
    return str(endpoint)
