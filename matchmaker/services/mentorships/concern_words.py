"""What a coordinator reads of what one of a pair asks for."""

from matchmaker.messages import gettext as _
from matchmaker.messages import sentences
from matchmaker.models import Concern, ConcernKind, Match
from matchmaker.services.mentorships.beginning import partner_of
from matchmaker.services.programme.names import label_of


def concern_words(concern: Concern, match: Match) -> str:
    """Return in a sentence or two what somebody asks for, and who must not learn of it."""
    member = concern.member
    name, partner = label_of(member), label_of(partner_of(match, member))
    if concern.kind == ConcernKind.TALK:
        asks = _("%(name)s would like a word with you about their mentorship.", name=name)
    elif member.id == match.mentee_id:
        asks = _("%(name)s would like another mentor.", name=name)
    else:
        asks = _("%(name)s would like to stop with this mentee.", name=name)
    return sentences(
        asks, _("They ask in confidence: please do not tell %(partner)s.", partner=partner)
    )
