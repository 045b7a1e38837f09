"""States in the words that people see, and the kind of badge that fits each."""

from matchmaker.messages import lazy_gettext, lazy_pgettext
from matchmaker.models import (
    CoffeeAnswer,
    CoffeeStatus,
    MatchStatus,
    ResourceCost,
    ResourceKind,
    RoundStatus,
)

MATCH_WORDS = {
    MatchStatus.PROPOSED: lazy_gettext("Proposed"),
    MatchStatus.OFFERED: lazy_gettext("Waiting for an answer"),
    MatchStatus.ACCEPTED: lazy_gettext("Accepted"),
    MatchStatus.DECLINED: lazy_gettext("Declined"),
    MatchStatus.EXPIRED: lazy_gettext("Not answered in time"),
    MatchStatus.WITHDRAWN: lazy_gettext("Withdrawn"),
    MatchStatus.INTRODUCED: lazy_gettext("Introduced"),
    MatchStatus.ACTIVE: lazy_gettext("Under way"),
    MatchStatus.COMPLETED: lazy_gettext("Completed"),
    MatchStatus.ENDED: lazy_gettext("Ended"),
    MatchStatus.CANCELLED: lazy_gettext("Cancelled"),
}
ROUND_WORDS = {
    RoundStatus.DRAFT: lazy_gettext("Being prepared"),
    RoundStatus.FROZEN: lazy_gettext("Being matched"),
    RoundStatus.SOLVED: lazy_gettext("Ready for review"),
    RoundStatus.PUBLISHED: lazy_gettext("Published"),
    RoundStatus.CLOSED: lazy_gettext("Closed"),
    RoundStatus.DISCARDED: lazy_gettext("Discarded"),
}
COFFEE_WORDS = {
    CoffeeStatus.FORMED: lazy_gettext("Being arranged"),
    CoffeeStatus.NOTIFIED: lazy_gettext("Arranged"),
    CoffeeStatus.MET: lazy_gettext("Met"),
    CoffeeStatus.NOT_MET: lazy_gettext("Did not meet"),
}
ANSWER_WORDS = {
    CoffeeAnswer.NONE: lazy_gettext("No answer"),
    CoffeeAnswer.MET: lazy_gettext("Said “we met”"),
    CoffeeAnswer.NOT_MET: lazy_gettext("Said “we did not”"),
}
JOB_WORDS = {
    "monthly_match": lazy_gettext("The month’s matching"),
    "networking_round": lazy_gettext("The month’s coffee chats"),
    "deliver_mail": lazy_gettext("Delivery of mails"),
    "follow_up": lazy_gettext("Reminders and expiries"),
    "read_bounces": lazy_gettext("Reading mails that came back"),
    "purge": lazy_gettext("Deleting what was kept long enough"),
}
ATTENTION_WORDS = {
    "no_mentor_now": lazy_gettext("Mentee has no mentor now"),
    "without_mentor": lazy_gettext("Mentee has no mentor now"),
    "overdue": lazy_gettext("Answer overdue"),
    "not_met": lazy_gettext("Not known to have met"),
    "reminded": lazy_gettext("Reminded, no answer yet"),
}
CERTIFICATION_WORDS = {
    "held": lazy_pgettext("certification", "held"),
    "studying": lazy_pgettext("certification", "studying"),
    "wanted": lazy_pgettext("certification", "wanted"),
}
RESOURCE_KIND_WORDS = {
    ResourceKind.ARTICLE: lazy_gettext("Article"),
    ResourceKind.BOOK: lazy_gettext("Book"),
    ResourceKind.COURSE: lazy_gettext("Course"),
    ResourceKind.GUIDE: lazy_gettext("Guide"),
    ResourceKind.PODCAST: lazy_gettext("Podcast"),
    ResourceKind.TEMPLATE: lazy_gettext("Template"),
    ResourceKind.TOOL: lazy_gettext("Tool"),
    ResourceKind.VIDEO: lazy_gettext("Video"),
}
RESOURCE_COST_WORDS = {
    ResourceCost.FREE: lazy_gettext("free"),
    ResourceCost.SIGN_UP: lazy_gettext("free after signing up"),
    ResourceCost.PAID: lazy_gettext("paid"),
}
KINDS: dict[str, str] = {
    MatchStatus.OFFERED: "waiting",
    RoundStatus.SOLVED: "waiting",
    MatchStatus.ACCEPTED: "good",
    MatchStatus.INTRODUCED: "good",
    MatchStatus.ACTIVE: "good",
    RoundStatus.PUBLISHED: "good",
    CoffeeStatus.NOTIFIED: "waiting",
    CoffeeStatus.MET: "good",
    CoffeeStatus.FORMED: "",
    MatchStatus.PROPOSED: "",
    RoundStatus.DRAFT: "",
    RoundStatus.FROZEN: "",
}
"""Any other state is over."""


def match_words(status: str) -> str:
    """Name a match's state."""
    return str(MATCH_WORDS[MatchStatus(status)])


def round_words(status: str) -> str:
    """Name a round's state."""
    return str(ROUND_WORDS[RoundStatus(status)])


def coffee_words(status: str) -> str:
    """Name a coffee group's state."""
    return str(COFFEE_WORDS[CoffeeStatus(status)])


def answer_words(answer: str) -> str:
    """Say what a networker said."""
    return str(ANSWER_WORDS[CoffeeAnswer(answer)])


def attention_words(code: str) -> str:
    """Say why a pair needs a coordinator's look."""
    return str(ATTENTION_WORDS[code])


def certification_words(state: str) -> str:
    """Say what somebody has to do with a certification; what is no such state stays."""
    return str(CERTIFICATION_WORDS.get(state, state))


def resource_kind_words(kind: str) -> str:
    """Name a kind of resource."""
    return str(RESOURCE_KIND_WORDS[ResourceKind(kind)])


def resource_cost_words(cost: str) -> str:
    """Say what a resource costs."""
    return str(RESOURCE_COST_WORDS[ResourceCost(cost)])


def job_words(job: str) -> str:
    """Name a job that runs by itself."""
    return str(JOB_WORDS[job])


def status_kind(status: str) -> str:
    """Return the kind of badge of a state: waiting, good, over, or none."""
    return KINDS.get(status, "over")
