"""The pseudo-language is written once for all tests."""

from pathlib import Path

import pytest

from tests.languages.pseudo import write_pseudo_catalog


@pytest.fixture(scope="session")
def translations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the pseudo-language."""
    return write_pseudo_catalog(tmp_path_factory.mktemp("languages"))
