"""What balancers ask: whether this process lives, and whether it can serve."""

from typing import Any, Final

from flask import Blueprint
from sqlalchemy.exc import SQLAlchemyError

from matchmaker.extensions import db
from matchmaker.services.operations.schema import is_current

blueprint = Blueprint("health", __name__)
FINE: Final = "ok"
UNKNOWN: Final = "unknown"


@blueprint.get("/healthz")
def alive() -> tuple[str, int, dict[str, str]]:
    """Answer at all; nothing is asked of the database."""
    return FINE + "\n", 200, {"Content-Type": "text/plain; charset=utf-8"}


@blueprint.get("/readyz")
def ready() -> tuple[dict[str, Any], int]:
    """Say whether this process can serve. How the service is changes nothing in it."""
    found = faults_in_serving()
    is_ready = not any(found.values())
    return {"ready": is_ready, "checks": in_words(found)}, 200 if is_ready else 503


def faults_in_serving() -> dict[str, str]:
    """Return what is wrong with that which every page needs: empty texts where nothing is."""
    try:
        fits = is_current(db.session())
    except SQLAlchemyError:
        db.session.remove()
        return {"database": "cannot be used", "migrations": UNKNOWN}
    return {"database": "", "migrations": "" if fits else "not current: flask db upgrade"}


def in_words(found: dict[str, str]) -> dict[str, str]:
    """Return each fault, or that there is none."""
    return {name: fault or FINE for name, fault in found.items()}
