"""The operator's commands, under `flask`. Thin: parse, call a service, commit, print."""

from flask import Flask
from flask.cli import AppGroup


def register(app: Flask) -> None:
    """Attach every command group."""
    for group in GROUPS:
        app.cli.add_command(group)


GROUPS: tuple[AppGroup, ...] = ()
