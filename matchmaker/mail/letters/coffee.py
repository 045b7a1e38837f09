"""Letters to networkers: whom to meet this month, and the question whether they met."""

from datetime import timedelta

from flask_mail import Attachment

from matchmaker import clock
from matchmaker.mail.desk import Desk, facts_of, name_of
from matchmaker.mail.ics import calendar_file
from matchmaker.mail.letter import Letter, NoLongerTrue, OptOut
from matchmaker.mail.message import sender_domain
from matchmaker.messages import format_list, format_month, lazy_gettext
from matchmaker.messages import gettext as _
from matchmaker.models import CoffeeAnswer, CoffeeGroup, CoffeeStatus, Member, Refusable
from matchmaker.services.coffee.meeting import meets_outside_hours
from matchmaker.services.outbox.refusable import is_refused
from matchmaker.services.profiles.card import Side
from matchmaker.services.programme.calendar import month_after
from matchmaker.services.programme.policies import policy_from_document
from matchmaker.services.programme.programmes import participation_of
from matchmaker.services.questions.kinds import QuestionKind
from matchmaker.taxonomy import load_taxonomy

CHATS = OptOut(
    question=lazy_gettext("Would you rather have no coffee chats?"),
    wish=lazy_gettext("No coffee chats, please"),
)

QUESTIONS = OptOut(
    question=lazy_gettext("Would you rather not be asked whether you met?"),
    wish=lazy_gettext("No questions about coffee chats, please"),
    refuses=Refusable.CHAT_QUESTIONS,
)


def coffee_introduced(desk: Desk) -> Letter:
    """Say who the others are, what they share, and who writes first."""
    group = _group(desk)
    others = _others(desk, group)
    people = [person.member for person in group.people if person.member.left_at is None]
    timers = policy_from_document(group.round.policy).timers
    ask_at = (group.notified_at or desk.row.created_at) + timedelta(days=timers.chat_question_days)
    topics = load_taxonomy().interests
    proposal = _proposal(desk, group, people)
    return desk.write(
        opt_out=CHATS,
        reply_to=others,
        attachments=(proposal,) if proposal else (),
        meeting=desk.moment(group.meeting_at) if proposal and group.meeting_at else "",
        is_outside_hours=meets_outside_hours(group),
        next_month=format_month(month_after(group.round.month)),
        skip_url=_skip_url(desk, group),
        month=format_month(group.round.month),
        others=[facts_of(member, Side.COMPANION) for member in others],
        names=format_list([name_of(member) for member in others]),
        writes_first=people[0].id == desk.reader.id,
        first_name=name_of(people[0]),
        topics=format_list(
            (topics[code].name for code in group.shared_interests if code in topics), "listing"
        ),
        met_before=_have_met(group, desk.reader),
        ask_on=desk.day(ask_at.astimezone(desk.zone).date()),
        button_url=desk.url(f"/coffee/{group.id}"),
    )


def coffee_did_you_meet(desk: Desk) -> Letter:
    """Ask whether they met, or say that chats are paused after several unanswered rounds."""
    group = _group(desk)
    part = participation_of(desk.session, desk.programme, desk.reader)
    is_paused = bool(desk.row.payload.get("is_paused"))
    if is_paused and part.chats_paused_since is None:
        raise NoLongerTrue("the networker is back")
    own = [person for person in group.people if person.member_id == desk.reader.id]
    is_answered = any(person.answer != CoffeeAnswer.NONE for person in own)
    if not is_paused and (is_answered or group.status == CoffeeStatus.MET):
        raise NoLongerTrue("the answer is known by now")
    programme_id, reader_id = desk.programme.id, desk.reader.id
    if not is_paused and is_refused(desk.session, programme_id, reader_id, desk.row.kind):
        raise NoLongerTrue("the networker wants no questions")
    timers = policy_from_document(group.round.policy).timers
    return desk.write(
        opt_out=CHATS if is_paused else QUESTIONS,
        month=format_month(group.round.month),
        names=format_list([name_of(member) for member in _others(desk, group)]),
        is_paused=is_paused,
        silent_rounds=timers.silent_chats_before_pause,
        is_last_time=part.unanswered_chats + 1 >= timers.silent_chats_before_pause,
        button_url=desk.url("/me")
        if is_paused
        else desk.question_url(QuestionKind.CHAT_MET, group.id),
    )


def _skip_url(desk: Desk, group: CoffeeGroup) -> str:
    """Return where the next month is skipped; their page, where that is no question any more."""
    try:
        return desk.question_url(QuestionKind.SKIP_CHAT, group.id)
    except NoLongerTrue:
        return desk.url("/me#chats")


def _proposal(desk: Desk, group: CoffeeGroup, people: list[Member]) -> Attachment | None:
    """Return the calendar file, the same for all; None where no time is proposed any more."""
    if group.meeting_at is None or group.meeting_at <= clock.now():
        return None
    url = desk.url(f"/coffee/{group.id}")
    return calendar_file(
        uid=f"coffee-{group.id}@{sender_domain(desk.settings)}",
        starts_at=group.meeting_at,
        stamped_at=group.notified_at or desk.row.created_at,
        summary=_("Coffee chat: %(names)s", names=format_list([name_of(each) for each in people])),
        description="\n".join((_("A proposal: move it to a time that suits all of you."), url)),
        url=url,
        organiser=desk.settings.mail_from,
        organiser_name=desk.programme.name,
    )


def _group(desk: Desk) -> CoffeeGroup:
    return desk.session.get_one(CoffeeGroup, desk.row.payload["group_id"])


def _others(desk: Desk, group: CoffeeGroup) -> list[Member]:
    """Return the others who are still here. Raises `NoLongerTrue` if nobody is."""
    others = [
        person.member
        for person in group.people
        if person.member_id != desk.reader.id and person.member.left_at is None
    ]
    if not others:
        raise NoLongerTrue("nobody else of the group is here any more")
    return others


def _have_met(group: CoffeeGroup, reader: Member) -> bool:
    return any(reader.id in (one, other) for one, other, _ in group.repeats)
