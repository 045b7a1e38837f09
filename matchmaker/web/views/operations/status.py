"""How the service is: what a monitor asks, which then calls somebody."""

from collections.abc import Iterator
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from flask import Blueprint, current_app
from sqlalchemy.exc import SQLAlchemyError

from config import Settings
from matchmaker.extensions import db
from matchmaker.services.operations.health import Checks, Health, how_it_is
from matchmaker.version import VERSION
from matchmaker.web.proxies import WARNING, TrustedProxies
from matchmaker.web.views.operations.health import UNKNOWN, faults_in_serving, in_words

blueprint = Blueprint("status", __name__)


@blueprint.get("/status")
def show() -> tuple[dict[str, Any], int]:
    """Say how the service is: 200 where all is well, 503 otherwise."""
    found = faults_in_serving()
    health = None if any(found.values()) else _health()
    if health is None:
        found |= dict.fromkeys((field.name for field in fields(Checks)), UNKNOWN)
    else:
        found |= asdict(health.checks)
    is_well = not any(found.values())
    return {
        "well": is_well,
        "checks": in_words(found),
        "warnings": list(_warnings()),
        "version": VERSION,
        **(_details(health) if health else {}),
    }, 200 if is_well else 503


def _health() -> Health | None:
    try:
        settings: Settings = current_app.config["SETTINGS"]
        return how_it_is(db.session(), settings.mails_a_minute)
    except SQLAlchemyError:
        db.session.remove()
        return None


def _details(health: Health) -> dict[str, Any]:
    return {
        "worker_seen_at": _moment(health.worker_seen_at),
        "mails": {key: _moment(value) for key, value in asdict(health.mails).items()},
        "jobs": {
            name: {key: _moment(value) for key, value in asdict(job).items()}
            for name, job in health.jobs.items()
        },
    }


def _moment(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _warnings() -> Iterator[str]:
    """Yield what should be mended, though people can be served; each process tells its own."""
    proxies: TrustedProxies | None = current_app.extensions.get("trusted proxies")
    if proxies is not None and proxies.are_doubtful():
        yield WARNING
