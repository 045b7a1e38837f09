"""`flask programme`: its name, its calendar, and who publishes."""

import click

from matchmaker.commands.arguments import Line, UnclearOrder
from matchmaker.commands.group import OperatorGroup, programme_of, programme_option
from matchmaker.extensions import db
from matchmaker.models import Programme
from matchmaker.services.programme.programmes import InvalidTimeZone, change_programme
from matchmaker.text import shown_line

LONGEST_NAME = 120

programme = OperatorGroup("programme", help="Show and change the programme's settings.")


@programme.command("show")
@programme_option
def show_command(slug: str | None) -> None:
    """Show the programme's settings."""
    _print(programme_of(slug))


@programme.command("set")
@click.option("--name", type=Line(LONGEST_NAME), help="What members read, such as “PMO mentoring”.")
@click.option("--time-zone", type=Line(64), help="Where its month begins, such as Europe/Berlin.")
@click.option(
    "--publish-automatically/--no-publish-automatically",
    "publishes_automatically",
    default=None,
    help="Whether the monthly job publishes without a coordinator.",
)
@programme_option
def set_command(
    name: str | None, time_zone: str | None, publishes_automatically: bool | None, slug: str | None
) -> None:
    """Change what is given."""
    if name is None and time_zone is None and publishes_automatically is None:
        raise click.UsageError("Say what to change: --name, --time-zone, --publish-automatically.")
    if name == "":
        raise UnclearOrder("--name: must have 1 to 120 characters.")
    changed = programme_of(slug)
    try:
        change_programme(
            db.session(),
            changed,
            name=name,
            time_zone=time_zone,
            publishes_automatically=publishes_automatically,
        )
    except InvalidTimeZone as error:
        raise click.BadParameter(str(error), param_hint="--time-zone") from error
    db.session.commit()
    _print(changed)


def _print(shown: Programme) -> None:
    who = "the monthly job" if shown.publishes_automatically else "a coordinator"
    click.echo(f"Name:       {shown_line(shown.name, LONGEST_NAME)}")
    click.echo(f"Time zone:  {shown.time_zone}")
    click.echo(f"Publishes:  {who}")
