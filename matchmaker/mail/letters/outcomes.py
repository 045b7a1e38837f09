"""Letters that say where somebody stands when a match did not come about, or has ended."""

from typing import Any

import sqlalchemy as sa

from matchmaker.mail.desk import Desk, name_of
from matchmaker.mail.letter import Letter
from matchmaker.mail.letters.introductions import call_off_first_meeting
from matchmaker.messages import format_month
from matchmaker.models import UnmatchedMentee
from matchmaker.services.engine.stored import left_over_facts
from matchmaker.services.matches.promise import Promise
from matchmaker.services.programme.programmes import participation_of
from matchmaker.services.wording.unmatched import why_unmatched


def offer_fell_through(desk: Desk) -> Letter:
    """To the mentee: what comes next. Never who was asked, and never why they did not accept."""
    payload = desk.row.payload
    promise = desk.promise
    return desk.write(
        **_next_round(promise),
        is_too_late=bool(promise.made_month) and promise.is_in_made is False,
        made_month=format_month(promise.made_month) if promise.made_month else "",
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
        **_next_round(desk.promise),
        month=format_month(desk.round.month),
        reason=left_over.reason,
        why=why,
        button_url=desk.url("/profile"),
    )


def _next_round(promise: Promise) -> dict[str, Any]:
    """Return what a letter may promise of the next round, as things stand when it is written."""
    return {"next_month": format_month(promise.month), "waiting_counts": promise.waiting_counts}


def match_ended(desk: Desk) -> Letter:
    """To either side, in neutral words. A mentee who was never introduced learns no name."""
    match = desk.match
    was_introduced = match.introduced_at is not None
    is_mentee = desk.reader.id == match.mentee_id
    other = match.mentor if is_mentee else match.mentee
    may_be_named = other.erased_at is None and (was_introduced or not is_mentee)
    called_off = call_off_first_meeting(desk, match)
    standing = participation_of(desk.session, desk.programme, desk.reader)
    return desk.write(
        **_next_round(desk.promise),
        comes_first=is_mentee and standing.has_first_priority,
        attachments=(called_off,) if called_off else (),
        has_meeting=called_off is not None,
        outcome=desk.row.payload["outcome"],
        is_mentee=is_mentee,
        other_name=name_of(other) if may_be_named else "",
        was_introduced=was_introduced,
        button_url=desk.url("/me"),
    )
