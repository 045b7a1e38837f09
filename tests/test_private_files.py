"""What holds people is for the service's own user alone."""

import logging
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config import ROOT
from matchmaker import create_app
from matchmaker.private_files import keep_private
from tests.conftest import make_settings
from tests.jobs.processes import environment

pytestmark = pytest.mark.skipif(os.name == "nt", reason="rights are others there")


def readable_by_others(folder: Path) -> list[str]:
    everything = [folder, *folder.rglob("*")]
    return [path.name for path in everything if stat.S_IMODE(path.stat().st_mode) & 0o077]


def test_what_is_there_already_is_closed_when_the_site_starts(
    sqlite_template: Path, tmp_path: Path
) -> None:
    instance = tmp_path / "instance"
    instance.mkdir(mode=0o755)
    names = ("m.sqlite", "m.sqlite.tasks", "database.epoch", "erasures.list", "x.csv")
    for name in names:
        (instance / name).write_bytes(sqlite_template.read_bytes() if name == "m.sqlite" else b"")
        (instance / name).chmod(0o644)
    (instance / "demo" / "mail").mkdir(parents=True, mode=0o755)
    elsewhere = tmp_path / "lists"
    elsewhere.mkdir(mode=0o755)
    for name in ("erased", "erased.lock", "erasedother"):
        (elsewhere / name).touch(mode=0o644)

    create_app(
        make_settings(f"sqlite:///{instance / 'm.sqlite'}", erasure_list=elsewhere / "erased"),
        instance=instance,
    )

    assert stat.S_IMODE(instance.stat().st_mode) == 0o700
    assert set(readable_by_others(instance)) <= {"mail"}
    assert sorted(readable_by_others(elsewhere)) == ["erasedother", "lists"]


def test_what_cannot_be_closed_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("not the owner")

    for name in ("a", "b"):
        (tmp_path / name).touch()
        (tmp_path / name).chmod(0o644)
    monkeypatch.setattr(Path, "chmod", refuse)

    with caplog.at_level(logging.WARNING):
        keep_private(tmp_path)

    assert len(caplog.records) == 1
    assert f"can read {tmp_path}" in caplog.text
    assert "and 1 more" in caplog.text


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        ("flask", "people", "export", "people.csv"),
        ("flask", "backup", "create", "copy.sqlite"),
        ("jobs.deliver_mail",),
        ("jobs.purge",),
    ],
)
def test_what_a_process_makes_nobody_else_can_read(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    folder = tmp_path / "data"
    settings = environment(f"sqlite:///{folder / 'm.sqlite'}", TASKS_URL="", FLASK_APP="wsgi")
    folder.mkdir()

    subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env=settings | {"ERASURE_LIST": str(folder / "erased"), "FLASK_APP": str(ROOT / "wsgi.py")},
        check=True,
        umask=0o022,
        capture_output=True,
    )

    made = [path.name for path in folder.iterdir()]
    assert "m.sqlite" in made
    assert [name for name in readable_by_others(folder) if name in made] == []
