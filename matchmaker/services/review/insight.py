"""What is known about a round's answer as a whole, in sentences for its coordinator."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from matchmaker.models import Round
from matchmaker.services.engine.stored import round_facts
from matchmaker.services.programme.coordinator_view import WHOLE, CoordinatorView
from matchmaker.services.review.pairs import names_of, people_named
from matchmaker.services.wording.choices import (
    cover_sentence,
    dependence_sentences,
    left_out_sentence,
    proof_sentence,
    recruit_sentence,
    skill_name,
    stability_sentences,
    wanted_first_sentence,
)
from matchmaker.services.wording.grammar import begin, counted

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

    wanted_first: str
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


def insight_of(session: Session, round_: Round, view: CoordinatorView = WHOLE) -> RoundInsight:
    """Return what was stored about a round when it was solved.

    To a reader of a part only what is true of any round: everything else was found by looking at
    everybody.
    """
    facts = round_facts(round_.summary)
    wanted_first = wanted_first_sentence(facts.objective)
    proof = proof_sentence(facts.objective) if facts.is_proved else ""
    if not view.is_whole:
        return RoundInsight(wanted_first, proof, "", (), "", (), (), "")
    recruits, structure = facts.recruits[:MOST_RECRUITS], facts.structure
    ids = {mentee_id for recruit in recruits for mentee_id in recruit.mentees}
    ids |= {one.mentor_id for one in (structure.only_mentors if structure else ())}
    names = names_of(people_named(session, ids))
    return RoundInsight(
        wanted_first=wanted_first,
        proof=proof,
        shortage=cover_sentence(facts.cover),
        stability=stability_sentences(facts.stability),
        left_out=left_out_sentence(facts.left_out),
        dependences=dependence_sentences(structure, names),
        recruits=tuple(
            RecruitLine(
                skill=skill_name(recruit.skill),
                brings=begin(recruit_sentence(recruit)),
                mentees=tuple(names[i] for i in recruit.mentees if i in names),
            )
            for recruit in recruits
        ),
        recruit_places=counted(recruits[0].places, "mentee") if recruits else "",
    )
