"""What two people could talk about in their next session: a few questions for each stage.

Pure: no query. The first half hour has an agenda of its own, in `agenda`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from matchmaker.messages import gettext as _
from matchmaker.services.mentorships.agenda import MenteeGap


@dataclass(frozen=True, slots=True)
class QuestionSheet:
    """Questions for one session."""

    title: str
    questions: tuple[str, ...]


def next_sheet(
    held: int, gaps: Sequence[MenteeGap], *, is_review: bool, is_closing: bool
) -> QuestionSheet:
    """Return the questions for the next session of a pair that has met.

    The end counts more than the review, and the review more than how often the two have met. Each
    session has one gap in turn, first those that the mentor teaches.
    """
    if is_closing:
        return QuestionSheet(_("For your last session"), _last_questions())
    if is_review:
        return QuestionSheet(_("For looking back together"), review_questions())
    taught = [gap for gap in gaps if gap.is_taught] or list(gaps)
    about = (_gap_question(taught[max(0, held - 1) % len(taught)]),) if taught else ()
    if held <= 1:
        return QuestionSheet(
            _("For your second session"),
            (
                _("What did you try since the first time, and how did it go?"),
                *about,
                _("What does good look like there? Bring an example from real work."),
                _("What will you try before the next time?"),
            ),
        )
    return QuestionSheet(
        _("For your next session"),
        (
            _("What went well since the last time, and what did not?"),
            _("What is on your mind at work right now?"),
            *about,
            _("What will you try before the next time?"),
        ),
    )


def review_questions() -> tuple[str, ...]:
    """Return what the two ask each other when they look back on the way."""
    return (
        _("What has changed since we began?"),
        _("What helps most, and what should we do differently?"),
        _("What do we want to reach before the end?"),
    )


def _last_questions() -> tuple[str, ...]:
    return (
        _("What has changed since we began, and what are we proud of?"),
        _("What does each of us take with us?"),
        _("What comes next for the mentee, and who else can help?"),
        _("Do we stay in touch, and how?"),
    )


def _gap_question(gap: MenteeGap) -> str:
    return _(
        "%(skill)s, from %(level)s to %(target)s: what is the next step?",
        skill=gap.name,
        level=gap.level_name,
        target=gap.target_name,
    )
