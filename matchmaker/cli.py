"""The operator's commands, under `flask`; one file a group in `matchmaker/commands/`."""

from flask import Flask
from flask.cli import AppGroup

from matchmaker.commands.access import access
from matchmaker.commands.backup import backup
from matchmaker.commands.config import config
from matchmaker.commands.coordinator import coordinator
from matchmaker.commands.database import database
from matchmaker.commands.mail import mail
from matchmaker.commands.people import people
from matchmaker.commands.policy import policy
from matchmaker.commands.privacy import privacy
from matchmaker.commands.programme import programme

GROUPS: tuple[AppGroup, ...] = (
    *(people, coordinator, programme, policy, privacy),
    *(mail, backup, database, access, config),
)


def register(app: Flask) -> None:
    """Attach every command group."""
    for group in GROUPS:
        app.cli.add_command(group)
