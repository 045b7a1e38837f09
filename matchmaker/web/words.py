"""States in the words that people see, and the kind of badge that fits each."""

from matchmaker.models import CoffeeAnswer, CoffeeStatus, MatchStatus, RoundStatus

MATCH_WORDS = {
    MatchStatus.PROPOSED: "Proposed",
    MatchStatus.OFFERED: "Waiting for an answer",
    MatchStatus.ACCEPTED: "Accepted",
    MatchStatus.DECLINED: "Declined",
    MatchStatus.EXPIRED: "Not answered in time",
    MatchStatus.WITHDRAWN: "Withdrawn",
    MatchStatus.INTRODUCED: "Introduced",
    MatchStatus.ACTIVE: "Under way",
    MatchStatus.COMPLETED: "Completed",
    MatchStatus.ENDED: "Ended",
    MatchStatus.CANCELLED: "Cancelled",
}
ROUND_WORDS = {
    RoundStatus.DRAFT: "Being prepared",
    RoundStatus.FROZEN: "Being matched",
    RoundStatus.SOLVED: "Ready for review",
    RoundStatus.PUBLISHED: "Published",
    RoundStatus.CLOSED: "Closed",
    RoundStatus.DISCARDED: "Discarded",
}
COFFEE_WORDS = {
    CoffeeStatus.FORMED: "Being arranged",
    CoffeeStatus.NOTIFIED: "Arranged",
    CoffeeStatus.MET: "Met",
    CoffeeStatus.NOT_MET: "Did not meet",
}
ANSWER_WORDS = {
    CoffeeAnswer.NONE: "No answer",
    CoffeeAnswer.MET: "Said “we met”",
    CoffeeAnswer.NOT_MET: "Said “we did not”",
}
JOB_WORDS = {
    "monthly_match": "The month’s matching",
    "networking_round": "The month’s coffee chats",
    "deliver_mail": "Delivery of mails",
    "follow_up": "Reminders and expiries",
    "purge": "Deleting what was kept long enough",
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
    return MATCH_WORDS[MatchStatus(status)]


def round_words(status: str) -> str:
    """Name a round's state."""
    return ROUND_WORDS[RoundStatus(status)]


def coffee_words(status: str) -> str:
    """Name a coffee group's state."""
    return COFFEE_WORDS[CoffeeStatus(status)]


def answer_words(answer: str) -> str:
    """Say what a networker said."""
    return ANSWER_WORDS[CoffeeAnswer(answer)]


def status_kind(status: str) -> str:
    """Return the kind of badge of a state: waiting, good, over, or none."""
    return KINDS.get(status, "over")
