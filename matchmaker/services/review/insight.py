"""What is known about a round's answer as a whole, in sentences for its coordinator."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from matchmaker.models import Round
from matchmaker.services.programme.withheld import NOBODY
from matchmaker.services.review.pairs import names_of, people_named
from matchmaker.services.wording.choices import (
    cover_sentence,
    dependence_sentences,
    left_out_sentence,
    objective_name,
    proof_sentence,
    recruit_sentence,
    skill_name,
    stability_sentences,
)
from matchmaker.services.wording.reasons import counted

MOST_RECRUITS: Final = 8


@dataclass(frozen=True, slots=True)
class RecruitLine:
    """What one more mentor strong in a skill would bring, and for which mentees (names)."""

    skill: str
    brings: str
    mentees: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoundInsight:
    """Proof, stability, where to recruit; parts are empty where a large round has none."""

    objective: str
    proof: str
    shortage: str
    """Why nobody more could be matched, if somebody with candidates is left over."""
    stability: tuple[str, ...]
    left_out: str
    """What is not said because the round is too large for it."""
    dependences: tuple[str, ...]
    recruits: tuple[RecruitLine, ...]
    recruit_places: str
    """How many mentees each of these mentors is thought to take, in words."""


def insight_of(session: Session, round_: Round, hidden: frozenset[int] = NOBODY) -> RoundInsight:
    """Return what was stored about a round when it was solved."""
    summary = round_.summary
    insight: dict[str, Any] = summary.get("insight") or {}
    recruits = insight.get("recruits", ())[:MOST_RECRUITS]
    structure = insight.get("structure")
    ids = {i for recruit in recruits for i in recruit["mentees"]}
    ids |= {one["mentor_id"] for one in (structure or {}).get("only_mentors", ())}
    names = names_of(people_named(session, ids, hidden))
    objective = summary.get("objective", "coverage")
    return RoundInsight(
        objective=objective_name(objective),
        proof=proof_sentence(objective) if summary.get("is_proved") else "",
        shortage=cover_sentence((summary.get("certificate") or {}).get("cover")),
        stability=stability_sentences(insight.get("stability")),
        left_out=left_out_sentence(insight.get("left_out", ())),
        dependences=dependence_sentences(structure, names),
        recruits=tuple(
            RecruitLine(
                skill=skill_name(recruit["skill"]),
                brings=recruit_sentence(recruit),
                mentees=tuple(
                    names[i] for i in recruit["mentees"] if i in names and i not in hidden
                ),
            )
            for recruit in recruits
        ),
        recruit_places=counted(recruits[0]["places"], "mentee") if recruits else "",
    )
