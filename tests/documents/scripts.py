"""Scripts of bash that do what the blocks of a document say."""

import shlex
from typing import Final

from tests.documents.blocks import Block, read_blocks
from tests.documents.plan import INSTALLING, commands_of

BEGINNING: Final = """
set -e
shopt -s expand_aliases
trap 'echo "line $LINENO of this script failed: $BASH_COMMAND" >&2' ERR
"""
"""Stops at the first command that fails, and says which."""


def script_of(blocks: list[Block], database: str) -> str:
    """Return the blocks as one script that says where it is."""
    return "".join(
        f"echo {shlex.quote('== ' + block.place)}\n{commands}\n"
        for block in blocks
        if (commands := commands_of(block, database))
    )


def aliases() -> str:
    """What the administrator's shell knows from the document."""
    return "".join(
        line + "\n"
        for block in read_blocks(INSTALLING)
        for line in block.text.splitlines()
        if line.startswith("alias ")
    )
