"""Servers whose certificates an authority of the organisation's own has signed: known by one file.

Each is a real server that speaks TLS: the organisation's sign-in, mail, PostgreSQL, Redis.
"""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from certificates import verified
from matchmaker.database import engine_options
from matchmaker.task_queue import open_queue
from tests.certificates import Authority, make_authority
from tests.conftest import make_settings
from tests.mail.conftest import deliver
from tests.mail.sink import running_sink
from tests.mail.test_delivery import owe_welcomes
from tests.organisation.conftest import MakeApp, make_app
from tests.organisation.providers import free_port, lying_provider
from tests.reliability.cluster import running_cluster

__all__ = ["make_app"]

UNKNOWN = "signed by an authority that this machine does not know"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return make_authority(tmp_path)


def test_the_organisations_sign_in_is_known_by_its_authority(
    make_app: MakeApp, authority: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    with lying_provider(authority.serving()) as provider:
        unknown = make_app(provider.issuer).test_client().post("/sign-in/organisation")
        assert UNKNOWN in caplog.text
        assert "CA_FILE" in caplog.text
        site = make_app(provider.issuer)
        with site.app_context(), pytest.raises(RuntimeError, match=UNKNOWN):
            site.extensions["installation checks"]["organisation's sign-in"]()
        known = make_app(provider.issuer, ca_file=authority.file).test_client()
        started = known.post("/sign-in/organisation")

    assert unknown.status_code == 503
    assert (started.status_code, started.location.startswith(provider.issuer)) == (302, True)


def test_so_it_is_by_the_environments_file(
    make_app: MakeApp, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))

    with lying_provider(authority.serving()) as provider:
        started = make_app(provider.issuer).test_client().post("/sign-in/organisation")

    assert started.status_code == 302


@pytest.mark.parametrize(
    ("host", "lasts", "words"),
    [
        ("login.example.org", timedelta(days=1), "IP address mismatch"),
        ("127.0.0.1", timedelta(days=-1), "certificate has expired"),
    ],
)
def test_a_known_authority_makes_no_certificate_right(
    make_app: MakeApp,
    authority: Authority,
    caplog: pytest.LogCaptureFixture,
    host: str,
    lasts: timedelta,
    words: str,
) -> None:
    with lying_provider(authority.serving(host, lasts)) as provider:
        browser = make_app(provider.issuer, ca_file=authority.file).test_client()
        answer = browser.post("/sign-in/organisation")

    assert answer.status_code == 503
    assert f"its certificate cannot be trusted: {words}" in caplog.text


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_the_mail_server_is_known_by_its_authority(
    app: Flask, session: Session, authority: Authority, security: str
) -> None:
    owe_welcomes(session, "Ana")

    with running_sink(tls=authority.serving(), is_tls_at_once=security == "tls") as sink:
        unknown = deliver(app, session, sink, smtp_security=security)
        known = deliver(app, session, sink, smtp_security=security, ca_file=authority.file)

    assert UNKNOWN in unknown.fault
    assert (known.sent, known.fault) == (1, "")


def test_a_file_that_is_of_no_use_is_one_line(tmp_path: Path) -> None:
    text, folder = tmp_path / "text.pem", tmp_path / "folder"
    text.write_text("-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n")
    folder.mkdir()
    faults = {}
    for name, file in (("missing", tmp_path / "none.pem"), ("text", text), ("folder", folder)):
        with pytest.raises(ValueError, match="ca_file") as refused:
            make_settings("", ca_file=file)
        faults[name] = str(refused.value)

    assert "cannot be read: No such file or directory" in faults["missing"]
    assert "holds no certificate in PEM" in faults["text"]
    assert "folder" in faults["folder"]
    assert make_settings("", ca_file="").ca_file is None


def test_a_file_that_was_in_order_is_read_again_when_it_changes(
    tmp_path: Path, authority: Authority
) -> None:
    file = tmp_path / "authorities.pem"
    file.write_bytes(authority.file.read_bytes())
    assert make_settings("", ca_file=file).ca_file == file

    file.write_text("-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n")

    with pytest.raises(ValueError, match="holds no certificate in PEM"):
        make_settings("", ca_file=file)


def test_a_missing_file_of_the_environment_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/at/all.pem")

    with pytest.raises(ValueError, match=r"SSL_CERT_FILE: /nowhere/at/all\.pem cannot be read"):
        make_settings("")


def test_what_an_address_says_of_verifying_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    file = Path("/ca.pem")

    def with_file(url: str) -> str:
        return verified(url, file)

    far = "postgresql://m:p%40ss@db.example.org/m"
    full = f"{far}?sslmode=verify-full&sslrootcert=%2Fca.pem"
    assert verified(far, None) == far
    assert with_file(far) == full
    assert with_file(f"{far}?sslmode=disable") == f"{far}?sslmode=disable&sslrootcert=%2Fca.pem"
    assert with_file(full) == full
    assert with_file("postgresql://m@127.0.0.1/m") == "postgresql://m@127.0.0.1/m"
    assert with_file("postgresql:///m?host=/run/x") == "postgresql:///m?host=/run/x"
    assert with_file("rediss://r.example.org/0") == (
        "rediss://r.example.org/0?ssl_ca_certs=%2Fca.pem"
    )
    assert [with_file(url) for url in ("", "off", "redis://r/0", "sqlite:///x")] == [
        *("", "off", "redis://r/0", "sqlite:///x")
    ]
    monkeypatch.setenv("PGSSLMODE", "require")
    assert with_file(far) == f"{far}?sslrootcert=%2Fca.pem"


def works(url: str) -> str:
    """Return nothing if a database can be reached, otherwise what its driver says."""
    engine = sa.create_engine(url, **engine_options(url))
    try:
        with engine.connect() as connection:
            shown = connection.exec_driver_sql(
                "SELECT ssl FROM pg_stat_ssl WHERE pid=pg_backend_pid()"
            )
            return "" if shown.scalar() else "not encrypted"
    except sa.exc.OperationalError as error:
        return str(error)
    finally:
        engine.dispose()


@pytest.mark.slow
def test_postgresql_is_known_by_its_authority(authority: Authority, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with running_cluster(authority.sign("127.0.0.2")) as cluster:
        url = f"postgresql://matchmaker@127.0.0.2:{cluster.port}/postgres"
        # The authority is right, and the certificate another server's.
        named = (
            f"postgresql://matchmaker@impostor.example:{cluster.port}/postgres?hostaddr=127.0.0.2"
        )

        def address(url: str, file: Path) -> str:
            return make_settings(url, ca_file=file).sqlalchemy_url(tmp_path)

        assert works(address(url, authority.file)) == ""
        stranger = make_authority(other, "A stranger").file
        assert "certificate verify failed" in works(address(url, stranger))
        assert "does not match host name" in works(address(named, authority.file))
        settings = make_settings(url, tasks_url="", ca_file=authority.file)
        queue = open_queue(settings, settings.sqlalchemy_url(tmp_path))
        assert queue.storage.queue_size() == 0
        queue.storage.close()


@contextmanager
def running_redis(certificate: Path) -> Iterator[str]:
    """Start a Redis that speaks TLS alone; return its address."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no redis-server on this machine (apt-get install redis-server)")
    port = free_port()
    options = f"--port 0 --tls-port {port} --tls-auth-clients no"
    files = f"--tls-cert-file {certificate} --tls-key-file {certificate}"
    ca = f"--tls-ca-cert-file {certificate.parent / 'authority.pem'}"
    process = subprocess.Popen(
        [program, *f"{options} {files} {ca}".split(), "--save", ""],
        stdout=subprocess.DEVNULL,
        cwd=certificate.parent,
        env=os.environ | {"LC_ALL": "C"},
    )
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"rediss://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(timeout=10)


@pytest.mark.slow
def test_redis_is_known_by_its_authority(authority: Authority) -> None:
    with running_redis(authority.sign("127.0.0.1")) as url:
        unknown = open_queue(make_settings("", tasks_url=url), "")
        with pytest.raises(Exception, match="certificate verify failed"):
            unknown.storage.queue_size()
        known = open_queue(make_settings("", tasks_url=url, ca_file=authority.file), "")

        assert known.storage.queue_size() == 0
        known.storage.close()
