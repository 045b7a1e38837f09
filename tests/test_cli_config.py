"""`flask config check`: what is in force, from where, and whether it works; and no secret."""

import socket
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from config import Settings
from matchmaker import create_app
from matchmaker.commands.config import SECRET
from tests.conftest import make_settings
from tests.mail.sink import running_sink
from tests.test_cli import run


@pytest.fixture
def env(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / ".env"
    path.write_text("", encoding="utf-8")
    monkeypatch.setitem(Settings.model_config, "env_file", path)
    return path


def app_with(folder: Path, **changes: object) -> Flask:
    return create_app(make_settings(f"sqlite:///{folder / 'x.sqlite'}", **changes), instance=folder)


def test_each_setting_with_its_place_and_no_secret(
    env: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env.write_text("# mail\nSMTP_PASSWORD=hunter2\nSMTP_PORT=2525\n", encoding="utf-8")
    monkeypatch.setenv("SMTP_PORT", "26")
    url = "postgresql://ada:sw0rdfish@127.0.0.1:1/nothing"
    monkeypatch.setenv("DATABASE_URL", url)
    app = create_app(make_settings(url, smtp_password="hunter2", smtp_port=26), instance=tmp_path)

    result = run(app, "config", "check", "--offline")

    lines = [" ".join(line.split()) for line in result.output.splitlines()]
    assert result.exit_code == 0
    assert "SMTP_PASSWORD set, 7 characters .env, line 2" in lines
    assert "SMTP_PORT 26 environment" in lines
    assert "DATABASE_URL postgresql+psycopg://ada:***@127.0.0.1:1/nothing environment" in lines
    assert "hunter2" not in result.output
    assert "sw0rdfish" not in result.output


def test_all_names_every_setting_once(env: Path, tmp_path: Path) -> None:
    result = run(app_with(tmp_path), "config", "check", "--all", "--offline")

    shown = [line.split()[0] for line in result.output.partition("Checks")[0].splitlines()[1:]]
    assert len(shown) == len(set(shown)) == len(Settings.model_fields)


def test_whatever_is_named_like_a_secret_is_masked() -> None:
    secrets = {
        name for name in Settings.model_fields if any(word in name.split("_") for word in SECRET)
    }

    assert secrets >= {"secret_key", "smtp_password", "oidc_client_secret", "metrics_token"}


def test_a_mail_server_is_tried_and_gets_no_mail(env: Path, tmp_path: Path) -> None:
    with running_sink() as sink:
        app = app_with(tmp_path, smtp_host="127.0.0.1", smtp_port=sink.port, smtp_security="none")

        result = run(app, "config", "check")

    assert result.exit_code == 0, result.output
    assert f"ok    mail server: 127.0.0.1:{sink.port} answers (none)" in result.output
    assert "ok    database: SQLite" in result.output
    assert (sink.connections, sink.mails) == (1, [])


def test_what_does_not_work_is_named_and_status_1(env: Path, tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        app = app_with(
            tmp_path,
            smtp_host="127.0.0.1",
            smtp_port=port,
            smtp_security="none",
            oidc_issuer=f"http://127.0.0.1:{port}",
            oidc_client_id="matchmaker",
            witness_dir=tmp_path / "x.sqlite" / "witness",
        )
        with app.app_context():
            engine = sa.create_engine(app.config["SQLALCHEMY_DATABASE_URI"])
            with engine.begin() as connection:
                connection.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
            engine.dispose()

        result = run(app, "config", "check")

    assert result.exit_code == 1
    faults = [line for line in result.output.splitlines() if "FAILS" in line]
    assert [line.split(":")[0].split(None, 1)[1] for line in faults] == [
        "database",
        "witness",
        "mail server",
        "organisation's sign-in",
    ]
    assert "flask db upgrade" in faults[0]
    assert faults[3].count("Connection refused") == 1
    assert "4 of these have to be mended." in result.output


def test_a_careless_production_is_looked_at(env: Path, tmp_path: Path) -> None:
    app = app_with(tmp_path, environment="production", base_url="https://mentoring.example.org")

    result = run(app, "config", "check", "--offline")

    looked_at = [
        line.split()[1].rstrip(":") for line in result.output.splitlines() if "LOOK" in line
    ]
    assert looked_at == ["SMTP_HOST", "TRUSTED_PROXIES", "METRICS_TOKEN"]
