"""Letters to a mentor about an offer: the offer, two reminders, expiry, withdrawal."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from matchmaker import clock
from matchmaker.mail.cleaning import one_line, several_lines
from matchmaker.mail.desk import Desk
from matchmaker.mail.letter import Letter, NoLongerTrue, OptOut
from matchmaker.messages import format_list, lazy_gettext
from matchmaker.messages import gettext as _
from matchmaker.models import MailKind, Match, MatchStatus, Refusable
from matchmaker.services.engine.stored import pair_facts
from matchmaker.services.matches.follow_up import AN_HOUR
from matchmaker.services.mentorships.agenda import mentee_gaps
from matchmaker.services.outbox.refusable import is_refused
from matchmaker.services.profiles.card import Side, person_card
from matchmaker.services.programme.briefings import is_unread
from matchmaker.services.programme.policies import policy_from_document
from matchmaker.services.programme.programmes import participation_of
from matchmaker.services.questions.kinds import QuestionKind
from matchmaker.services.wording.reasons import reason_lines

REMINDERS = OptOut(
    question=lazy_gettext("Would you rather not get reminders?"),
    wish=lazy_gettext("No reminders, please"),
    refuses=Refusable.REMINDERS,
)


def offer(desk: Desk) -> Letter:
    """Who the mentee is, why this pair, and until when to answer; no contact details.

    Several offers that were made together are one letter about those that are still open.
    """
    if "match_ids" not in desk.row.payload:
        return _open_offer(desk)
    is_open = (Match.id.in_(desk.row.payload["match_ids"]), Match.status == MatchStatus.OFFERED)
    matches = desk.session.scalars(sa.select(Match).where(*is_open).order_by(Match.id)).all()
    offers = [_facts(desk, match) for match in matches]
    if not offers:
        raise NoLongerTrue("none of the offers is open by now")
    if len(offers) == 1:
        return desk.write(opt_out=None, **offers[0])
    ends = [match.answer_by for match in matches if match.answer_by]
    return desk.write(
        template="offer_several",
        offers=offers,
        names=format_list([each["mentee_name"] for each in offers]),
        answer_by=desk.moment(_ends_at(desk, min(ends))),
    )


def offer_reminder(desk: Desk) -> Letter:
    """The first, short reminder."""
    return _open_offer(desk, opt_out=REMINDERS)


def offer_last_reminder(desk: Desk) -> Letter:
    """The last reminder: what happens without an answer."""
    return _open_offer(desk, opt_out=REMINDERS)


def offer_expired(desk: Desk) -> Letter:
    """The offer went on to somebody else; a mentor who was paused learns how to come back."""
    timers = policy_from_document(desk.match.round.policy).timers
    return desk.write(
        is_paused=bool(desk.row.payload.get("is_paused")),
        expiry_days=timers.expiry_days,
        button_url=desk.url("/me"),
    )


def offer_withdrawn(desk: Desk) -> Letter:
    """There is nothing left to answer."""
    return desk.write(button_url=desk.url("/me"))


def _open_offer(desk: Desk, opt_out: OptOut | None = None) -> Letter:
    return desk.write(opt_out=opt_out, **_facts(desk, desk.match))


def _facts(desk: Desk, match: Match) -> dict[str, Any]:
    if match.status != MatchStatus.OFFERED or match.answer_by is None:
        raise NoLongerTrue(f"the offer is {match.status.value} by now")
    if is_refused(desk.session, match.programme_id, desk.reader.id, desk.row.kind):
        raise NoLongerTrue("the mentor wants no reminders")
    mentee = person_card(match.mentee, Side.OFFERED)
    reasons = pair_facts(match.reasons).reasons
    return {
        "mentee_name": one_line(mentee.name) or _("A colleague"),
        "job_title": mentee.job_title,
        "department": mentee.department,
        "target_role": mentee.target_role,
        "goals": several_lines(mentee.goals),
        "gaps": mentee_gaps(match.mentee.profile, reasons),
        "reasons": [line for line in reason_lines(reasons, "mentor") if line.units],
        "answer_by": desk.moment(_ends_at(desk, match.answer_by)),
        "button_url": desk.question_url(QuestionKind.OFFER, match.id),
        "briefing_url": desk.url("/briefing/mentors") if _is_new(desk) else "",
    }


def _is_new(desk: Desk) -> bool:
    """Whether the mentor has not read what mentors should know."""
    return is_unread(participation_of(desk.session, desk.programme, desk.reader), "mentors")


def _ends_at(desk: Desk, answer_by: datetime) -> datetime:
    """Return until when to answer: a letter that leaves late leaves as long as one in time.

    `services/matches/follow_up.py` moves the end so, once the letter was sent.
    """
    late = clock.now() - desk.row.created_at
    is_moved = late > AN_HOUR and desk.row.kind != MailKind.OFFER_REMINDER
    return answer_by + late if is_moved else answer_by
