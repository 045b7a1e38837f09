"""Every example in the engine's documentation is run."""

import doctest
import importlib
from pkgutil import walk_packages

import pytest

import matchmaker.matching

MODULES = sorted(
    {
        "matchmaker.matching",
        *(
            found.name
            for found in walk_packages(matchmaker.matching.__path__, "matchmaker.matching.")
        ),
    }
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_give_what_they_say(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))

    assert result.failed == 0


def test_the_package_has_a_worked_example() -> None:
    assert doctest.testmod(matchmaker.matching).attempted > 5
