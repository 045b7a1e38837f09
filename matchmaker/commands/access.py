"""`flask access`: who came in, was refused, granted or exported, by member ids."""

from datetime import timedelta

import click

from matchmaker.commands.group import OperatorGroup
from matchmaker.extensions import db
from matchmaker.services.access.log import latest_entries

access = OperatorGroup("access", help="Look into the access log.")


@access.command("log")
@click.option("--days", type=click.IntRange(1, 3650), default=30, show_default=True)
def log_command(days: int) -> None:
    """Show what happened lately: when, what, by whom, about whom. Members are numbers.

    After KEEP_AUDIT_DAYS a code stands for the number.
    """
    found = latest_entries(db.session(), timedelta(days=days))
    for entry in found:
        who = entry.member_id or entry.member_code or "operator"
        about = entry.about_id or entry.about_code
        words = [
            f"{entry.happened_at:%Y-%m-%d %H:%M:%S}",
            entry.kind.value,
            f"by {who}",
            f"about {about}" if about else "",
            entry.detail,
        ]
        click.echo("  ".join(word for word in words if word))
    if not found:
        click.echo("Nothing was noted in that time.")
