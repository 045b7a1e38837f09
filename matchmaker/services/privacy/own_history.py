"""A member's matches, rounds and coffee chats in words, as far as they may know them."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.messages import gettext as _
from matchmaker.models import (
    CoffeeGroupMember,
    CoffeeRound,
    Match,
    Member,
    NetworkerLeftOut,
    Round,
    StatusChange,
    UnmatchedMentee,
)
from matchmaker.services.coffee.answers import TOLD
from matchmaker.services.coffee.chat_page import chat_seen
from matchmaker.services.engine.stored import left_over_facts, pair_facts
from matchmaker.services.matches.standing import matches_told_to
from matchmaker.services.mentorships.page import reader_of
from matchmaker.services.privacy.moments import said
from matchmaker.services.privacy.own_mentorships import own_mentorship
from matchmaker.services.rounds.stored_people import decode_people
from matchmaker.services.wording.codes import as_words
from matchmaker.services.wording.log import change_words
from matchmaker.services.wording.reasons import (
    Reader,
    level_name,
    reason_lines,
    term_name,
)
from matchmaker.services.wording.unmatched import why_unmatched
from matchmaker.taxonomy import load_taxonomy


def own_matches(session: Session, member: Member) -> list[dict[str, Any]]:
    """Return a member's matches, but not proposals, which nobody was told of."""
    told = session.scalars(matches_told_to(member).order_by(Match.id))
    return [_match(session, match, member) for match in told]


def _match(session: Session, match: Match, member: Member) -> dict[str, Any]:
    is_mentor = match.mentor_id == member.id
    knows_partner = is_mentor or reader_of(match, member, is_coordinator=False) is not None
    partner = match.mentee if is_mentor else match.mentor
    reader: Reader = "mentor" if is_mentor else "mentee"
    found: dict[str, Any] = {
        _("Round"): match.round.month,
        _("You are the"): _("mentor") if is_mentor else _("mentee"),
        _("With"): partner.greeting_name if knows_partner else _("somebody whom you were not told"),
        _("State"): as_words(match.status_for_the_two.value),
        _("Offered"): said(match.offered_at),
        _("Answered"): said(match.answered_at),
        _("Introduced"): said(match.introduced_at),
        _("Met"): said(match.met_at),
        _("Over since"): said(match.ended_at),
    }
    if knows_partner:
        found[_("Points")] = match.points
        facts = pair_facts(match.reasons)
        found[_("Why")] = [line.sentence for line in reason_lines(facts.reasons, reader)]
    if match.introduced_at:
        found |= own_mentorship(session, match, member)
    if is_mentor and match.decline_reason:
        reasons = load_taxonomy().decline_reasons
        found[_("Why you declined")] = term_name(reasons, match.decline_reason)
    if is_mentor and match.decline_note:
        found[_("Your note")] = match.decline_note
    given = sa.select(StatusChange).filter_by(match_id=match.id, actor_id=member.id)
    logged = session.scalars(given.order_by(StatusChange.id))
    if own := [words for change in logged if (words := change_words(change))]:
        found[_("What you gave as a reason")] = own
    return found


def own_rounds(session: Session, member: Member) -> list[dict[str, Any]]:
    """Return the rounds whose frozen input has the member, with their levels in it."""
    why = {
        row.round_id: why_unmatched(left_over_facts(row.reason, row.explanation), "mentee")
        for row in session.scalars(sa.select(UnmatchedMentee).filter_by(mentee_id=member.id))
    }
    found = []
    for round_ in session.scalars(sa.select(Round).order_by(Round.id)):
        entry = _frozen(round_, member)
        if round_.id in why and round_.published_at is not None:
            told = why[round_.id]
            entry[_("Why there was no match")] = [told.headline, *told.details]
        if entry:
            found.append({_("Round"): round_.month} | entry)
    return found


def _frozen(round_: Round, member: Member) -> dict[str, Any]:
    if not round_.snapshot:
        return {}
    people, skills = decode_people(round_.snapshot), load_taxonomy().skills
    entry: dict[str, Any] = {}
    for mentee in people.mentees:
        if mentee.id == member.id:
            entry[_("Frozen as a mentee")] = {
                term_name(skills, need.skill): _(
                    "%(level)s to %(target)s",
                    level=level_name(need.level),
                    target=level_name(need.target),
                )
                for need in mentee.needs
            }
    for mentor in people.mentors:
        if mentor.id == member.id:
            entry[_("Frozen as a mentor")] = {
                term_name(skills, skill): level_name(level) for skill, level in mentor.levels
            }
    return entry


def own_chats(session: Session, member: Member) -> list[dict[str, Any]]:
    """Return the coffee chats that the member was told of, and the months without one."""
    own = sa.select(CoffeeGroupMember).filter_by(member_id=member.id)
    chats = [
        {
            _("Month"): chat.month,
            _("With"): [companion.name for companion in chat.companions],
            _("Your answer"): as_words(chat.answer.value),
            _("Points"): row.group.points,
            _("Shared interests"): list(chat.topics),
            _("Proposed half hour"): said(row.group.meeting_at),
        }
        for row in session.scalars(own.order_by(CoffeeGroupMember.round_id))
        if row.group.status in TOLD and (chat := chat_seen(row.group, member))
    ]
    left_out = (
        sa.select(CoffeeRound.month)
        .join(NetworkerLeftOut, NetworkerLeftOut.round_id == CoffeeRound.id)
        .where(NetworkerLeftOut.member_id == member.id)
    )
    return chats + [{_("Month"): month, _("With"): []} for month in session.scalars(left_out)]
