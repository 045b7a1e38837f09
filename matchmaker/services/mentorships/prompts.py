"""What the two of a mentorship are asked or reminded of by mail, and when.

Somebody gets at most one such mail in a week about a pair, between eight and six by their own
clock. What has been overtaken is not sent later, and nothing is sent twice. What somebody
refuses is passed over, as if its day had not come.
"""

from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaker.database import add_rows, in_parts
from matchmaker.models import MailKind, Match, Member, Mentorship, Programme, Prompt, PromptKind
from matchmaker.services.mentorships.beginning import GOES_ON
from matchmaker.services.mentorships.due import FINDERS, Due, closing_due
from matchmaker.services.mentorships.facts import Facts, facts_about
from matchmaker.services.outbox.outbox import NewMail, owe_mails
from matchmaker.services.outbox.refusable import refusals
from matchmaker.services.outbox.subjects import mail_about

A_WEEK: Final = timedelta(days=7)
FIRST_HOUR: Final = 8
LAST_HOUR: Final = 18
"""Prompts are owed before this hour of the recipient."""
MAIL_OF: Final[dict[PromptKind, MailKind]] = {
    PromptKind.CLOSING: MailKind.MENTORSHIP_CLOSING,
    PromptKind.DID_YOU_MEET: MailKind.DID_YOU_MEET_PROMPT,
    PromptKind.REVIEW: MailKind.MENTORSHIP_REVIEW,
    PromptKind.FIT: MailKind.FIT_PROMPT,
    PromptKind.PULSE: MailKind.PULSE_PROMPT,
    PromptKind.FIRST_MESSAGE: MailKind.FIRST_MESSAGE_PROMPT,
    PromptKind.FIRST_SESSION: MailKind.FIRST_SESSION_PROMPT,
    PromptKind.NEXT_SESSION: MailKind.NEXT_SESSION_PROMPT,
}


def mentorships_that_go_on(session: Session, programme: Programme) -> list[int]:
    """Return the ids of a programme's matches that are mentorships now."""
    query = (
        sa.select(Match.id)
        .join(Mentorship, Mentorship.match_id == Match.id)
        .where(Match.programme_id == programme.id, Match.status.in_(GOES_ON))
        .order_by(Match.id)
    )
    return list(session.scalars(query))


def tell_ends(session: Session, programme: Programme, match_ids: Collection[int]) -> int:
    """Tell pairs of before there were ends when theirs is, once; return how many pairs."""
    carried = [
        mentorship
        for part in in_parts(match_ids)
        for mentorship in session.scalars(
            sa.select(Mentorship)
            .where(Mentorship.match_id.in_(part), Mentorship.is_carried_over)
            .options(
                joinedload(Mentorship.match).joinedload(Match.mentee),
                joinedload(Mentorship.match).joinedload(Match.mentor),
            )
        )
    ]
    mails = [
        mail_about(MailKind.MENTORSHIP_HAS_END, mentorship.match, member)
        for mentorship in carried
        for member in (mentorship.match.mentee, mentorship.match.mentor)
    ]
    owe_mails(session, programme.id, mails)
    for mentorship in carried:
        mentorship.is_carried_over = False
    session.flush()
    return len(carried)


def prompt(session: Session, programme: Programme, match_ids: Collection[int]) -> int:
    """Owe the prompts that are due for some mentorships; return how many.

    Many take as many statements as a few. Safe to call at any time and more than once; of two
    processes that prompt at once, one fails on the row of the other.
    """
    found = facts_about(session, programme, match_ids)
    members = {member.id for facts in found for member in facts.both}
    refused = refusals(session, programme.id, members, MAIL_OF.values())
    chosen = [
        (facts, due) for facts in found for due in _chosen(facts, programme.time_zone, refused)
    ]
    rows = [
        {
            "match_id": facts.match.id,
            "member_id": due.member.id,
            "kind": due.kind,
            "occasion": due.occasion,
            "prompted_at": facts.now,
        }
        for facts, due in chosen
    ]
    add_rows(session, Prompt, rows)
    owe_mails(session, programme.id, [_mail(facts, due) for facts, due in chosen])
    return len(chosen)


def _mail(facts: Facts, due: Due) -> NewMail:
    about = {"session_id": int(due.occasion)} if due.kind == PromptKind.DID_YOU_MEET else {}
    return mail_about(
        MAIL_OF[due.kind],
        facts.match,
        due.member,
        apart=due.occasion,
        expires_at=facts.now + A_WEEK,
        **about,
    )


def _chosen(
    facts: Facts, time_zone: str, refused: Collection[tuple[int, MailKind]]
) -> Iterator[Due]:
    """Yield the most pressing prompt for each of the two, where this is a moment for one."""
    taken = {
        member.id
        for member in facts.both
        if not _is_a_moment(facts, member, time_zone) or member.left_at is not None
    }
    for find in (closing_due,) if facts.is_closing else FINDERS:
        for due in find(facts):
            is_new = (due.member.id, due.kind, due.occasion) not in facts.prompted
            is_wanted = (due.member.id, MAIL_OF[due.kind]) not in refused
            if is_new and is_wanted and due.member.id not in taken:
                taken.add(due.member.id)
                yield due


def _is_a_moment(facts: Facts, member: Member, time_zone: str) -> bool:
    last = facts.last_prompt(member)
    local = facts.now.astimezone(ZoneInfo(member.profile.time_zone or time_zone))
    is_rested = last is None or facts.now - last >= A_WEEK
    return is_rested and FIRST_HOUR <= local.hour < LAST_HOUR
