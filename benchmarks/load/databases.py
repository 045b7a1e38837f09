"""A migrated database with an organisation in it, for one run."""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from config import ROOT

POSTGRES_URL = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
PEOPLE_FILE = ROOT / "demo" / "people.csv"


@contextmanager
def fresh_database(kind: str, folder: Path, like: str = "") -> Iterator[str]:
    """Yield the address of a new database, empty or like another; PostgreSQL's is dropped then."""
    if kind == "sqlite":
        path = folder / "load.sqlite"
        if like:
            shutil.copyfile(like.removeprefix("sqlite:///"), path)
        yield f"sqlite:///{path}"
        return
    name = f"matchmaker_load_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(POSTGRES_URL, autocommit=True, connect_timeout=3) as server:
        template = sql.Identifier(like.rpartition("/")[2] or "template1")
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), template)
        )
        try:
            yield f"{POSTGRES_URL.rpartition('/')[0]}/{name}"
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def write_people(teams: int, path: Path) -> Path:
    """Write the sample organisation's list so many times over, each at addresses of its own."""
    heading, _, people = PEOPLE_FILE.read_text(encoding="utf-8").partition("\n")
    copies = [
        people.replace("@example.org", f"@team{team}.example.org") for team in range(1, teams + 1)
    ]
    path.write_text(f"{heading}\n{''.join(copies)}", encoding="utf-8")
    return path
