"""`flask config`: which settings are in force, from where, and whether they work."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import click
from flask import current_app

from config import Settings, env_file, names_of_settings, source_of
from envfile import read_entries, slips
from matchmaker.commands.group import OperatorGroup
from matchmaker.extensions import db
from matchmaker.services.operations.installation import (
    Finding,
    look_at_database,
    look_at_folders,
    look_at_settings,
    reason_of,
)
from matchmaker.text import shown_line

SECRET: Final = ("secret", "password", "token", "key")
"""A setting with one of these words in its name is never shown."""
LONGEST_VALUE: Final = 200
MARKS: Final = {"ok": "ok   ", "look": "LOOK ", "fails": "FAILS"}

config = OperatorGroup("config", help="Show which settings are in force, and try them.")


@config.command("check")
@click.option("--all", "shows_all", is_flag=True, help="Show also what keeps its default.")
@click.option("--offline", is_flag=True, help="Ask no server; look at names and values alone.")
def check_command(shows_all: bool, offline: bool) -> None:
    """Show the settings, then try the database, the mail server and the sign-in.

    Sends no mail and changes nothing. Status 1 where something does not work, 2 where a setting is
    wrong.
    """
    settings: Settings = current_app.config["SETTINGS"]
    click.echo("Settings")
    for name, value, source in _in_force(settings, shows_all):
        click.echo(f"  {name:<26} {value:<44} {source}".rstrip())
    click.echo("Checks")
    findings = [*look_at_settings(settings), *_slips(), *(_ask_servers() if not offline else [])]
    for finding in findings:
        click.echo(f"  {MARKS[finding.state]} {finding.what}: {finding.said}")
    faults = sum(finding.state == "fails" for finding in findings)
    if faults:
        click.echo(f"{faults} of these {'has' if faults == 1 else 'have'} to be mended.", err=True)
        click.get_current_context().exit(1)
    click.echo("Nothing stands in the way.")


def _in_force(settings: Settings, shows_all: bool) -> Iterator[tuple[str, str, str]]:
    path = env_file()
    entries = read_entries(path) if path is not None else {}
    shown: set[str] = set()
    for name, field in names_of_settings().items():
        source = source_of(name, os.environ, entries)
        if field in shown or not (source or shows_all):
            continue
        shown.add(field)
        yield name, _masked(field, getattr(settings, field)), source or "default"


def _masked(field: str, value: Any) -> str:
    if any(word in field.split("_") for word in SECRET):
        return f"set, {len(value)} characters" if value else "not set"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, list):
        return shown_line(", ".join(value), LONGEST_VALUE) or "-"
    text = str(value) if value is not None else ""
    parts = urlsplit(text) if "://" in text else None
    if parts is not None and parts.password is not None:
        text = text.replace(f":{parts.password}@", ":***@")
    return shown_line(text, LONGEST_VALUE) or "-"


def _slips() -> Iterator[Finding]:
    for name, meant in slips(os.environ, names_of_settings()).items():
        yield Finding(name, "look", f"is in the environment, but nothing reads it; {meant}?")


def _ask_servers() -> Iterator[Finding]:
    settings: Settings = current_app.config["SETTINGS"]
    yield look_at_database(db.session())
    yield from look_at_folders(settings, Path(current_app.instance_path))
    for what, ask in current_app.extensions["installation checks"].items():
        try:
            said = ask()
        except Exception as error:
            yield Finding(what, "fails", reason_of(error))
        else:
            if said:
                yield Finding(what, "ok", said)
