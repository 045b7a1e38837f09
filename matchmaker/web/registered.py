"""What a member registered once more: kept in their session until they say yes or no."""

from dataclasses import dataclass

from flask import session


@dataclass(frozen=True, slots=True)
class Registered:
    """A name, for who has none; roles that they do not have; and where they were going."""

    name: str
    roles: list[str]
    wanted: str


def keep_registered(name: str, roles: list[str], wanted: str) -> None:
    """Keep what the link carried that somebody has just pressed."""
    session["registered"] = {"name": name, "roles": roles, "wanted": wanted}


def kept_registered() -> Registered | None:
    """Return what is kept, if anything is."""
    kept = session.get("registered")
    return Registered(**kept) if kept else None


def forget_registered() -> None:
    """Forget it, answered."""
    session.pop("registered", None)
