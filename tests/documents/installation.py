"""An installation in a folder, on which the documents' commands are run without being root.

`sudo`, `systemctl`, `install` and the setup of packages are small programs of the test; everything
else is what an administrator has.
"""

import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from psycopg.conninfo import conninfo_to_dict

from config import Settings
from tests.conftest import POSTGRES_URL, SECRET_KEY
from tests.documents.blocks import read_blocks
from tests.documents.plan import OPERATING
from tests.documents.repository import copy_repository
from tests.documents.scripts import BEGINNING, aliases, script_of

PROGRAMS: Final = {
    # A start does what the worker does first.
    "systemctl": """
echo "$*" >> RECORD
if [ "$1" = start ]; then .venv/bin/python -m jobs.deliver_mail; fi
""",
    # A role is the whole server's: the test has made one.
    "sudo": """
as=$2; shift 2
if [ "$as" = matchmaker ]; then echo "$*" >> RECORD; fi
if [ "$1" != createuser ]; then exec "$@"; fi
""",
    "python3": """
if [ "$1" != run.py ]; then exec THE_python3 "$@"; fi
echo "$*" >> RECORD
""",
    "git": """
echo "git $*" >> RECORD
exec THE_git "$@"
""",
    "install": """
for word; do
    shift
    case "$word" in --owner=*) ;; *) set -- "$@" "$word" ;; esac
done
exec THE_install "$@"
""",
}
"""Those that stand in for others, as scripts of sh; they write down what matters in which order."""
COMING: Final = """
import sys
from tests.mail.test_delivery import owe_welcomes
from matchmaker.extensions import db
from wsgi import app
with app.app_context():
    owe_welcomes(db.session(), *sys.argv[1:])
    db.session.commit()
"""
SECONDS: Final = 900


class Installation:
    """A clone, its settings, its data and its backups, each in a folder of its own."""

    def __init__(self, folder: Path, database: str, role: str, smtp_port: int) -> None:
        """`role` is a role of the PostgreSQL server; databases are named like it."""
        self.database = database
        self.role = role
        self.origin, self.clone = folder / "origin", folder / "clone"
        self.data, self.backups = folder / "data", folder / "backups"
        self.record = folder / "record"
        self._programs = folder / "programs"
        self._home = folder
        copy_repository(self.origin)
        subprocess.run(["git", "clone", "--quiet", self.origin, self.clone], check=True)
        (self.clone / ".venv").symlink_to(sys.prefix)
        self.record.touch()
        self._write_programs()
        settings = {
            "MATCHMAKER_ENV": "production", "SECRET_KEY": SECRET_KEY,
            "BASE_URL": "https://mentoring.example.org", "MAIL_FROM": "mentoring@example.org",
            "DATA_DIR": "/var/lib/matchmaker", "WITNESS_DIR": "/var/lib/matchmaker-witness",
            "SMTP_HOST": "127.0.0.1", "SMTP_PORT": smtp_port, "SMTP_SECURITY": "none",
        }  # fmt: skip
        if database == "postgresql":
            self.as_postgres("createdb", f"--owner={role}", role)
            settings["DATABASE_URL"] = "postgresql:///matchmaker?host=/run/postgresql"
        lines = "".join(f"{name}={value}\n" for name, value in settings.items())
        (self.clone / ".env").write_text(self._placed(lines))

    def do(self, heading: str) -> str:
        """Run what stands under a heading of the document; return what it said."""
        blocks = [block for block in read_blocks(OPERATING) if block.heading == heading]
        assert blocks, heading
        return self.run(script_of(blocks, self.database))

    def run(self, script: str) -> str:
        """Run a script in the clone as an administrator's shell. Raises what it said."""
        ended = subprocess.run(
            ["bash", "-c", self._placed(BEGINNING + aliases() + script)], cwd=self.clone,
            env=self._environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL, text=True, timeout=SECONDS, check=False,
        )  # fmt: skip
        assert ended.returncode == 0, ended.stdout[-6_000:]
        return ended.stdout

    def add(self, *names: str) -> None:
        """Take people in, each of whom is owed a mail."""
        self.run(f"python -c '{COMING}' {' '.join(names)}\n")

    def start(self) -> None:
        """Let the worker do what is due."""
        self.run("systemctl start matchmaker-web matchmaker-worker\n")

    def names(self) -> list[str]:
        """Whoever is a member."""
        with closing(self._engine().connect()) as connection:
            return list(connection.scalars(sa.text("SELECT name FROM members ORDER BY name")))

    def tables(self) -> list[str]:
        return sa.inspect(self._engine()).get_table_names()

    def recorded(self) -> list[str]:
        """What was done since this was asked last."""
        lines = self.record.read_text().splitlines()
        self.record.write_text("")
        return lines

    def as_postgres(self, *command: str) -> None:
        subprocess.run(command, env=self._environment(), check=True)

    def _engine(self) -> sa.Engine:
        """The database that the settings name now."""
        settings = (self.clone / ".env").read_text().splitlines()
        named = [line for line in settings if line.startswith("DATABASE_URL=")]
        url = named[-1].partition("=")[2] if named else f"sqlite:///{self.data}/matchmaker.sqlite"
        return sa.create_engine(Settings.name_the_driver(url), poolclass=sa.NullPool)

    def _placed(self, text: str) -> str:
        """Return commands or settings with the names that hold here."""
        there = conninfo_to_dict(POSTGRES_URL)
        server = f"{there['host']}:{there.get('port', 5432)}"
        places = {
            "?host=/run/postgresql": "",
            "postgresql:///matchmaker": f"postgresql://{self.role}:{self.role}@{server}/{self.role}",
            "--owner=matchmaker --encoding": f"--owner={self.role} --encoding",
            "--template=template0 matchmaker": f"--template=template0 {self.role}",
            "dropdb matchmaker": f"dropdb {self.role}",
            "ALTER DATABASE matchmaker": f"ALTER DATABASE {self.role}",
            "RENAME TO matchmaker": f"RENAME TO {self.role}",
            "/srv/matchmaker": str(self.clone),
            "/var/lib/matchmaker": str(self.data),
            "/var/backups/matchmaker": str(self.backups),
        }
        for name, here in places.items():
            text = text.replace(name, here)
        return text

    def _environment(self) -> dict[str, str]:
        names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
        server = conninfo_to_dict(POSTGRES_URL)
        return {
            "PATH": f"{self._programs}:{os.environ['PATH']}",
            "HOME": str(self._home),
            "LANG": "C.UTF-8",
            **{names[key]: str(value) for key, value in server.items() if key in names},
        }

    def _write_programs(self) -> None:
        self._programs.mkdir()
        for name, text in PROGRAMS.items():
            path = self._programs / name
            real = sys.executable if name == "python3" else str(shutil.which(name))
            script = text.replace("RECORD", str(self.record)).replace(f"THE_{name}", real)
            path.write_text("#!/bin/sh\n" + script)
            path.chmod(0o755)
