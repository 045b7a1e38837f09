"""Every promise about answers holds for both solvers: the one of numpy and the compiled one."""

from collections.abc import Iterator

import pytest

from matchmaker.matching.values.limits import has_compiler
from tests.matching import proved
from tests.matching.proved import COMPILED, NUMPY


@pytest.fixture(scope="module", params=["small", pytest.param("large", marks=pytest.mark.slow)])
def each_solver(request: pytest.FixtureRequest) -> Iterator[None]:
    """Solve all rounds of a module by the one solver, and then all by the other.

    The other has to be compiled first, which takes longer than all tests here.
    """
    if request.param == "large" and not has_compiler():
        pytest.skip("numba, of the extra `fast`, is not installed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(proved, "LIMITS", COMPILED if request.param == "large" else NUMPY)
        yield
