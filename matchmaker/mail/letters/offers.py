"""Letters to a mentor about an offer: the offer, two reminders, expiry, withdrawal."""

from datetime import datetime

from matchmaker import clock
from matchmaker.mail.cleaning import one_line, several_lines
from matchmaker.mail.desk import Desk
from matchmaker.mail.letter import Letter, NoLongerTrue, OptOut
from matchmaker.messages import gettext as _
from matchmaker.messages import lazy_gettext
from matchmaker.models import MailKind, MatchStatus
from matchmaker.services.engine.stored import pair_facts
from matchmaker.services.matches.agenda import mentee_gaps
from matchmaker.services.matches.follow_up import AN_HOUR
from matchmaker.services.outbox.refusable import Refusable, is_refused
from matchmaker.services.profiles.card import Side, person_card
from matchmaker.services.programme.policies import policy_from_document
from matchmaker.services.wording.reasons import points_together, reason_lines

REMINDERS = OptOut(
    question=lazy_gettext("You would rather not get reminders?"),
    wish=lazy_gettext("No reminders, please"),
    refuses=Refusable.REMINDERS,
)


def offer(desk: Desk) -> Letter:
    """Who the mentee is, why this pair, and until when to answer; no contact details."""
    return _open_offer(desk)


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
    match = desk.match
    if match.status != MatchStatus.OFFERED or match.answer_by is None:
        raise NoLongerTrue(f"the offer is {match.status.value} by now")
    if is_refused(desk.session, match.programme_id, desk.reader.id, desk.row.kind):
        raise NoLongerTrue("the mentor wants no reminders")
    mentee = person_card(match.mentee, Side.OFFERED)
    reasons = pair_facts(match.reasons).reasons
    return desk.write(
        opt_out=opt_out,
        mentee_name=one_line(mentee.name) or _("A colleague"),
        job_title=mentee.job_title,
        department=mentee.department,
        target_role=mentee.target_role,
        goals=several_lines(mentee.goals),
        gaps=mentee_gaps(match.mentee.profile, reasons),
        points=points_together(reasons, match.points),
        reasons=[line for line in reason_lines(reasons, "mentor") if line.units],
        answer_by=desk.moment(_ends_at(desk, match.answer_by)),
        button_url=desk.url(f"/offers/{match.id}"),
    )


def _ends_at(desk: Desk, answer_by: datetime) -> datetime:
    """Return until when to answer: a letter that leaves late leaves as long as one in time.

    `services/matches/follow_up.py` moves the end so, once the letter was sent.
    """
    late = clock.now() - desk.row.created_at
    is_moved = late > AN_HOUR and desk.row.kind != MailKind.OFFER_REMINDER
    return answer_by + late if is_moved else answer_by
