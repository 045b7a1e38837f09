"""The tables, one noun a file. Rules of the story live in the services; here only invariants."""

from matchmaker.models.access import COMING_AND_GOING, AccessEntry, AccessKind
from matchmaker.models.action import Action, ActionStatus
from matchmaker.models.address import Address, AddressChange, AddressTaken, ChangeSource
from matchmaker.models.certification import (
    CertificationLevel,
    CertificationRecord,
    DevelopmentEntry,
    DevelopmentKind,
)
from matchmaker.models.coffee import (
    COFFEE_TRANSITIONS,
    CoffeeAnswer,
    CoffeeGroup,
    CoffeeGroupMember,
    CoffeeRound,
    CoffeeStatus,
    NetworkerLeftOut,
)
from matchmaker.models.exclusion import Exclusion, ExclusionSource
from matchmaker.models.goal import Goal, GoalStatus
from matchmaker.models.job_run import Epoch, EpochReason, JobCount, JobOutcome, JobRun
from matchmaker.models.level_change import LevelCause, LevelChange
from matchmaker.models.library import (
    HiddenItem,
    LibraryMark,
    LibraryResource,
    MarkKind,
    ResourceCost,
    ResourceKind,
)
from matchmaker.models.mail_refusal import MailRefusal, Refusable
from matchmaker.models.mail_server import MailServer, ServerTrouble
from matchmaker.models.match import ChangeKind, Match, StatusChange
from matchmaker.models.member import (
    UNNAMED,
    Coordinator,
    CoordinatorChange,
    GrantSource,
    Member,
    Participation,
    PendingGrant,
)
from matchmaker.models.mentorship import (
    Closing,
    GoalsReached,
    MentoringSession,
    Mentorship,
    OfferedTime,
    Prompt,
    PromptKind,
    ProposalOutcome,
    ProposedTerms,
    SessionStatus,
)
from matchmaker.models.note import Agenda, PrivateNote, SharedNote
from matchmaker.models.outbox import MailKind, MailStatus, OutboxMail
from matchmaker.models.privacy import Erasure, ProfileLook
from matchmaker.models.profile import (
    CertificationState,
    Profile,
    ProfileCertification,
    ProfileSkill,
)
from matchmaker.models.programme import PolicyVersion, Programme
from matchmaker.models.pulse import Concern, ConcernKind, Fit, Pulse
from matchmaker.models.road_step import RoadStep, RoadStepKind, RoadStepStatus
from matchmaker.models.round import DecisionKind, PairDecision, Round, UnmatchedMentee
from matchmaker.models.sign_in import (
    AnsweringBrowser,
    AttemptCount,
    OneUseToken,
    SignInAsker,
    SignInIdentity,
    SignInLink,
    SignInSession,
)
from matchmaker.models.status import (
    LIVE_MATCH,
    MATCH_TRANSITIONS,
    MENTORSHIP,
    ROUND_TRANSITIONS,
    MatchStatus,
    RoundStatus,
)
from matchmaker.models.task import OPEN_TASK, Task, TaskKind, TaskState
from matchmaker.models.told_apart import ToldApart

__all__ = [
    "COFFEE_TRANSITIONS",
    "COMING_AND_GOING",
    "LIVE_MATCH",
    "MATCH_TRANSITIONS",
    "MENTORSHIP",
    "OPEN_TASK",
    "ROUND_TRANSITIONS",
    "UNNAMED",
    "AccessEntry",
    "AccessKind",
    "Action",
    "ActionStatus",
    "Address",
    "AddressChange",
    "AddressTaken",
    "Agenda",
    "AnsweringBrowser",
    "AttemptCount",
    "CertificationLevel",
    "CertificationRecord",
    "CertificationState",
    "ChangeKind",
    "ChangeSource",
    "Closing",
    "CoffeeAnswer",
    "CoffeeGroup",
    "CoffeeGroupMember",
    "CoffeeRound",
    "CoffeeStatus",
    "Concern",
    "ConcernKind",
    "Coordinator",
    "CoordinatorChange",
    "DecisionKind",
    "DevelopmentEntry",
    "DevelopmentKind",
    "Epoch",
    "EpochReason",
    "Erasure",
    "Exclusion",
    "ExclusionSource",
    "Fit",
    "Goal",
    "GoalStatus",
    "GoalsReached",
    "GrantSource",
    "HiddenItem",
    "JobCount",
    "JobOutcome",
    "JobRun",
    "LevelCause",
    "LevelChange",
    "LibraryMark",
    "LibraryResource",
    "MailKind",
    "MailRefusal",
    "MailServer",
    "MailStatus",
    "MarkKind",
    "Match",
    "MatchStatus",
    "Member",
    "MentoringSession",
    "Mentorship",
    "NetworkerLeftOut",
    "OfferedTime",
    "OneUseToken",
    "OutboxMail",
    "PairDecision",
    "Participation",
    "PendingGrant",
    "PolicyVersion",
    "PrivateNote",
    "Profile",
    "ProfileCertification",
    "ProfileLook",
    "ProfileSkill",
    "Programme",
    "Prompt",
    "PromptKind",
    "ProposalOutcome",
    "ProposedTerms",
    "Pulse",
    "Refusable",
    "ResourceCost",
    "ResourceKind",
    "RoadStep",
    "RoadStepKind",
    "RoadStepStatus",
    "Round",
    "RoundStatus",
    "ServerTrouble",
    "SessionStatus",
    "SharedNote",
    "SignInAsker",
    "SignInIdentity",
    "SignInLink",
    "SignInSession",
    "StatusChange",
    "Task",
    "TaskKind",
    "TaskState",
    "ToldApart",
    "UnmatchedMentee",
]
