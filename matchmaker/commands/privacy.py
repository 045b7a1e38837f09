"""`flask privacy`: erase somebody on request, and erase again after a restoration."""

from pathlib import Path

import click
from flask import current_app

from config import Settings
from matchmaker.addresses import InvalidAddress
from matchmaker.commands.arguments import AFile, AnAddress
from matchmaker.commands.group import OperatorGroup
from matchmaker.database import empty_write_ahead_log
from matchmaker.extensions import db
from matchmaker.models import Member
from matchmaker.services.addresses.known import find_member
from matchmaker.services.privacy.erasing import erase_again, erase_member, learn_erasures
from matchmaker.services.privacy.erasure_list import (
    FaultyList,
    complete_lists,
    erasures_in,
    read_lists,
)

privacy = OperatorGroup("privacy", help="Erase people, also again after a restoration.")


@privacy.command("erase")
@click.argument("email", type=AnAddress())
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase_command(email: str, *, yes: bool) -> None:
    """Erase a member for good, as their own button does."""
    try:
        member = find_member(db.session(), email)
    except InvalidAddress as error:
        raise click.ClickException(str(error)) from error
    if member is None:
        raise click.ClickException(f"{email} is not a member.")
    if not yes:
        click.confirm(f"Erase everything about {member.email}, for good?", abort=True)
    erase_member(db.session(), member, _settings().secret_key)
    db.session.commit()
    _write_list()
    click.echo("Erased. Matches were called off, and the other side is told in neutral words.")


@privacy.command("reapply")
@click.argument("file", type=AFile(), required=False)
def reapply_command(file: Path | None) -> None:
    """Erase again who stands in a list of erasures, after an older database was restored.

    Without FILE, the list of this installation. The daily purge does the same.
    """
    if file is not None and not file.is_file():
        raise click.ClickException(f"{file} is no file.")
    try:
        erasures = read_lists((file, *_lists()) if file else _lists())
    except (FaultyList, OSError) as error:
        raise click.ClickException(str(error)) from error
    again = learn_erasures(db.session(), erasures, _settings().secret_key)
    db.session.commit()
    for member_id in again:
        erase_again(db.session(), db.session.get_one(Member, member_id), _settings().secret_key)
        db.session.commit()
    _write_list()
    # An address that was erased again is listed once more, with the later moment.
    addresses = {each.address_hash for each in erasures}
    click.echo(f"{len(addresses)} in the list, {len(again)} erased again.")


def _write_list() -> None:
    try:
        complete_lists(_lists(), erasures_in(db.session()) | read_lists(_lists()))
    except (FaultyList, OSError) as error:
        raise click.ClickException(f"The list of erasures cannot be written: {error}") from error
    db.session.remove()
    empty_write_ahead_log(db.engine)


def _lists() -> tuple[Path, Path]:
    return _settings().erasure_lists_in(Path(current_app.instance_path))


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
