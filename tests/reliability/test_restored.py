"""What was sent stays sent, whatever is put back; and who was erased is never written to.

Ada is offered to Mia, and Max would be the next best; Zoe's mailbox is full, so that what she is
owed waits. Everything is copied before the first delivery. Then all mails but Zoe's leave, and Mia
is erased, so that Max is asked. Then something is put back.
"""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from jobs import monthly_match
from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import EpochReason, Member
from matchmaker.services.operations import witness
from matchmaker.services.operations.epochs import count_held, newest_epoch
from tests.conftest import new_postgres_database
from tests.factories import make_coordinator, make_mentee, make_mentor
from tests.mail.sink import Sink, running_sink
from tests.reliability.restored import Installation

pytestmark = pytest.mark.slow
FULL = "452 the mailbox is full"


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A mail server that takes everything but Zoe's mails, until it is told otherwise."""
    with running_sink() as sink:
        sink.answer_recipient = lambda address: FULL if address.startswith("zoe@") else None
        yield sink


class Clockwork:
    """The machine's life: it is up as long as its clock says, until a test says otherwise."""

    def __init__(self) -> None:
        begun = witness.this_machine()
        self.boot, self.begun = "the first start", begun.clock

    def now(self) -> witness.Machine:
        moment = clock.now()
        return witness.Machine(self.boot, (moment - self.begun).total_seconds(), moment)


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> Clockwork:
    """The machine that all jobs run on."""
    clockwork = Clockwork()
    monkeypatch.setattr("jobs.mark.this_machine", clockwork.now)
    return clockwork


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(
    request: pytest.FixtureRequest, tmp_path: Path, sink: Sink
) -> Iterator[Installation]:
    """It was copied before its first delivery, and has gone on since."""
    if request.param == "sqlite":
        yield prepared(Installation(tmp_path, "", sink))
        return
    with new_postgres_database() as url:
        installation = prepared(Installation(tmp_path, url, sink))
        yield installation
        installation.stop()


def prepared(installation: Installation) -> Installation:
    with installation.at_work():
        make_coordinator(db.session(), "Cora")
        make_mentee(db.session(), "Ada", needs={"risk": (1, 5)})
        make_mentor(db.session(), "Mia", levels={"risk": 5})
        make_mentor(db.session(), "Max", levels={"risk": 3})
        make_mentee(db.session(), "Zoe", needs={})
        db.session.commit()
        assert monthly_match.main(["--publish"]) == 0
    installation.take_copy()
    assert installation.work() == ["cora", "mia"]
    installation.run("privacy", "erase", "mia@example.org", "--yes")
    assert installation.work() == ["ada", "max"]
    return installation


def has_mia(installation: Installation) -> bool:
    with installation.at_work():
        return bool(db.session.query(Member).filter_by(name="Mia").count())


def why(installation: Installation) -> EpochReason:
    """Why the newest epoch began, of which mails are held."""
    with installation.at_work():
        epoch = newest_epoch(db.session())
        assert epoch is not None
        assert (epoch.released_at is None) is (count_held(db.session()) > 0)
        return epoch.reason


def release(installation: Installation, sink: Sink, *options: str) -> list[str]:
    """Release, with Zoe's mailbox emptied, and go on for two hours; return who got a mail."""
    sink.answer_recipient = lambda _address: None
    installation.run("mail", "release", *options)
    got = installation.work()
    for hours in (1, 2):
        with time_machine.travel(clock.now() + timedelta(hours=hours)):
            got += installation.work()
    return sorted(got)


@pytest.mark.parametrize("part", ["database", "data"])
def test_a_database_that_is_put_back_by_hand_is_silent_and_then_sends_only_what_never_left(
    installation: Installation, sink: Sink, part: str
) -> None:
    installation.put_back(part)

    assert installation.work() == []
    assert why(installation) == EpochReason.RESTORED
    assert not has_mia(installation), "the purge knows from the list, or from its copy"
    assert installation.work() == []

    assert release(installation, sink) == ["max", "zoe"], "Max's answer is lost; all else had left"


def test_the_documented_way_is_silent_and_then_sends_only_what_never_left(
    installation: Installation, sink: Sink
) -> None:
    backup = installation.backup / ("data/matchmaker.sqlite" if installation.is_sqlite else "dump")
    installation.run("backup", "restore", str(backup), "--replace", "--yes")

    assert not has_mia(installation)
    assert installation.work() == []

    assert release(installation, sink) == ["max", "zoe"]


@pytest.mark.parametrize("part", ["database", "data"])
def test_what_is_put_back_on_a_new_machine_is_silent(
    installation: Installation, sink: Sink, part: str
) -> None:
    installation.put_back(part)
    shutil.rmtree(installation.state)

    with time_machine.travel(clock.now() + timedelta(minutes=6)):
        assert installation.work() == []
        assert why(installation) in {EpochReason.MOVED, EpochReason.RESTORED}
        assert installation.work() == []


@pytest.mark.parametrize("is_running", [False, True], ids=["started again", "put back running"])
def test_a_machine_that_is_put_back_as_a_whole_is_silent_until_an_operator_says(
    installation: Installation, sink: Sink, machine: Clockwork, is_running: bool
) -> None:
    """Nothing on it can know that its mails have left, or that Mia was erased."""
    installation.put_back("everything")
    if is_running:
        machine.begun += timedelta(hours=1)
    else:
        machine.boot = "the second start"

    with time_machine.travel(clock.now() + timedelta(hours=1)):
        assert installation.work() == []
        assert why(installation) == EpochReason.AWAY
        assert installation.work() == []

        assert release(installation, sink, "--cancel") == []


def test_a_list_of_erasures_kept_elsewhere_survives_even_that(
    installation: Installation, sink: Sink, machine: Clockwork, tmp_path: Path
) -> None:
    shutil.copy(installation.data / "erasures.list", tmp_path / "elsewhere.list")
    installation.put_back("everything")
    machine.boot = "the second start"

    with time_machine.travel(clock.now() + timedelta(hours=1)):
        assert installation.work() == []
        installation.run("privacy", "reapply", str(tmp_path / "elsewhere.list"))
        assert not has_mia(installation)

        assert release(installation, sink) == ["cora", "max", "zoe"], "nobody knows what has left"


def test_a_machine_that_was_off_for_a_weekend_goes_on_by_itself(
    installation: Installation, sink: Sink, machine: Clockwork
) -> None:
    sink.answer_recipient = lambda _address: None
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        assert installation.work() == ["zoe"]
    machine.boot = "the second start"

    with time_machine.travel(clock.now() + timedelta(days=3, hours=1)):
        assert installation.work() == ["max"], "the first reminder"
        assert why(installation) == EpochReason.INSTALLED


def test_a_worker_that_was_stopped_on_a_machine_that_was_up_sends_what_waited(
    installation: Installation, sink: Sink
) -> None:
    sink.answer_recipient = lambda _address: None
    with time_machine.travel(clock.now() + timedelta(hours=20)):
        assert installation.work() == ["zoe"]
