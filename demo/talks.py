"""What the invented people talk about, and the lines that they keep of it."""

from dataclasses import dataclass
from typing import Final

from demo.drawing import draw
from demo.fates import key_of
from matchmaker.models import Match


@dataclass(frozen=True, slots=True)
class Talk:
    """A session: its topics, what the two note, and what the mentee does until the next one."""

    topics: str
    note: str
    action: str


FIRST: Final = Talk(
    "Where I stand, and what to try first",
    "Start small: one report, one reader, one decision.",
    "Write down who decides what on my project",
)
LATER: Final = (
    Talk(
        "My draft of the status report, line by line",
        "The decision that we need comes first; the figures go below it.",
        "Rewrite the status report on one page",
    ),
    Talk(
        "How to say no to a sponsor",
        "Say what a yes would cost, and let them choose.",
        "Try it in the next change meeting",
    ),
    Talk(
        "The risk register that nobody reads",
        "Five risks, each with an owner and a date. The rest is an archive.",
        "Cut our risk register down to five",
    ),
    Talk(
        "A rehearsal of the steering meeting",
        "Pause after the question. Silence is fine.",
        "Chair the next steering meeting",
    ),
    Talk(
        "How the portfolio board really decides",
        "Talk to each member before the meeting, not in it.",
        "Ask two board members what they need from us",
    ),
    Talk(
        "Forecasts that nobody believes",
        "Give a range, and say what would move it.",
        "Show next quarter as a range",
    ),
)
HELP: Final = "Send you two status reports that worked"
"""What the mentor does after the first session."""
SIGNS: Final = (
    "I do it once on a live project, without help.",
    "A colleague asks me how it is done.",
    "The next review finds nothing to add.",
    "My sponsor uses it for a decision.",
)
OUTCOMES: Final = (
    "Did it twice, the second time alone.",
    "The sponsor asked for the same again next month.",
    "The review went through without a question.",
)
PRIVATE_LINES: Final = (
    "Next time: ask how the move to the portfolio team came about.",
    "Listens well, decides late. Bring a deadline.",
    "Do not apologise for the first draft.",
)
TAKEAWAYS: Final = (
    "To ask for the decision, not for the meeting.",
    "A way to say what a delay costs.",
    "Short reports get read.",
    "To speak to people before the meeting.",
)
THANKS: Final = (
    "Thank you for your time, and for being honest with me.",
    "Thank you. I looked forward to every one of our talks.",
    "Thank you for asking the questions that nobody else asked.",
)
PLACES: Final = ("Room 4.12", "The ground-floor café")


def talk_of(match: Match, number: int) -> Talk:
    """Return a pair's session of this number, counted from zero; none comes twice in a row."""
    if not number:
        return FIRST
    return LATER[(draw(f"talks {key_of(match)}", len(LATER)) + number) % len(LATER)]
