"""Letters to the two of a mentorship: what they agree on, what is next, and how it finishes."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from flask_mail import Attachment

from matchmaker.mail.cleaning import several_lines
from matchmaker.mail.desk import Desk, name_of
from matchmaker.mail.letter import Letter, NoLongerTrue, OptOut
from matchmaker.messages import gettext as _
from matchmaker.messages import lazy_gettext, ngettext
from matchmaker.models import (
    MailKind,
    Match,
    MatchStatus,
    Member,
    Mentorship,
    ProposalOutcome,
    ProposedTerms,
    Refusable,
)
from matchmaker.services.mentorships.beginning import GOES_ON, mentorship_of, partner_of
from matchmaker.services.mentorships.closing import closings_of, sessions_held
from matchmaker.services.mentorships.question_sheets import review_questions
from matchmaker.services.mentorships.terms import open_proposal
from matchmaker.services.mentorships.terms_words import terms_in_words
from matchmaker.services.outbox.refusable import is_refused
from matchmaker.services.programme.policies import current_policy
from matchmaker.services.questions.kinds import QuestionKind

OPT_OUTS: Final = {
    MailKind.FIRST_MESSAGE_PROMPT: OptOut(
        question=lazy_gettext("Would you rather not be reminded to write first?"),
        wish=lazy_gettext("No reminders to write first, please"),
        refuses=Refusable.FIRST_MESSAGE_PROMPT,
    ),
    MailKind.FIRST_SESSION_PROMPT: OptOut(
        question=lazy_gettext("Would you rather not be reminded of a first meeting?"),
        wish=lazy_gettext("No reminders of a first meeting, please"),
        refuses=Refusable.FIRST_SESSION_PROMPT,
    ),
    MailKind.NEXT_SESSION_PROMPT: OptOut(
        question=lazy_gettext("Would you rather not be reminded of the next meeting?"),
        wish=lazy_gettext("No reminders of the next meeting, please"),
        refuses=Refusable.NEXT_SESSION_PROMPT,
    ),
    MailKind.DID_YOU_MEET_PROMPT: OptOut(
        question=lazy_gettext("Would you rather not be asked whether you met?"),
        wish=lazy_gettext("Do not ask me whether we met, please"),
        refuses=Refusable.DID_YOU_MEET_PROMPT,
    ),
    MailKind.MENTORSHIP_REVIEW: OptOut(
        question=lazy_gettext("Would you rather not be reminded to look back?"),
        wish=lazy_gettext("No reminders to look back, please"),
        refuses=Refusable.MENTORSHIP_REVIEW,
    ),
}
"""Of these letters one can want no more, of each by itself."""


def terms_proposed(desk: Desk) -> Letter:
    """To the partner: what the other proposes, and that nothing changes until both agree."""
    match, partner = pair_of(desk)
    proposal = open_proposal(desk.session, match)
    if proposal is None or proposal.id != desk.row.payload["proposal_id"]:
        raise NoLongerTrue("other terms were proposed, or these were agreed to")
    name = name_of(partner)
    mentorship = mentorship_of(desk.session, match)
    is_first = mentorship.agreed_at is None
    is_longer = not is_first and proposal.ends_on > mentorship.ends_on
    if is_longer:
        title = _("%(name)s would like to go on until %(day)s", name=name, day=_end(desk, proposal))
    elif is_first:
        title = _("%(name)s suggests how you work together", name=name)
    else:
        title = _("%(name)s suggests a change to your agreement", name=name)
    return write_about_pair(
        desk,
        title=title,
        preheader=_("Read it, and agree or suggest something else."),
        before=[_("%(name)s suggests this for your mentorship:", name=name)],
        listed=terms_in_words(proposal),
        button_label=_("Read and answer"),
        button_url=desk.question_url(QuestionKind.TERMS, proposal.id),
        after=[
            _(
                "It applies once you agree. You can also suggest something else, or talk about "
                "it first."
            )
        ],
    )


def terms_agreed(desk: Desk) -> Letter:
    """To whoever proposed: it holds now."""
    match, partner = pair_of(desk)
    proposal = desk.session.get(ProposedTerms, desk.row.payload["proposal_id"])
    if proposal is None or proposal.outcome != ProposalOutcome.AGREED:
        raise NoLongerTrue("the terms are not those that were agreed to")
    name = name_of(partner)
    return write_about_pair(
        desk,
        title=_("%(name)s agrees", name=name),
        preheader=_("This is how you work together."),
        before=[_("%(name)s agrees to what you suggested. This holds now:", name=name)],
        listed=terms_in_words(mentorship_of(desk.session, match)),
        button_label=_("Open our mentorship"),
    )


def mentorship_has_end(desk: Desk) -> Letter:
    """To a pair of before there were ends: until when it goes, and how to change that."""
    match, partner = pair_of(desk)
    mentorship = mentorship_of(desk.session, match)
    day = _end(desk, mentorship)
    return write_about_pair(
        desk,
        title=_("Your mentorship with %(name)s now has an end date", name=name_of(partner)),
        preheader=_("It is %(day)s, and you two can change it.", day=day),
        before=[
            _("From now on every mentorship has a planned end, so that it can be finished well."),
            _(
                "Yours is %(day)s. If another day suits you better, suggest it on your page.",
                day=day,
            ),
        ],
        button_label=_("Open our mentorship"),
        after=[_("You can still end it at any time, without giving a reason.")],
    )


def mentorship_review(desk: Desk) -> Letter:
    """To both, on the day that they agreed to look back."""
    _match, partner = pair_of(desk)
    name = name_of(partner)
    return write_about_pair(
        desk,
        title=_("Time to look back with %(name)s", name=name),
        preheader=_("What works, and what should change?"),
        before=[
            _(
                "You planned to look back at your mentorship about now. In your next "
                "session, ask each other:"
            ),
        ],
        quoted=review_questions(),
        button_label=_("Open our mentorship"),
        reply_to=(partner,),
    )


def mentorship_closing(desk: Desk) -> Letter:
    """To whoever has not finished yet, some days before the end and not later."""
    match, partner = pair_of(desk)
    if desk.reader.id in closings_of(desk.session, match):
        raise NoLongerTrue("the member has finished by now")
    mentorship = mentorship_of(desk.session, match)
    day, name = _end(desk, mentorship), name_of(partner)
    policy = current_policy(desk.session, desk.programme).mentorship
    after = [
        _("Until then everything goes on as before."),
        ngettext(
            "You can also suggest to go on for up to %(num)s more month.",
            "You can also suggest to go on for up to %(num)s more months.",
            policy.longest_extension_months,
        ),
    ]
    return write_about_pair(
        desk,
        title=_("Your mentorship with %(name)s ends on %(day)s", name=name, day=day),
        preheader=_("Finish it well, or go on for a while."),
        before=[
            _("The planned end of your mentorship with %(name)s is %(day)s.", name=name, day=day),
            _(
                "Plan a last session, and look back together. Then answer two short "
                "questions on your page."
            ),
        ],
        button_label=_("Finish, or go on"),
        after=after,
        reply_to=(partner,),
    )


def partner_closed(desk: Desk) -> Letter:
    """To the one who has not finished, when the other has."""
    match, partner = pair_of(desk)
    if desk.reader.id in closings_of(desk.session, match):
        raise NoLongerTrue("both have finished by now")
    name = name_of(partner)
    policy = current_policy(desk.session, desk.programme).mentorship
    ends_on = mentorship_of(desk.session, match).ends_on
    until = desk.day(ends_on + timedelta(days=policy.silence_days))
    return write_about_pair(
        desk,
        title=_("%(name)s has looked back on your mentorship", name=name),
        preheader=_("Two short questions for you."),
        before=[
            _("%(name)s has looked back and would like to finish. Now it is your turn.", name=name),
            _("There are two short questions, and room for a word of thanks."),
        ],
        button_label=_("Look back"),
        after=[
            _(
                "Once you have, you can read what %(name)s wrote. Without an answer it is"
                " completed after %(day)s.",
                name=name,
                day=until,
            )
        ],
    )


def mentorship_completed(desk: Desk) -> Letter:
    """To both: it is complete, what the partner wrote, and what comes next."""
    match = desk.match
    partner = partner_of(match, desk.reader)
    if match.status != MatchStatus.COMPLETED or partner.erased_at is not None:
        raise NoLongerTrue("the partner is erased")
    name = name_of(partner)
    closing = closings_of(desk.session, match).get(partner.id)
    thanks = several_lines(closing.thanks) if closing else []
    held = sessions_held(desk.session, match)
    before = [
        _("You and %(name)s have completed your mentorship. Well done, both of you.", name=name)
    ]
    if held:
        before.append(ngettext("You met in %(num)s session.", "You met in %(num)s sessions.", held))
    if thanks:
        before.append(_("%(name)s wrote to you:", name=name))
    is_mentee = desk.reader.id == match.mentee_id
    return write_about_pair(
        desk,
        title=_("Your mentorship with %(name)s is complete", name=name),
        preheader=_("Thank you for the time you gave to it."),
        before=before,
        quoted=thanks,
        button_label=_("See what you reached"),
        after=[
            _("You have each other’s address, and nothing keeps you from staying in touch.")
            if is_mentee
            else _("Your place is free again. If you need a break, say so on your page.")
        ],
    )


def pair_of(desk: Desk) -> tuple[Match, Member]:
    """Return the match and the reader's partner. Raises `NoLongerTrue` once it is over.

    So it does where the reader has refused such letters.
    """
    match = desk.match
    if match.status not in GOES_ON:
        raise NoLongerTrue(f"the match is {match.status.value} by now")
    if is_refused(desk.session, match.programme_id, desk.reader.id, desk.row.kind):
        raise NoLongerTrue("the member wants no such mails")
    return match, partner_of(match, desk.reader)


def _end(desk: Desk, terms: Mentorship | ProposedTerms) -> str:
    return desk.day(terms.ends_on)


def write_about_pair(
    desk: Desk,
    *,
    title: str,
    preheader: str,
    before: Sequence[str],
    button_label: str,
    after: Sequence[str] = (),
    listed: Sequence[tuple[str, str]] = (),
    quoted: Sequence[str] = (),
    reply_to: tuple[Member, ...] = (),
    invitation: Attachment | None = None,
    button_url: str = "",
    opt_out: OptOut | None = None,
) -> Letter:
    """Fill the template that short letters about a mentorship share."""
    return desk.write(
        template="mentorship",
        opt_out=opt_out or OPT_OUTS.get(desk.row.kind),
        title=title,
        preheader=preheader,
        before=before,
        listed=[(name, value) for name, value in listed if value],
        quoted=quoted,
        button_label=button_label,
        button_url=button_url or desk.url(f"/matches/{desk.match.id}"),
        after=after,
        reply_to=reply_to,
        invitation=invitation,
    )
