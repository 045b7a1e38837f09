"""A stopped clock, a sink, and settings that send to it."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from config import Settings
from matchmaker.mail.delivery import deliver_mails
from matchmaker.mail.report import DeliveryReport
from tests.mail.letterbox import NOW
from tests.mail.sink import Sink, running_sink


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Time stands still at `NOW` until the test moves it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A mail server that takes everything."""
    with running_sink() as sink:
        yield sink


def settings_for(app: Flask, sink: Sink, **changes: Any) -> Settings:
    """The application's settings, sending to a sink."""
    settings: Settings = app.config["SETTINGS"]
    smtp = {"smtp_host": "127.0.0.1", "smtp_port": sink.port, "smtp_security": "none"}
    return settings.model_copy(update=smtp | {"smtp_timeout_seconds": 2} | changes)


def deliver(
    app: Flask, session: Session, sink: Sink, limit: int | None = None, **changes: Any
) -> DeliveryReport:
    """Commit what the test has arranged and run the delivery against a sink."""
    session.commit()
    return deliver_mails(session, settings_for(app, sink, **changes), limit)
