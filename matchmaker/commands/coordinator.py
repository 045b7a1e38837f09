"""`flask coordinator`: who runs the programme."""

import click
import sqlalchemy as sa

from matchmaker import clock
from matchmaker.addresses import InvalidAddress, normalise_address
from matchmaker.commands.group import OperatorGroup
from matchmaker.extensions import db
from matchmaker.models import Member, Profile
from matchmaker.services.programmes import (
    appoint_coordinator,
    coordinators,
    dismiss_coordinator,
    participation_of,
)

coordinator = OperatorGroup("coordinator", help="Name those who run the programme.")


@coordinator.command("add")
@click.argument("email")
@click.option("--name", default="", help="Name of somebody who is not a member yet.")
def add_command(email: str, name: str) -> None:
    """Let somebody run the programme; they become a member if they are not."""
    address = _address(email)
    member = _member(address) or _new_member(address, name)
    if member.left_at is not None:
        raise click.ClickException(f"{member.email} has left the programme.")
    member.name = member.name or name.strip()
    is_new = appoint_coordinator(db.session(), member)
    db.session.commit()
    click.echo(f"{member.email} {'now runs' if is_new else 'runs'} the programme.")


@coordinator.command("remove")
@click.argument("email")
def remove_command(email: str) -> None:
    """Take the permission back; the person stays a member."""
    member = _member(_address(email))
    if member is None or not dismiss_coordinator(db.session(), member):
        raise click.ClickException(f"{email} is not a coordinator.")
    db.session.commit()
    click.echo(f"{member.email} no longer runs the programme.")


@coordinator.command("list")
def list_command() -> None:
    """Show who runs the programme."""
    found = coordinators(db.session())
    for member in found:
        click.echo(f"{member.email}  {member.name}".rstrip())
    if not found:
        click.echo("Nobody yet; add one with: flask coordinator add EMAIL")


def _address(text: str) -> str:
    try:
        return normalise_address(text)
    except InvalidAddress as error:
        raise click.ClickException(str(error)) from error


def _member(address: str) -> Member | None:
    return db.session.scalars(sa.select(Member).filter_by(email=address)).one_or_none()


def _new_member(address: str, name: str) -> Member:
    now = clock.now()
    member = Member(email=address, name=name.strip(), created_at=now)
    member.profile = Profile(languages=[], interests=[], updated_at=now)
    db.session.add(member)
    db.session.flush()
    participation_of(db.session(), member)
    return member
