"""The documents, command by command and in their order, on a bare Debian with a booted systemd."""

import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.documents import machine
from tests.documents.blocks import read_blocks
from tests.documents.machine import CannotHere, Machine
from tests.documents.plan import ENTERED, INSTALLING, OPERATING, README
from tests.documents.repository import copy_repository, publish_newer_version
from tests.documents.scripts import BEGINNING, aliases, script_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.machine,
    pytest.mark.skipif(bool(machine.why_not_here()), reason=machine.why_not_here()),
]
INSIDE = Path(__file__).parent / "inside"
BEGINNING_THERE = f"{BEGINNING}cd /srv/matchmaker 2>/dev/null || cd /root\n"
FURTHER_PACKAGES = "python3-aiosmtpd openssl"
"""What the test needs: a mail server and a certificate."""
SECOND_CLONE = """
useradd --create-home ada
cp -a /srv/matchmaker /home/ada/clone
rm -r /home/ada/clone/.venv
cd /home/ada/clone
python3 run.py setup
chown -R ada: /home/ada/clone
"""
"""What whoever only reads the README has; the packages come from the first one's cache."""
REMOVING = "Removing it"


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A Debian on which steps 1 and 2 of the document have been done."""
    folder = tmp_path_factory.mktemp("debian")
    first = [block for block in read_blocks(INSTALLING) if block.heading in ENTERED]
    try:
        made = machine.make_debian(folder)
        copy_repository(made.outside / "repository")
        made.enter(
            BEGINNING_THERE
            + "export DEBIAN_FRONTEND=noninteractive\n"
            + script_of(first, "postgresql")
            + f"apt-get install --quiet=2 --yes --no-install-recommends {FURTHER_PACKAGES}\n"
            + "rm /usr/sbin/policy-rc.d\n"
            + SECOND_CLONE
        )
        yield made
    except CannotHere as why:
        pytest.skip(str(why))
    finally:
        subprocess.run(["rm", "-rf", folder], check=True)


@pytest.mark.parametrize("database", ["postgresql", "sqlite"])
def test_whoever_follows_the_documents_has_a_service(
    bare: Machine, tmp_path: Path, database: str
) -> None:
    installing = [
        block
        for block in read_blocks(INSTALLING)
        if block.heading not in {*ENTERED, REMOVING, "Another machine"}
    ]
    later = [block for block in read_blocks(INSTALLING) if block.heading == "Another machine"]
    last = [block for block in read_blocks(INSTALLING) if block.heading == REMOVING]
    kinds = ["at_work", "sign_in", "clients_are_told_apart", "nothing_open"]
    kinds += ["reload_keeps_the_process", "a_wrong_setting_ends_both"]
    if database == "postgresql":
        kinds.append("a_database_that_is_away_is_waited_for")
    with machine.copy_of(bare, tmp_path / "machine") as copy:
        for path in INSIDE.iterdir():
            if path.is_file():
                shutil.copy(path, copy.outside)
        shutil.copy(INSIDE / f"settings-{database}.sh", copy.outside / "settings")
        shutil.copytree(bare.outside / "repository", copy.outside / "repository")
        publish_newer_version(copy.outside / "repository")

        copy.boot(
            BEGINNING_THERE
            + (INSIDE / "prepare.sh").read_text()
            + script_of(installing, database)
            + look(*kinds)
        )
        copy.boot(
            BEGINNING_THERE
            + aliases()
            + look("at_work")
            + 'flask coordinator add ada@example.org --name "Ada Lovelace"\n'
            + script_of(later + read_blocks(OPERATING), database)
            + script_of(last, database)
            + (as_ada(script_of(read_blocks(README), database)) if database == "sqlite" else "")
        )


def as_ada(script: str) -> str:
    """Return what runs a script as a person who has a clone and no further rights."""
    return f"sudo -u ada bash -e -c {shlex.quote('cd /home/ada/clone; ' + script)}\n"


def look(*questions: str) -> str:
    return f"/srv/matchmaker/.venv/bin/python /test/look.py {' '.join(questions)}\n"
