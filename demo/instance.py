"""Where the demo keeps its files: made afresh by each run, used by one run at a time."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from flask import Flask
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource
from sqlalchemy import event

from config import ROOT, Settings
from matchmaker.extensions import db

FOLDER = ROOT / "instance" / "demo"


class DemoSettings(Settings):
    """Settings that come from the demo alone: not from the environment, not from `.env`."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the signature is the parent's
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return the one source that counts."""
        return (init_settings,)


class DemoStopped(Exception):
    """The demo cannot go on; the message is the one line that its user reads."""


@contextmanager
def claim_instance(folder: Path = FOLDER) -> Iterator[Path]:
    """Hold the demo's folder. Raises `DemoStopped` while another demo uses it."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_suffix(".lock"), timeout=0):
            yield folder
    except Timeout as error:
        raise DemoStopped("another demo is running in this directory; stop it first") from error
    except PermissionError as error:
        raise DemoStopped(f"{error.filename} cannot be written") from error


def fresh_instance(folder: Path) -> Path:
    """Empty the folder and return the one for the mails in it."""
    shutil.rmtree(folder, ignore_errors=True)
    mail_folder = folder / "mail"
    mail_folder.mkdir(parents=True)
    return mail_folder


def demo_settings(folder: Path, mail_folder: Path, port: int, smtp_port: int) -> Settings:
    """Return the demo's settings."""
    return DemoSettings(
        secret_key=secrets.token_urlsafe(32),
        database_url=f"sqlite:///{folder / 'demo.sqlite'}",
        base_url=f"http://127.0.0.1:{port}",
        contact_email="harriet.osei@example.org",
        smtp_host="127.0.0.1",
        smtp_port=smtp_port,
        smtp_security="none",
        mail_from="mentoring@example.org",
        mail_from_name="PMO mentoring",
        tasks_url="off",
        witness_dir=folder / "witness",
        demo=True,
        demo_mail_folder=mail_folder,
    )


def trade_safety_for_speed(app: Flask) -> None:
    """Let SQLite not wait for the disk: a power cut may cost the demo its database, no more."""
    with app.app_context():
        event.listen(db.engine, "connect", _do_not_wait)
        db.engine.dispose()


def _do_not_wait(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous = OFF")
