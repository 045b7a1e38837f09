"""What an operator types behind a command: one line of writing, or a file; refused in one line."""

import os
from pathlib import Path
from typing import Any, Final

import click

from matchmaker.addresses import LONGEST_ADDRESS
from matchmaker.text import UncleanText, clean_line, holds_address, shown_line

LONGEST_PATH: Final = 4_000
LARGEST_FILE_BYTES: Final = 50_000_000
"""Of what a command reads: two hundred thousand people."""


class UnclearOrder(click.ClickException):
    """The operator must say more; one line and status 2."""

    exit_code = 2


class Line(click.ParamType[str]):
    """A line of at most `longest` characters, without controls and marks that hide what it is."""

    name = "text"

    def __init__(self, longest: int) -> None:
        self.longest = longest

    def convert(self, value: Any, param: click.Parameter | None, _ctx: click.Context | None) -> str:
        """Return the line, cleaned."""
        try:
            return clean_line(str(value), self.longest)
        except UncleanText as error:
            raise UnclearOrder(f"{_name_of(param)}: {error}") from error


class AName(Line):
    """The name of a person."""

    name = "name"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name, cleaned."""
        line = super().convert(value, param, ctx)
        if holds_address(line, self.longest):
            raise UnclearOrder(f"{_name_of(param)}: a name has no mail address in it.")
        return line


class AnAddress(Line):
    """What should be a mail address; the command says whether it is one."""

    name = "address"

    def __init__(self) -> None:
        super().__init__(LONGEST_ADDRESS)


class AFile(click.Path):
    """The path of a file that can be shown again."""

    def __init__(self, **options: Any) -> None:
        super().__init__(path_type=Path, **options)

    def convert(
        self,
        value: "str | os.PathLike[str]",
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Any:
        """Return the path."""
        text = os.fspath(value)
        if len(text) > LONGEST_PATH or not text.isprintable():
            raise UnclearOrder(
                f"{_name_of(param)}: a file is named by at most {LONGEST_PATH} characters without "
                "control characters."
            )
        return super().convert(value, param, ctx)


def read_file(file: Path) -> bytes:
    """Return what is in a file; ends the command in one line where it cannot, or is too large."""
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST_FILE_BYTES + 1)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}.") from error
    if len(content) > LARGEST_FILE_BYTES:
        raise click.ClickException(f"{file} is larger than {LARGEST_FILE_BYTES // 1_000_000} MB.")
    return content


def told_of_files(error: Exception) -> str:
    """Return what went wrong; of a file its path, as it was typed, and the system's reason."""
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename}: {error.strerror}"
    return str(error).rstrip(".")


def _name_of(param: click.Parameter | None) -> str:
    if isinstance(param, click.Option):
        return param.opts[0]
    return shown_line(param.human_readable_name, 40) if param else "the argument"
