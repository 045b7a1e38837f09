"""`flask mail`: look at what is owed, try it again, hold it, and release it after a restoration."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import current_app

from config import Settings
from matchmaker.commands.group import OperatorGroup
from matchmaker.commands.privacy import reapply_command
from matchmaker.extensions import db
from matchmaker.models import EpochReason, MailKind, OutboxMail
from matchmaker.services.accounts.sign_in import end_all_sessions
from matchmaker.services.operations.epochs import (
    count_held,
    held_since,
    hold_mails,
    release_mails,
    settle_what_left,
    why_held,
)
from matchmaker.services.operations.job_runs import jobs_seen
from matchmaker.services.operations.witness import read_sent
from matchmaker.services.outbox.pace import forget_pace, pace_of
from matchmaker.services.outbox.problems import count_due, count_failed
from matchmaker.services.outbox.retrying import retry_failed
from matchmaker.services.outbox.server import trouble_of

mail = OperatorGroup(
    "mail", help="Look at the mails that are owed; try them again, hold and release them."
)


@mail.command("status")
def status_command() -> None:
    """Show what waits, what failed and what is held."""
    session = db.session()
    since, seen = held_since(session), jobs_seen(session).last_seen_at
    click.echo(f"Waiting:   {count_due(session) - count_held(session)}")
    click.echo(f"Failed:    {count_failed(session)}")
    stands = f", and a hold stands since {_moment(since)}" if since else ""
    click.echo(f"Held:      {count_held(session)}{stands}")
    if since:
        left = settle_what_left(session, _sent(), held=True)
        session.rollback()
        click.echo(f"           because {why_held(session)}")
        click.echo(f"Had left:  {left} of those held, as this machine knows")
    click.echo(f"Delivery:  {f'last begun {_moment(seen)}' if seen else 'never begun'}")
    trouble, pace = trouble_of(session), pace_of(session, _settings().mails_a_minute)
    if trouble:
        click.echo(f"Trouble:   since {_moment(trouble.since)}: {trouble.line}")
    click.echo(f"Pace:      {f'{pace.a_minute} mails a minute' if pace.a_minute else 'no limit'}")
    if pace.rests_until:
        click.echo(f"           at rest until {_moment(pace.rests_until)}: the server has too many")


@mail.command("retry")
@click.option(
    "--kind",
    type=click.Choice(sorted(kind.value for kind in MailKind)),
    help="Only mails of this kind.",
)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%d %H:%M"]),
    help="Only mails that were owed since then (UTC).",
)
def retry_command(kind: str | None, since: datetime | None) -> None:
    """Try again what failed, once its cause is mended: all, or some."""
    which = []
    if kind is not None:
        which.append(OutboxMail.kind == MailKind(kind))
    if since is not None:
        which.append(OutboxMail.created_at >= since.replace(tzinfo=UTC))
    count = retry_failed(db.session(), *which)
    db.session.commit()
    click.echo(f"{count} mails are tried again by the next delivery.")


@mail.command("forget-pace")
def forget_pace_command() -> None:
    """Forget the pace that was learned from the mail server, once it takes more again."""
    forget_pace(db.session())
    db.session.commit()
    setting = _settings().mails_a_minute
    limit = f"{setting} mails a minute, as MAILS_A_MINUTE says" if setting else "no limit"
    click.echo(f"Pace: {limit}, from the next delivery on.")


@mail.command("hold")
@click.option("--restored", is_flag=True, help="It was restored: sign everybody out, too.")
def hold_command(restored: bool) -> None:
    """Hold every mail that is owed now, and let no job write to anybody until the release."""
    held = hold_mails(db.session(), EpochReason.RESTORED if restored else EpochReason.ORDERED)
    if restored:
        end_all_sessions(db.session())
    db.session.commit()
    click.echo(f"{held} mails are held. No job writes to anybody until: flask mail release")
    if restored:
        click.echo("Everybody signs in anew.")


@mail.command("release")
@click.option("--cancel", is_flag=True, help="Cancel what is held instead of sending it.")
def release_command(cancel: bool) -> None:
    """Send what is held, or cancel it, and let the jobs work again.

    First whoever was erased is erased again, so that no mail leaves to somebody whom an older
    database brought back. What this machine knows to have left before is not sent again.
    """
    if held_since(db.session()) is None:
        raise click.ClickException("Nothing is held.")
    click.get_current_context().invoke(reapply_command)
    session = db.session()
    left = 0 if cancel else settle_what_left(session, _sent(), held=True)
    released = release_mails(session, send=not cancel)
    session.commit()
    if left:
        click.echo(f"Had left before, as this machine knows, and not sent again: {left} mails.")
    fate = "cancelled" if cancel else "sent by the next delivery"
    click.echo(f"Released: {released} mails are {fate}, and the jobs work again.")


def _sent() -> Mapping[str, datetime]:
    return read_sent(_settings().witness_in(Path(current_app.instance_path)))


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
