"""Services that start together, each of which brings the database up to date first."""

import subprocess
import sys

import psycopg
import pytest

from config import ROOT
from tests.conftest import new_postgres_database
from tests.jobs.processes import environment, plain_url

pytestmark = pytest.mark.slow


def test_four_that_migrate_an_empty_postgresql_at_once_all_succeed() -> None:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
    with new_postgres_database() as url:
        running = [
            subprocess.Popen(
                command, cwd=ROOT, env=environment(url), stderr=subprocess.PIPE, text=True
            )
            for _number in range(4)
        ]
        ended = [(process.communicate(timeout=120)[1], process.returncode) for process in running]
        with psycopg.connect(plain_url(url)) as connection:
            versions = connection.execute("SELECT count(*) FROM alembic_version").fetchone()

    assert [status for _errors, status in ended] == [0] * 4, ended
    assert versions == (1,)
