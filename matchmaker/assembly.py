"""Puts the application together from its parts; the one module that knows all of them."""

import sys
from functools import partial
from pathlib import Path

from flask import Flask

from config import ROOT, Settings, WrongSettings, load_settings
from matchmaker import cli, embedded, extensions, mail, tasks, web
from matchmaker.database import engine_options, prepare_engine
from matchmaker.messages import ENGLISH
from matchmaker.private_files import keep_private
from matchmaker.services.library.content import WrongLibrary, load_library
from matchmaker.web.proxies import TrustedProxies
from matchmaker.web.views.accounts import provider


def create_app(settings: Settings | None = None, instance: Path | None = None) -> Flask:
    """Build the application from the environment, or from settings given by a test.

    An embedded SQLite database is created and migrated here; PostgreSQL is left to
    `flask db upgrade`.
    """
    settings = settings or load_settings()
    check_library(settings.library_file)
    instance = instance or settings.data_dir or ROOT / "instance"
    # The package's name, not this module's: by it templates, static files and the log are found.
    app = Flask("matchmaker", instance_path=str(instance))
    url = settings.sqlalchemy_url(instance)
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(url),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_NAME=settings.session_cookie_name,
        SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_SECURE=settings.is_https,
        TRUSTED_HOSTS=settings.hosts(),
        BOOTSTRAP_SERVE_LOCAL=True,
        WTF_CSRF_TIME_LIMIT=None,
        RATELIMIT_ENABLED=True,
        BABEL_DEFAULT_LOCALE=str(ENGLISH),
    )
    if proxies := settings.trusted_proxies:
        trusted = TrustedProxies(app.wsgi_app, proxies)
        app.wsgi_app = trusted  # type: ignore[method-assign]
        app.extensions["trusted proxies"] = trusted
    extensions.db.init_app(app)
    extensions.migrate.init_app(
        app, extensions.db, directory=str(ROOT / "migrations"), render_as_batch=True
    )
    with app.app_context():
        prepare_engine(extensions.db.engine)
    mail.register(app)
    tasks.register(app)
    web.register(app)
    cli.register(app)
    app.extensions["installation checks"] = {
        "mail server": partial(mail.try_server, app),
        "bounce mailbox": partial(mail.try_mailbox, app),
        "queue": partial(tasks.try_queue, app),
        "organisation's sign-in": partial(provider.try_provider, app),
    }
    if url.startswith("sqlite"):
        embedded.migrate(app)
    keep_private(instance, embedded.file_of(url), settings.erasure_list)
    return app


def check_library(path: Path | None) -> None:
    """End the program with one line where the operator's file of the library is wrong."""
    if path is None:
        return
    try:
        load_library(path)
    except WrongLibrary as error:
        line = f"matchmaker: wrong setting: LIBRARY_FILE: {error}"
        sys.stderr.write(line + "\n")
        raise WrongSettings(line) from error
