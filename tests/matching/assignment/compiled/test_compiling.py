"""Machine code is kept by the sources it was made from."""

import importlib
from pathlib import Path

import pytest

pytest.importorskip("numba", reason="numba, of the extra `fast`, is not installed")

import numba

import matchmaker.matching
from matchmaker.matching.assignment.compiled import compiling

ENGINE = Path(matchmaker.matching.__file__).parent


def test_the_cache_s_folder_is_that_of_these_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numba.config, "CACHE_DIR", "/somewhere")
    texts = list(compiling.sources_within(ENGINE))

    compiling.keep_machine_code_by_source.__wrapped__()

    assert f"/somewhere/machine-code-{compiling.digest_of(texts)}" == numba.config.CACHE_DIR


def test_the_sources_of_all_folders_count() -> None:
    texts = sorted(compiling.sources_within(ENGINE))

    assert texts == sorted(path.read_bytes() for path in ENGINE.rglob("*.py"))


@pytest.mark.parametrize("changed", [[b"a", b"c"], [b"ab"], [b"b", b"a"], [b"a", b"b", b""]])
def test_any_change_of_a_source_changes_the_folder(changed: list[bytes]) -> None:
    assert compiling.digest_of(changed) != compiling.digest_of([b"a", b"b"])


def test_the_kernels_are_kept_there() -> None:
    importlib.import_module("matchmaker.matching.assignment.compiled.solve")

    assert "machine-code-" in numba.config.CACHE_DIR
