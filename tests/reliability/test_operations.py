"""Operations over many rows take as many statements for a thousand subjects as for ten.

Or as many more as there are portions. Those that must go one by one say why, and take so many
statements a row, never more with the number of rows. On a database that is a millisecond away,
thousands of statements are what makes a page or a job too slow.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from matchmaker.commands.group import OperatorGroup
from matchmaker.database import Base
from matchmaker.models import Member
from matchmaker.services.cases.open_cases import KINDS
from matchmaker.services.operations.job_runs import JOBS
from matchmaker.services.privacy.retention import STEPS
from tests.reliability.operations import OPERATIONS, Operation
from tests.reliability.sizes import size

FEW: Final = 10
MANY: Final = size(60, 1_000)
A_FEW_MORE: Final = 3
"""Statements that come with many: a list that is no longer empty, a page that is full."""
OF_ONE_SUBJECT: Final = frozenset(
    {
        *("access log", "backup create", "backup restore", "config check", "coordinator add"),
        *(
            "coordinator list",
            "coordinator remove",
            "database copy",
            "mail forget-pace",
            "mail retry",
            "mail status",
        ),
        *("policy adopt", "policy show", "privacy erase", "programme set", "programme show"),
    }
)
"""Commands that are about one thing, or one statement."""
NOT_COUNTED: Final = {
    "job read_bounces": "each report is settled alone and then leaves the mailbox, so none is lost",
}
"""What goes row by row and is not on the list, and why."""


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """Collect the statements that are executed inside the block; one for many rows is one."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    engine = session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def number_of_statements(session: Session, each: Operation, subjects: int) -> int:
    call = each.arrange(session, subjects)
    with counted(session) as statements:
        call()
        session.flush()
    return len(statements)


@pytest.mark.slow
@pytest.mark.parametrize("each", OPERATIONS, ids=lambda each: each.name)
def test_statements_do_not_grow_with_the_rows(
    app: Flask, session: Session, each: Operation
) -> None:
    subjects = (FEW, MANY if not each.one_by_one else min(MANY, 5 * FEW))
    few = number_of_statements(session, each, subjects[0])
    session.rollback()
    start_anew(session)

    many = number_of_statements(session, each, subjects[1])

    if each.one_by_one:
        a_row = few / subjects[0]
        assert many <= a_row * subjects[1] + A_FEW_MORE * subjects[1] / subjects[0]
    else:
        portions = -(-subjects[1] // each.portion)
        assert many <= (few + A_FEW_MORE) * portions


def start_anew(session: Session) -> None:
    """Delete every row but the programme."""
    for table in reversed(Base.metadata.sorted_tables):
        if table.name != "programmes":
            session.execute(table.delete())
    session.commit()
    session.expunge_all()


def test_no_job_command_purge_step_or_kind_of_case_is_forgotten(sqlite_app: Flask) -> None:
    covered = frozenset[str]().union(*(each.covers for each in OPERATIONS))
    there = {f"job {job}" for job in JOBS}
    there |= {f"purge {step}" for step in STEPS}
    there |= {f"case {kind.__name__}" for kind in KINDS}
    there |= {f"command {name}" for name in our_commands(sqlite_app)} - {
        f"command {name}" for name in OF_ONE_SUBJECT
    }

    assert there - covered - NOT_COUNTED.keys() == set(), (
        "put it on the list in tests/reliability/operations.py"
    )
    assert covered - there == set(), "the list names what is not there any more"


def our_commands(app: Flask) -> set[str]:
    """Return the names of the commands that are ours, such as `people import`."""
    return {
        f"{name} {command}"
        for name, group in app.cli.commands.items()
        if isinstance(group, OperatorGroup)
        for command in group.commands
    }


def test_an_operation_that_grows_is_found(session: Session) -> None:
    """The counting itself counts: a call that asks once for each subject takes more for many."""
    one_a_row = Operation(
        "one query a row",
        lambda session, number: (
            lambda: [session.scalar(sa.select(sa.func.count(Member.id))) for _ in range(number)]
        ),
    )

    few, many = (number_of_statements(session, one_a_row, number) for number in (10, 30))

    assert many > 2 * few
