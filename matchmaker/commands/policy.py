"""`flask policy`: weights, rules and timers, as JSON in and out."""

from pathlib import Path

import click

from matchmaker.commands.arguments import AFile, read_file
from matchmaker.commands.group import OperatorGroup, programme_of, programme_option
from matchmaker.extensions import db
from matchmaker.services.programme.policies import adopt_policy, current_policy
from matchmaker.services.programme.policy_file import InvalidPolicy, read_policy, write_policy

policy = OperatorGroup("policy", help="Show and change weights, rules and timers.")


@policy.command("show")
@programme_option
def show_command(slug: str | None) -> None:
    """Print the policy as JSON; save it, change it, adopt it."""
    click.echo(write_policy(current_policy(db.session(), programme_of(slug))))


@policy.command("adopt")
@click.argument("file", type=AFile())
@programme_option
def adopt_command(file: Path, slug: str | None) -> None:
    """Use the policy of a JSON file from the next round on; rounds that exist keep theirs."""
    try:
        adopted = read_policy(read_file(file).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file} is not UTF-8 text.") from error
    except InvalidPolicy as error:
        raise click.ClickException(f"nothing was changed. {error}") from error
    session = db.session()
    version = adopt_policy(session, programme_of(slug), adopted)
    session.commit()
    click.echo(f"Version {version.version} of the policy holds from the next round on.")
