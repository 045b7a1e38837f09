"""Form fields and checks that several forms share."""

from typing import Any

from flask import current_app
from wtforms import EmailField, SelectMultipleField, StringField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from config import Settings
from matchmaker.addresses import InvalidAddress, normalise_address
from matchmaker.services.accounts.members import DomainNotAllowed, check_domain
from matchmaker.text import UncleanText, clean_line


class CheckboxesField(SelectMultipleField):  # type: ignore[misc]
    """Any of several choices, each with its own check box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def check_line(_form: Any, field: StringField) -> None:
    """Clean a line of text in its field, or say what is wrong with it."""
    try:
        field.data = clean_line(field.data or "")
    except UncleanText as error:
        raise ValidationError(str(error)) from error


def check_address(_form: Any, field: EmailField) -> None:
    """Bring an address to its one spelling, or say what is wrong with it."""
    settings: Settings = current_app.config["SETTINGS"]
    try:
        address = normalise_address(field.data or "")
        check_domain(address, settings.allowed_email_domains)
    except (InvalidAddress, DomainNotAllowed) as error:
        raise ValidationError(str(error)) from error
    field.data = address
