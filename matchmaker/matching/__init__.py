"""The matching engine: who is paired with whom, why, and why it is the best answer. Pure.

Examples
--------
Ada wants to learn planning from nothing and reporting a little further; Ben wants planning only.
Cleo can teach both skills and has one place, Dan teaches planning.

>>> from matchmaker.matching.people import Mentee, Mentor, People, SkillNeed
>>> from matchmaker.matching.policy import Policy
>>> english = frozenset({"en"})
>>> ada = Mentee(
...     1, needs=(SkillNeed("planning", 0, 3), SkillNeed("reporting", 2, 4)), languages=english
... )
>>> ben = Mentee(2, needs=(SkillNeed("planning", 1, 4),), languages=english)
>>> cleo = Mentor(8, levels=(("planning", 5), ("reporting", 4)), languages=english)
>>> dan = Mentor(9, levels=(("planning", 4),), languages=english)
>>> people = People(mentees=(ada, ben), mentors=(cleo, dan))

The job matches them, and anybody may check that there is no better answer:

>>> matching = match(people, Policy())
>>> [(pair.mentee_id, pair.mentor_id, pair.points) for pair in matching.pairs]
[(1, 8, 51), (2, 9, 51)]
>>> verify(people, Policy(), matching).is_proved
True

Each score can be taken apart, and each mentee has alternatives:

>>> reasons = matching.pairs[0].reasons
>>> [(part.criterion, part.points) for part in reasons.criteria if part.points]
[('gap_coverage', 50), ('languages', 1)]
>>> [(gap.skill, gap.level, gap.reached) for gap in reasons.gaps]
[('planning', 0, 3), ('reporting', 2, 4)]
>>> [(other.mentor_id, other.points, other.is_taken) for other in matching.pairs[0].alternatives]
[(9, 31, True)]

Without Dan there is one place for two, and Ben, who has waited longer, comes first:

>>> from dataclasses import replace
>>> fewer = replace(people, mentees=(ada, replace(ben, priority=1)), mentors=(cleo,))
>>> left_over = match(fewer, Policy()).unmatched[0]
>>> left_over.mentee_id, left_over.code, left_over.competition
(1, 'all_taken', Competition(mentees=2, mentors=1, places=1, waited_longer=1))
"""

from matchmaker.matching.assignment_value import Assignment
from matchmaker.matching.candidates import CandidateGraph
from matchmaker.matching.certificate import Verdict, verify, verify_assignment
from matchmaker.matching.compare import Comparison, Reached, compare
from matchmaker.matching.eligible import candidate_graph
from matchmaker.matching.errors import InvalidInput
from matchmaker.matching.insight import Insight, look_into
from matchmaker.matching.means import assign
from matchmaker.matching.networkers import Grouping, Networker, NetworkingPolicy
from matchmaker.matching.networking import form_groups
from matchmaker.matching.people import Mentee, Mentor, People, SkillNeed
from matchmaker.matching.policy import OBJECTIVES, Policy, Weights
from matchmaker.matching.rearrange import Cost, Move
from matchmaker.matching.recruit import Recruit
from matchmaker.matching.remedies import Remedies, Remedy
from matchmaker.matching.result import (
    Alternative,
    Candidate,
    Competition,
    Cover,
    CriterionPart,
    Floor,
    GapClosed,
    Matching,
    Pairing,
    Prices,
    Reasons,
    RuleCount,
    Totals,
    Unmatched,
)
from matchmaker.matching.solve import check, match, rank_mentors
from matchmaker.matching.solved import SolvedRound, solve_round
from matchmaker.matching.stability import Stability
from matchmaker.matching.structure import Structure

__all__ = [
    "OBJECTIVES",
    "Alternative",
    "Assignment",
    "Candidate",
    "CandidateGraph",
    "Comparison",
    "Competition",
    "Cost",
    "Cover",
    "CriterionPart",
    "Floor",
    "GapClosed",
    "Grouping",
    "Insight",
    "InvalidInput",
    "Matching",
    "Mentee",
    "Mentor",
    "Move",
    "Networker",
    "NetworkingPolicy",
    "Pairing",
    "People",
    "Policy",
    "Prices",
    "Reached",
    "Reasons",
    "Recruit",
    "Remedies",
    "Remedy",
    "RuleCount",
    "SkillNeed",
    "SolvedRound",
    "Stability",
    "Structure",
    "Totals",
    "Unmatched",
    "Verdict",
    "Weights",
    "assign",
    "candidate_graph",
    "check",
    "compare",
    "form_groups",
    "look_into",
    "match",
    "rank_mentors",
    "solve_round",
    "verify",
    "verify_assignment",
]
