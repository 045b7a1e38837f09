"""The agenda of a pair's next session, as the two change it.

It is made for them, anew for each session, until one of the two saves another. A save names what
its writer had read, so that nobody's newer text is lost by it.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.messages import gettext as _
from matchmaker.models import Agenda, Match, MatchStatus, Member
from matchmaker.services.mentorships.actions import ActionLine
from matchmaker.services.mentorships.agenda import AgendaItem
from matchmaker.services.mentorships.closing import sessions_held
from matchmaker.services.mentorships.moving import lock_pair
from matchmaker.services.mentorships.notes import NewerText, NoteText
from matchmaker.services.mentorships.question_sheets import QuestionSheet

LONGEST_AGENDA: Final = 2_000
FIRST_HALF_HOUR: Final = 0


def session_ahead(session: Session, match: Match) -> int:
    """Return which session the agenda is for: 0 is the first half hour."""
    if match.status == MatchStatus.INTRODUCED:
        return FIRST_HALF_HOUR
    return sessions_held(session, match) + 1


def own_agenda(session: Session, match: Match) -> NoteText:
    """Return what the two wrote of their next session; empty where it is made for them."""
    agenda = session.get(Agenda, match.id, populate_existing=True)
    if agenda is None:
        return NoteText()
    if not agenda.text or agenda.for_session != session_ahead(session, match):
        return NoteText(version=agenda.version)
    return NoteText(agenda.text, agenda.version, agenda.saved_at, agenda.saved_by_id)


def points_in(text: str) -> tuple[str, ...]:
    """Return the points of an agenda, one a line.

    Examples
    --------
    >>> points_in("Budgets\\n\\n Risks ")
    ('Budgets', 'Risks')
    """
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def suggested_text(
    items: Sequence[AgendaItem],
    sheet: QuestionSheet | None,
    goals: Sequence[str],
    steps: Sequence[ActionLine],
) -> str:
    """Return the agenda that is made for a pair as a text to change, as far as there is room."""
    points = [
        *(_("%(minutes)s min: %(title)s. %(detail)s", **asdict(item)) for item in items),
        *((*sheet.questions, *goals) if sheet else ()),
        *(_("%(step)s: how far is it?", step=line.text) for line in steps),
    ]
    while sum(len(point) + 1 for point in points) > LONGEST_AGENDA:
        points.pop()
    return "\n".join(points)


def save_agenda(
    session: Session, match: Match, member: Member, text: str, *, version: int, for_session: int
) -> None:
    """Save what the two talk about next; an empty text lets it be made for them again.

    `version` and `for_session` are those that the writer had read. Raises `NewerText` where it has
    changed or the session was held since, and `NotPossibleNow` once the mentorship is over.
    """
    lock_pair(session, match)
    stands, ahead = own_agenda(session, match), session_ahead(session, match)
    if stands.text == text:
        return
    if (stands.version, ahead) != (version, for_session):
        raise NewerText(stands)
    agenda = session.get(Agenda, match.id) or Agenda(match_id=match.id, version=0)
    agenda.text, agenda.version, agenda.for_session = text, stands.version + 1, ahead
    agenda.saved_by_id, agenda.saved_at = member.id, clock.now()
    session.add(agenda)
    session.flush()
