"""A repository that an administrator can clone: this checkout, with what is not committed yet."""

import shutil
import subprocess
from pathlib import Path

from config import ROOT


def copy_repository(place: Path) -> None:
    """Put what is to be committed into a repository that can be cloned."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, place / name)
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
    for command in (["init", "--quiet"], ["add", "--all"], [*who, "commit", "--quiet", "-m", "x"]):
        subprocess.run(["git", *command], cwd=place, check=True)
