"""What monitors ask: whether the process lives, and whether the installation does its work."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

from flask import Blueprint, current_app
from sqlalchemy.exc import SQLAlchemyError

from matchmaker.extensions import db
from matchmaker.services.operations.health import check
from matchmaker.services.operations.schema import is_current
from matchmaker.web.proxies import WARNING, TrustedProxies

blueprint = Blueprint("health", __name__)
FINE: Final = "ok"


@blueprint.get("/healthz")
def alive() -> tuple[str, int, dict[str, str]]:
    """Answer at all; nothing is asked of the database."""
    return FINE + "\n", 200, {"Content-Type": "text/plain; charset=utf-8"}


@blueprint.get("/readyz")
def ready() -> tuple[dict[str, Any], int]:
    """Say what is well and what is not: 200 where all is, 503 otherwise."""
    found = {"database": "", "migrations": "", "worker": "", "outbox": "", "hold": ""}
    try:
        if is_current(db.session()):
            found |= asdict(check(db.session()))
        else:
            found |= dict.fromkeys(("worker", "outbox", "hold"), "unknown")
            found["migrations"] = "not current: flask db upgrade"
    except SQLAlchemyError:
        db.session.remove()
        found = dict.fromkeys(found, "unknown") | {"database": "cannot be used"}
    is_ready = not any(found.values())
    return {
        "ready": is_ready,
        "checks": {name: fault or FINE for name, fault in found.items()},
        "warnings": list(_warnings()),
    }, 200 if is_ready else 503


def _warnings() -> Iterator[str]:
    """Yield what should be mended, though people can be served."""
    proxies: TrustedProxies | None = current_app.extensions.get("trusted proxies")
    if proxies is not None and proxies.are_doubtful():
        yield WARNING
