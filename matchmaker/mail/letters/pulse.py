"""Letters that ask one of a pair, alone, how it goes."""

from typing import Final

from matchmaker.mail.desk import Desk, name_of
from matchmaker.mail.letter import Letter, NoLongerTrue, OptOut
from matchmaker.mail.letters.mentorships import pair_of, write_about_pair
from matchmaker.messages import gettext as _
from matchmaker.messages import lazy_gettext
from matchmaker.models import MailKind, Match, Member, Refusable
from matchmaker.services.mentorships.pulse import pulse_due
from matchmaker.services.mentorships.pulse_words import who_reads
from matchmaker.services.questions.kinds import QuestionKind

OPT_OUTS: Final = {
    MailKind.FIT_PROMPT: OptOut(
        question=lazy_gettext("You would rather not be asked whether a mentorship fits?"),
        wish=lazy_gettext("Do not ask me whether it fits, please"),
        refuses=Refusable.FIT_PROMPT,
    ),
    MailKind.PULSE_PROMPT: OptOut(
        question=lazy_gettext("You would rather not be asked how a mentorship is going?"),
        wish=lazy_gettext("Do not ask me how it is going, please"),
        refuses=Refusable.PULSE_PROMPT,
    ),
}


def fit_prompt(desk: Desk) -> Letter:
    """After the first sessions: does it fit?"""
    match, partner = _asked(desk)
    name = name_of(partner)
    return write_about_pair(
        desk,
        title=_("You have met %(name)s. Does it fit?", name=name),
        preheader=_("One question, one tap. Only you see your answer."),
        before=[
            _("One question after your session with %(name)s: does it fit so far?", name=name),
            who_reads(name),
        ],
        button_label=_("Answer"),
        button_url=desk.question_url(QuestionKind.FIT, match.id),
        opt_out=OPT_OUTS[MailKind.FIT_PROMPT],
    )


def pulse_prompt(desk: Desk) -> Letter:
    """On day 30, and every 60 days from then on: how is it going?"""
    match, partner = _asked(desk)
    name = name_of(partner)
    return write_about_pair(
        desk,
        title=_("How is your mentorship with %(name)s going?", name=name),
        preheader=_("Three taps. %(name)s does not see your answer.", name=name),
        before=[
            _("How well is it going, how useful is it, and is there anything you need?"),
            who_reads(name),
            _("If you ask for a word or for a change, the coordinators see that by name."),
        ],
        button_label=_("Answer"),
        button_url=desk.question_url(QuestionKind.PULSE, match.id),
        opt_out=OPT_OUTS[MailKind.PULSE_PROMPT],
    )


def _asked(desk: Desk) -> tuple[Match, Member]:
    """Return the pair, while what the mail asks is open. Raises `NoLongerTrue`."""
    match, partner = pair_of(desk)
    due = pulse_due(desk.session, match, desk.reader)
    if due is None or due.asks_fit != (desk.row.kind == MailKind.FIT_PROMPT):
        raise NoLongerTrue("the member has answered, or it is not asked any more")
    return match, partner
