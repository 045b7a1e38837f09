"""`flask people`: an organisation's existing list, in and out."""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click
from flask import current_app

from config import Settings
from matchmaker.commands.arguments import AFile, Line, read_file
from matchmaker.commands.group import OperatorGroup, programme_of, programme_option
from matchmaker.commands.people_report import (
    report_headings,
    report_left_out,
    report_result,
    without_fault,
)
from matchmaker.extensions import db
from matchmaker.models import AccessKind
from matchmaker.services.access.log import note_access
from matchmaker.services.people.dates import ORDERS
from matchmaker.services.people.exporting import export_people
from matchmaker.services.people.file import headings_of, read_people
from matchmaker.services.people.file_map import FileMap, InvalidMap, read_map
from matchmaker.services.people.importing import import_people
from matchmaker.services.people.map_writing import write_map
from matchmaker.services.people.older_lists import addresses_in
from matchmaker.services.privacy.erased_names import codes_of_erased
from matchmaker.services.privacy.erasure_list import FaultyList, note_erasures, read_lists

people = OperatorGroup("people", help="Import and export the programme's people as CSV.")


@people.command("import")
@click.argument("file", type=AFile())
@click.option("--dry-run", is_flag=True, help="Say what each column is; check, change nothing.")
@click.option("--update", is_flag=True, help="Also change people who are members already.")
@click.option(
    *("--map", "mapped"),
    multiple=True,
    type=Line(1_000),
    metavar="HEADING=COLUMN",
    help='A column under another name; may be given again. "HEADING=" leaves one out.',
)
@click.option("--map-file", type=AFile(), help="The same, and more, as a file.")
@click.option("--save-map", type=AFile(), help="Write such a file, and end.")
@click.option("--dates", type=click.Choice(ORDERS), help="What comes first in 03/04/2027.")
@click.option(
    "--encoding", metavar="NAME", type=Line(40), help="The file's character set if not UTF-8."
)
@click.option(
    "--repeated", type=click.Choice(["first", "last"]), help="Which row of one person counts."
)
@programme_option
def import_command(
    file: Path,
    *,
    dry_run: bool,
    update: bool,
    mapped: Sequence[str],
    map_file: Path | None,
    save_map: Path | None,
    dates: str | None,
    encoding: str | None,
    repeated: str | None,
    slug: str | None,
) -> None:
    """Add the people of a CSV file: all of them, or nobody.

    docs/import.md describes the columns, and how to name those of another system.
    """
    programme = programme_of(slug)
    file_map = _file_map(map_file, mapped)
    file_map = replace(
        file_map,
        encoding=encoding or file_map.encoding,
        repeated=repeated or file_map.repeated,
        words=replace(file_map.words, dates=dates or file_map.words.dates),
    )
    content = read_file(file)
    with without_fault(file):
        if save_map:
            _write_new(save_map, write_map(headings_of(content, file_map), file_map))
            click.echo(f"{save_map} written. Edit it, then use it with --map-file {save_map}.")
            return
        if dry_run:
            report_headings(headings_of(content, file_map))
        people_file = read_people(content, _settings().allowed_email_domains, file_map)
    _learn_erasures()
    codes = codes_of_erased(db.session(), addresses_in(people_file.people), _settings().secret_key)
    with without_fault(file):
        result = import_people(
            db.session(),
            programme,
            people_file,
            update=update,
            codes=codes,
            secret_key=_settings().secret_key,
        )
    if dry_run:
        db.session.rollback()
    else:
        db.session.commit()
    report_left_out(people_file, dry_run=dry_run)
    report_result(result, dry_run=dry_run)


@people.command("export")
@click.argument("file", type=AFile())
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


def _learn_erasures() -> None:
    """Note in the database who stands in the list of erasures; a restored one may not know."""
    lists = _settings().erasure_lists_in(Path(current_app.instance_path))
    try:
        note_erasures(db.session(), read_lists(lists))
    except (FaultyList, OSError) as error:
        raise click.ClickException(f"nothing was imported. {error}") from error


def _file_map(file: Path | None, mapped: Sequence[str]) -> FileMap:
    """Return the map of a file, with what the command line says in its place."""
    file_map = FileMap()
    try:
        if file:
            file_map = read_map(read_file(file).decode("utf-8-sig"))
        for entry in mapped:
            heading, sign, target = entry.rpartition("=")
            if not sign:
                raise InvalidMap(f"“{entry[:60]}” has no “=”: write “heading=column”.")
            file_map = file_map.with_column(heading, target)
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file} is not UTF-8 text.") from error
    except InvalidMap as error:
        raise click.ClickException(f"nothing was imported. {error}") from error
    return file_map


def _write_new(file: Path, text: str) -> None:
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror}.") from error


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
