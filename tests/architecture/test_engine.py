"""Parts of the engine know only those below them, others reach it by its door, names are apart."""

import pytest

from tests.architecture.engine import (
    ENGINE,
    PARTS,
    explain_engine_fault,
    find_alike,
    find_shared_classes,
    part_of,
)
from tests.architecture.imports import is_within, name_module, read_imports
from tests.architecture.test_imports import ROOT, find_our_files, read_our_imports

FOLDER = ROOT.joinpath(*ENGINE.split("."))


def faults_of(source: str, importer: str) -> list[str]:
    return [
        fault
        for found in read_imports(source, f"{ENGINE}.{importer}")
        if (fault := explain_engine_fault(found))
    ]


def test_no_part_of_the_engine_knows_one_that_it_may_not() -> None:
    imports = [found for found in read_our_imports() if not found.importer.startswith("demo")]

    assert [fault for found in imports if (fault := explain_engine_fault(found))] == []


def test_every_module_of_the_engine_lies_in_a_part() -> None:
    modules = {name_module(path, ROOT) for path in FOLDER.rglob("*.py")} - {ENGINE}

    assert {module for module in modules if not part_of(module)} == set()
    assert {part_of(module) for module in modules} == set(PARTS)


@pytest.mark.parametrize(
    ("importer", "source"),
    [
        ("certificate.verify", "from matchmaker.matching.assignment.solver import assign"),
        ("certificate.verify", "from matchmaker.matching.assignment import compiled"),
        ("certificate.claim", "import matchmaker.matching.assignment.compiled.engine"),
        ("certificate.covers", "from matchmaker.matching.explanation.bottlenecks import cover_of"),
        ("certificate.covers", "from matchmaker.matching.solve import match"),
        ("values.result", "from matchmaker.matching.candidates.scoring import score"),
        ("values.result", "from matchmaker.matching.assignment.bottleneck import highest_floor"),
        ("types", "from matchmaker.matching.values.people import People"),
        ("candidates.problem", "from matchmaker.matching.assignment.solver import assign"),
        ("assignment.solver", "from matchmaker.matching.assignment.compiled.solve import Seats"),
        ("assignment.compiled.solve", "from matchmaker.matching.assignment.solver import assign"),
        ("explanation.explain", "from matchmaker.matching.assignment.solver import assign"),
        ("analysis.costs", "from matchmaker.matching.assignment.compiled.group import Group"),
        ("analysis.costs", "from matchmaker.matching.explanation.reasons import reasons_of"),
        ("coffee.groups", "from matchmaker.matching.assignment.solver import assign"),
        ("solve", "from matchmaker.matching import verify"),
    ],
)
def test_a_part_that_knows_too_much_is_found(importer: str, source: str) -> None:
    assert len(faults_of(source, importer)) == 1


@pytest.mark.parametrize(
    ("importer", "source"),
    [
        ("certificate.verify", "from matchmaker.matching.assignment.scale import tie_states"),
        ("certificate.verify", "from matchmaker.matching.candidates.problem import Problem"),
        ("assignment.solver", "from matchmaker.matching.assignment.shortest_paths import x"),
        ("assignment.compiled.engine", "from matchmaker.matching.assignment.compiled import group"),
        ("analysis.costs", "from matchmaker.matching.analysis.residual import residual_of"),
        ("analysis.compiled.stability", "from matchmaker.matching.assignment.compiled import x"),
        ("analysis.compiled.stability", "from matchmaker.matching.analysis.stability import Bars"),
    ],
)
def test_a_part_may_know_those_below_it(importer: str, source: str) -> None:
    assert faults_of(source, importer) == []


@pytest.mark.parametrize(
    ("importer", "source", "n_faults"),
    [
        ("services.engine.solving", "from matchmaker.matching import match, verify", 0),
        ("services.engine.solving", "from matchmaker.matching.solve import match", 1),
        ("services.engine.solving", "from matchmaker.matching.coffee.groups import x", 1),
        ("services.engine.solving", "from matchmaker.matching.values.policy import Policy", 0),
        ("services.rounds.snapshot", "from matchmaker.matching.values.sharing import Sharing", 0),
        ("services.rounds.snapshot", "from matchmaker.matching.candidates.graph import x", 1),
        ("services.matches.offers", "from matchmaker.matching.values.sharing import Sharing", 1),
    ],
)
def test_others_reach_the_engine_by_its_door(importer: str, source: str, n_faults: int) -> None:
    imports = read_imports(source, f"matchmaker.{importer}")

    assert len([found for found in imports if explain_engine_fault(found)]) == n_faults


def test_no_two_modules_of_a_folder_are_easily_taken_for_one_another() -> None:
    folders = [FOLDER, *(path.parent for path in FOLDER.rglob("*/__init__.py"))]

    alike = [
        pair
        for folder in folders
        for pair in find_alike(
            path.stem for path in folder.iterdir() if path.suffix == ".py" or path.is_dir()
        )
    ]

    assert alike == []


@pytest.mark.parametrize(
    "names",
    [
        ("solve", "solved"),
        ("explain", "explained"),
        ("objective", "objectives"),
        ("solve", "solver"),
        ("trial", "trials"),
        ("pairing", "pairs"),
        ("gains", "gaits"),
    ],
)
def test_two_names_that_are_easily_confused_are_found(names: tuple[str, str]) -> None:
    assert find_alike((*names, "people")) == [tuple(sorted(names))]


def test_names_that_only_begin_alike_are_left_alone() -> None:
    assert find_alike(["trials", "trials_by_growth", "people", "policy", "price", "graph"]) == []


def test_two_classes_of_one_name_are_found() -> None:
    one, other = "class Answer:\n    pass", "class Answer:\n    pass\nclass _Own:\n    pass"
    own = "class _Own:\n    pass"

    assert find_shared_classes({"a": one, "b": other, "c": own}) == {"Answer": ["a", "b"]}


def test_no_two_public_classes_have_one_name() -> None:
    sources = {
        module: path.read_text(encoding="utf-8")
        for path in find_our_files()
        if is_within(module := name_module(path, ROOT), "matchmaker")
    }

    assert find_shared_classes(sources) == {}
