"""A repository that an administrator can clone: this checkout, with what is not committed yet."""

import shutil
import subprocess
from pathlib import Path
from typing import Final

from alembic.script import ScriptDirectory

from config import ROOT

NEWER_TABLE: Final = "made_by_a_newer_version"
MIGRATION: Final = f"""
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{{present}}"


def upgrade() -> None:
    op.create_table("{NEWER_TABLE}", sa.Column("id", sa.Integer(), primary_key=True))
"""


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
    _git(place, "init", "--quiet")
    _commit(place)


def publish_newer_version(place: Path) -> None:
    """Add a version whose database an older one does not know: it has a table more."""
    present = ScriptDirectory(str(place / "migrations")).get_current_head()
    newer = place / "migrations" / "versions" / "9999_newer.py"
    newer.write_text(MIGRATION.format(present=present))
    _commit(place)


def _commit(place: Path) -> None:
    _git(place, "add", "--all")
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
    _git(place, *who, "commit", "--quiet", "-m", "x")


def _git(place: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=place, check=True)
