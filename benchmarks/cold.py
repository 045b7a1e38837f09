"""A small organisation's month in a fresh process, against an empty Flask process."""

import csv
import io
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from flask_migrate import upgrade

from benchmarks.measuring import say_row
from config import Settings
from demo.organisation import PEOPLE_FILE
from matchmaker import create_app
from matchmaker.extensions import db
from matchmaker.services.people.file import read_people
from matchmaker.services.people.importing import import_people
from matchmaker.services.programme.programmes import programme_named

PEOPLE: Final = 150
TIMES: Final = 5
EMPTY_FLASK: Final = "import flask; flask.Flask('empty').test_client().get('/')"


def cold(_sizes: list[int], _capacity: int) -> None:
    """Time the monthly job of 150 people and an empty Flask process, in turn; medians."""
    say_row("people", "what", "seconds", "processor", "processor above an empty Flask start")
    # As in an installation, what is imported was compiled once; the first run of each does it here.
    with tempfile.TemporaryDirectory() as name:
        runs: dict[str, list[tuple[float, float]]] = {"empty": [], "job": []}
        for number in range(TIMES + 1):
            surroundings = _organisation(Path(name) / str(number))
            runs["empty"].append(_time([sys.executable, "-c", EMPTY_FLASK], surroundings))
            job = [sys.executable, "-m", "jobs.monthly_match"]
            runs["job"].append(_time(job, surroundings))
    empty, whole = (
        [sorted(seconds)[TIMES // 2] for seconds in zip(*runs[what][1:], strict=True)]
        for what in ("empty", "job")
    )
    say_row(PEOPLE, "an empty Flask process", *empty, 0.0)
    say_row(PEOPLE, "jobs.monthly_match", *whole, whole[1] - empty[1])


def _organisation(folder: Path) -> dict[str, str]:
    """Make a database with so many people; return the environment that names it."""
    folder.mkdir()
    surroundings = {
        "SECRET_KEY": "only for a benchmark, thrown away with its database",
        "BASE_URL": "http://localhost:5000",
        "DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite'}",
        "PYTHONPYCACHEPREFIX": str(folder.parent / "bytecode"),
        "PYTHONDONTWRITEBYTECODE": "",
    }
    settings = Settings(
        secret_key=surroundings["SECRET_KEY"],
        base_url=surroundings["BASE_URL"],
        database_url=surroundings["DATABASE_URL"],
    )
    app = create_app(settings, instance=folder)
    with app.app_context():
        upgrade()
        programme = programme_named(db.session())
        import_people(db.session(), programme, read_people(_people()))
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return os.environ | surroundings


def _people() -> bytes:
    """Return the sample organisation, and as many of it once more as are missing."""
    rows = list(csv.DictReader(io.StringIO(PEOPLE_FILE.read_text(encoding="utf-8"))))
    more = [row | {"email": "second." + row["email"]} for row in rows[: PEOPLE - len(rows)]]
    text = io.StringIO()
    table = csv.DictWriter(text, rows[0])
    table.writeheader()
    table.writerows(rows + more)
    return text.getvalue().encode()


def _time(command: list[str], surroundings: dict[str, str]) -> tuple[float, float]:
    """Return seconds on the clock and of the processors."""
    before, started = os.times(), time.perf_counter()
    subprocess.run(command, env=surroundings, check=True, capture_output=True)
    seconds, after = time.perf_counter() - started, os.times()
    used = after.children_user - before.children_user
    return seconds, used + after.children_system - before.children_system
