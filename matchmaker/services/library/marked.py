"""What a member has marked, with what it leads to."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from matchmaker.models import LibraryMark, MarkKind, Member, Programme
from matchmaker.services.library.shelf import marked_by
from matchmaker.services.library.stock import resources_shown
from matchmaker.services.library.values import Card, Library, Resource, place_of


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """An entry that the member marked: a card, a resource, or neither where it is not there now."""

    item: str
    kind: MarkKind
    title: str
    """What a resource was called when it was marked."""
    card: Card | None = None
    resource: Resource | None = None


def marked_lines(
    session: Session, programme: Programme, member: Member, library: Library, language: str
) -> tuple[MarkedLine, ...]:
    """Return everything that a member marked, the latest first."""
    marks = marked_by(session, member)
    shown = {each.item: each for each in resources_shown(session, programme, library)}
    return tuple(_line(mark, shown.get(mark.item), library, language) for mark in marks)


def _line(
    mark: LibraryMark, resource: Resource | None, library: Library, language: str
) -> MarkedLine:
    place = place_of(mark.item)
    card = library.card(*place, language) if place else None
    return MarkedLine(mark.item, mark.kind, mark.title, card, resource)
