"""The matching engine: who is paired with whom, why, and why it is the best answer. Pure.

Examples
--------
Ada wants to learn planning from nothing and reporting a little further; Ben wants planning only.
Cleo can teach both skills and has one place, Dan teaches planning.

>>> from matchmaker.matching.values.people import Mentee, Mentor, People, SkillNeed
>>> from matchmaker.matching.values.policy import Policy
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

from matchmaker.matching.analysis.comparison import Comparison, Reached, compare
from matchmaker.matching.analysis.costs import Cost, Move
from matchmaker.matching.analysis.insight import Insight, OtherMentee, PairInsight, look_into
from matchmaker.matching.analysis.recruits import Recruit
from matchmaker.matching.analysis.remedies import Remedies, Remedy
from matchmaker.matching.analysis.stability import Stability
from matchmaker.matching.analysis.structure import Structure
from matchmaker.matching.assignment.assignment import Assignment
from matchmaker.matching.assignment.solver import assign
from matchmaker.matching.candidates.graph import CandidateGraph
from matchmaker.matching.candidates.networkx_view import candidate_graph, from_networkx, to_networkx
from matchmaker.matching.certificate.verify import Omission, Verdict, verify, verify_assignment
from matchmaker.matching.coffee.groups import form_groups
from matchmaker.matching.coffee.people import CoffeePolicy, Grouping, Networker
from matchmaker.matching.ranking import rank_mentors
from matchmaker.matching.solve import SolvedRound, check, match, solve_round
from matchmaker.matching.values.errors import InvalidInput
from matchmaker.matching.values.limits import LIMITS, Limits
from matchmaker.matching.values.people import Mentee, Mentor, People, SkillNeed
from matchmaker.matching.values.policy import OBJECTIVES, Policy, Weights
from matchmaker.matching.values.result import (
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

__all__ = [
    "LIMITS",
    "OBJECTIVES",
    "Alternative",
    "Assignment",
    "Candidate",
    "CandidateGraph",
    "CoffeePolicy",
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
    "Limits",
    "Matching",
    "Mentee",
    "Mentor",
    "Move",
    "Networker",
    "Omission",
    "OtherMentee",
    "PairInsight",
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
    "from_networkx",
    "look_into",
    "match",
    "rank_mentors",
    "solve_round",
    "to_networkx",
    "verify",
    "verify_assignment",
]
