"""Whether an installation can work as it is set up: what an operator asks before a start."""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config import DEVELOPMENT_KEY, Settings
from matchmaker.services.operations.schema import fault_in_schema
from matchmaker.text import unnamed_line

State = Literal["ok", "look", "fails"]
LONGEST_REASON: Final = 300
LEAST_FREE_BYTES: Final = 200_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one question; `look` is no fault, but seldom meant."""

    what: str
    state: State
    said: str


def reason_of(error: BaseException) -> str:
    """Return why something failed, as one line that names nobody."""
    cause = getattr(error, "orig", None) or error
    lines = str(cause).strip().splitlines() or [type(cause).__name__]
    return unnamed_line(lines[0], LONGEST_REASON)


def look_at_database(session: Session) -> Finding:
    """Ask the database for its version, and whether it is brought up to date."""
    name = "PostgreSQL" if session.get_bind().dialect.name == "postgresql" else "SQLite"
    function = "current_setting('server_version')" if name == "PostgreSQL" else "sqlite_version()"
    try:
        version = str(session.scalar(sa.text(f"SELECT {function}"))).split()[0]
        fault = fault_in_schema(session)
    except sa.exc.SQLAlchemyError as error:
        return Finding("database", "fails", reason_of(error))
    finally:
        with suppress(sa.exc.SQLAlchemyError):
            session.rollback()
    if fault:
        return Finding("database", "fails", f"{name} {version}: {fault}")
    return Finding("database", "ok", f"{name} {version}, up to date")


def look_at_folders(settings: Settings, instance: Path) -> Iterator[Finding]:
    """Ask whether this user may write where the service writes."""
    folders = {
        "instance": instance,
        "witness": settings.witness_in(instance),
        "erasure list": settings.erasure_list_in(instance).parent,
    }
    for name, folder in folders.items():
        there = folder
        while not there.exists() and there != there.parent:
            there = there.parent
        if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
            yield Finding(name, "fails", f"{folder} cannot be written by this user")
        elif shutil.disk_usage(there).free < LEAST_FREE_BYTES:
            yield Finding(name, "look", f"{folder}: less than 200 MB are free")
        else:
            yield Finding(name, "ok", str(folder))


def look_at_settings(settings: Settings) -> Iterator[Finding]:
    """Name what is set in a way that is seldom meant."""
    is_production = settings.environment == "production"
    if not is_production and (settings.is_https or settings.database_url.startswith("postgresql")):
        yield Finding(
            "MATCHMAKER_ENV", "look", "development; set it to production where people use it"
        )
    if not settings.smtp_host:
        yield Finding("SMTP_HOST", "look", "not set: no mail leaves, sign-in links included")
    if not is_production:
        return
    if settings.is_https and not settings.trusted_proxies:
        yield Finding(
            "TRUSTED_PROXIES", "look", "0, but a web server has to stand before the site: set 1"
        )
    if not settings.is_https:
        yield Finding("BASE_URL", "look", "no https: what people type can be read on the way")
    if not settings.contact_email:
        yield Finding("CONTACT_EMAIL", "look", "not set: members find nobody to ask")
    if not settings.metrics_token:
        yield Finding("METRICS_TOKEN", "look", "not set: nothing can read /metrics")
    if settings.secret_key == DEVELOPMENT_KEY:
        yield Finding("SECRET_KEY", "fails", "everybody knows it")
