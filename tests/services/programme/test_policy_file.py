"""The policy file: what is left out keeps its default, and every fault is a sentence."""

import json
from dataclasses import replace

import pytest

from matchmaker.services.programme.policies import ProgrammePolicy
from matchmaker.services.programme.policy_file import InvalidPolicy, read_policy, write_policy


def test_a_policy_survives_the_file() -> None:
    default = ProgrammePolicy()
    changed = replace(
        default,
        timers=replace(default.timers, expiry_days=14),
        matching=replace(default.matching, rules=frozenset({"same_department"})),
    )

    assert read_policy(write_policy(changed)) == changed
    assert read_policy("{}") == default


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ([], "must be an object"),
        ({"colour": 1}, "colour is not known"),
        ({"matching": {"weights": {"charm": 1}}}, "matching.weights.charm is not known"),
        ({"matching": {"weights": {"interests": "15"}}}, "interests must be a whole number"),
        ({"matching": {"weights": {"interests": True}}}, "interests must be a whole number"),
        ({"matching": {"weights": {"interests": -1}}}, "not a whole number from 0"),
        ({"matching": {"rules": "met_before"}}, "matching.rules must be a list"),
        ({"matching": {"rules": [1]}}, "must be a list of words"),
        ({"matching": {"rules": ["self"]}}, "always on"),
        ({"matching": {"rules": ["charm"]}}, "unknown rule 'charm'"),
        ({"matching": {"objective": "profit"}}, "unknown objective 'profit'"),
        ({"matching": {"seed": 4}}, "matching.seed is not known"),
        ({"timers": {"expiry_days": 0}}, "timers.expiry_days must be from 1"),
        ({"timers": {"expiry_days": 4}}, "must follow in time"),
        ({"timers": {"chat_silence_days": 3}}, "chat_silence_days must come after"),
        ({"networking": {"rounds_apart": -1}}, "rounds_apart"),
        ({"networking": {"other_department": 50}}, "sum to 110"),
        ({"networking": {"is_language_required": 1}}, "must be true or false"),
    ],
)
def test_a_fault_is_named(document: object, words: str) -> None:
    with pytest.raises(InvalidPolicy, match=words):
        read_policy(json.dumps(document))


def test_weights_cannot_all_be_nothing() -> None:
    weights = dict.fromkeys(json.loads(write_policy(ProgrammePolicy()))["matching"]["weights"], 0)

    with pytest.raises(InvalidPolicy, match="at least one"):
        read_policy(json.dumps({"matching": {"weights": weights}}))


def test_what_is_not_json_is_one_sentence() -> None:
    with pytest.raises(InvalidPolicy, match="not JSON"):
        read_policy("{,}")
