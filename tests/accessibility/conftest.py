"""The stages are built once; looking at a page changes nothing on them that another looks at."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.accessibility.stage import Stage, empty_stage, full_stage, organisation_stage


@pytest.fixture(scope="package")
def full(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A site with people of every kind."""
    with full_stage(sqlite_template, tmp_path_factory.mktemp("full")) as stage:
        yield stage


@pytest.fixture(scope="package")
def empty(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A site on its first day."""
    with empty_stage(sqlite_template, tmp_path_factory.mktemp("empty")) as stage:
        yield stage


@pytest.fixture(scope="package")
def organisation(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """A site of which a group of the organisation's sign-in makes coordinators."""
    folder = tmp_path_factory.mktemp("organisation")
    with organisation_stage(sqlite_template, folder) as stage:
        yield stage
