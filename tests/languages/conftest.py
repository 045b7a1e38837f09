"""The pseudo-language, and sites whose readers all read it, made once for all tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.accessibility.stage import Stage, empty_stage, full_stage, organisation_stage
from tests.languages.pseudo import PSEUDO, write_pseudo_catalog


@pytest.fixture(scope="session")
def translations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the pseudo-language."""
    return write_pseudo_catalog(tmp_path_factory.mktemp("languages"))


@pytest.fixture(scope="package")
def full(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, translations: Path
) -> Iterator[Stage]:
    """A site with people of every kind, all of whom read the pseudo-language."""
    folder = tmp_path_factory.mktemp("full")
    with full_stage(sqlite_template, folder, PSEUDO, translations) as stage:
        yield stage


@pytest.fixture(scope="package")
def empty(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, translations: Path
) -> Iterator[Stage]:
    """A site on its first day, whose coordinator reads the pseudo-language."""
    folder = tmp_path_factory.mktemp("empty")
    with empty_stage(sqlite_template, folder, PSEUDO, translations) as stage:
        yield stage


@pytest.fixture(scope="package")
def organisation(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, translations: Path
) -> Iterator[Stage]:
    """A site of which a group makes coordinators, in the pseudo-language."""
    folder = tmp_path_factory.mktemp("organisation")
    with organisation_stage(sqlite_template, folder, PSEUDO, translations) as stage:
        yield stage
