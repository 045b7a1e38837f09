"""Letters that say where somebody stands when a match did not come about, or has ended."""

import sqlalchemy as sa

from matchmaker.mail.desk import Desk, name_of
from matchmaker.mail.letter import Letter
from matchmaker.mail.letters.introductions import call_off_first_meeting
from matchmaker.messages import format_month
from matchmaker.models import UnmatchedMentee
from matchmaker.services.engine.stored import left_over_facts
from matchmaker.services.wording.unmatched import why_unmatched


def offer_fell_through(desk: Desk) -> Letter:
    """To the mentee: what comes next. Never who was asked, and never why they did not accept."""
    payload = desk.row.payload
    return desk.write(
        outcome=payload["outcome"],
        has_new_offer=payload["next"] == "new_offer",
        month=format_month(desk.match.round.month),
        button_url=desk.url("/me"),
    )


def no_match(desk: Desk) -> Letter:
    """To a mentee whom the round left over: why, in words, and what would help."""
    left_over = desk.session.scalars(
        sa.select(UnmatchedMentee).filter_by(round_id=desk.round.id, mentee_id=desk.reader.id)
    ).one()
    why = why_unmatched(left_over_facts(left_over.reason, left_over.explanation), "mentee")
    return desk.write(
        month=format_month(desk.round.month),
        reason=left_over.reason,
        why=why,
        button_url=desk.url("/profile"),
    )


def match_ended(desk: Desk) -> Letter:
    """To either side, in neutral words. A mentee who was never introduced learns no name."""
    match = desk.match
    was_introduced = match.introduced_at is not None
    is_mentee = desk.reader.id == match.mentee_id
    other = match.mentor if is_mentee else match.mentee
    may_be_named = other.erased_at is None and (was_introduced or not is_mentee)
    called_off = call_off_first_meeting(desk, match)
    return desk.write(
        attachments=(called_off,) if called_off else (),
        has_meeting=called_off is not None,
        outcome=desk.row.payload["outcome"],
        is_mentee=is_mentee,
        other_name=name_of(other) if may_be_named else "",
        was_introduced=was_introduced,
        button_url=desk.url("/me"),
    )
