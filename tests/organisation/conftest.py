"""Applications whose people sign in through their organisation, and that organisation."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matchmaker import create_app
from matchmaker.extensions import db
from tests.browsing import Browser
from tests.conftest import make_settings
from tests.organisation.providers import Provider, running_provider

MakeApp = Callable[..., Flask]


@pytest.fixture(scope="session")
def provider() -> Iterator[Provider]:
    """The organisation's sign-in, a process of its own."""
    with running_provider() as running:
        yield running


@pytest.fixture
def make_app(sqlite_template: Path, tmp_path: Path) -> Iterator[MakeApp]:
    """Return an application for an issuer; other settings as given."""
    made: list[Flask] = []

    def make(issuer: str, **settings: object) -> Flask:
        path = tmp_path / f"{len(made)}.sqlite"
        shutil.copy(sqlite_template, path)
        values = {"oidc_issuer": issuer, "oidc_client_id": "matchmaker"} | settings
        values = {"oidc_client_secret": "a secret of the two"} | values
        app = create_app(make_settings(f"sqlite:///{path}", **values), instance=tmp_path)
        app.test_client_class = Browser
        app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def site(make_app: MakeApp, provider: Provider) -> Flask:
    """An application whose organisation is the real provider."""
    return make_app(provider.issuer)


@pytest.fixture
def browser(site: Flask) -> FlaskClient:
    """A visitor's browser."""
    return site.test_client()
