"""Served sites in demo mode, where every page exists: one with a whole cast, one still empty."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from flask import Flask, abort, request
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page
from sqlalchemy.exc import OperationalError

from demo.capture import MailCapture
from matchmaker import create_app
from matchmaker.extensions import db
from matchmaker.mail.delivery import deliver_mails
from matchmaker.messages import in_language
from matchmaker.models import Coordinator, GrantSource, Member
from matchmaker.services.accounts.sign_in import end_session, find_session
from tests.accessibility.cast import Cast, fill
from tests.browsing import Browser as PlainBrowser
from tests.conftest import make_settings
from tests.factories import make_coordinator
from tests.journey.site import serving

BY_GROUP: Final = {
    "oidc_issuer": "https://id.example.org",
    "oidc_client_id": "matchmaker",
    "oidc_client_secret": "a secret",
    "oidc_button_label": "ÖÄÜ",
    "oidc_coordinator_claim": "groups",
    "oidc_coordinator_value": "pmo-leads",
}
"""Nobody asks the provider: no page here leads there. Its name is a word of no language."""


@dataclass
class Stage:
    """A site, where it is served, and who can visit it."""

    app: Flask
    base_url: str
    cast: Cast
    language: str = "en"

    def address(self, path: str) -> str:
        """Fill in the ids and tokens that a path names."""
        return path.format(**self.cast.values)

    def open(self, browser: Browser, person: str, path: str) -> Page:
        """Open a path in a fresh window of a person; "visitor" is nobody who is known."""
        context = browser.new_context(
            base_url=self.base_url, reduced_motion="reduce", locale=self.language
        )
        context.set_default_timeout(10_000)
        if person != "visitor":
            context.add_cookies([self._cookie(person)])  # type: ignore[list-item]
        page = context.new_page()
        page.goto(self.address(path))
        return page

    def end_session_of(self, person: str) -> None:
        """End a person's session on the server, as signing out on another device does."""
        with self.app.app_context():
            end_session(db.session(), self.cast.tokens[person])
            db.session.commit()

    def forget_the_proof_of(self, person: str) -> None:
        """Let a person's last proof of who they are be too old."""
        with self.app.app_context():
            row = find_session(db.session(), self.cast.tokens[person])
            assert row is not None
            row.confirmed_at = None
            db.session.commit()

    def get(self, person: str, path: str) -> str:
        """Return a page as its person gets it, without a browser."""
        client = self.app.test_client() if person == "visitor" else self._client_of(person)
        headers = {"Accept-Language": self.language}
        return client.get(self.address(path), headers=headers, follow_redirects=True).text

    def _client_of(self, person: str) -> FlaskClient:
        client = self.app.test_client()
        with client.session_transaction() as cookie:
            cookie.update(_user_id=self.cast.tokens[person], _fresh=True, _permanent=True)
        return client

    def _cookie(self, person: str) -> dict[str, str]:
        client = self._client_of(person)
        found = client.get_cookie(self.app.config.get("SESSION_COOKIE_NAME", "session"))
        assert found is not None
        return {"name": found.key, "value": found.value, "url": self.base_url}


@contextmanager
def full_stage(
    template: Path, folder: Path, language: str = "en", translations: Path | None = None
) -> Iterator[Stage]:
    """Everybody and everything, with the mails that it took captured, all in one language."""
    app = _make_app(template, folder, translations)
    with app.app_context(), MailCapture(folder) as capture:
        with in_language(language):
            cast = fill(db.session())
        _speak(language)
        settings = app.config["SETTINGS"].model_copy(
            update={"smtp_host": "127.0.0.1", "smtp_port": capture.port, "smtp_security": "none"}
        )
        deliver_mails(db.session(), settings)
    cast.values["mail"] = _first_invitation(folder)
    with _served(app, cast, language) as stage:
        yield stage


@contextmanager
def empty_stage(
    template: Path, folder: Path, language: str = "en", translations: Path | None = None
) -> Iterator[Stage]:
    """Nobody but a coordinator, on the day after the installation."""
    app = _make_app(template, folder, translations)
    cast = Cast()
    with app.app_context():
        cast.add(db.session(), coordinator=make_coordinator(db.session()))
        _speak(language)
    with _served(app, cast, language) as stage:
        yield stage


@contextmanager
def organisation_stage(
    template: Path, folder: Path, language: str = "en", translations: Path | None = None
) -> Iterator[Stage]:
    """A coordinator by a group of the organisation's sign-in, which has not told of it lately."""
    app = _make_app(template, folder, translations, **BY_GROUP)
    cast = Cast()
    with app.app_context():
        cast.add(db.session(), coordinator=make_coordinator(db.session()))
        db.session.execute(sa.update(Coordinator).values(source=GrantSource.GROUP))
        _speak(language)
    with _served(app, cast, language) as stage:
        yield stage


def _speak(language: str) -> None:
    db.session.execute(sa.update(Member).values(language=language))
    db.session.commit()


def _make_app(template: Path, folder: Path, translations: Path | None, **more: str) -> Flask:
    path = folder / "stage.sqlite"
    shutil.copy(template, path)
    settings = make_settings(f"sqlite:///{path}", demo=True, demo_mail_folder=folder, **more)
    app = create_app(settings, instance=folder)
    app.test_client_class = PlainBrowser
    app.config.update(RATELIMIT_ENABLED=False)
    app.before_request(_fail_as_asked)
    if translations:
        app.extensions["babel"].translation_directories = [str(translations)]
    return app


def _fail_as_asked() -> None:
    """Fail for `?fail=500` and the like, so that each error has its page somewhere."""
    status = request.args.get("fail", 0, int)
    if status == 503:
        raise OperationalError("SELECT", {}, Exception("the test took the database away"))
    if status:
        abort(status)


def _first_invitation(folder: Path) -> int:
    """Return the number of a captured mail that has a calendar file."""
    return next(
        int(path.stem)
        for path in sorted(folder.glob("*.eml"))
        if b"text/calendar" in path.read_bytes()
    )


@contextmanager
def _served(app: Flask, cast: Cast, language: str) -> Iterator[Stage]:
    with serving(app) as base_url:
        yield Stage(app, base_url, cast, language)
    with app.app_context():
        db.engine.dispose()
