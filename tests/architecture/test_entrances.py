"""Every way in for text has a limit: of length, before anything else is done with it.

The entrances are listed here; a new one fails until it is, together with what bounds it.
"""

import ast
import inspect
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask_wtf import FlaskForm

from matchmaker import text
from matchmaker.web import fields
from matchmaker.web.views.accounts.organisation import NewcomerForm
from matchmaker.web.views.accounts.registration import RegistrationForm
from matchmaker.web.views.accounts.sign_in import SignInForm
from matchmaker.web.views.matches.offers import DeclineForm

ROOT = Path(__file__).resolve().parents[2]

OF_A_REQUEST = {
    "form": "BoundedForm: fields, their names and texts; then each page's own limit",
    "values": "BoundedForm, and the address as a whole",
    "files": "BoundedForm; no page takes any",
    "args": "the address as a whole, refuse_what_is_too_long",
    "path": "refuse_what_is_too_long",
    "full_path": "refuse_what_is_too_long",
    "headers": "refuse_what_is_too_long",
    "cookies": "refuse_what_is_too_long",
    "accept_languages": "a header",
    "routing_exception": "our own framework's, by its class",
    "environ": "read where lengths are looked at, and to see that a proxy was there",
    "remote_addr": "client_address: no text is kept of it",
    "host_url": "a header, and one of the site's own names",
    "is_secure": "",
    "method": "",
    "endpoint": "",
    "blueprint": "",
    "blueprints": "",
    "url_rule": "",
}
"""What may be read of a request, and what bounds it."""
BOUNDED_FIELDS = {
    "DayField",
    "TimeField",
    "LineField",
    "VersionField",
    "ParagraphsField",
    "AddressField",
    "CheckboxesField",
    "RadioField",
    "SelectField",
    "BooleanField",
}
"""Fields of forms; `RadioField` and `SelectField` take only their own choices, a `BooleanField` no
text.
"""
COMPOSES = "matchmaker/text.py"


@cache
def sources() -> tuple[tuple[str, ast.Module], ...]:
    """The modules in which something of a request could be read, or a text be composed."""
    return tuple(
        (str(path.relative_to(ROOT)), ast.parse(source))
        for path in sorted((ROOT / "matchmaker").rglob("*.py"))
        if re.search("request|normalize|wtforms", source := path.read_text(encoding="utf-8"))
    )


def test_what_is_read_of_a_request_is_bounded() -> None:
    read = {
        (node.attr, path)
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "request"
    }

    assert read
    assert sorted(use for use in read if use[0] not in OF_A_REQUEST) == []


def test_numbers_of_rows_are_read_in_one_place_which_knows_the_largest() -> None:
    """A larger one is no number to a database, and a fault of ours to who sent it."""
    reading = {
        (path, node.args[0].value)
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "get"
        and any(isinstance(each, ast.Name) and each.id == "int" for each in node.args)
        and isinstance(node.args[0], ast.Constant)
    }

    assert {name for _path, name in reading} == {"page"}


def test_text_is_composed_in_one_place_which_asks_for_a_limit() -> None:
    composing = {
        path for path, tree in sources() for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "normalize"
    }  # fmt: skip

    assert composing == {COMPOSES}
    takers = [
        taker for name, taker in inspect.getmembers(text, inspect.isfunction)
        if taker.__module__ == text.__name__ and not name.startswith("_")
    ]  # fmt: skip
    assert len(takers) >= 5
    for taker in takers:
        longest = inspect.signature(taker).parameters.get("longest")
        assert longest is not None, taker
        assert longest.default is inspect.Parameter.empty, taker


@pytest.mark.parametrize("form", FlaskForm.__subclasses__())
def test_every_field_of_a_form_is_bounded(form: Any) -> None:
    declared = {name: value for name, value in vars(form).items() if hasattr(value, "field_class")}

    assert declared
    assert {each.field_class.__name__ for each in declared.values()} <= BOUNDED_FIELDS


def test_all_forms_are_looked_at() -> None:
    known = {RegistrationForm, SignInForm, NewcomerForm, DeclineForm}

    assert known <= {each for each in FlaskForm.__subclasses__() if "matchmaker" in each.__module__}


def test_nobody_takes_an_unbounded_field_from_the_library() -> None:
    of_the_library = {"StringField", "TextAreaField", "EmailField", "SearchField", "URLField"}

    taken = {
        (path, alias.name)
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("wtforms")
        for alias in node.names
        if alias.name in of_the_library
    }

    assert {path for path, _name in taken} == {"matchmaker/web/fields.py"}
    assert issubclass(fields.AddressField, fields._BoundedText)
