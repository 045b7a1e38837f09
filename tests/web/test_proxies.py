"""Whom a request is from: the one whom the proxies name, and nobody that a client made up."""

import ipaddress
import logging
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from matchmaker import create_app
from matchmaker.extensions import db
from matchmaker.web.proxies import client_address
from tests.conftest import make_settings


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::FFFF:c000:207", "192.0.2.7"),
        ("64:ff9b::192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:5678", "192.0.2.7"),
        ("[::ffff:192.0.2.7]:5678", "192.0.2.7"),
        (" 192.0.2.7 ", "192.0.2.7"),
        ('"[2001:db8::1]:443"', "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("[::1]:80", "::1"),
        ("fe80::1%eth0", "fe80::1"),
    ],
)
def test_an_address_is_read_as_servers_and_proxies_write_it(text: str, address: str) -> None:
    assert client_address(text) == ipaddress.ip_address(address)


@pytest.mark.parametrize(
    "text", [None, "", "unknown", "_hidden", "192.0.2.300", "[::1", "1.2.3.4:5:6", "a" * 9_000]
)
def test_what_is_no_address_is_none(text: str | None) -> None:
    assert client_address(text) is None


MOST_A_MINUTE = 3
"""Forms that one client may send where it may ask for five mails an hour."""


@pytest.fixture
def proxied(sqlite_template: Path, tmp_path: Path) -> Iterator[Flask]:
    """The site behind one proxy."""
    shutil.copy(sqlite_template, tmp_path / "proxied.sqlite")
    settings = make_settings(
        f"sqlite:///{tmp_path / 'proxied.sqlite'}", trusted_proxies=1, sign_in_requests_an_hour=5
    )
    app = create_app(settings, instance=tmp_path)
    app.config.update(WTF_CSRF_ENABLED=False)
    yield app
    with app.app_context():
        db.engine.dispose()


def ask(app: Flask, forwarded: str | None = None) -> int:
    """Use up what one client may send to sign in within a minute; return the last status."""
    answers = [
        app.test_client().post(
            "/sign-in",
            data={"email": "no address"},
            headers={"X-Forwarded-For": forwarded} if forwarded else {},
            environ_overrides={"REMOTE_ADDR": "10.0.0.1"},
        )
        for _time in range(MOST_A_MINUTE)
    ]
    return answers[-1].status_code


def test_clients_of_one_network_share_a_limit_and_others_do_not(proxied: Flask) -> None:
    def ask_from(address: str) -> int:
        return ask(proxied, address)

    assert ask_from("::ffff:192.0.2.7") == 200
    assert ask_from("::ffff:192.0.2.8") == 200
    assert ask_from("192.0.2.9:5678") == 200
    assert ask_from("[2001:db8::1]:80") == 200
    assert ask_from("192.0.2.7:1111") == 429
    assert ask_from("::ffff:192.0.2.9") == 429
    assert ask_from("2001:db8::2") == 429


def test_a_client_that_writes_an_address_before_the_proxy_does_is_known_all_the_same(
    proxied: Flask,
) -> None:
    assert ask(proxied, "198.51.100.1, 192.0.2.7") == 200
    assert ask(proxied, "198.51.100.2, 192.0.2.7") == 429


def test_where_the_proxy_tells_nothing_no_client_chooses_its_address(
    proxied: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        statuses = [ask(proxied), *(ask(proxied, f"198.51.100.{n}") for n in range(5))]

    assert statuses == [200, 429, 429, 429, 429, 429]
    assert [record.levelname for record in caplog.records if "TRUSTED_PROXIES" in record.message]


def test_monitors_are_told_that_the_proxy_tells_nothing_and_it_ends_by_itself(
    proxied: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = proxied.test_client()
    settings = proxied.config["SETTINGS"]
    proxied.config["SETTINGS"] = settings.model_copy(update={"metrics_token": "a token"})
    token = {"Authorization": "Bearer a token"}
    before = client.get("/status", headers=token).json["warnings"]

    client.get("/how-it-works")
    while_in_doubt = client.get("/status", headers=token)
    monkeypatch.setattr("matchmaker.web.proxies.DOUBT", timedelta(0))
    later = client.get("/status", headers=token).json["warnings"]

    assert before == later == []
    assert "X-Forwarded-For" in while_in_doubt.json["warnings"][0]
    assert while_in_doubt.json["checks"]["database"] == "ok"
