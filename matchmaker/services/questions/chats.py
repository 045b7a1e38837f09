"""Did you meet over coffee, and is the next month to be skipped? Asked of each of a group."""

from sqlalchemy.orm import Session

from matchmaker.messages import format_list, format_month
from matchmaker.messages import gettext as _
from matchmaker.models import CoffeeAnswer, CoffeeGroup, Member
from matchmaker.services.coffee.answers import (
    NotInGroup,
    answer_chat,
    month_to_skip,
    skip_next_chat,
)
from matchmaker.services.coffee.chat_page import find_chat
from matchmaker.services.questions.question import MailedQuestion, NothingToAnswer, OfferedAnswer

SKIP = "skip"
WORDS = {"met": CoffeeAnswer.MET, "not_met": CoffeeAnswer.NOT_MET}


def ask(session: Session, group_id: int, member: Member) -> MailedQuestion | None:
    """Ask who has not said whether they met."""
    group = find_chat(session, group_id, member)
    if group is None:
        return None
    own = next(person for person in group.people if person.member_id == member.id)
    others = [
        person.member.greeting_name
        for person in group.people
        if person.member_id != member.id and person.member.left_at is None
    ]
    if own.answer != CoffeeAnswer.NONE or not others:
        return None
    month = format_month(group.round.month)
    return MailedQuestion(
        state="unanswered",
        title=_("Did you meet %(names)s?", names=format_list(others)),
        sentences=(_("It is about your coffee chat in %(month)s.", month=month),),
        choices=(
            OfferedAnswer("met", _("Yes, we met")),
            OfferedAnswer("not_met", _("No, we did not")),
        ),
        page=f"/coffee/{group.id}",
        page_label=_("Open the coffee chat"),
    )


def answer(session: Session, group_id: int, member: Member, choice: str) -> str:
    """Note what a networker says of their chat."""
    group = session.get_one(CoffeeGroup, group_id)
    said = WORDS[choice]
    try:
        is_news = answer_chat(session, group, member, said)
    except NotInGroup as error:
        raise NothingToAnswer from error
    if not is_news:
        return _("You have told us already.")
    if said == CoffeeAnswer.MET:
        return _("Good to hear. Thank you for telling us.")
    return _("Thank you for telling us. It happens; there will be a next time.")


def ask_to_skip(session: Session, group_id: int, member: Member) -> MailedQuestion | None:
    """Ask whether to leave out the month after a chat, until its groups are formed."""
    group = find_chat(session, group_id, member)
    if group is None:
        return None
    after = month_to_skip(session, group, member)
    if not after:
        return None
    month = format_month(after)
    return MailedQuestion(
        state=f"in {after}",
        title=_("Skip the coffee chat in %(month)s?", month=month),
        sentences=(_("After that you are back in. You can change your mind on your page."),),
        choices=(OfferedAnswer(SKIP, _("Skip %(month)s", month=month)),),
        page="/me#chats",
        page_label=_("My page"),
    )


def skip(session: Session, group_id: int, member: Member, _choice: str) -> str:
    """Leave out the month after a chat: the only choice that there is."""
    group = session.get_one(CoffeeGroup, group_id)
    month = skip_next_chat(session, group.round.programme, member)
    return _(
        "You have no coffee chat in %(month)s. After that you are back in.",
        month=format_month(month),
    )
