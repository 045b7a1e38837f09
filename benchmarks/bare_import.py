"""The least that taking in a people file can cost: reading it, and inserting the same rows.

    python -m benchmarks.bare_import FILE DATABASE_URL

Nothing is understood, checked, compared or told; it knows the file's headings by heart. Its people
are gone again at the end (it rolls back), so that the same database can be used after it.
"""

import csv
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import psycopg

Row = dict[str, str]
NOW: Final = "2026-11-01 00:00:00"
MEMBERS: Final = "INSERT INTO members (id, email, name, created_at) VALUES (%s, %s, %s, %s)"
ADDRESSES: Final = (
    "INSERT INTO addresses (address, mailbox, member_id, named_at) VALUES (%s, %s, %s, %s)"
)
PARTS: Final = (
    "INSERT INTO participations (programme_id, member_id, joined_at, is_mentee, is_mentor, "
    "is_networker, capacity, expired_offers, rounds_waited, has_first_priority, unanswered_chats) "
    "VALUES (1, %s, %s, %s, %s, %s, 1, 0, 0, false, 0)"
)
PROFILES: Final = (
    "INSERT INTO profiles (member_id, department, job_title, location, time_zone, languages, "
    "ladder_step, about, interests, other_certification, target_role, goals, help_with, updated_at)"
    " VALUES (%s, %s, %s, %s, %s, '[]', '', %s, '[]', '', '', %s, %s, %s)"
)
SKILLS: Final = (
    "INSERT INTO profile_skills (member_id, skill, level, target_level, importance) "
    "VALUES (%s, %s, %s, %s, 2)"
)


def main(path: Path, url: str) -> None:
    """Read the file, insert its people and what they can, and roll back."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        people = list(enumerate(csv.DictReader(stream), 1_000_000))
    skills = [name.partition(": ")[2] for name in people[0][1] if name.startswith("level: ")]
    with closing(_connect(url)) as connection:
        cursor = connection.cursor()
        for statement, rows in (
            (MEMBERS, ((n, f"bare.{row['email']}", row["name"], NOW) for n, row in people)),
            (ADDRESSES, ((*2 * (f"bare.{row['email']}",), n, NOW) for n, row in people)),
            (PARTS, ((n, NOW, *_roles(row)) for n, row in people)),
            (PROFILES, ((n, *_texts(row), NOW) for n, row in people)),
            (SKILLS, (each for n, row in people for each in _levels(n, row, skills))),
        ):
            cursor.executemany(_as_written(statement, url), list(rows))
        connection.rollback()


def _connect(url: str) -> Any:
    if url.startswith("sqlite"):
        return sqlite3.connect(url.removeprefix("sqlite:///"))
    return psycopg.connect(url)


def _as_written(statement: str, url: str) -> str:
    return statement.replace("%s", "?") if url.startswith("sqlite") else statement


def _roles(row: Row) -> Iterator[bool]:
    return (role in row["roles"] for role in ("mentee", "mentor", "networker"))


def _texts(row: Row) -> Iterator[str]:
    names = ("department", "job_title", "location", "time_zone", "about", "goals", "help_with")
    return (row[name] for name in names)


def _levels(number: int, row: Row, skills: list[str]) -> Iterator[tuple[Any, ...]]:
    for skill in skills:
        level, target = row[f"level: {skill}"], row[f"target: {skill}"]
        if level or target:
            yield number, skill, int(level) if level else None, int(target) if target else None


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
