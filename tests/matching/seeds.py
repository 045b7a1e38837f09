"""Seeds of random rounds: the first few for the quick tests, the others for the slow ones."""

import pytest


def seeds(count: int, *, quick: int) -> list[pytest.ParameterSet]:
    """Return `count` seeds, of which the quick tests take the first."""
    return [
        pytest.param(seed, marks=[] if seed < quick else [pytest.mark.slow])
        for seed in range(count)
    ]
