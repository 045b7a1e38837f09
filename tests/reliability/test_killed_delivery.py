"""Two delivery processes, killed at random while the server says now and then later or never."""

import json
import signal
from collections import Counter
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.models import MailStatus, OutboxMail
from tests.jobs.processes import Launcher
from tests.mail.sink import Sink, running_sink
from tests.reliability.mails import owe_many
from tests.reliability.outbox_time import let_an_hour_pass
from tests.reliability.sizes import size

pytestmark = pytest.mark.slow

MAILS = size(300, 2_000)
KILLS = size(6, 30)


class MoodySink:
    """Answers 554 to one recipient in a hundred, always, and 451 to three mails in a hundred."""

    def __init__(self, sink: Sink) -> None:
        self.random = Random(1)
        self.refused: set[str] = set()
        self.delayed = 0
        sink.answer_message = self.answer

    def answer(self, address: str) -> str | None:
        """Return the server's words about one mail, None for yes."""
        if Random(address).random() < 0.01:
            self.refused.add(address)
            return "554 5.7.1 we do not want this"
        if self.random.random() < 0.03:
            self.delayed += 1
            return "451 4.7.1 come back later"
        return None


def test_killed_deliverers_lose_nothing_and_repeat_only_the_same_bytes(
    session: Session, database_url: str, tmp_path: Path
) -> None:
    owed = killed = 0

    with running_sink() as sink:
        moods = MoodySink(sink)
        smtp = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(sink.port), "SMTP_SECURITY": "none"}
        with Launcher(database_url, tmp_path, **smtp) as launcher:
            # A quick machine may send all before the last kill: then there is more to send.
            while killed < KILLS:
                owe_many(session, MAILS, after=owed)
                owed += MAILS
                session.commit()
                while count(session, MailStatus.PENDING):
                    # While somebody's mail leaves, what is refused is refused for its own sake.
                    owe_many(session, 1, after=owed)
                    owed += 1
                    session.commit()
                    killed += deliver(launcher, KILLS - killed)
                    let_an_hour_pass(session)

    received = Counter(mail.recipients[0] for mail in sink.mails)
    repeated = [address for address, times in received.items() if times > 1]
    duplicates = len(sink.mails) - len(received)
    print(
        f"{owed} mails, {killed} kills, {moods.delayed} times 451, {len(moods.refused)} times "
        f"554: 0 lost, {duplicates} duplicates"
    )
    assert killed == KILLS
    assert moods.delayed
    assert set(received) == addresses(session, MailStatus.SENT)
    assert moods.refused == addresses(session, MailStatus.FAILED)
    assert len(received) + len(moods.refused) == owed
    assert duplicates <= killed
    for address in repeated:
        assert len({mail.content for mail in sink.mails if mail.recipients == [address]}) == 1


def deliver(launcher: Launcher, kills: int) -> int:
    """Let two processes deliver what is due; return how many were killed."""
    [run] = launcher.run("tests.reliability.deliverers", str(kills), str(MAILS + kills))
    assert (run.status, run.errors) == (0, "")
    ended = json.loads(run.output)
    faults = [(status, errors) for status, _, errors in ended if errors]
    assert faults == []
    assert {status for status, _, _ in ended} <= {0, -signal.SIGKILL}
    return sum(status == -signal.SIGKILL for status, _, _ in ended)


def count(session: Session, status: MailStatus) -> int:
    """Return how many mails are in a state now."""
    session.expire_all()
    number = session.scalar(sa.select(sa.func.count(OutboxMail.id)).filter_by(status=status))
    session.rollback()
    return number or 0


def addresses(session: Session, status: MailStatus) -> set[str]:
    """Return whose mails are in a state."""
    return set(session.scalars(sa.select(OutboxMail.recipient).filter_by(status=status)))
