"""No block of commands in the documents is forgotten, and none is named that is not there."""

import pytest

from config import ROOT
from tests.documents.blocks import DOCUMENTS, fences_without_a_language, read_blocks
from tests.documents.plan import CHANGED, NOT_RUN_UNDER, named_blocks


def test_what_is_said_about_a_block_is_about_one_that_is_there() -> None:
    there = {block.key for document in DOCUMENTS for block in read_blocks(document)}

    headings = {
        (block.document, block.heading) for document in DOCUMENTS for block in read_blocks(document)
    }
    assert named_blocks() - there == set()
    assert set(NOT_RUN_UNDER) - headings == set()


def test_what_is_changed_in_a_block_stands_in_it() -> None:
    blocks = {block.key: block for document in DOCUMENTS for block in read_blocks(document)}

    assert [key for key, (old, _new) in CHANGED.items() if old not in blocks[key].text] == []


def test_what_is_said_about_a_block_is_said_about_one_only() -> None:
    keys = [block.key for document in DOCUMENTS for block in read_blocks(document)]

    assert [key for key in named_blocks() if keys.count(key) > 1] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_block_says_whether_it_is_for_the_shell(document: str) -> None:
    bare = fences_without_a_language(ROOT / document)

    assert bare == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_block_for_the_shell_holds_no_gap_to_fill(document: str) -> None:
    """Settings are no commands: they stand in blocks marked `ini`."""
    gaps = [block.place for block in read_blocks(document) if "…" in block.text]

    assert gaps == []
