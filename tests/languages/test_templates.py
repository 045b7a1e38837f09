"""Every template, also where no page leads in a test: its texts are messages."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from matchmaker.translations.extract import KEYWORDS, PACKAGE
from tests.languages.reading import NAMES, WORD, texts_of_page

FOLDER = PACKAGE / "templates"
TEMPLATES = sorted([*FOLDER.rglob("*.html"), *FOLDER.rglob("*.txt")])
HOLD_NO_TEXT = {*KEYWORDS, "tag", "url_for"}
LOOKS_LIKE_TEXT = re.compile(r"[A-Z][a-z]+\b|.*[a-z][.!?]$")
environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])


def texts_in(path: Path) -> Iterator[str]:
    """Yield what a template shows that goes through no message."""
    source = path.read_text(encoding="utf-8")
    data = "".join(
        value if kind == "data" else "0" if kind == "variable_begin" else ""
        for _, kind, value in environment.lex(source)
    )
    yield from texts_of_page(data) if path.suffix == ".html" else data.splitlines()
    yield from texts_of_expressions(environment.parse(source))


def texts_of_expressions(node: nodes.Node) -> Iterator[str]:
    """Yield strings that look like a text and stand in no call that makes a message."""
    match node:
        case nodes.Call(node=nodes.Name(name=called)) if called in HOLD_NO_TEXT:
            return
        case nodes.Const(value=str(text)) if LOOKS_LIKE_TEXT.match(text):
            yield text
    for child in node.iter_child_nodes():
        yield from texts_of_expressions(child)


def name_of(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_holds_no_bare_text(path: Path) -> None:
    bare = [
        text.strip()
        for text in texts_in(path)
        if any(len(word) > 1 and word.lower() not in NAMES for word in WORD.findall(text))
    ]

    assert bare == []
