"""No block of commands in the documents is forgotten, and none is named that is not there."""

import pytest

from config import ROOT
from tests.documents.blocks import DOCUMENTS, Block, fences_without_a_language, read_blocks
from tests.documents.plan import ANSWERED, CHANGED, OPERATING, named_blocks


def all_blocks() -> list[Block]:
    return [block for document in DOCUMENTS for block in read_blocks(document)]


def test_what_is_said_about_a_block_is_about_one_that_is_there_and_no_other() -> None:
    blocks = all_blocks()

    named = {key: sum(key in block.keys for block in blocks) for key in named_blocks()}

    assert {key: count for key, count in named.items() if count != 1} == {}


def test_what_is_changed_in_a_block_stands_in_it() -> None:
    missing = [
        key
        for key, (old, _new) in CHANGED.items()
        for block in all_blocks()
        if key in block.keys and old not in block.text
    ]

    assert missing == []


def test_what_is_answered_stands_in_the_document() -> None:
    text = "".join(block.text for block in read_blocks(OPERATING))

    assert [command for command in ANSWERED if command not in text] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_block_says_whether_it_is_for_the_shell(document: str) -> None:
    bare = fences_without_a_language(ROOT / document)

    assert bare == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_block_for_the_shell_holds_no_gap_to_fill(document: str) -> None:
    """Settings are no commands: they stand in blocks marked `ini`."""
    gaps = [block.place for block in read_blocks(document) if "…" in block.text]

    assert gaps == []
