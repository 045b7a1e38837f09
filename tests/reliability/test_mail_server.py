"""A mail server that is silent, busy, rude or false: every mail in its right state, in time.

Meanwhile the site is asked for pages and for sign-in links, on the same database.
"""

import itertools
import shutil
import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from matchmaker.extensions import db
from matchmaker.mail.delivery import deliver_mails
from matchmaker.mail.report import DeliveryReport
from matchmaker.models import MailStatus
from tests.journey.site import serving
from tests.mail.conftest import settings_for
from tests.mail.sink import Sink, running_sink
from tests.mail.test_delivery import look_up, owe_welcomes
from tests.mail.test_tls import make_certificate
from tests.reliability.bad_servers import (
    Behaviour,
    be_closing,
    drip,
    fall_silent_after_data,
    say_nothing,
    serving_badly,
)
from tests.reliability.outbox_time import let_an_hour_pass
from tests.reliability.sizes import IS_FULL

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("app", ["sqlite", "postgresql"][: 1 + IS_FULL], indirect=True),
]

USUAL_TIMEOUT = 20
"""Seconds, as the settings have it."""
SHORT_TIMEOUT = USUAL_TIMEOUT if IS_FULL else 2
LONGEST_PAGE_SECONDS = 5

WAITS, TRIED = (MailStatus.PENDING, 0), (MailStatus.PENDING, 1)
SENT, FAILED = (MailStatus.SENT, 1), (MailStatus.FAILED, 1)


@dataclass
class Visitor:
    """Somebody who uses the site all the while, and notes how it answers."""

    url: str
    answers: Counter[int] = field(default_factory=Counter)
    longest_seconds: float = 0.0

    def visit(self, stop: threading.Event) -> None:
        """Look at a page and ask for a sign-in link, again and again, once at the least."""
        with httpx.Client(base_url=self.url, timeout=60) as client:
            for number in itertools.count():
                self._time(client.get, "/how-it-works")
                self._time(client.post, "/sign-in", data={"email": f"guest.{number}@example.org"})
                if stop.wait(0.1):
                    return

    def _time(self, ask: Any, path: str, **more: Any) -> None:
        began = time.perf_counter()
        self.answers[ask(path, **more).status_code] += 1
        self.longest_seconds = max(self.longest_seconds, time.perf_counter() - began)


@contextmanager
def visited(app: Flask) -> Iterator[Visitor]:
    """Serve the application to one visitor as long as the block lasts."""
    stop = threading.Event()
    with serving(app) as url:
        visitor = Visitor(url)
        thread = threading.Thread(target=visitor.visit, args=(stop,))
        thread.start()
        try:
            yield visitor
        finally:
            stop.set()
            thread.join()


def deliver(app: Flask, port: int, **changes: Any) -> tuple[DeliveryReport, float, Visitor]:
    """Deliver while somebody uses the site; return the report, the seconds, and the visitor."""
    settings = settings_for(app, Sink(port=port), **changes)
    with visited(app) as visitor, app.app_context():
        began = time.perf_counter()
        report = deliver_mails(db.session(), settings)
        seconds = time.perf_counter() - began
        db.session.remove()
    return report, seconds, visitor


def states(session: Session) -> list[tuple[MailStatus, int]]:
    """Status and attempts of the three members' mails."""
    found = look_up(session)
    session.rollback()
    return [found[name][:2] for name in ("ana", "ben", "cem")]


def assert_unaffected(visitor: Visitor, what: str, seconds: float) -> None:
    """The site answered every question, quickly."""
    asked = sum(visitor.answers.values())
    print(
        f"{what}: over after {seconds:.1f} s; meanwhile {asked} pages, "
        f"the slowest in {visitor.longest_seconds:.2f} s"
    )
    assert set(visitor.answers) == {200, 302}
    assert visitor.longest_seconds < LONGEST_PAGE_SECONDS


def assert_all_arrive(app: Flask, session: Session, *, times: dict[str, int]) -> None:
    """Once the server is well, every mail that was not refused is there."""
    let_an_hour_pass(session)
    with running_sink() as sink, app.app_context():
        deliver_mails(db.session(), settings_for(app, sink))
        db.session.remove()
    received = Counter(mail.recipients[0].partition("@")[0] for mail in sink.mails)
    assert {name: received[name] for name in times} == times


@pytest.mark.parametrize(
    ("behave", "timeout"),
    [
        (say_nothing, USUAL_TIMEOUT),
        (fall_silent_after_data, SHORT_TIMEOUT),
        (drip, SHORT_TIMEOUT),
        (be_closing, USUAL_TIMEOUT),
    ],
    ids=["silent", "silent after DATA", "one letter at a time", "421 as its greeting"],
)
def test_a_server_that_does_not_answer_is_left_after_its_time(
    app: Flask, session: Session, behave: Behaviour, timeout: int
) -> None:
    owe_welcomes(session, "Ana", "Ben", "Cem")
    session.commit()

    with serving_badly(behave) as port:
        report, seconds, visitor = deliver(app, port, smtp_timeout_seconds=timeout)

    assert_unaffected(visitor, behave.__name__, seconds)
    assert seconds < 1.4 * timeout + 2
    assert report.trouble
    assert report.fault == ""
    assert states(session) == [TRIED, WAITS, WAITS]
    assert_all_arrive(app, session, times={"ana": 1, "ben": 1, "cem": 1})


@pytest.mark.parametrize(
    ("answer", "ana", "arrives"),
    [("421 4.3.2 closing", TRIED, 1), ("451 4.3.0 later", TRIED, 1), ("550 5.1.1 no", FAILED, 0)],
)
@pytest.mark.parametrize("place", ["answer_recipient", "answer_message"])
def test_an_answer_about_one_mail_is_for_that_mail_alone(
    app: Flask,
    session: Session,
    place: str,
    answer: str,
    ana: tuple[MailStatus, int],
    arrives: int,
) -> None:
    owe_welcomes(session, "Ana", "Ben", "Cem")
    session.commit()

    with running_sink() as sink:
        setattr(sink, place, lambda to: answer if to.startswith("ana") else None)
        report, seconds, visitor = deliver(app, sink.port)

    assert_unaffected(visitor, f"{answer} in {place}", seconds)
    assert (report.fault, report.trouble) == ("", "")
    assert states(session) == [ana, SENT, SENT]
    assert_all_arrive(app, session, times={"ana": arrives, "ben": 0, "cem": 0})


def test_a_server_that_takes_a_mail_and_drops_the_line_gets_the_same_bytes_again(
    app: Flask, session: Session
) -> None:
    owe_welcomes(session, "Ana", "Ben", "Cem")
    session.commit()

    with running_sink() as sink:
        sink.answer_message = lambda to: "drop" if to.startswith("ana") else None
        report, seconds, visitor = deliver(app, sink.port)

        assert_unaffected(visitor, "dropped after DATA", seconds)
        assert (report.fault, report.trouble) == ("", "")
        assert states(session) == [TRIED, SENT, SENT]
        sink.answer_message = lambda _: None
        let_an_hour_pass(session)
        deliver(app, sink.port)

    assert states(session) == [(MailStatus.SENT, 2), SENT, SENT]
    first, second = (mail for mail in sink.mails if mail.recipients[0].startswith("ana"))
    assert first.content == second.content


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl command")
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_bad_certificate_is_the_operators_and_no_mail_suffers(
    app: Flask, session: Session, tmp_path: Path, security: str
) -> None:
    _, context = make_certificate(tmp_path, "DNS:else.example")
    owe_welcomes(session, "Ana", "Ben", "Cem")
    session.commit()

    with ExitStack() as stack:
        port = stack.enter_context(serving_tls(context, security))
        report, seconds, visitor = deliver(app, port, smtp_security=security)

    assert_unaffected(visitor, f"bad certificate, {security}", seconds)
    assert "is not trusted: its certificate" in report.fault
    assert states(session) == [WAITS, WAITS, WAITS]
    assert_all_arrive(app, session, times={"ana": 1, "ben": 1, "cem": 1})


@contextmanager
def serving_tls(context: ssl.SSLContext, security: str) -> Iterator[int]:
    """Run a server with a certificate of its own making; yield its port."""
    if security == "starttls":
        with running_sink(tls=context) as sink:
            yield sink.port
        return

    def shake_hands(connection: Any) -> None:
        with context.wrap_socket(connection, server_side=True) as secured:
            say_nothing(secured)

    with serving_badly(shake_hands) as port:
        yield port
