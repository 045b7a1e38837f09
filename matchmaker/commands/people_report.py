"""What `flask people import` prints: the columns, what was left out, faults, and the outcome."""

import shlex
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from matchmaker.services.people.faults import Fault, FaultyFile, Setting, shown
from matchmaker.services.people.file import PeopleFile
from matchmaker.services.people.headings import Heading, HeadingState
from matchmaker.services.people.importing import ImportResult
from matchmaker.text import unnamed_line

_NAMED_AT_MOST = 8
_WIDEST = 60
_EXAMPLE = "name@example.org"
_IN_ITS_PLACE = "name-at-example"
"""Stands for the address in messages that is nobody's."""


@contextmanager
def without_fault(file: Path) -> Iterator[None]:
    """Print what is wrong with a file, and end the command."""
    try:
        yield
    except FaultyFile as faulty:
        raise _refusal(file, faulty) from faulty


def report_headings(headings: Sequence[Heading]) -> None:
    """Print for each column what it is taken for, or what it might be."""
    width = max((len(_both_ends(heading.text)) for heading in headings), default=0)
    hinted: set[Setting] = set()
    for place, heading in enumerate(headings):
        if heading.state == HeadingState.BLANK:
            continue
        line = f"{_letters(place):>3}  {_both_ends(heading.text):{width}}  {_taken_for(heading)}"
        if heading.hint and heading.hint not in hinted:
            line += f"; perhaps {_option(heading.hint)}"
            hinted.add(heading.hint)
        click.echo(line)


def report_left_out(people_file: PeopleFile, *, dry_run: bool) -> None:
    """Print which columns and rows were left out; a dry run has said the former."""
    unknown = [each for each in people_file.headings if each.state == HeadingState.UNKNOWN]
    if unknown and not dry_run:
        names = ", ".join(shown(heading.text) for heading in unknown[:_NAMED_AT_MOST])
        more = f" and {len(unknown) - _NAMED_AT_MOST} more" if len(unknown) > _NAMED_AT_MOST else ""
        click.echo(
            f"{_counted(len(unknown), 'column')} left out: {names}{more}. "
            "--dry-run says what each column is taken for."
        )
    hints = dict.fromkeys(heading.hint for heading in people_file.headings if heading.hint)
    for hint in () if dry_run else hints:
        click.echo(f"  perhaps {_option(hint)}")
    if people_file.left_out:
        click.echo(f"{_counted(len(people_file.left_out), 'row')} left out, as the map says.")


def report_result(result: ImportResult, *, dry_run: bool) -> None:
    """Print what an import did, or would do."""
    for kept in result.kept:
        click.echo(
            f"row {kept.row}: this person is a member already and was left as is; "
            f"different: {', '.join(kept.columns)}. Use --update to change it."
        )
    for left in result.left:
        click.echo(f"row {left.row}: this person has left the programme; nothing was done.")
    for row in result.erased:
        click.echo(
            f"row {row}: this person was erased; nothing was done. "
            "They can come back by registering themselves."
        )
    for number, names in result.named_erased:
        where = f"column{'s' if len(names) > 1 else ''} {', '.join(names)}"
        click.echo(
            f"row {number}, {where}: somebody who was erased is named; the address was left out."
        )
    unchanged = result.unchanged + len(result.kept) + len(result.left) + len(result.erased)
    click.echo(
        f"{'Would be: ' if dry_run else ''}{result.added} added, {result.updated} updated, "
        f"{unchanged} unchanged.{' Nothing was changed.' if dry_run else ''}"
    )


def _refusal(file: Path, faulty: FaultyFile) -> click.ClickException:
    """Print what is wrong in the rows and return the last line."""
    faults = faulty.faults
    if len(faults) == 1 and faults[0].row is None:
        return click.ClickException(f"nothing was imported. {_told(faults[0])}")
    for fault in faults:
        click.echo(_told(fault), err=True)
    count = _counted(len(faults), "fault")
    if faulty.unread_from:
        return click.ClickException(
            f"nothing was imported; {file.name} has {count} up to row {faulty.unread_from - 1}, "
            "and was read no further."
        )
    return click.ClickException(f"nothing was imported; {file.name} has {count}.")


def _told(fault: Fault) -> str:
    """Return a fault with the options that would settle it."""
    told = _without_addresses(str(fault))
    options = list(map(_option, fault.settled_by))
    if len(options) > 1 and fault.settled_by[0].name == "map":
        return f"{told} Add what is right: {', '.join(options)}."
    return f"{told} Add {' or '.join(options)}." if options else told


def _without_addresses(text: str) -> str:
    """Return a message without people's addresses: what commands print is kept in many places."""
    text = text.replace(_EXAMPLE, _IN_ITS_PLACE)
    return unnamed_line(text, len(text) + 1).replace(_IN_ITS_PLACE, _EXAMPLE)


def _option(setting: Setting) -> str:
    return f"--{setting.name} {shell_quoted(setting.value)}"


def shell_quoted(text: str) -> str:
    """Return a text as a shell takes it, in double quotes where that is safe."""
    if shlex.quote(text) == text:
        return text
    return shlex.quote(text) if set(text) & set('"$`\\!') else f'"{text}"'


def _both_ends(text: str) -> str:
    """Return a heading cut in its middle: the columns of a grid differ at their ends."""
    line = unnamed_line(text, len(text) + 1)
    half = _WIDEST // 2
    return line if len(line) <= _WIDEST else f"{line[: half - 1]}…{line[-half:]}"


def _taken_for(heading: Heading) -> str:
    if heading.target:
        return heading.target.name
    if heading.state == HeadingState.SUPERSEDED:
        return "left out: another column has it"
    return "left out"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number != 1 else ''}"


def _letters(place: int) -> str:
    """Return a column's letters as spreadsheets have them."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
