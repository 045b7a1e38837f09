"""Migrations carry over what is stored, forwards and back, on both databases."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from alembic import command
from flask import Flask, current_app
from psycopg import sql

from config import ROOT
from matchmaker.database import prepare_engine
from tests.conftest import POSTGRES_URL

PEOPLE = {1: "ada", 2: "mia", 3: "cora"}
ROUND_ENTRIES = {
    "lock of mentee 1 with mentor 2: mentor 2 asked: please\nsoon": {
        "kind": "lock",
        "pair": (1, 2),
        "reason": "mentor 2 asked: please\nsoon",
    },
    "lock of mentee 1 with mentor 2": {"kind": "lock", "pair": (1, 2)},
    "ban of mentee 1 with mentor 99: nobody knows them": {
        "kind": "ban",
        "pair": (1, None),
        "reason": "nobody knows them",
    },
    "lifted: lock of mentee 1 with mentor 2": {"kind": "lock_lifted", "pair": (1, 2)},
    "lifted: ban of mentee 1 with mentor 2": {"kind": "ban_lifted", "pair": (1, 2)},
    "objective: coverage to best_score": {
        "kind": "objective",
        "objectives": ("coverage", "best_score"),
    },
    "solved again": {"kind": "solved_again"},
    "": {"kind": "state"},
}
"""Entries within a state, as they were said, and the facts in them."""
MATCH_ENTRIES = [
    ("active", 1, "we met", {"kind": "met"}),
    ("cancelled", 2, "left the programme", {"kind": "left"}),
    # A coordinator typed this; so did one of the two.
    ("cancelled", 3, "left the programme", {"kind": "state", "reason": "left the programme"}),
    ("ended", 1, "we met", {"kind": "state", "reason": "we met"}),
    ("withdrawn", None, "overtaken: mentee_away", {"kind": "mentee_away"}),
    ("withdrawn", None, "overtaken: forbidden", {"kind": "forbidden"}),
    ("withdrawn", 3, "overtaken: no_place", {"kind": "state", "reason": "overtaken: no_place"}),
    ("expired", None, "", {"kind": "state"}),
]


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """An empty database."""
    if request.param == "sqlite":
        made = sa.create_engine(f"sqlite:///{tmp_path / 'old.sqlite'}", poolclass=sa.NullPool)
        prepare_engine(made)
        yield made
        return
    request.getfixturevalue("postgres_url")
    name = f"matchmaker_old_{uuid.uuid4().hex[:12]}"
    base, _, _ = POSTGRES_URL.rpartition("/")
    with psycopg.connect(POSTGRES_URL, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        url = sa.make_url(f"{base}/{name}").set(drivername="postgresql+psycopg")
        made = sa.create_engine(url, poolclass=sa.NullPool)
        yield made
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def go_to(engine: sa.Engine, revision: str, *, is_back: bool = False) -> None:
    configuration = current_app.extensions["migrate"].migrate.get_config(str(ROOT / "migrations"))
    configuration.attributes["engine"] = engine
    (command.downgrade if is_back else command.upgrade)(configuration, revision)


class Tables:
    """The tables as they are now, in a transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        found = sa.MetaData()
        found.reflect(connection)
        self.connection, self.tables = connection, found.tables

    def add(self, table: str, **values: Any) -> None:
        """Insert a row; what is not given is empty, by the type of the column."""
        empty = {str: "", int: 0, bool: False}
        for column in self.tables[table].columns:
            if not (column.nullable or column.primary_key or column.name in values):
                is_json, kind = isinstance(column.type, sa.JSON), column.type.python_type
                now = sa.func.current_timestamp()
                values[column.name] = {} if is_json else empty.get(kind, now)
        self.connection.execute(sa.insert(self.tables[table]).values(**values))


def make_old_log(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        old = Tables(connection)
        for number, name in PEOPLE.items():
            old.add("members", id=number, name=name, email=f"{name}@example.org")
        programme = connection.scalar(sa.select(old.tables["programmes"].c.id))
        old.add("rounds", id=7, programme_id=programme, month="2026-03", status="draft")
        old.add("matches", id=8, round_id=7, mentee_id=1, mentor_id=2, status="proposed")
        within = {"round_id": 7, "old_status": "solved", "new_status": "solved"}
        for reason in ROUND_ENTRIES:
            old.add("status_changes", **within, reason=reason)
        old.add("status_changes", **within | {"new_status": "discarded"}, reason="solved again")
        for status, actor, reason, _ in MATCH_ENTRIES:
            old.add("status_changes", match_id=8, new_status=status, actor_id=actor, reason=reason)


def entries_of(engine: sa.Engine) -> list[Any]:
    with engine.begin() as connection:
        log = Tables(connection).tables["status_changes"]
        return list(connection.execute(sa.select(log).order_by(log.c.id)))


@pytest.fixture
def on_sqlite(sqlite_app: Flask) -> Iterator[None]:
    """The commands need an application; which database it has is all one."""
    with sqlite_app.app_context():
        yield


@pytest.mark.usefixtures("on_sqlite")
def test_the_log_becomes_facts_and_prose_again(engine: sa.Engine) -> None:
    go_to(engine, "0006")
    make_old_log(engine)
    before = [entry.reason for entry in entries_of(engine)]

    go_to(engine, "0007")

    wanted = [
        *ROUND_ENTRIES.values(),
        {"kind": "state", "reason": "solved again"},
        *(facts for *_, facts in MATCH_ENTRIES),
    ]
    found = entries_of(engine)
    for entry, facts in zip(found, wanted, strict=True):
        assert entry.kind == facts["kind"]
        assert (entry.mentee_id, entry.mentor_id) == facts.get("pair", (None, None))
        objectives = (entry.old_objective, entry.new_objective)
        assert objectives == facts.get("objectives", (None, None))
        assert entry.reason == facts.get("reason", "")

    go_to(engine, "0006", is_back=True)
    prose = [entry.reason for entry in entries_of(engine)]
    # Of somebody who is not there any more, the pair cannot be said again.
    assert prose == ["nobody knows them" if "mentor 99" in reason else reason for reason in before]
    go_to(engine, "head")


@pytest.mark.usefixtures("on_sqlite")
def test_wishes_and_lines_follow_people_after_addresses_became_rows(engine: sa.Engine) -> None:
    go_to(engine, "0009")
    lines = {1: "", 2: "ada@example.org", 3: "boss+x@example.org"}
    code = f"{'a' * 64}@erased.invalid"
    wishes = {(1, "mia@example.org"), (1, "foe@example.org"), (2, code)}
    with engine.begin() as connection:
        old = Tables(connection)
        programme = connection.scalar(sa.select(old.tables["programmes"].c.id))
        for number, name in PEOPLE.items():
            old.add("members", id=number, name=name, email=f"{name}@example.org")
            old.add("profiles", member_id=number, manager_email=lines[number])
        old.add("members", id=4, email="member-4@erased.invalid")
        for number, other in sorted(wishes):
            wish = {"member_id": number, "other_email": other, "source": "wish"}
            old.add("exclusions", programme_id=programme, **wish)

    go_to(engine, "0010")

    with engine.begin() as connection:
        tables = Tables(connection).tables
        addresses, profiles, exclusions = (
            tables[name] for name in ("addresses", "profiles", "exclusions")
        )
        found = {
            row.address: (row.mailbox, row.member_id)
            for row in connection.execute(sa.select(addresses))
        }
        assert found == {
            **{f"{name}@example.org": (f"{name}@example.org", n) for n, name in PEOPLE.items()},
            "boss+x@example.org": ("boss@example.org", None),
            "foe@example.org": ("foe@example.org", None),
            code: (code, None),
        }
        named = sa.select(exclusions.c.member_id, addresses.c.address).join(
            addresses, addresses.c.id == exclusions.c.other_address_id
        )
        assert {tuple(row) for row in connection.execute(named)} == wishes
        line = sa.select(profiles.c.member_id, addresses.c.address).outerjoin(
            addresses, addresses.c.id == profiles.c.manager_address_id
        )
        assert {n: address or "" for n, address in connection.execute(line)} == lines

    go_to(engine, "0009", is_back=True)
    with engine.begin() as connection:
        tables = Tables(connection).tables
        back = sa.select(tables["exclusions"].c.member_id, tables["exclusions"].c.other_email)
        assert {tuple(row) for row in connection.execute(back)} == wishes
        back = sa.select(tables["profiles"].c.member_id, tables["profiles"].c.manager_email)
        assert {tuple(row) for row in connection.execute(back)} == set(lines.items())
    go_to(engine, "head")


@pytest.mark.usefixtures("on_sqlite")
def test_runs_of_jobs_are_kept_and_their_last_ends_known(engine: sa.Engine) -> None:
    before, after = revisions_around("job_counts")
    go_to(engine, before)
    early, late = (datetime(2026, 3, day, 6, tzinfo=UTC) for day in (1, 2))
    with engine.begin() as connection:
        old = Tables(connection)
        programme = connection.scalar(sa.select(old.tables["programmes"].c.id))
        for job, number, outcome, ended_at in (
            ("purge", None, "done", early), ("purge", None, "done", late),
            ("follow_up", programme, "failed", late), ("purge", None, "running", None),
        ):  # fmt: skip
            old.add("job_runs", job=job, programme_id=number, outcome=outcome, ended_at=ended_at)

    go_to(engine, after)

    with engine.begin() as connection:
        new = Tables(connection)
        counts = new.tables["job_counts"].c
        query = sa.select(counts.job, counts.programme, counts.outcome, counts.runs)
        assert {tuple(row) for row in connection.execute(query)} == {
            ("purge", 0, "done", 0), ("follow_up", programme, "failed", 0)
        }  # fmt: skip
        moments = sa.select(counts.last_ended_at).where(counts.outcome == "done")
        assert connection.scalar(moments).replace(tzinfo=UTC) == late
        runs = new.tables["job_runs"]
        connection.execute(
            sa.update(runs).where(runs.c.outcome == "running").values(outcome="lost", ended_at=late)
        )

    go_to(engine, before, is_back=True)
    with engine.begin() as connection:
        outcome = Tables(connection).tables["job_runs"].c.outcome
        found = list(connection.scalars(sa.select(outcome)))
        assert sorted(found) == ["done", "done", "failed", "failed"]
    go_to(engine, "head")


@pytest.mark.usefixtures("on_sqlite")
def test_what_was_refused_stays_refused_as_it_becomes_rows_and_back(engine: sa.Engine) -> None:
    before, after = revisions_around("mail_refusals")
    go_to(engine, before)
    refused = {1: (True, False), 2: (True, True), 3: (False, False)}
    with engine.begin() as connection:
        old = Tables(connection)
        programme = connection.scalar(sa.select(old.tables["programmes"].c.id))
        for number, (reminders, questions) in refused.items():
            old.add("members", id=number, name=f"N{number}", email=f"n{number}@example.org")
            old.add(
                "participations",
                programme_id=programme,
                member_id=number,
                refuses_reminders=reminders,
                refuses_chat_questions=questions,
            )

    go_to(engine, after)

    with engine.begin() as connection:
        new = Tables(connection)
        rows = new.tables["mail_refusals"]
        assert {tuple(row) for row in connection.execute(sa.select(rows))} == {
            (programme, 1, "reminders"), (programme, 2, "reminders"),
            (programme, 2, "chat_questions"),
        }  # fmt: skip
        assert "refuses_reminders" not in new.tables["participations"].columns
        new.add("mail_refusals", programme_id=programme, member_id=3, what="mentorship_review")

    go_to(engine, before, is_back=True)
    with engine.begin() as connection:
        parts = Tables(connection).tables["participations"].c
        back = sa.select(parts.member_id, parts.refuses_reminders, parts.refuses_chat_questions)
        assert {row[0]: tuple(row[1:]) for row in connection.execute(back)} == refused
    go_to(engine, "head")


def revisions_around(table: str) -> tuple[str, str]:
    """The migration that makes a table, and the one before it."""
    [made] = [
        file.name[:4]
        for file in (ROOT / "migrations" / "versions").glob("*.py")
        if f'create_table(\n        "{table}"' in file.read_text()
    ]
    return f"{int(made) - 1:04}", made
