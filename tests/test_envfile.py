"""The file `.env` and the environment are read strictly: no name is overlooked, no line skipped."""

from pathlib import Path

import pytest

from config import Settings, WrongSettings, load_settings, names_of_settings
from envfile import refuse_misspelt, slips


@pytest.fixture
def env(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / ".env"
    monkeypatch.setitem(Settings.model_config, "env_file", path)
    return path


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("SMTP_HSOT=smtp.example.org\n", "line 1: no setting is called SMTP_HSOT; did you mean SM"),
        ("# mail\n\nCOLOUR=blue\n", "line 3: no setting is called COLOUR (docs/operating.md"),
        ("# mail\n\nSMTP PORT=25\n", "line 3: must be NAME=value, or begin with #"),
        ("\nMATCHMAKER_ENV\n", "line 2: must be NAME=value, or begin with #"),
        ("SMTP_PORT=25\nsmtp_port=26\n", "sets SMTP_PORT twice, in lines 1 and 2"),
        ("# c\nSMTP_PORT=many\n", "unable to parse string as an integer (.env, line 2)"),
    ],
)
def test_what_cannot_be_meant_is_one_line_with_its_place(
    env: Path, capsys: pytest.CaptureFixture[str], text: str, words: str
) -> None:
    env.write_text(text, encoding="utf-8")

    with pytest.raises(WrongSettings) as ended:
        load_settings()

    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert words in said
    assert said.count("\n") == 1


def test_a_file_that_is_not_utf_8_or_no_file_is_one_line(
    env: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    env.write_bytes("MAIL_FROM_NAME=Bücher\n".encode("latin-1"))
    with pytest.raises(WrongSettings):
        load_settings()
    env.unlink()
    env.mkdir()
    with pytest.raises(WrongSettings):
        load_settings()

    assert [line.partition(".env ")[2] for line in capsys.readouterr().err.splitlines()] == [
        "is not written in UTF-8",
        "cannot be read (is a directory); run this as the user that it belongs to",
    ]


def test_a_good_file_is_read(env: Path) -> None:
    env.write_text(
        "\ufeff# mail\nexport SMTP_HOST='smtp.example.org' # the relay\nsmtp_port=25\n"
        "CONTACT_EMAIL=\n",
        encoding="utf-8",
    )

    settings = load_settings()

    assert (settings.smtp_host, settings.smtp_port, settings.contact_email) == (
        "smtp.example.org",
        25,
        "",
    )


@pytest.mark.parametrize(
    "name", ["MATCHMAKR_ENV", "MATCHMAKER_ENVIRONMENT", "MATCH_MAKER_ENV", "matchmaker_dmo"]
)
def test_a_misspelt_name_of_ours_is_refused(
    env: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    monkeypatch.setenv(name, "production")

    with pytest.raises(WrongSettings):
        load_settings()

    assert f"holds {name}, but no setting is called so; did you mean MATCHMAKER_" in (
        capsys.readouterr().err
    )


def test_the_environment_of_other_programs_is_left_alone() -> None:
    others = {"PATH": "", "MATCHBOX_HOME": "", "MAKER": "", "MATCH_ID": "", "MARKETPLACE_KEY": ""}

    refuse_misspelt(others, names_of_settings())

    assert slips(others, names_of_settings()) == {}
    assert slips({"SMTP_USER": "x", "DATABSE_URL": ""}, names_of_settings()) == {
        "SMTP_USER": "SMTP_USERNAME",
        "DATABSE_URL": "DATABASE_URL",
    }
