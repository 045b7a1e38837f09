"""`flask coordinator`: who runs the programme."""

import click
from flask import current_app

from config import Settings
from matchmaker.addresses import InvalidAddress, normalise_address
from matchmaker.commands.arguments import AnAddress, AName
from matchmaker.commands.group import OperatorGroup, programme_of, programme_option
from matchmaker.extensions import db
from matchmaker.services.accounts.members import (
    DomainNotAllowed,
    check_domain,
    find_or_create_member,
)
from matchmaker.services.addresses.known import find_member
from matchmaker.services.privacy.erased_names import codes_of_erased
from matchmaker.services.programme.programmes import (
    appoint_coordinator,
    coordinators,
    dismiss_coordinator,
)
from matchmaker.text import shown_line

coordinator = OperatorGroup("coordinator", help="Name those who run the programme.")


@coordinator.command("add")
@click.argument("email", type=AnAddress())
@click.option(
    "--name", type=AName(200), default="", help="Name of somebody who is not a member yet."
)
@programme_option
def add_command(email: str, name: str, slug: str | None) -> None:
    """Let somebody run the programme; they become a member if they are not."""
    programme = programme_of(slug)
    settings: Settings = current_app.config["SETTINGS"]
    try:
        address = normalise_address(email)
        check_domain(address, settings.allowed_email_domains)
        if codes_of_erased(db.session(), [address], settings.secret_key):
            raise click.ClickException(
                "This person was erased; they can be named once they have registered by themselves."
            )
        member = find_or_create_member(db.session(), programme, email, name)
    except (InvalidAddress, DomainNotAllowed) as error:
        raise click.ClickException(str(error)) from error
    if member.left_at is not None:
        raise click.ClickException(f"{member.email} has left the programme.")
    is_new = appoint_coordinator(db.session(), programme, member)
    db.session.commit()
    click.echo(f"{member.email} {'now runs' if is_new else 'runs'} the programme.")


@coordinator.command("remove")
@click.argument("email", type=AnAddress())
@programme_option
def remove_command(email: str, slug: str | None) -> None:
    """Take the permission back; the person stays a member."""
    programme = programme_of(slug)
    try:
        member = find_member(db.session(), email)
    except InvalidAddress as error:
        raise click.ClickException(str(error)) from error
    if member is None or not dismiss_coordinator(db.session(), programme, member):
        raise click.ClickException(f"{email} is not a coordinator.")
    db.session.commit()
    click.echo(f"{member.email} no longer runs the programme.")


@coordinator.command("list")
@programme_option
def list_command(slug: str | None) -> None:
    """Show who runs the programme."""
    found = coordinators(db.session(), programme_of(slug))
    for member in found:
        click.echo(f"{member.email}  {shown_line(member.name, 200)}".rstrip())
    if not found:
        click.echo("Nobody yet; add one with: flask coordinator add EMAIL")
