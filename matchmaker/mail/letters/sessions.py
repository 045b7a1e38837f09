"""Letters about the sessions of a pair, with the invitation for their calendars."""

from flask_mail import Attachment

from matchmaker.mail.cleaning import one_line
from matchmaker.mail.desk import Desk, name_of
from matchmaker.mail.ics import Attendee, SessionEvent, invitation
from matchmaker.mail.letter import Letter, NoLongerTrue
from matchmaker.mail.letters.mentorships import pair_of, write_about_pair
from matchmaker.mail.message import sender_domain
from matchmaker.messages import gettext as _
from matchmaker.messages import ngettext
from matchmaker.models import MentoringSession, SessionStatus
from matchmaker.services.mentorships.beginning import partner_of
from matchmaker.services.questions.kinds import QuestionKind


def session_times_offered(desk: Desk) -> Letter:
    """To the partner: the times that the other offers, in the reader's own time zone."""
    _match, partner = pair_of(desk)
    offered = _session(desk, SessionStatus.PROPOSED)
    name = name_of(partner)
    return write_about_pair(
        desk,
        title=_("When can you meet %(name)s?", name=name),
        preheader=_("Pick a time, or offer others."),
        before=[_("%(name)s can meet you at these times:", name=name)],
        quoted=[desk.moment(each.starts_at) for each in offered.offered_times],
        button_label=_("Pick a time"),
        button_url=desk.question_url(QuestionKind.SESSION_TIMES, offered.id),
        after=[
            *_length_and_place(offered),
            _("None of them suits you? Offer others on the same page."),
        ],
        reply_to=(partner,),
    )


def session_planned(desk: Desk) -> Letter:
    """To both: when they meet, for their calendars."""
    _match, partner = pair_of(desk)
    planned = _newest_version(desk)
    name = name_of(partner)
    return write_about_pair(
        desk,
        title=_("You meet %(name)s on %(moment)s", name=name, moment=_moment(desk, planned)),
        preheader=_("The invitation for your calendar is in this mail."),
        before=[_("You and %(name)s have a session:", name=name)],
        listed=_facts(desk, planned),
        button_label=_("Open our mentorship"),
        after=[_("You can move or cancel it on that page. %(name)s is told.", name=name)],
        reply_to=(partner,),
        invitation=_invitation(desk, planned),
    )


def session_moved(desk: Desk) -> Letter:
    """To both: the new time or place, for the same entry of their calendars."""
    _match, partner = pair_of(desk)
    planned = _newest_version(desk)
    name = name_of(partner)
    is_own = desk.row.payload["actor_id"] == desk.reader.id
    return write_about_pair(
        desk,
        title=_("Your session with %(name)s has changed", name=name),
        preheader=_("It is on %(moment)s.", moment=_moment(desk, planned)),
        before=[
            _("You changed your session with %(name)s. It is now:", name=name)
            if is_own
            else _("%(name)s changed your session. It is now:", name=name)
        ],
        listed=_facts(desk, planned),
        button_label=_("Open our mentorship"),
        after=[]
        if is_own
        else [_("Does it not suit you? Move it on that page, or answer this mail.")],
        reply_to=(partner,),
        invitation=_invitation(desk, planned),
    )


def session_cancelled(desk: Desk) -> Letter:
    """To both, in neutral words; it takes the session out of their calendars."""
    match = desk.match
    partner = partner_of(match, desk.reader)
    cancelled = _session(desk, SessionStatus.CANCELLED)
    name = name_of(partner)
    return write_about_pair(
        desk,
        title=_("Your session with %(name)s is cancelled", name=name),
        preheader=_("It was planned for %(moment)s.", moment=_moment(desk, cancelled)),
        before=[
            _(
                "Your session with %(name)s on %(moment)s does not take place. This mail takes it "
                "out of your calendar.",
                name=name,
                moment=_moment(desk, cancelled),
            )
        ],
        button_label=_("Open our mentorship"),
        reply_to=(partner,),
        invitation=_invitation(desk, cancelled, is_cancelled=True),
    )


def did_you_meet_prompt(desk: Desk) -> Letter:
    """To both, the day after a session, while neither has said whether it took place."""
    _match, partner = pair_of(desk)
    planned = _session(desk, SessionStatus.PLANNED)
    name = name_of(partner)
    return write_about_pair(
        desk,
        title=_("Did you meet %(name)s?", name=name),
        preheader=_("One click is enough."),
        before=[
            _(
                "You and %(name)s had a session planned for %(moment)s.",
                name=name,
                moment=_moment(desk, planned),
            ),
            _("Did it take place? One answer from either of you is enough."),
        ],
        button_label=_("Answer"),
        button_url=desk.question_url(QuestionKind.SESSION_MET, planned.id),
        after=[_("You can also note what you talked about, for the two of you alone.")],
        reply_to=(partner,),
    )


def _session(desk: Desk, status: SessionStatus) -> MentoringSession:
    found = desk.session.get(MentoringSession, desk.row.payload["session_id"])
    if found is None or found.status != status:
        raise NoLongerTrue("the session is not what it was any more")
    return found


def _newest_version(desk: Desk) -> MentoringSession:
    """Return a planned session. Raises `NoLongerTrue` if a newer invitation to it is owed."""
    planned = _session(desk, SessionStatus.PLANNED)
    if planned.invitations != desk.row.payload["sequence"] + 1:
        raise NoLongerTrue("the session was moved since")
    return planned


def _facts(desk: Desk, planned: MentoringSession) -> list[tuple[str, str]]:
    return [
        (_("When"), _moment(desk, planned)),
        (_("How long"), _length(planned)),
        (_("Where"), one_line(planned.place)),
    ]


def _length_and_place(offered: MentoringSession) -> list[str]:
    where = one_line(offered.place)
    length = _("It takes %(length)s.", length=_length(offered))
    return [length, _("Where: %(place)s", place=where)] if where else [length]


def _length(planned: MentoringSession) -> str:
    return ngettext("%(num)s minute", "%(num)s minutes", planned.minutes)


def _moment(desk: Desk, planned: MentoringSession) -> str:
    return desk.moment(planned.starts_at) if planned.starts_at else ""


def _invitation(
    desk: Desk, planned: MentoringSession, *, is_cancelled: bool = False
) -> Attachment | None:
    """Return the invitation, the same for both; who has left is not in it."""
    if planned.starts_at is None:
        return None
    match = desk.match
    both = (match.mentee, match.mentor)
    mover = desk.row.payload["actor_id"]
    url = desk.url(f"/matches/{match.id}")
    event = SessionEvent(
        uid=f"session-{planned.id}@{sender_domain(desk.settings)}",
        sequence=desk.row.payload["sequence"],
        starts_at=planned.starts_at,
        minutes=planned.minutes,
        stamped_at=desk.row.created_at,
        summary=_(
            "Mentoring session: %(mentee)s and %(mentor)s",
            mentee=name_of(match.mentee),
            mentor=name_of(match.mentor),
        ),
        description=_("Move or cancel it here, and you are both told: %(url)s", url=url),
        place=planned.place,
        url=url,
    )
    return invitation(
        event,
        organiser=desk.settings.mail_from,
        organiser_name=desk.programme.name,
        attendees=[
            Attendee(each.email, name_of(each), has_agreed=mover in {None, each.id})
            for each in both
            if each.left_at is None
        ],
        is_cancelled=is_cancelled,
    )
