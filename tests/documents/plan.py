"""How each block of the documents is run: as it stands, with something in its place, or not at all.

A block is named by one of its lines. What is not named here is run as it stands.
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
    (OPERATING, "token=$(sed -n 's/^METRICS_TOKEN=//p' .env)"): (
        # A worker may not have been at work yet: 503 is asked again.
        "curl --silent", "curl --retry 60 --retry-delay 2 --silent",
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
    (OPERATING, "flask mail release --cancel"): (
        "flask mail release", "flask mail hold\nflask mail release",
    ),
}  # fmt: skip
"""Blocks in which a word stands for another, or that a person would end by Ctrl-C."""

ANSWERED: Final = ("flask privacy erase", "flask backup restore")
"""Commands that ask, and get a yes."""

INSTEAD: Final[dict[Key, str]] = {
    (INSTALLING, "editor .env"): "/bin/bash /test/settings\n",
}
"""What a person does there by hand."""

NOT_RUN: Final[dict[Key, str]] = {
    (README, "python3 run.py demo"): "run by the tests of the demo, and by .ci/run",
    (INSTALLING, "apt-get install --yes certbot"): "asks an authority on the internet",
    (INSTALLING, r"sudo -u postgres psql --command '\password matchmaker'"): "asks for a password",
    (INSTALLING, "podman-compose -f deploy/compose.yaml up -d"): "fetches an image of PostgreSQL;"
    " ours is run by tests/deploy/test_containers.py",
    (INSTALLING, "mmdebstrap --variant=minbase --include=python3,python3-venv,ca-certificates"
     " bookworm base.tar"): "done by tests/deploy/test_containers.py",
}  # fmt: skip

NEEDS_POSTGRESQL: Final = frozenset({
    (INSTALLING, "sudo -u postgres createuser matchmaker"),
    (INSTALLING, "sudo -u postgres psql --command \"ALTER SYSTEM SET listen_addresses = '*'\""),
    (OPERATING, 'sudo -u postgres psql --command'
     ' "ALTER DATABASE matchmaker RENAME TO matchmaker_newer"'),
})  # fmt: skip
NEEDS_SQLITE: Final = frozenset({
    (OPERATING, "sudo -u postgres createuser matchmaker"),
    (OPERATING, "rm /var/lib/matchmaker/matchmaker.sqlite*"),
    (OPERATING, "flask database copy --to sqlite:////var/lib/matchmaker/matchmaker.sqlite"),
    (OPERATING, "sudo -u postgres dropdb matchmaker"),
    (OPERATING, "mv /var/lib/matchmaker/matchmaker.sqlite* /var/backups/matchmaker/"),
})  # fmt: skip
"""There and back, and what is about the file."""


def named_blocks() -> set[Key]:
    """Return the blocks about which something is said here."""
    return {*CHANGED, *INSTEAD, *NOT_RUN, *NEEDS_POSTGRESQL, *NEEDS_SQLITE}


def commands_of(block: Block, database: str) -> str:
    """Return what is run for a block on "postgresql" or "sqlite"; nothing if it is not."""
    other = NEEDS_SQLITE if database == "postgresql" else NEEDS_POSTGRESQL
    if block.keys & (NOT_RUN.keys() | other):
        return ""
    text = block.text
    for key in block.keys & INSTEAD.keys():
        text = INSTEAD[key]
    for key in block.keys & CHANGED.keys():
        text = text.replace(*CHANGED[key])
    for command in ANSWERED:
        text = text.replace(command, f"yes | {command}")
    return text
