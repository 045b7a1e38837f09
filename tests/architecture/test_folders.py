"""Folders of services know only those below them, and folders of pages know none of each other."""

from pathlib import Path

import pytest

from tests.architecture.folders import (
    SERVICE_FOLDERS,
    SERVICES,
    VIEWS,
    explain_folder_fault,
    is_in_order,
)
from tests.architecture.imports import Import, read_imports
from tests.architecture.test_imports import ROOT, read_our_imports


def folder_of(package: str) -> Path:
    return ROOT.joinpath(*package.split("."))


def folders_in(package: str) -> set[str]:
    return {path.parent.name for path in folder_of(package).glob("*/__init__.py")}


def faults_of(source: str, importer: str) -> list[str]:
    return [
        fault for found in read_imports(source, importer) if (fault := explain_folder_fault(found))
    ]


def known_by(imports: list[Import], folder: str) -> set[str]:
    start = f"{SERVICES}.{folder}."
    return {
        found.target.removeprefix(f"{SERVICES}.").partition(".")[0]
        for found in imports
        if found.importer.startswith(start) and found.target.startswith(f"{SERVICES}.")
    } - {folder}


def test_no_folder_knows_one_that_it_may_not() -> None:
    faults = [fault for found in read_our_imports() if (fault := explain_folder_fault(found))]

    assert faults == []


def test_every_folder_of_services_is_in_the_table_and_knows_what_the_table_says() -> None:
    imports = read_our_imports()

    assert set(SERVICE_FOLDERS) == folders_in(SERVICES)
    assert {name: known_by(imports, name) for name in SERVICE_FOLDERS} == {
        name: set(others) for name, others in SERVICE_FOLDERS.items()
    }


def test_the_table_goes_from_the_bottom_to_the_top() -> None:
    assert is_in_order(SERVICE_FOLDERS)
    assert not is_in_order({"outbox": ("programme",), "programme": ()})


@pytest.mark.parametrize("ring", [SERVICES, VIEWS])
def test_no_module_lies_beside_the_folders(ring: str) -> None:
    beside = {path.name for path in folder_of(ring).glob("*.py")}

    assert beside == {"__init__.py"}


@pytest.mark.parametrize(
    ("importer", "source"),
    [
        ("matchmaker.services.rounds.rounds", "from matchmaker.services.review import log"),
        ("matchmaker.services.outbox.outbox", "from matchmaker.services.matches.offers import x"),
        ("matchmaker.services.review.log", "from matchmaker.services.coffee.chat_page import x"),
        ("matchmaker.web.views.coffee.chats", "from matchmaker.web.views.matches.offers import x"),
        ("matchmaker.web.views.matches.offers", "from matchmaker.web.views import review"),
        ("matchmaker.web.filters", "from matchmaker.services.matches.offers import _expire"),
        ("matchmaker.services.review.log", "from matchmaker.services.review.pairs import _name"),
    ],
)
def test_a_wrong_import_is_found(importer: str, source: str) -> None:
    assert len(faults_of(source, importer)) == 1


@pytest.mark.parametrize(
    ("importer", "source"),
    [
        ("matchmaker.services.review.log", "from matchmaker.services.rounds import transitions"),
        ("matchmaker.services.review.log", "from matchmaker.services.review.naming import x"),
        ("matchmaker.web.views.demo.desk", "from matchmaker.web.views.accounts.sign_in import x"),
        (
            "matchmaker.web.views.review.rounds",
            "from matchmaker.web.withheld import withheld_members",
        ),
        ("matchmaker.web.views.review.rounds", "from matchmaker.services.review import log"),
        ("matchmaker.web.filters", "from __future__ import annotations"),
    ],
)
def test_a_right_import_is_left_alone(importer: str, source: str) -> None:
    assert faults_of(source, importer) == []
