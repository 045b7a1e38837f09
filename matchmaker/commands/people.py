"""`flask people`: an organisation's existing list, in and out."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click
from flask import current_app

from config import Settings
from matchmaker.commands.group import OperatorGroup, programme_of, programme_option
from matchmaker.extensions import db
from matchmaker.models import AccessKind
from matchmaker.services.access.log import note_access
from matchmaker.services.people.exporting import export_people
from matchmaker.services.people.file import Fault, FaultyFile, read_people
from matchmaker.services.people.importing import ImportResult, import_people
from matchmaker.services.privacy.erasing import erased_among

people = OperatorGroup("people", help="Import and export the programme's people as CSV.")


@people.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check the file and change nothing.")
@click.option("--update", is_flag=True, help="Also change people who are members already.")
@programme_option
def import_command(file: Path, *, dry_run: bool, update: bool, slug: str | None) -> None:
    """Add the people of a CSV file: all of them, or nobody.

    docs/import.md describes the columns.
    """
    programme = programme_of(slug)
    try:
        people_file = read_people(file.read_bytes(), _settings().allowed_email_domains)
        erased = erased_among(
            db.session(), [row.email for row in people_file.people], _settings().secret_key
        )
        result = import_people(
            db.session(), programme, people_file, update=update, erased_addresses=erased
        )
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}.") from error
    except FaultyFile as error:
        raise _refusal(file, error.faults) from error
    if dry_run:
        db.session.rollback()
    else:
        db.session.commit()
    _report(result, dry_run=dry_run)


@people.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@programme_option
def export_command(file: Path, slug: str | None) -> None:
    """Write everybody as a CSV file that import reads; keep it safe, it is personal."""
    content, count = export_people(db.session(), programme_of(slug))
    db.session.rollback()
    try:
        _write_privately(file, content)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror}.") from error
    note_access(db.session(), AccessKind.EXPORTED, None, detail="people")
    db.session.commit()
    click.echo(f"{count} people written to {file}.")


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _refusal(file: Path, faults: Sequence[Fault]) -> click.ClickException:
    """Print what is wrong in the rows and return the last line."""
    if len(faults) == 1 and faults[0].row is None:
        return click.ClickException(f"nothing was imported. {faults[0]}")
    for fault in faults:
        click.echo(str(fault), err=True)
    count = f"{len(faults)} fault{'s' if len(faults) != 1 else ''}"
    return click.ClickException(f"nothing was imported; {file.name} has {count}.")


def _report(result: ImportResult, *, dry_run: bool) -> None:
    for kept in result.kept:
        click.echo(
            f"row {kept.row}: {kept.email} is a member already and was left as is; "
            f"different: {', '.join(kept.columns)}. Use --update to change it."
        )
    for left in result.left:
        click.echo(f"row {left.row}: {left.email} has left the programme; nothing was done.")
    for row in result.erased:
        click.echo(
            f"row {row}: this person was erased; nothing was done. "
            "They can come back by registering themselves."
        )
    unchanged = result.unchanged + len(result.kept) + len(result.left) + len(result.erased)
    click.echo(
        f"{'Would be: ' if dry_run else ''}{result.added} added, {result.updated} updated, "
        f"{unchanged} unchanged.{' Nothing was changed.' if dry_run else ''}"
    )


def _write_privately(file: Path, content: bytes) -> None:
    """Replace the file in one step; only its owner may read it."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
