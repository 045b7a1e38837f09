"""How well two people fit, as one headline for members: words and whole gaps, never points.

To the mentee it is said in three bands, by the gaps that the mentor can close in full: *strong*
where these are at least half of the gaps, *good* where there is at least one, *a start* where the
mentor takes the mentee further but closes none. Points would not do: they hold languages, places
and ladders, too, and what a criterion can give is the programme's to say, so that the same points
are much in one and little in another. A closed gap is what a mentee came for and can count.

To the mentor it says how many of the gaps they can help with, and does not judge the pair: it
stands above a question that is theirs to answer.
"""

from collections.abc import Collection

from matchmaker.messages import gettext as _
from matchmaker.messages import ngettext
from matchmaker.services.engine.stored import Reasons
from matchmaker.services.wording.reasons import Reader


def fit_headline(reasons: Reasons, open_skills: Collection[str], reader: Reader) -> str:
    """Say how many gaps of the mentee the mentor can close, or help with, of how many.

    `open_skills` are the skills in which the mentee has a gap now. Gaps that were closed since the
    match still count. It is empty where the mentor helps with none, and for who is none of the two.
    """
    helped = {gap.skill for gap in reasons.gaps}
    if not helped or reader == "other":
        return ""
    total = len(helped | set(open_skills))
    if reader == "mentor":
        return _for_the_mentor(len(helped), total)
    closed = sum(gap.reached >= gap.target for gap in reasons.gaps)
    return _for_the_mentee(closed, len(helped), total)


def _for_the_mentee(closed: int, helped: int, total: int) -> str:
    if closed == total:
        return ngettext(
            "Strong fit: closes your one gap", "Strong fit: closes all of your gaps", total
        )
    if 2 * closed >= total:
        return _("Strong fit: closes %(part)s of your %(total)s gaps", part=closed, total=total)
    if closed:
        return _("Good fit: closes %(part)s of your %(total)s gaps", part=closed, total=total)
    if helped == total:
        return ngettext(
            "A start: takes you further in your one gap",
            "A start: takes you further in all of your gaps",
            total,
        )
    return _(
        "A start: takes you further in %(part)s of your %(total)s gaps", part=helped, total=total
    )


def _for_the_mentor(helped: int, total: int) -> str:
    if helped == total:
        return ngettext(
            "You can help with their one gap", "You can help with all of their gaps", total
        )
    return _("You can help with %(part)s of their %(total)s gaps", part=helped, total=total)
