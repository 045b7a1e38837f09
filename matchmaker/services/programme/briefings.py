"""What mentors and mentees read before they begin: ours, or what the operator wrote instead.

An operator's text is a small part of Markdown: a title, headings, lists, paragraphs. Nothing in it
becomes markup: pages show every character as it was typed.
"""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

from matchmaker import clock
from matchmaker.models import Participation

Briefing: TypeAlias = Literal["mentors", "mentees"]
"""For whom it is."""
BRIEFINGS: Final[tuple[Briefing, ...]] = ("mentors", "mentees")
LONGEST: Final = 50_000
"""Bytes of an operator's file that are read."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Block:
    """A heading or a paragraph of one text, or a list of several."""

    kind: Literal["heading", "paragraph", "list"]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrittenBriefing:
    """An operator's text; the title is empty where the file has none."""

    title: str
    blocks: tuple[Block, ...]


def written_briefing(folder: Path, briefing: Briefing) -> WrittenBriefing | None:
    """Return what the operator wrote, or None where ours holds: no such file, or no text."""
    path = folder / f"briefing-{briefing}.md"
    try:
        with path.open("rb") as file:
            text = file.read(LONGEST).decode("utf-8-sig")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        logger.error("%s cannot be read: %s", path.name, type(error).__name__)
        return None
    return read_markdown(text) if text.strip() else None


def read_markdown(text: str) -> WrittenBriefing:
    """Return a text in parts; a line break within a part is a space.

    Examples
    --------
    >>> read_markdown("# Hello\\n\\nOne\\nline.\\n\\n## More\\n- this\\n- that").title
    'Hello'
    >>> [(b.kind, b.texts) for b in read_markdown("One\\nline.\\n- this\\n- that").blocks]
    [('paragraph', ('One line.',)), ('list', ('this', 'that'))]
    """
    title, blocks, goes_on = "", list[Block](), False
    for line in (line.strip() for line in text.splitlines()):
        last = blocks[-1] if blocks and goes_on else None
        goes_on = bool(line) and not line.startswith("#")
        if line.startswith("# ") and not title and not blocks:
            title = line.removeprefix("# ").strip()
        elif line.startswith("#"):
            if heading := line.lstrip("#").strip():
                blocks.append(Block("heading", (heading,)))
        elif line.startswith(("- ", "* ")):
            item = line[2:].strip()
            if last and last.kind == "list":
                blocks[-1] = Block("list", (*last.texts, item))
            else:
                blocks.append(Block("list", (item,)))
        elif line and last:
            blocks[-1] = Block(last.kind, (*last.texts[:-1], f"{last.texts[-1]} {line}"))
        elif line:
            blocks.append(Block("paragraph", (line,)))
    return WrittenBriefing(title, tuple(blocks))


def is_unread(part: Participation, briefing: Briefing) -> bool:
    """Whether a member has not said that they read a briefing."""
    return _read_at(part, briefing) is None


def briefings_to_read(part: Participation) -> tuple[Briefing, ...]:
    """Return those that are about what a member does here, and that they have not read."""
    does = {"mentors": part.is_mentor, "mentees": part.is_mentee}
    return tuple(each for each in BRIEFINGS if does[each] and is_unread(part, each))


def note_read(part: Participation, briefing: Briefing) -> None:
    """Note that a member has read a briefing; the first time counts."""
    if briefing == "mentors":
        part.mentors_briefing_read_at = part.mentors_briefing_read_at or clock.now()
    else:
        part.mentees_briefing_read_at = part.mentees_briefing_read_at or clock.now()


def _read_at(part: Participation, briefing: Briefing) -> object:
    if briefing == "mentors":
        return part.mentors_briefing_read_at
    return part.mentees_briefing_read_at
