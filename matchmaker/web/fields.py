"""Form fields and checks that several forms share. What is longer than a field takes is refused
before any other check, and comes back in the form whole: every text field is one of these.
"""

from collections.abc import Sequence
from datetime import date, time
from typing import Any, Final

from flask import current_app
from wtforms import EmailField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, DateInput, HiddenInput, ListWidget, TimeInput

from config import Settings
from matchmaker.addresses import LONGEST_ADDRESS, InvalidAddress, normalise_address
from matchmaker.messages import gettext as _
from matchmaker.services.accounts.members import DomainNotAllowed, check_domain
from matchmaker.text import MOST_A_LETTER, TooLong, UncleanText, clean_line, clean_name, tidy_text

MOST_CHOICES: Final = 100
LONGEST_DAY: Final = 10
LONGEST_TIME: Final = 8
LONGEST_CHOICE: Final = 100
LONGEST_VERSION: Final = 9
LONGEST_LINE_KEPT: Final = 20_000
"""Of one line, which anybody may send and no browser lets grow so long, no more is given back."""


class _BoundedText:
    """A text of at most `longest` characters."""

    longest: int
    most_kept: int | None = LONGEST_LINE_KEPT
    length = 0
    data: Any
    raw_data: list[str]

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take in the text with all that is too much, so that its author can shorten it."""
        if valuelist:
            self.length = len(valuelist[0])
            self.data = valuelist[0][: self.most_kept]
            self.raw_data = [self.data]

    def pre_validate(self, _form: Any) -> None:
        """End the chain of checks where the text is too long."""
        if self.length > MOST_A_LETTER * self.longest:
            raise StopValidation(str(TooLong(self.longest, self.length)))


class LineField(_BoundedText, StringField):  # type: ignore[misc]
    """One line; `check_line` cleans it."""

    def __init__(self, *args: Any, longest: int, **options: Any) -> None:
        self.longest = longest
        options.setdefault("render_kw", {"maxlength": longest})
        super().__init__(*args, **options)


class ParagraphsField(_BoundedText, TextAreaField):  # type: ignore[misc]
    """Several lines; `check_paragraphs` tidies them."""

    most_kept = None

    def __init__(self, *args: Any, longest: int, **options: Any) -> None:
        self.longest = longest
        super().__init__(*args, **options)


class DayField(LineField):
    """A day as browsers send it, `2026-12-24`; `check_day` reads it into `day`."""

    widget = DateInput()
    day: date | None = None

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("render_kw", {})
        super().__init__(*args, longest=LONGEST_DAY, **options)


class TimeField(LineField):
    """A time of day as browsers send it, `14:30`; `check_time` reads it into `at`."""

    widget = TimeInput()
    at: time | None = None

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("render_kw", {})
        super().__init__(*args, longest=LONGEST_TIME, **options)


class VersionField(LineField):
    """Which version of a thing its writer has read, sent along unseen."""

    widget = HiddenInput()

    def __init__(self, **options: Any) -> None:
        super().__init__("", longest=LONGEST_VERSION, render_kw={}, **options)

    @property
    def number(self) -> int:
        """The version; -1, which none is, where a browser sent no number."""
        typed = self.data or ""
        is_number = len(typed) <= LONGEST_VERSION and typed.isascii() and typed.isdecimal()
        return int(typed) if is_number else -1

    @property
    def read(self) -> int | None:
        """The version; None where a browser sent no number."""
        return self.number if self.number >= 0 else None


class AddressField(_BoundedText, EmailField):  # type: ignore[misc]
    """A mail address; `check_address` brings it to its one spelling."""

    longest = LONGEST_ADDRESS


class CheckboxesField(SelectMultipleField):  # type: ignore[misc]
    """Any of several choices, each with its own check box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take in no more, and no longer, choices than there can be."""
        super().process_formdata([text[:LONGEST_CHOICE] for text in valuelist[:MOST_CHOICES]])


def check_day(_form: Any, field: DayField) -> None:
    """Read a day, or say how one is written; blank is no day."""
    text = (field.data or "").strip()
    try:
        field.day = date.fromisoformat(text) if text else None
    except ValueError:
        raise ValidationError(_("Enter a day such as 2027-01-31.")) from None


def check_time(_form: Any, field: TimeField) -> None:
    """Read a time of day, or say how one is written; blank is none."""
    text = (field.data or "").strip()
    try:
        field.at = time.fromisoformat(text).replace(second=0, tzinfo=None) if text else None
    except ValueError:
        raise ValidationError(_("Enter a time such as 14:30.")) from None


def check_line(_form: Any, field: LineField) -> None:
    """Clean a line of text in its field, or say what is wrong with it."""
    try:
        field.data = clean_line(field.data or "", field.longest)
    except UncleanText as error:
        raise ValidationError(str(error)) from error


def check_name(_form: Any, field: LineField) -> None:
    """Clean a person's name in its field, or say what is wrong with it."""
    try:
        field.data = clean_name(field.data or "", field.longest)
    except UncleanText as error:
        raise ValidationError(str(error)) from error


def check_paragraphs(_form: Any, field: ParagraphsField) -> None:
    """Tidy a text in its field, or say that it is too long."""
    try:
        field.data = tidy_text(field.data or "", field.longest)
    except TooLong as error:
        raise ValidationError(str(error)) from error


def check_address(_form: Any, field: AddressField) -> None:
    """Bring an address to its one spelling, or say what is wrong with it."""
    settings: Settings = current_app.config["SETTINGS"]
    try:
        address = normalise_address(field.data or "")
        check_domain(address, settings.allowed_email_domains)
    except (InvalidAddress, DomainNotAllowed) as error:
        raise ValidationError(str(error)) from error
    field.data = address
