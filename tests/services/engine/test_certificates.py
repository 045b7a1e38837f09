"""The proof that is stored with a round proves it again, and a changed one does not."""

import json
from copy import deepcopy
from typing import Any

import pytest

from matchmaker.matching import match
from matchmaker.matching.values.people import Mentee, Mentor, People, SkillNeed
from matchmaker.matching.values.policy import OBJECTIVES, Objective, Policy
from matchmaker.services.engine.certificates import certificate_document, fault_in_certificate
from matchmaker.services.engine.solving import solve

ENGLISH = frozenset({"en"})
PEOPLE = People(
    mentees=tuple(
        Mentee(k, needs=(SkillNeed("risk", 1, k + 1),), languages=ENGLISH) for k in (1, 2, 3)
    ),
    mentors=tuple(Mentor(k, levels=(("risk", k - 4),), languages=ENGLISH) for k in (8, 9)),
)


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_a_stored_certificate_is_proved_again(objective: Objective) -> None:
    policy = Policy(objective=objective)

    stored = json.loads(json.dumps(certificate_document(match(PEOPLE, policy))))

    assert fault_in_certificate(PEOPLE, policy, stored) is None


def test_a_certificate_that_says_nothing_of_a_cover_is_proved_by_its_prices() -> None:
    stored = certificate_document(match(PEOPLE, Policy()))
    del stored["cover"]

    assert fault_in_certificate(PEOPLE, Policy(), stored) is None


@pytest.mark.parametrize("objective", ["coverage", "fair"])
def test_a_certificate_that_says_there_is_no_cover_where_one_is_due_is_no_proof(
    objective: Objective,
) -> None:
    policy = Policy(objective=objective)
    stored = certificate_document(match(PEOPLE, policy)) | {"cover": None}

    assert "no cover says why" in str(fault_in_certificate(PEOPLE, policy, stored))


@pytest.mark.parametrize("value", [None, "x", 0.5, [], {}, [None], [["a", "b", "c"]]])
@pytest.mark.parametrize("part", ["pairs", "prices", "floor", "cover"])
def test_a_damaged_certificate_is_a_fault(part: str, value: object) -> None:
    policy = Policy(objective="fair")
    stored = certificate_document(match(PEOPLE, policy)) | {part: value}

    assert fault_in_certificate(PEOPLE, policy, stored) is not None


@pytest.mark.parametrize("value", [None, "x", 0.5, [], {}, [None], [["a", "b", "c"]]])
@pytest.mark.parametrize("part", ["pairs", "prices", "floor", "cover"])
def test_solving_again_does_without_a_damaged_certificate(part: str, value: object) -> None:
    stored = certificate_document(match(PEOPLE, Policy())) | {part: value}
    earlier = {"objective": "coverage", "certificate": stored}

    assert solve(PEOPLE, Policy(), earlier=earlier) == solve(PEOPLE, Policy())


@pytest.mark.parametrize("part", ["pairs", "unmatched", "prices"])
def test_a_certificate_of_which_a_part_is_missing_is_a_fault(part: str) -> None:
    stored = certificate_document(match(PEOPLE, Policy()))
    del stored[part]

    fault = fault_in_certificate(PEOPLE, Policy(), stored)

    assert fault == f"the proof cannot be read: {part} is missing"


@pytest.mark.parametrize("part", ["pairs", "unmatched", "prices", "floor", "cover"])
def test_a_changed_certificate_is_no_proof(part: str) -> None:
    policy = Policy(objective="fair")
    stored = certificate_document(match(PEOPLE, policy))

    changed = _change(deepcopy(stored), part)

    assert fault_in_certificate(PEOPLE, policy, changed) is not None


def _change(stored: dict[str, Any], part: str) -> dict[str, Any]:
    if part == "pairs":
        stored["pairs"].pop()
    elif part == "unmatched":
        stored["unmatched"] = []
    elif part == "prices":
        stored["prices"]["prices"] = [0 for _ in stored["prices"]["prices"]]
    elif part == "cover":
        stored["cover"]["places"] += 1
    else:
        stored["floor"]["units"] += 1
    return stored
