"""The catalogs: every message is in them, and they change only when a text does."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po, write_po

from matchmaker.translations import catalogs
from matchmaker.translations.catalogs import (
    FOLDER,
    TEMPLATE,
    find_faults,
    find_stale,
    make_catalogs,
)
from matchmaker.translations.extract import KEYWORDS, PACKAGE, find_messages, make_catalog

FROM_DATA = {"messages.py"}
"""It defines the functions, and hands on what it is given."""


@pytest.fixture(scope="module")
def found() -> Catalog:
    """Every message of the code, which takes a while to read."""
    return find_messages()


@pytest.fixture(autouse=True)
def found_once(found: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test here read the code again."""
    monkeypatch.setattr(catalogs, "find_messages", lambda: found)


def test_the_template_is_up_to_date() -> None:
    assert find_stale(make_catalogs()) == [], "run: python3 run.py messages"


def test_it_holds_texts_of_code_and_of_the_taxonomy(found: Catalog) -> None:
    assert "%(day)s, %(time)s" in found
    assert "Project planning and scheduling software" in found
    assert "Microsoft Project, Jira" in found


def test_nothing_in_it_changes_by_itself() -> None:
    text = (FOLDER / TEMPLATE).read_text(encoding="utf-8")

    assert "POT-Creation-Date" not in text
    assert "Generated-By" not in text
    assert "\n#:" not in text


def test_a_new_text_makes_a_catalog_stale_and_a_translation_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "nl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalog = make_catalog("nl")
    catalog.add("Adaptability", "Aanpassingsvermogen")
    catalog.add("What nobody says any more", "weg")
    with (folder / "messages.po").open("wb") as file:
        write_po(file, catalog)

    files = make_catalogs(tmp_path)
    stale = find_stale(files)
    for path, text in files.items():
        path.write_bytes(text)

    assert {path.name for path in stale} == {"messages.pot", "messages.po", "messages.mo"}
    assert find_stale(make_catalogs(tmp_path)) == []
    with (folder / "messages.mo").open("rb") as file:
        assert read_mo(file).get("Adaptability").string == "Aanpassingsvermogen"  # type: ignore[union-attr]
    with (folder / "messages.po").open("rb") as file:
        again = read_po(file)
    assert "Facilitation" in again
    assert "What nobody says any more" not in again


def test_a_translation_with_a_wrong_placeholder_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "nl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalog = make_catalog("nl")
    catalog.add("Hello, %(name)s", "Hallo, %(nam)s")
    catalog.add("%(day)s, %(time)s", "%(time)s, %(day)s")
    catalog.add(
        ("One mentee waits.", "%(num)s mentees wait."), ("Er wacht er een.", "Er wachten %(n)s.")
    )
    with (folder / "messages.po").open("wb") as file:
        write_po(file, catalog)

    faults = find_faults(tmp_path)

    assert len(faults) == 2
    assert any("“Hello, %(name)s”" in fault and "nam" in fault for fault in faults)
    assert any("“One mentee waits.”" in fault for fault in faults)
    assert find_faults() == []


def test_the_check_names_what_is_stale(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "matchmaker.translations", "--check"],
        capture_output=True,
        text=True,
        check=False,
        cwd=PACKAGE.parent,
    )

    assert (done.returncode, done.stdout) == (0, "")


def messages_in(tree: ast.AST) -> list[tuple[int, list[ast.expr]]]:
    """Return the line and the texts of each call that makes a message."""
    return [
        (node.lineno, node.args[: 2 if node.func.id not in {"_", "gettext", "lazy_gettext"} else 1])
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in KEYWORDS
    ]


def test_every_message_in_code_is_a_literal_that_can_be_found() -> None:
    hidden = [
        f"{path}:{line}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.name not in FROM_DATA
        for line, texts in messages_in(ast.parse(path.read_text(encoding="utf-8")))
        if not all(isinstance(text, ast.Constant) and text.value for text in texts)
    ]

    assert hidden == []
