"""The releases that an upgrade begins with, and their own code, where the history holds it."""

import os
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from config import ROOT
from tests.conftest import SECRET_KEY


@dataclass(frozen=True)
class Release:
    """A version that people have installed, and that a later one must take over from."""

    version: str
    revision: str
    """Its newest migration."""
    dump: str
    """What it stored, in this folder."""
    commit: str


RELEASES: Final = (Release("0.1.0", "0005", "release_0_1_0.sql", "c961b8c"),)


def code_of(release: Release, folder: Path) -> Path:
    """Unpack the release's code, or skip: a shallow clone has no history."""
    archive = folder / "release.tar"
    order = ["git", "archive", f"--output={archive}", release.commit]
    made = subprocess.run(order, cwd=ROOT, capture_output=True, check=False)
    if made.returncode:
        pytest.skip(f"the history here does not hold release {release.version}")
    with tarfile.open(archive) as packed:
        packed.extractall(folder / "code", filter="data")
    return folder / "code"


def run(code: Path, url: str, *arguments: str) -> str:
    """Run a module of a version's own code, in a process of its own; return what it says."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FLASK")}
    settings = {"DATABASE_URL": url, "SECRET_KEY": SECRET_KEY, "TASKS_URL": "off"}
    places = {"PYTHONPATH": str(code), "WITNESS_DIR": str(code.parent / "witness")}
    if code == ROOT:
        # This checkout keeps nothing.
        kept_in = Path(tempfile.gettempdir()) / f"matchmaker-upgrades-{os.getpid()}"
        places |= {"DATA_DIR": str(kept_in / "data"), "WITNESS_DIR": str(kept_in / "witness")}
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=code,
        env=kept | settings | places,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
