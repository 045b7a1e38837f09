"""Copies of a prepared database, of which each try spoils one."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.orm import Session


@contextmanager
def copy_of(database_url: str, folder: Path) -> Iterator[str]:
    """Yield the address of a copy. Nobody may be connected to the original meanwhile."""
    url = sa.make_url(database_url)
    if url.get_backend_name() == "sqlite":
        copy = folder / "copy.sqlite"
        shutil.copy(str(url.database), copy)
        yield f"sqlite:///{copy}"
        for leftover in folder.glob("copy.sqlite*"):
            leftover.unlink()
        return
    name = f"{url.database}_copy"
    plain = url.set(drivername="postgresql", database="postgres")
    with psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True) as server:
        names = {"copy": sql.Identifier(name), "original": sql.Identifier(str(url.database))}
        server.execute(sql.SQL("CREATE DATABASE {copy} TEMPLATE {original}").format(**names))
        try:
            yield url.set(database=name).render_as_string(hide_password=False)
        finally:
            server.execute(sql.SQL("DROP DATABASE {copy} WITH (FORCE)").format(**names))


@contextmanager
def reading(database_url: str) -> Iterator[Session]:
    """Yield a session that looks at a database from outside the application."""
    engine = sa.create_engine(database_url)
    try:
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()
