"""One run of the load: build it up, let people come at an even pace, and look what is there."""

import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

from benchmarks.load.databases import fresh_database, write_people
from benchmarks.load.newcomer import Newcomer, Notes
from benchmarks.load.ports import find_free_port
from benchmarks.load.post import Post, open_post
from benchmarks.load.processes import Environment, environment_of, run_command, running, serving

MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Load:
    """How much: people a second for so many seconds, in so many teams of 110 people."""

    kind: str
    seconds: float
    rate: float
    teams: int

    @property
    def people(self) -> int:
        """How many come."""
        return max(1, round(self.seconds * self.rate))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run showed; `lost` are acknowledged writes that are not in the database."""

    load: Load
    notes: Notes
    lost: list[str]
    mails: int
    repeated: int
    waiting: int
    """Mails that wait for another attempt at the end."""
    jobs: dict[str, tuple[float, str]]
    """Name -> seconds, and what it said."""


def put_under_load(load: Load) -> Outcome:
    """Run the site, its jobs and the bare application, and let people come."""
    with (
        TemporaryDirectory() as name,
        fresh_database(load.kind, folder := Path(name)) as database_url,
        open_post() as post,
    ):
        port, bare_port = find_free_port(), find_free_port()
        environment = environment_of(database_url, port, post.port)
        prepare(load, environment, folder)
        bare_environment = dict(environment) | {"DATABASE_URL": with_driver(database_url)}
        with (
            serving("wsgi:app", environment, folder, port),
            serving("benchmarks.load.bare:app", bare_environment, folder, bare_port),
            running("jobs.worker", environment=environment, folder=folder),
            ThreadPoolExecutor(1) as background,
        ):
            jobs = background.submit(run_jobs, load, environment, folder)
            notes = let_people_come(load, port, bare_port, post)
            outcome_of_jobs = jobs.result()
            waiting = wait_until_all_is_sent(with_driver(database_url))
        lost = find_lost(with_driver(database_url), notes)
        repeated = sum(times - 1 for times in post.messages.values())
        mails = post.messages.total()
        return Outcome(load, notes, lost, mails, repeated, waiting, outcome_of_jobs)


def with_driver(database_url: str) -> str:
    """Return the address as SQLAlchemy wants it."""
    return database_url.replace("postgresql://", "postgresql+psycopg://")


def prepare(load: Load, environment: Environment, folder: Path) -> None:
    """Migrate the database and take in the people of all teams."""
    people = write_people(load.teams, folder / "people.csv")
    flask = ("flask", "--app", "wsgi")
    run_command(*flask, "db", "upgrade", environment=environment, folder=folder)
    run_command(*flask, "people", "import", str(people), environment=environment, folder=folder)


def run_jobs(load: Load, environment: Environment, folder: Path) -> dict[str, tuple[float, str]]:
    """Run the month's jobs in the middle of it all; return how long each took."""
    time.sleep(load.seconds / 4)
    jobs = {}
    for command in (("monthly_match", "--publish"), ("coffee_round",), ("follow_up",)):
        began = time.perf_counter()
        said = run_command(
            f"jobs.{command[0]}", *command[1:], environment=environment, folder=folder
        )
        jobs[command[0]] = (time.perf_counter() - began, said)
    return jobs


def let_people_come(load: Load, port: int, bare_port: int, post: Post) -> Notes:
    """Start one person after another at an even pace, whether or not the site keeps up."""
    notes = Notes()
    site, bare = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{bare_port}/"
    began = time.monotonic()
    pending: list[Future[None]] = []
    with ThreadPoolExecutor(MOST_AT_ONCE) as people:
        for number in range(1, load.people + 1):
            time.sleep(max(0.0, began + number / load.rate - time.monotonic()))
            pending.append(people.submit(Newcomer(number, site, bare, post, notes).live))
    for future in pending:
        future.result()
    return notes


@contextmanager
def reading(database_url: str) -> Iterator[sa.Connection]:
    """Look into the database from outside."""
    engine = sa.create_engine(database_url)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def wait_until_all_is_sent(database_url: str, seconds: float = 60) -> int:
    """Wait until no mail is owed, or none was sent for so long; return how many still wait."""
    owed = sa.text("SELECT count(*) FROM outbox_mails WHERE status = 'pending'")
    number = fewest = sys.maxsize
    until = time.monotonic() + seconds
    while number and time.monotonic() < until:
        with reading(database_url) as connection:
            number = connection.execute(owed).scalar_one()
        if number < fewest:
            fewest, until = number, time.monotonic() + seconds
        time.sleep(0.5)
    return number


def find_lost(database_url: str, notes: Notes) -> list[str]:
    """Return every write that the site acknowledged and the database does not have."""
    query = sa.text(
        "SELECT members.email, members.name, profiles.about FROM members "
        "LEFT JOIN profiles ON profiles.member_id = members.id"
    )
    with reading(database_url) as connection:
        found = {email: (name, about) for email, name, about in connection.execute(query)}
    lost = [
        f"member {address}"
        for address, name in notes.members.items()
        if found.get(address, ("", ""))[0] != name
    ]
    return lost + [
        f"profile of {address}"
        for address, text in notes.texts.items()
        if found.get(address, ("", ""))[1] != text
    ]
