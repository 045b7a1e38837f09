"""The site in demo mode, on SQLite as the demo is, with a folder of captured mails."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matchmaker import create_app
from matchmaker.extensions import db
from tests.conftest import make_settings


@pytest.fixture
def mail_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "mail"
    folder.mkdir()
    return folder


@pytest.fixture
def demo_app(sqlite_template: Path, tmp_path: Path, mail_folder: Path) -> Iterator[Flask]:
    path = tmp_path / "demo.sqlite"
    shutil.copy(sqlite_template, path)
    settings = make_settings(f"sqlite:///{path}", demo=True, demo_mail_folder=mail_folder)
    app = create_app(settings, instance=tmp_path)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(demo_app: Flask) -> FlaskClient:
    return demo_app.test_client()
