"""Do you agree? Asked of whom terms are suggested to, until they agree or the terms change."""

from sqlalchemy.orm import Session

from matchmaker.messages import gettext as _
from matchmaker.models import Match, Member, ProposalOutcome, ProposedTerms
from matchmaker.services.mentorships.beginning import GOES_ON, partner_of
from matchmaker.services.mentorships.moving import NotPossibleNow
from matchmaker.services.mentorships.terms import Terms, agree_to_terms, terms_of
from matchmaker.services.mentorships.terms_words import terms_in_words
from matchmaker.services.questions.question import MailedQuestion, NothingToAnswer, OfferedAnswer

AGREE = "agree"


def ask(session: Session, proposal_id: int, member: Member) -> MailedQuestion | None:
    """Ask the partner of whoever suggested terms; who wants others suggests them on the page."""
    proposal = session.get(ProposedTerms, proposal_id)
    match = session.get(Match, proposal.match_id) if proposal else None
    if proposal is None or match is None or match.status not in GOES_ON:
        return None
    is_asked = member.id in {match.mentee_id, match.mentor_id} - {proposal.proposed_by_id}
    if not is_asked or proposal.outcome != ProposalOutcome.OPEN:
        return None
    terms = terms_of(proposal)
    name = partner_of(match, member).greeting_name
    return MailedQuestion(
        # Taken back and suggested anew, they may well have the same number.
        state=f"{proposal.proposed_at.isoformat()} {_facts(terms)}",
        title=_("Do you agree with what %(name)s suggests?", name=name),
        sentences=(_("It is about how you two work together. It applies once you agree."),),
        choices=(OfferedAnswer(AGREE, _("Agree")),),
        page=f"/matches/{match.id}/agreement?change=1",
        page_label=_("Suggest something else"),
        facts=tuple(terms_in_words(terms)),
    )


def agree(session: Session, proposal_id: int, member: Member, _choice: str) -> str:
    """Let the terms hold: the only choice that there is."""
    proposal = session.get_one(ProposedTerms, proposal_id)
    match = session.get_one(Match, proposal.match_id)
    try:
        agree_to_terms(session, match, member, proposal_id)
    except NotPossibleNow as error:
        raise NothingToAnswer from error
    return _("You both agree. That is how you work together.")


def _facts(terms: Terms) -> str:
    return f"{terms.ends_on} {terms.review_on} {terms.every_weeks} {terms.minutes}"
