"""The documents name only files and folders that exist, and describe folders as these do."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"`([\w.-]+(?:/[\w.-]+)*(?:/|\.(?:py|html|md|toml|txt|css)))`")
DOCUMENTS = ("where.md", "flow.md")
PLACES = ("", "matchmaker", "tests", "docs")
"""Where a path may begin."""


def find_missing_paths(text: str) -> set[str]:
    """The paths in code marks that lead nowhere, from the root or from one of the places."""
    return {
        path
        for path in NAMED.findall(text)
        if not any((ROOT / place / path).exists() for place in PLACES)
    }


def folders_without_a_line() -> set[str]:
    """Our packages whose `__init__.py` does not say in its first line what they are for."""
    packages = [
        path
        for name in ("matchmaker", "jobs", "demo")
        for path in (ROOT / name).rglob("__init__.py")
    ]
    return {
        str(path.parent.relative_to(ROOT))
        for path in packages
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    }


def folders_in_the_picture(text: str) -> set[str]:
    """The names of the folders in the first picture of flow.md."""
    picture = text.partition("```")[2].partition("```")[0]
    return set(re.findall(r"^ *(\w+)/ ", picture, re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_in_the_document_exists(document: str) -> None:
    text = (ROOT / "docs" / document).read_text(encoding="utf-8")

    assert len(NAMED.findall(text)) > 20
    assert find_missing_paths(text) == set()


def test_a_path_that_leads_nowhere_is_found() -> None:
    text = "`services/outbox/outbox.py`, `services/nowhere.py`, `jobs/`, `flown/`, `not a path`"

    assert find_missing_paths(text) == {"services/nowhere.py", "flown/"}


def test_every_folder_says_what_it_is_for() -> None:
    assert folders_without_a_line() == set()


def test_the_picture_shows_every_folder_of_services_and_of_the_engine() -> None:
    shown = folders_in_the_picture((ROOT / "docs" / "flow.md").read_text(encoding="utf-8"))
    folders = {
        path.parent.name
        for ring in ("services", "matching")
        for path in (ROOT / "matchmaker" / ring).glob("*/__init__.py")
    }

    assert folders
    assert folders - shown == set()
