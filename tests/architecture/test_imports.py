"""Imports go one way: processes, pages and letters, services, then tables or the pure engine."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.imports import (
    BY_NAME,
    FORBIDDEN_TO_MATCHING,
    OUR_PACKAGES,
    Import,
    explain_fault,
    find_cycle,
    name_module,
    read_imports,
)

ROOT = Path(__file__).resolve().parents[2]


def find_our_files() -> list[Path]:
    return sorted(
        path
        for name in OUR_PACKAGES
        for path in [ROOT / f"{name}.py", *(ROOT / name).rglob("*.py")]
        if path.exists()
    )


def read_our_imports() -> list[Import]:
    return [
        found
        for path in find_our_files()
        for found in read_imports(
            path.read_text(encoding="utf-8"),
            name_module(path, ROOT),
            is_package=path.name == "__init__.py",
        )
    ]


def faults_of(source: str, importer: str) -> list[str]:
    return [fault for found in read_imports(source, importer) if (fault := explain_fault(found))]


def test_every_import_goes_one_way() -> None:
    imports = read_our_imports()

    faults = [fault for found in imports if (fault := explain_fault(found))]

    assert imports
    assert faults == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    modules = {name_module(path, ROOT) for path in find_our_files()}

    assert find_cycle(read_our_imports(), modules) is None


def test_modules_are_loaded_by_name_where_it_is_said_and_nowhere_else() -> None:
    by_name = [(found.importer, found.target) for found in read_our_imports() if found.is_by_name]

    assert sorted(by_name) == sorted(BY_NAME.items())


def test_a_process_that_only_solves_loads_neither_pages_nor_tables() -> None:
    code = "import sys, matchmaker.matching; print(*sys.modules)"

    process = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )

    loaded = set(process.stdout.split())
    assert "matchmaker.matching" in loaded
    assert loaded & (set(FORBIDDEN_TO_MATCHING) - sys.stdlib_module_names) == set()


@pytest.mark.parametrize(
    ("importer", "source"),
    [
        ("matchmaker.models.member", "from matchmaker.services import offers"),
        ("matchmaker.models.member", "from matchmaker.matching.values.people import Mentee"),
        ("matchmaker.models.member", "from ..matching import people"),
        ("matchmaker.models.member", "from matchmaker import matching"),
        ("matchmaker.matching.candidates.rules", "from matchmaker.models.member import Member"),
        ("matchmaker.matching.candidates.rules", "from matchmaker.clock import now"),
        ("matchmaker.matching.candidates.rules", "import sqlalchemy.orm"),
        ("matchmaker.matching.candidates.rules", "from flask import current_app"),
        ("matchmaker.matching.candidates.rules", "from time import monotonic"),
        (
            "matchmaker.services.matches.offers",
            "from matchmaker.web.views.matches.offers import blueprint",
        ),
        ("matchmaker.services.matches.offers", "import matchmaker.mail.offer"),
        ("matchmaker.services.matches.offers", "from matchmaker.matching import solve"),
        ("matchmaker.services.engine.solving", "from matchmaker.models import Match"),
        ("matchmaker.services.matches.offers", "from matchmaker import create_app"),
        ("matchmaker.services.matches.offers", "from matchmaker.assembly import create_app"),
        ("matchmaker.services.matches.offers", "from jobs import follow_up"),
        ("matchmaker.web.views.matches.offers", "from matchmaker.mail import letters"),
        ("matchmaker.web.views.matches.offers", "import sqlalchemy as sa"),
        ("matchmaker.web.views.matches.offers", "from sqlalchemy.orm import Session"),
        (
            "matchmaker.web.views.matches.offers",
            "from matchmaker.matching.candidates.scoring import score",
        ),
        ("matchmaker.web.views.matches.offers", "import demo.desk"),
        ("matchmaker.mail.offer", "from matchmaker.web import offers"),
        ("matchmaker.clock", "from matchmaker.models import Member"),
        ("matchmaker.extensions", "import config, matchmaker.services"),
        ("jobs.purge", "def run():\n    import json"),
        ("jobs.purge", "def run():\n    import_module('jobs.worker')"),
        (
            "matchmaker.matching.candidates.rules",
            "importlib.import_module('matchmaker.matching.assignment.solver')",
        ),
        ("matchmaker.tasks", "import_module('matchmaker.task_queue.inner')"),
    ],
)
def test_a_wrong_import_is_found(importer: str, source: str) -> None:
    assert len(faults_of(source, importer)) == 1


@pytest.mark.parametrize(
    ("importer", "source"),
    [
        ("matchmaker.services.rounds.snapshot", "from matchmaker.matching import solve"),
        ("matchmaker.services.rounds.snapshot", "from matchmaker.models.member import Member"),
        ("matchmaker.services.engine.solving", "from matchmaker.matching import match"),
        (
            "matchmaker.services.programme.policies",
            "from matchmaker.matching.values.policy import Policy",
        ),
        ("matchmaker.services.matches.offers", "from . import outbox\nfrom ..extensions import db"),
        ("matchmaker.models.member", "from matchmaker.clock import now\nimport datetime"),
        ("matchmaker.matching.candidates.rules", "from .people import Mentee\nimport numpy as np"),
        (
            "matchmaker.web.views.matches.offers",
            "from matchmaker.services.matches.offers import accept_offer",
        ),
        ("matchmaker.web.errors", "from sqlalchemy.exc import SQLAlchemyError"),
        ("matchmaker.extensions", "from matchmaker.database import Base"),
        ("matchmaker.assembly", "from matchmaker import cli, tasks, web"),
        ("matchmaker.cli", "from matchmaker.services import rounds\nimport matchmaker.mail"),
        ("matchmaker.tasks", "def of():\n    import_module('matchmaker.task_queue')"),
        ("jobs.deliver_mail", "from matchmaker import create_app\nfrom matchmaker.mail import x"),
    ],
)
def test_a_right_import_is_left_alone(importer: str, source: str) -> None:
    assert faults_of(source, importer) == []


def test_an_import_for_types_alone_closes_no_circle() -> None:
    for_types = "if TYPE_CHECKING:\n    from matchmaker.models.member import Member"
    imports = [
        *read_imports("from matchmaker.models.profile import Profile", "matchmaker.models.member"),
        *read_imports(for_types, "matchmaker.models.profile"),
    ]

    assert find_cycle(imports, {"matchmaker.models.member", "matchmaker.models.profile"}) is None


def test_a_module_loaded_by_its_name_closes_a_circle() -> None:
    by_name = "def of():\n    return import_module('matchmaker.matching.a')"
    imports = [
        *read_imports("from matchmaker.matching import b", "matchmaker.matching.a"),
        *read_imports(by_name, "matchmaker.matching.b"),
    ]

    assert find_cycle(imports, {"matchmaker.matching.a", "matchmaker.matching.b"}) is not None


def test_a_circle_is_found() -> None:
    imports = [
        *read_imports("from matchmaker.services import b", "matchmaker.services.a"),
        *read_imports("from matchmaker.services.c import x", "matchmaker.services.b"),
        *read_imports("from . import a", "matchmaker.services.c"),
    ]

    cycle = find_cycle(imports, {f"matchmaker.services.{name}" for name in "abc"})

    assert cycle is not None
    assert {name[-1] for name in cycle} == set("abc")
