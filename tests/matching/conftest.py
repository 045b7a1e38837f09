"""Every promise about answers holds for both solvers: the one of numpy and the compiled one."""

from collections.abc import Iterator

import pytest

from matchmaker.matching.assignment import solver

NEVER_LARGE = 10**9


@pytest.fixture(scope="module", params=["small", pytest.param("large", marks=pytest.mark.slow)])
def each_solver(request: pytest.FixtureRequest) -> Iterator[None]:
    """Solve all rounds of a module by the one solver, and then all by the other.

    The other has to be compiled first, which takes longer than all tests here.
    """
    if request.param == "large" and not solver.has_compiler():
        pytest.skip("numba, of the extra `fast`, is not installed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solver, "LARGE_FROM", 0 if request.param == "large" else NEVER_LARGE)
        yield
