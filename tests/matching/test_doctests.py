"""Every example in the engine's documentation is run."""

import doctest
import importlib
import pkgutil

import pytest

import matchmaker.matching

MODULES = sorted(
    {"matchmaker.matching"}
    | {f"matchmaker.matching.{m.name}" for m in pkgutil.iter_modules(matchmaker.matching.__path__)}
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_give_what_they_say(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))

    assert result.failed == 0


def test_the_package_has_a_worked_example() -> None:
    assert doctest.testmod(matchmaker.matching).attempted > 5
