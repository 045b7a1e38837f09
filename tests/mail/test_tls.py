"""The connection is encrypted and verified, or not made."""

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from matchmaker.models import MailStatus
from tests.mail.conftest import deliver
from tests.mail.sink import Sink, running_sink
from tests.mail.test_delivery import look_up, owe_welcomes

pytestmark = [
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
    pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl command"),
]


def make_certificate(folder: Path, name: str) -> tuple[Path, ssl.SSLContext]:
    """A self-signed certificate for a host or address, and a server's context with it."""
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    command = (
        f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
        f"-subj /CN=test -addext subjectAltName={name} -keyout {key} -out {certificate}"
    )
    subprocess.run(command.split(), check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return certificate, context


def test_a_trusted_certificate_is_accepted(
    app: Flask, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, context = make_certificate(tmp_path, "IP:127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    owe_welcomes(session, "Ana")

    with running_sink(tls=context) as sink:
        report = deliver(app, session, sink, smtp_security="starttls")

    assert (report.sent, report.fault) == (1, "")


@pytest.mark.parametrize(
    ("name", "is_trusted"), [("IP:127.0.0.1", False), ("DNS:else.example", True)]
)
def test_a_certificate_that_is_unknown_or_of_another_host_stops_everything(
    app: Flask,
    session: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    is_trusted: bool,
) -> None:
    certificate, context = make_certificate(tmp_path, name)
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    owe_welcomes(session, "Ana", "Ben")

    with running_sink(tls=context) as sink:
        report = deliver(app, session, sink, smtp_security="starttls")

    assert "is not trusted: its certificate" in report.fault
    assert sink.mails == []
    assert report.waiting == 2
    assert look_up(session)["ana"][0] == MailStatus.PENDING


def test_a_server_without_starttls_is_not_spoken_to_in_clear(
    app: Flask, session: Session, sink: Sink
) -> None:
    owe_welcomes(session, "Ana")

    report = deliver(app, session, sink, smtp_security="starttls")

    assert "STARTTLS" in report.fault
    assert sink.mails == []


def test_a_server_without_tls_is_not_spoken_to_in_clear(
    app: Flask, session: Session, sink: Sink
) -> None:
    owe_welcomes(session, "Ana")

    report = deliver(app, session, sink, smtp_security="tls")

    assert "does not speak TLS" in report.fault
    assert sink.mails == []
