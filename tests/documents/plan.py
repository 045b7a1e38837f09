"""How each block of the documents is run: as it stands, with something in its place, or not at all.

What is not named here is run as it stands, in the booted machine.
"""

from typing import Final

from tests.documents.blocks import Block

Key = tuple[str, str]
INSTALLING: Final = "docs/installing.md"
OPERATING: Final = "docs/operating.md"
README: Final = "README.md"

ENTERED: Final = ("1. Packages", "2. The program")
"""What needs the network: done before the machine is booted, which then has none."""

REPOSITORY: Final = "/test/repository"
CHANGED: Final[dict[Key, tuple[str, str]]] = {
    (
        INSTALLING,
        "useradd --system --home-dir /var/lib/matchmaker --shell /usr/sbin/nologin matchmaker",
    ): (
        "ADDRESS-OF-THE-REPOSITORY", REPOSITORY,
    ),
    (README, "python3 run.py setup"): (
        "python3 run.py serve", "timeout --signal=INT --preserve-status 15 python3 run.py serve",
    ),
    (OPERATING, "python3 run.py serve --host 127.0.0.1 --port 8000"): (
        "python3 run.py serve --host 127.0.0.1 --port 8000",
        "sudo -u matchmaker timeout --signal=INT --preserve-status 15"
        " python3 run.py serve --host 127.0.0.1 --port 8010",
    ),
    (OPERATING, 'flask coordinator add cora@example.org --name "Cora Cole"'): (
        "people.csv", "docs/people.example.csv",
    ),
    (OPERATING, "flask privacy erase ada@example.org"): (
        "flask privacy erase", "yes | flask privacy erase",
    ),
}  # fmt: skip
"""Blocks in which a word stands for another, or that a person would answer or end by Ctrl-C."""

INSTEAD: Final[dict[Key, str]] = {
    (INSTALLING, "editor .env"): "/bin/bash /test/settings\n",
}
"""What a person does there by hand."""

NOT_RUN: Final[dict[Key, str]] = {
    (README, "python3 run.py demo"): "run by the tests of the demo, and by .ci/run",
    (INSTALLING, "apt-get install --yes certbot"): "asks an authority on the internet",
    (INSTALLING, r"sudo -u postgres psql --command '\password matchmaker'"): "asks for a password",
    (INSTALLING, "podman-compose -f deploy/compose.yaml up -d"): "fetches images from a registry",
    (INSTALLING, "mmdebstrap --variant=minbase --include=python3,python3-venv,ca-certificates"
     " bookworm base.tar"): "takes minutes and needs podman: built and run by hand",
}  # fmt: skip

NOT_RUN_UNDER: Final[dict[tuple[str, str], str]] = {
    (OPERATING, "Backup"): "run by tests/services/backups/",
    (OPERATING, "Restore"): "run by tests/services/backups/",
    (OPERATING, "Moving to PostgreSQL, or back"): "run by tests/services/backups/",
}
"""Headings under which nothing is run."""

NEEDS_POSTGRESQL: Final = frozenset({
    (INSTALLING, "sudo -u postgres createuser matchmaker"),
    (INSTALLING, "sudo -u postgres psql --command \"ALTER SYSTEM SET listen_addresses = '*'\""),
})  # fmt: skip
NEEDS_SQLITE: Final[frozenset[Key]] = frozenset()


def named_blocks() -> set[Key]:
    """Return the blocks about which something is said here."""
    return {*CHANGED, *INSTEAD, *NOT_RUN, *NEEDS_POSTGRESQL, *NEEDS_SQLITE}


def commands_of(block: Block, database: str) -> str:
    """Return what is run for a block on "postgresql" or "sqlite"; nothing if it is not."""
    other = NEEDS_SQLITE if database == "postgresql" else NEEDS_POSTGRESQL
    is_left_out = (block.document, block.heading) in NOT_RUN_UNDER
    if block.key in NOT_RUN or block.key in other or is_left_out:
        return ""
    old, new = CHANGED.get(block.key, ("", ""))
    text = INSTEAD.get(block.key, block.text)
    return text.replace(old, new) if old else text
