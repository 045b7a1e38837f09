"""The commands of a document: its ```sh blocks, in the order in which they stand."""

import re
from dataclasses import dataclass
from pathlib import Path

from config import ROOT

DOCUMENTS = ("README.md", "docs/installing.md", "docs/operating.md")
FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """Some lines that an administrator copies into a shell."""

    document: str
    line: int
    heading: str
    text: str

    @property
    def keys(self) -> set[tuple[str, str]]:
        """What may name it while lines above it change: its document and one of its lines."""
        lines = (line.partition("  #")[0].strip() for line in self.text.splitlines())
        return {(self.document, line) for line in lines}

    @property
    def place(self) -> str:
        return f"{self.document}:{self.line}"


def read_blocks(document: str) -> list[Block]:
    """Return a document's blocks for the shell, each with the heading that it stands under."""
    text = (ROOT / document).read_text(encoding="utf-8")
    return [
        Block(document, text.count("\n", 0, found.start()) + 2, _heading(text, found.start()),
              found["text"])
        for found in FENCE.finditer(text)
        if found["language"] == "sh"
    ]  # fmt: skip


def read_crontab(document: str) -> list[str]:
    """Return what cron hands to the shell for a document's lines in the form of /etc/cron.d."""
    text = (ROOT / document).read_text(encoding="utf-8")
    tables = [found["text"] for found in FENCE.finditer(text) if found["language"] == "cron"]
    lines = [line for table in tables for line in table.splitlines()]
    return [line.split(maxsplit=6)[6].replace("\\%", "%") for line in lines]


def fences_without_a_language(path: Path) -> list[str]:
    """Return the first lines of blocks that do not say whether they are for the shell."""
    text = path.read_text(encoding="utf-8")
    return [
        found["text"].splitlines()[0] for found in FENCE.finditer(text) if not found["language"]
    ]


def _heading(text: str, place: int) -> str:
    above = [line for line in text[:place].splitlines() if line.startswith("#")]
    return above[-1].lstrip("# ") if above else ""
