"""Machine code is kept by the sources it was made from, and found where it cannot be written."""

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("numba", reason="numba, of the extra `fast`, is not installed")

import numba

import matchmaker.matching
from matchmaker.matching import compiling

ROOT = Path(__file__).resolve().parents[2]
ENGINE = Path(matchmaker.matching.__file__).parent
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1
PR_SET_MDWE = 65
"""What `MemoryDenyWriteExecute=` of a systemd unit asks for."""

A_LARGE_ROUND = """
from dataclasses import replace
from numba.core import event
from benchmarks.population import population
from matchmaker.matching import Policy
from matchmaker.matching.values.policy import SWITCHABLE_RULES
from matchmaker.services.engine.certificates import fault_in_certificate
from matchmaker.services.engine.solving import solve

compiled = []

class Listener(event.Listener):
    def on_start(self, event):
        compiled.append(str(event.data["dispatcher"]))

    def on_end(self, event):
        pass

event.register("numba:compile", Listener())
for size in ((1_000, 340), (2_600, 900), (1_000, 1_600)):
    people = population(*size)
    for rules in (Policy().rules, frozenset(), SWITCHABLE_RULES - {"different_location"}):
        policy = Policy(rules=frozenset(rules))
        solution = solve(people, policy)
        pair = solution.pairs[0]
        banned = replace(people, banned=frozenset({(pair.mentee_id, pair.mentor_id)}))
        solve(banned, policy, is_awaited=True, earlier=solution.summary)
        assert fault_in_certificate(people, policy, solution.summary["certificate"]) is None
for objective in ("best_score", "fair"):
    solve(population(1_000, 340), Policy(objective=objective))
print(compiled)
"""


def test_the_folder_is_that_of_these_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numba.config, "CACHE_DIR", "/somewhere")
    texts = list(compiling.sources_within(ENGINE))

    folder = compiling.folder_of_machine_code.__wrapped__()

    assert folder == f"/somewhere/machine-code-{compiling.digest_of(texts)}"


def test_it_lies_beside_the_engine_where_nothing_else_is_said() -> None:
    if numba.config.CACHE_DIR:
        pytest.skip("NUMBA_CACHE_DIR says something else")

    assert Path(compiling.folder_of_machine_code()).parent == ENGINE / "__pycache__"


def test_the_sources_of_all_folders_count() -> None:
    texts = sorted(compiling.sources_within(ENGINE))

    assert texts == sorted(path.read_bytes() for path in ENGINE.rglob("*.py"))


@pytest.mark.parametrize("changed", [[b"a", b"c"], [b"ab"], [b"b", b"a"], [b"a", b"b", b""]])
def test_any_change_of_a_source_changes_the_folder(changed: list[bytes]) -> None:
    assert compiling.digest_of(changed) != compiling.digest_of([b"a", b"b"])


@pytest.fixture(scope="module")
def compiled_ahead(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with what is compiled at set-up, which nobody may write to afterwards."""
    folder = tmp_path_factory.mktemp("machine-code")
    run([sys.executable, "-m", "matchmaker.matching.compile_ahead"], folder)
    paths = [folder, *folder.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield folder
    for path in paths:
        path.chmod(0o755)


@pytest.mark.slow
def test_no_large_round_compiles_what_was_not_compiled_at_set_up(compiled_ahead: Path) -> None:
    there = sorted(compiled_ahead.rglob("*"))

    compiled = run([sys.executable, "-c", A_LARGE_ROUND], compiled_ahead)

    assert compiled == "[]\n"
    assert sorted(compiled_ahead.rglob("*")) == there


@pytest.mark.slow
def test_where_nothing_is_kept_and_nothing_can_be_code_is_made_in_memory(tmp_path: Path) -> None:
    code = (
        "from matchmaker.matching.analysis.compiled.distances import close; import numpy as np;"
        "table = np.array([[0, 1], [1, 0]]); close(table, table.copy()); print(close.stats)"
    )
    tmp_path.chmod(0o555)

    said = run([sys.executable, "-c", code], tmp_path)

    tmp_path.chmod(0o755)
    assert "cache_hits=Counter()" in said
    assert "cache_misses=Counter({" in said
    assert list(tmp_path.iterdir()) == []


def test_where_new_code_may_not_be_run_rounds_are_solved_without_it() -> None:
    code = (
        "import ctypes, sys\n"
        f"if ctypes.CDLL(None).prctl({PR_SET_MDWE}, 1, 0, 0, 0): sys.exit('not here')\n"
        "from matchmaker.matching import LIMITS; print(LIMITS.is_large_round(5_000))"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=False, capture_output=True, text=True
    )

    if "not here" in done.stderr:
        pytest.skip("this kernel knows no PR_SET_MDWE")
    assert (done.returncode, done.stdout) == (0, "False\n")


def run(command: list[str], folder: Path) -> str:
    """Run with that folder for machine code, as a user whom permissions hold, root too."""
    done = subprocess.run(
        command,
        env=os.environ | {"NUMBA_CACHE_DIR": str(folder)},
        cwd=ROOT,
        preexec_fn=obey_permissions,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout


def obey_permissions() -> None:
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)
