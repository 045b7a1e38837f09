"""Settings from the environment: each wrong one is a line; production refuses to be careless."""

from pathlib import Path

import pytest
from flask import request

from config import Settings, WrongSettings, load_settings
from matchmaker import create_app
from tests.conftest import make_settings

KEY = "thirty-two characters or more, at random"


def load(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Settings:
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return load_settings()


ENTRAS = "https://login.example.org"
ENTRA = {"OIDC_ISSUER": f"{ENTRAS}/11aa/v2.0", "OIDC_CLIENT_ID": "matchmaker"}


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"SMTP_PORT": "smtp"}, "SMTP_PORT: "),
        ({"SMTP_SECURITY": "ssl"}, "SMTP_SECURITY: "),
        ({"BASE_URL": "mentoring.example.org"}, "BASE_URL: must be an address such as"),
        ({"DATABASE_URL": "mysql://db"}, "DATABASE_URL: must begin with postgresql://"),
        ({"MATCHMAKER_ENV": "staging"}, "MATCHMAKER_ENV"),
        ({"MATCHMAKER_ENV": "production"}, "SECRET_KEY must be set"),
        ({"MATCHMAKER_ENV": "production", "SECRET_KEY": "short"}, "SECRET_KEY must be set"),
        ({"MATCHMAKER_ENV": "production", "SECRET_KEY": KEY}, "BASE_URL must be set"),
        ({"BASE_URL": "https://mentoring.example.org"}, "SECRET_KEY must be set where BASE_URL"),
        (
            {
                "MATCHMAKER_ENV": "production",
                "SECRET_KEY": KEY,
                "BASE_URL": "https://mentoring.example.org",
                "SMTP_HOST": "smtp.example.org",
            },
            "MAIL_FROM must be set",
        ),
        (
            {
                "MATCHMAKER_ENV": "production",
                "SECRET_KEY": KEY,
                "BASE_URL": "https://mentoring.example.org",
                "SMTP_HOST": "smtp.example.org",
                "MAIL_FROM": "",
            },
            "MAIL_FROM must be set",
        ),
        ({"DATA_DIR": "data"}, "DATA_DIR: must be a whole path"),
        ({"WITNESS_DIR": "./witness"}, "WITNESS_DIR: must be a whole path"),
        ({"MAIL_FROM": "mentoring at example.org"}, "MAIL_FROM: must be a mail address"),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES: "),
        ({"MAIL_FROM_NAME": "PMO\nBcc: eve@example.test"}, "MAIL_FROM_NAME: must be one line"),
        ({"CONTACT_EMAIL": "cora@example.org\u202e"}, "CONTACT_EMAIL: must be one line"),
        ({"OIDC_BUTTON_LABEL": "x" * 4_001}, "OIDC_BUTTON_LABEL: "),
        (ENTRA | {"OIDC_ISSUER": f"{ENTRAS}/common/v2.0"}, "OIDC_TENANTS"),
        (ENTRA | {"OIDC_ISSUER": f"{ENTRAS}/Organizations/v2.0"}, "people of any organisation"),
        (ENTRA | {"OIDC_TRUSTED_DOMAINS": "example.org,*"}, "not '*'"),
        (ENTRA | {"OIDC_TRUSTED_DOMAINS": "org"}, "not 'org'"),
        (ENTRA | {"OIDC_EMAIL_CLAIM": "upn"}, "OIDC_EMAIL_CLAIM needs OIDC_TRUSTED_DOMAINS"),
        ({"OIDC_TRUSTED_DOMAINS": "example.org"}, "need OIDC_ISSUER"),
    ],
)
def test_a_wrong_setting_is_one_line_and_status_2(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    variables: dict[str, str],
    words: str,
) -> None:
    with pytest.raises(WrongSettings) as ended:
        load(monkeypatch, **variables)

    errors = capsys.readouterr().err
    assert ended.value.code == 2
    assert words in errors
    assert errors.count("\n") == 1


def test_a_secret_is_not_repeated_in_the_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(WrongSettings):
        load(monkeypatch, MATCHMAKER_ENV="production", SECRET_KEY="hunter2", BASE_URL="https://x")

    assert "hunter2" not in capsys.readouterr().err


@pytest.mark.parametrize("given", ["postgres://u:p@h/d", "postgresql://u:p@h/d"])
def test_a_usual_postgresql_address_gets_our_driver(
    monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    assert load(monkeypatch, DATABASE_URL=given).database_url == "postgresql+psycopg://u:p@h/d"


def test_domains_are_a_comma_separated_list(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, ALLOWED_EMAIL_DOMAINS=" Example.org, @example.test,")

    assert settings.allowed_email_domains == ["example.org", "example.test"]


@pytest.mark.parametrize(("proxies", "address"), [(0, "127.0.0.1"), (1, "203.0.113.7")])
def test_a_forwarded_address_is_believed_only_behind_a_trusted_proxy(
    tmp_path: Path, proxies: int, address: str
) -> None:
    url = f"sqlite:///{tmp_path / 'test.sqlite'}"
    app = create_app(make_settings(url, trusted_proxies=proxies), instance=tmp_path)

    with app.test_client() as client:
        client.get("/", headers={"X-Forwarded-For": "203.0.113.7"})
        seen = request.remote_addr

    assert seen == address


def test_redis_without_its_package_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("config.find_spec", lambda _name: None)

    with pytest.raises(WrongSettings):
        load(monkeypatch, TASKS_URL="redis://127.0.0.1/0")

    assert "redis:// needs the packages of requirements/redis.txt" in capsys.readouterr().err


def test_files_are_kept_where_data_dir_says(tmp_path: Path) -> None:
    settings = make_settings("", data_dir=tmp_path / "data")

    app = create_app(settings)

    assert app.instance_path == str(tmp_path / "data")
    assert (tmp_path / "data" / "matchmaker.sqlite").is_file()


def test_a_setting_without_a_value_names_no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, DATA_DIR="", WITNESS_DIR="", ERASURE_LIST="")

    assert (settings.data_dir, settings.witness_dir, settings.erasure_list) == (None, None, None)
