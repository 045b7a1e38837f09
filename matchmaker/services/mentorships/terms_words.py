"""The terms of a mentorship in words, as pages, mails and questions show them."""

from matchmaker.messages import format_weekday, ngettext
from matchmaker.messages import gettext as _
from matchmaker.models import Mentorship, ProposedTerms
from matchmaker.services.mentorships.terms import Terms


def terms_in_words(terms: Terms | Mentorship | ProposedTerms) -> list[tuple[str, str]]:
    """Return what is agreed or suggested: pairs of what it is about, and what it is."""
    listed = [
        (_("How often"), ngettext("every week", "every %(num)s weeks", terms.every_weeks)),
        (_("How long each time"), ngettext("%(num)s minute", "%(num)s minutes", terms.minutes)),
        (_("Until"), format_weekday(terms.ends_on)),
    ]
    if terms.review_on is not None:
        listed.append((_("Looking back on"), format_weekday(terms.review_on)))
    return listed
