"""Mails that the server refused for good."""

from sqlalchemy.orm import Session

from matchmaker.messages import gettext as _
from matchmaker.messages import ngettext
from matchmaker.models import Programme
from matchmaker.services.cases.case import Case, Place
from matchmaker.services.outbox.problems import count_failed_apart_from


def failed_mails(session: Session, programme: Programme, withheld: frozenset[int]) -> list[Case]:
    """Return one case for all of them: they stand on a page of their own."""
    number = count_failed_apart_from(session, programme, withheld)
    if not number:
        return []
    sentence = ngettext(
        "One mail failed and is not tried again by itself.",
        "%(num)s mails failed and are not tried again by themselves.",
        number,
    )
    return [Case(title=_("Mails that failed"), sentence=sentence, place=Place.MAILS)]
