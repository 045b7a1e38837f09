"""Sentences of services in the pseudo-language: every branch, also where no page leads."""

import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from matchmaker.extensions import db
from matchmaker.matching.candidates.rules import RULE_ORDER
from matchmaker.matching.values.errors import Contradiction
from matchmaker.matching.values.policy import CRITERIA
from matchmaker.messages import in_language
from matchmaker.models import ChangeKind, MailKind, StatusChange
from matchmaker.services.engine.stored import (
    Cost,
    Cover,
    Reasons,
    Recruit,
    Stability,
    Structure,
    left_over_facts,
    value_of,
)
from matchmaker.services.outbox.problems import KIND_NAMES
from matchmaker.services.wording import choices
from matchmaker.services.wording.log import WITHDRAWN_BY_MENTEE, change_words
from matchmaker.services.wording.reasons import Reader, criterion_sentence
from matchmaker.services.wording.unmatched import contradiction_words, why_unmatched
from tests.accessibility.stage import Stage
from tests.languages.pseudo import PSEUDO, taught
from tests.languages.reading import bare_words, typed_in

READERS: tuple[Reader, ...] = ("mentee", "mentor", "other")
NAMES = {1: "Ädä", 2: "Bén"}


@pytest.fixture(scope="module", autouse=True)
def spoken(sqlite_app: Flask, translations: Path) -> Iterator[None]:
    """Everything is said in the pseudo-language."""
    with taught(sqlite_app, translations), sqlite_app.app_context(), in_language(PSEUDO):
        yield


def reasons_of(**facts: Any) -> Reasons:
    return value_of(Reasons, facts)


def test_every_reason_for_a_pair() -> None:
    gap = {"skill": "risk", "level": 1, "target": 4, "mentor_level": 4, "reached": 4}
    steps = ({}, *({"mentor_step": 2, "mentee_step": n, "target_step": 3} for n in (0, 1, 2, 3)))
    shared = [
        *(reasons_of(**step) for step in steps),
        reasons_of(mentor_step=3, target_step=3),
        reasons_of(mentor_step=3),
        reasons_of(gaps=[gap, gap], interests=["agile_pmo"], certifications=["pmp"]),
        *(reasons_of(languages=["de"], minutes_apart=m) for m in (0, 1, 45, 60, 90, 135)),
        reasons_of(location="Berlin"),
    ]

    said = [
        criterion_sentence(criterion, facts, reader)
        for criterion, facts, reader in product(CRITERIA, shared, READERS)
    ]

    assert bare_words(said, ()) == []


@pytest.mark.parametrize("reader", ["mentee", "other"])
def test_every_reason_for_no_match(reader: Any) -> None:
    rules = [{"rule": rule, "removed": n, "forbidden": n} for rule in RULE_ORDER for n in (1, 7)]
    competition = [{"mentees": n, "mentors": n, "places": n, "waited_longer": n} for n in (1, 2, 7)]
    place = {"kind": "place", "matched": 1, "mentor_id": 1, "places": 2, "with_mentor_id": 2}
    recruit = {"kind": "recruit", "matched": 1, "skill": "risk", "languages": ["de", "pl"]}
    facts: list[dict[str, Any]] = [
        {},
        {"rules": rules, "untaught_skills": ["risk", "finance"]},
        {"rules": rules[:2]},
        *(
            {"eligible": n, "competition": rivals}
            for n, rivals in zip((0, 1, 7), competition, strict=True)
        ),
        {"remedies": {"found": [place, recruit], "is_complete": True}},
    ]
    codes = ("no_mentors", "no_gap_stated", "no_eligible_mentor", "all_taken", "outscored")

    told = [
        why_unmatched(left_over_facts(code, each), reader)
        for code, each in product((*codes, "mentor_unavailable"), facts)
    ]

    said = [text for why in told for text in (why.headline, *why.details, *why.advice)]
    assert bare_words(said, ()) == []


def test_every_cost_remedy_and_proof() -> None:
    nothing: dict[str, Any] = {"matched": 0, "units": 0, "moves": [], "loses": None, "gains": None}
    move = {"mentee_id": 1, "from_id": 8, "to_id": 2}
    costs = [
        *(nothing | {"units": units} for units in (0, 3, 100, 420, -100)),
        nothing | {"loses": 1, "moves": [move]},
        nothing | {"loses": 77, "gains": 2, "moves": [move, move, move]},
    ]
    remedy = {"matched": 1, "mentor_id": 1, "places": 1, "with_mentor_id": 1}
    remedies = [
        *(
            remedy | {"kind": "place", "places": n, "with_mentor_id": w}
            for n in (1, 2)
            for w in NAMES
        ),
        *(
            remedy | {"kind": "rule", "rule": rule, "matched": n}
            for rule in RULE_ORDER
            for n in (0, 2)
        ),
        *(remedy | {"kind": "recruit", "skill": "risk", "places": n} for n in (1, 2)),
    ]
    calm = {"blocking_pairs": 0, "mentees": 0, "mentors": 0, "beside_a_free_place": 0}
    only = [{"mentor_id": n, "mentees": 3, "places": 1} for n in (1, 77)]
    said = [
        *(choices.cost_sentence(value_of(Cost, cost), NAMES) for cost in costs),
        *(
            sentence
            for found, is_complete in product((remedies, []), (True, False))
            for sentence in choices.remedy_sentences(
                left_over_facts(
                    "all_taken", {"remedies": {"found": found, "is_complete": is_complete}}
                ),
                NAMES,
            )
        ),
        *(choices.proof_sentence(code) for code in choices.OBJECTIVE_NAMES),
        *(choices.objective_name(code) for code in choices.OBJECTIVE_NAMES),
        *map(str, choices.OBJECTIVE_AIMS.values()),
        choices.cover_sentence(value_of(Cover, {"mentor_ids": [1], "mentees": 3, "places": 1})),
        *(
            choices.recruit_sentence(value_of(Recruit, {"matched": n, "units": u}))
            for n, u in ((0, 640), (2, 300))
        ),
        *choices.stability_sentences(value_of(Stability, calm)),
        *choices.stability_sentences(
            value_of(Stability, calm | {"blocking_pairs": 1, "beside_a_free_place": 2})
        ),
        *choices.dependence_sentences(value_of(Structure, {"only_mentors": only}), NAMES),
        choices.left_out_sentence(["changes", "stability", "costs", "others", "shape"]),
        choices.left_out_sentence(["others"]),
    ]

    assert bare_words(said, ()) == []


def test_every_entry_of_the_log_and_every_contradiction() -> None:
    entries = [
        StatusChange(
            kind=kind, mentee_id=1, old_objective="fair", new_objective="coverage", reason=""
        )
        for kind in ChangeKind
    ]
    entries.append(StatusChange(kind=ChangeKind.STATE, reason=WITHDRAWN_BY_MENTEE))
    faults = ("unknown_pair", "locked_twice", "forbidden", "too_many_locks")
    said = [
        *(change_words(entry, NAMES) for entry in entries),
        *(
            contradiction_words(Contradiction(fault, 1, 9, "no_place", locks=2, places=1), NAMES)  # type: ignore[arg-type]
            for fault in faults
        ),
        *(str(KIND_NAMES[kind]) for kind in MailKind),
    ]

    assert bare_words(said, ()) == []


def words_in(found: Any) -> Iterator[str]:
    """Yield every key and every text of a file."""
    if isinstance(found, dict):
        yield from found
        found = list(found.values())
    if isinstance(found, list):
        for part in found:
            yield from words_in(part)
    elif isinstance(found, str):
        yield found


@pytest.mark.parametrize(
    "person", ["both", "active", "mentor", "silent", "networker", "coordinator"]
)
def test_ones_own_data(full: Stage, person: str) -> None:
    found = json.loads(full.get(person, "/me/data.json"))

    with full.app.app_context():
        assert bare_words(words_in(found), typed_in(db.session())) == []
