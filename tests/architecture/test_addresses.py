"""Relations are between people: an address is compared only to find out who somebody is."""

import ast
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from config import ROOT
from matchmaker.extensions import db
from matchmaker.models import Member

FINDS_PEOPLE = {"matchmaker/services/addresses/known.py"}
MAY_HOLD_AN_ADDRESS = {
    "members.email",
    "addresses.address",
    "addresses.mailbox",
    # Where a mail goes or went; a sign-in was asked for.
    "outbox_mails.recipient",
    "sign_in_links.email",
    # What changed, and what the organisation's sign-in told of last.
    "address_changes.old_address",
    "address_changes.new_address",
    "sign_in_identities.told_address",
}


def test_no_table_but_that_of_addresses_names_somebody_by_address() -> None:
    found = {
        f"{table.name}.{column.name}"
        for table in db.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, sa.String) and column.type.length == Member.email.type.length
    }

    assert found <= MAY_HOLD_AN_ADDRESS


def test_no_query_compares_addresses_except_to_find_who_somebody_is() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for folder in ("matchmaker", "jobs", "demo")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if str(path.relative_to(ROOT)) not in FINDS_PEOPLE
        for line in lines_that_compare(path)
    ]

    assert found == [], "ask services/addresses/known.py"


def lines_that_compare(path: Path) -> Iterator[int]:
    """Yield the lines in which `Member.email` or `Address.address` is compared with something."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        compared: list[ast.expr] = []
        if isinstance(node, ast.Compare):
            compared = [node.left, *node.comparators]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in {"in_", "not_in", "like", "ilike", "startswith"}:
                compared = [node.func.value]
            elif node.func.attr == "filter_by" and _selects_a_person(node.func.value):
                compared = [
                    ast.parse("Member.email", mode="eval").body
                    for each in node.keywords
                    if each.arg in {"email", "address"}
                ]
        if any(ast.unparse(each) in {"Member.email", "Address.address"} for each in compared):
            yield node.lineno


def _selects_a_person(query: ast.expr) -> bool:
    return ast.unparse(query).endswith(("select(Member)", "select(Member.id)", "select(Address)"))
