"""Letters to a coordinator about a round."""

import sqlalchemy as sa

from matchmaker.mail.desk import Desk
from matchmaker.mail.letter import Letter, NoLongerTrue
from matchmaker.messages import format_month, format_points
from matchmaker.models import Match, RoundStatus
from matchmaker.services.programme.coordinator_view import view_of
from matchmaker.services.programme.policies import policy_from_document
from matchmaker.services.review.numbers import is_seen, mentees_seen


def round_ready(desk: Desk) -> Letter:
    """A round waits for a coordinator's look."""
    if desk.round.status != RoundStatus.SOLVED:
        raise NoLongerTrue(f"the round is {desk.round.status.value} by now")
    return _about_round(desk)


def round_published(desk: Desk) -> Letter:
    """What went out, and what happens by itself from here."""
    return _about_round(desk)


def _about_round(desk: Desk) -> Letter:
    """Write about what this coordinator sees; a count of everybody would tell the rest."""
    round_ = desk.round
    view = view_of(desk.session, desk.programme, desk.reader)
    # A mentee has one pair before publication, and offers that follow one another after it.
    matched, average, lowest = desk.session.execute(
        sa.select(
            sa.func.count(sa.distinct(Match.mentee_id)),
            sa.func.avg(Match.points),
            sa.func.min(Match.points),
        ).where(Match.round_id == round_.id, is_seen(view))
    ).one()
    left_over = len(mentees_seen(desk.session, [round_.id], view)[round_.id].alone)
    return desk.write(
        month=format_month(round_.month),
        matched=matched,
        average=format_points(round(float(average), 1)) if matched else "",
        lowest=format_points(lowest) if matched else "",
        left_over=left_over,
        sees_everybody=view.is_whole,
        sees_all_mentors=view.has_all_mentors,
        expiry_days=policy_from_document(round_.policy).timers.expiry_days,
        published=desk.moment(round_.published_at) if round_.published_at else "",
        button_url=desk.url(f"/rounds/{round_.id}"),
    )
