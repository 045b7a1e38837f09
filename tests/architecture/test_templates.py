"""Every template is used: a view or a letter renders it, or another template takes it in."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "matchmaker" / "templates"
CODE = ("matchmaker", "jobs", "demo")

# The mail package renders mail/<letter>/{subject.txt,body.txt,body.html} for a letter of that name.
LETTER = re.compile(r"^mail/(?P<letter>[^/]+)/(subject\.txt|body\.txt|body\.html)$")


def find_unused(templates: set[str], sources: dict[str, str]) -> set[str]:
    """The templates that no source names; a template that names only itself is unused."""

    def is_named(name: str) -> bool:
        letter = LETTER.match(name)
        words = [name, *([letter["letter"]] if letter else [])]
        quoted = re.compile("|".join(rf"[\"']{re.escape(word)}[\"']" for word in words))
        return any(quoted.search(text) for path, text in sources.items() if path != name)

    return {name for name in templates if not is_named(name)}


def read_templates() -> dict[str, str]:
    return {
        str(path.relative_to(TEMPLATES)): path.read_text(encoding="utf-8")
        for path in TEMPLATES.rglob("*")
        if path.is_file()
    }


def test_every_template_is_used() -> None:
    templates = read_templates()
    code = {
        str(path): path.read_text(encoding="utf-8")
        for name in CODE
        for path in (ROOT / name).rglob("*.py")
    }

    unused = find_unused(set(templates), {**templates, **code})

    assert unused == set()


def test_an_unused_template_is_found() -> None:
    templates = {"base.html", "home.html", "alone.html", "mail/offer/body.txt", "mail/old/body.txt"}
    sources = {
        "home.html": "{% extends 'base.html' %}",
        "alone.html": "{% include 'alone.html' %}",
        "views.py": 'render_template("home.html")',
        "letters.py": 'LETTERS = ["offer"]',
    }

    unused = find_unused(templates, sources)

    assert unused == {"alone.html", "mail/old/body.txt"}
