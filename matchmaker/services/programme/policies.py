"""A programme's policy: weights and rules for the engine, timers for the life of a match."""

from dataclasses import asdict, dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.matching.coffee.people import CoffeePolicy
from matchmaker.matching.values.policy import Policy, Weights
from matchmaker.models import PolicyVersion, Programme


@dataclass(frozen=True, slots=True)
class Timers:
    """How long people have, in days unless the name says otherwise."""

    first_reminder_days: int = 2
    last_reminder_days: int = 4
    expiry_days: int = 5
    expiries_before_pause: int = 2
    first_message_working_days: int = 5
    first_meeting_days: int = 10
    """Days after the introduction at which the calendar file proposes the first half hour."""
    chat_question_days: int = 14
    """Days after a coffee group's introduction until its members are asked whether they met."""
    chat_silence_days: int = 24
    """Days after a coffee group's introduction from which no answer counts as silence."""
    silent_chats_before_pause: int = 3


@dataclass(frozen=True, slots=True)
class MentorshipPolicy:
    """How mentorships usually go, and when somebody is prompted; in days where no unit is named."""

    months: int = 6
    """From the introduction to the planned end, until the two agree on another length."""
    longest_months: int = 12
    longest_extension_months: int = 3
    every_weeks: int = 3
    """Weeks between two sessions."""
    session_minutes: int = 60
    unwritten_days: int = 5
    """After the introduction, until whoever writes first is reminded."""
    unplanned_days: int = 14
    """After the introduction, until both are reminded that no session is planned."""
    unplanned_case_days: int = 21
    quiet_days: int = 45
    """After the last session, until both are reminded."""
    quiet_case_days: int = 60
    review_days: int = 90
    """After the introduction, until a session for looking back is proposed."""
    pulse_days: int = 30
    """After the introduction, until each of the two is asked for the first time how it goes."""
    pulse_every_days: int = 60
    closing_days: int = 14
    """Before the end, from which the two are asked to finish or to go on."""
    silence_days: int = 14
    """After the end, until a mentorship that nobody finished is over by itself."""
    sessions_to_complete: int = 3
    """Sessions held with which such a mentorship counts as completed."""


@dataclass(frozen=True, slots=True)
class ProgrammePolicy:
    """Everything a programme decides, as one value; a round keeps its own copy."""

    matching: Policy = field(default_factory=Policy)
    timers: Timers = field(default_factory=Timers)
    coffee: CoffeePolicy = field(default_factory=CoffeePolicy)
    mentorship: MentorshipPolicy = field(default_factory=MentorshipPolicy)


def policy_to_document(policy: ProgrammePolicy) -> dict[str, Any]:
    """Return a policy as JSON can hold it."""
    matching = asdict(policy.matching)
    matching["rules"] = sorted(policy.matching.rules)
    del matching["seed"]
    coffee = asdict(policy.coffee)
    del coffee["seed"]
    return {
        "matching": matching,
        "timers": asdict(policy.timers),
        "networking": coffee,
        "mentorship": asdict(policy.mentorship),
    }


def policy_from_document(document: dict[str, Any], seed: int = 0) -> ProgrammePolicy:
    """Return the policy that `policy_to_document` wrote, with a round's seed."""
    matching = dict(document["matching"])
    return ProgrammePolicy(
        matching=Policy(
            weights=Weights(**matching.pop("weights")),
            rules=frozenset(matching.pop("rules")),
            seed=seed,
            **matching,
        ),
        timers=Timers(**document["timers"]),
        coffee=CoffeePolicy(seed=seed, **document.get("networking", {})),
        mentorship=MentorshipPolicy(**document.get("mentorship", {})),
    )


def current_policy(session: Session, programme: Programme) -> ProgrammePolicy:
    """Return the newest version of a programme's policy, or the default while there is none."""
    newest = session.scalars(
        sa.select(PolicyVersion)
        .filter_by(programme_id=programme.id)
        .order_by(PolicyVersion.version.desc())
        .limit(1)
    ).one_or_none()
    return policy_from_document(newest.document) if newest else ProgrammePolicy()


def waiting_counts(session: Session, programme: Programme) -> bool:
    """Whether those who have waited longest come first in the rounds to come, before points."""
    return current_policy(session, programme).matching.objective != "best_score"


def adopt_policy(session: Session, programme: Programme, policy: ProgrammePolicy) -> PolicyVersion:
    """Make a policy the programme's newest; rounds that exist keep theirs."""
    last = session.scalar(
        sa.select(sa.func.max(PolicyVersion.version)).filter_by(programme_id=programme.id)
    )
    version = PolicyVersion(
        programme_id=programme.id,
        version=(last or 0) + 1,
        document=policy_to_document(policy),
        created_at=clock.now(),
    )
    session.add(version)
    session.flush()
    return version
