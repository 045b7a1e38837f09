"""What is in the library of a programme: the files, what coordinators added, less what they hid."""

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import HiddenItem, LibraryResource, Programme
from matchmaker.services.library.values import Library, Resource
from matchmaker.services.programme.programmes import lock_places

MOST_ADDED: Final = 500
"""Resources that coordinators can add in a programme."""
_ADDED: Final = "added:"


class LibraryFull(Exception):
    """As many resources were added as there may be."""


@dataclass(frozen=True, slots=True)
class StockLine:
    """A resource as coordinators see it."""

    resource: Resource
    is_hidden: bool
    is_added: bool
    """By coordinators, not by a file."""


def resources_shown(
    session: Session, programme: Programme, library: Library
) -> tuple[Resource, ...]:
    """Return the resources that members of a programme are shown."""
    return tuple(
        line.resource for line in stock_of(session, programme, library) if not line.is_hidden
    )


def stock_of(session: Session, programme: Programme, library: Library) -> tuple[StockLine, ...]:
    """Return every resource, those of coordinators first, the latest first."""
    hidden = hidden_items(session, programme)
    added = sa.select(LibraryResource).filter_by(programme_id=programme.id)
    rows = session.scalars(added.order_by(LibraryResource.id.desc()))
    return (
        *(StockLine(each, each.item in hidden, is_added=True) for each in map(_resource, rows)),
        *(
            StockLine(each, item in hidden, is_added=False)
            for item, each in library.resources.items()
        ),
    )


def hidden_items(session: Session, programme: Programme) -> frozenset[str]:
    """Return what coordinators hid."""
    query = sa.select(HiddenItem.item).filter_by(programme_id=programme.id)
    return frozenset(session.scalars(query))


def resource_named(
    session: Session, programme: Programme, library: Library, item: str
) -> Resource | None:
    """Return a resource that is shown, or None."""
    shown = resources_shown(session, programme, library)
    return next((each for each in shown if each.item == item), None)


def add_resource(session: Session, programme: Programme, resource: Resource) -> Resource:
    """Add a resource, whose `item` does not matter; return it as it is called now.

    The address went through `clean_web_address`. Raises `LibraryFull`.
    """
    lock_places(session, programme.id)
    there = sa.select(sa.func.count(LibraryResource.id)).filter_by(programme_id=programme.id)
    if (session.scalar(there) or 0) >= MOST_ADDED:
        raise LibraryFull
    row = LibraryResource(
        programme_id=programme.id,
        title=resource.title,
        about=resource.about,
        address=resource.address,
        skills=list(resource.skills),
        from_level=resource.from_level,
        to_level=resource.to_level,
        kind=resource.kind,
        language=resource.language,
        cost=resource.cost,
        added_at=clock.now(),
    )
    session.add(row)
    session.flush()
    return _resource(row)


def hide_item(session: Session, programme: Programme, library: Library, item: str) -> bool:
    """Show a resource to members no more; return whether there is one."""
    lock_places(session, programme.id)
    if all(line.resource.item != item for line in stock_of(session, programme, library)):
        return False
    session.merge(HiddenItem(programme_id=programme.id, item=item))
    session.flush()
    return True


def show_item(session: Session, programme: Programme, item: str) -> None:
    """Show a resource again."""
    session.execute(sa.delete(HiddenItem).filter_by(programme_id=programme.id, item=item))


def _resource(row: LibraryResource) -> Resource:
    return Resource(
        item=f"{_ADDED}{row.id}",
        title=row.title,
        address=row.address,
        skills=tuple(row.skills),
        from_level=row.from_level,
        to_level=row.to_level,
        kind=row.kind,
        language=row.language,
        cost=row.cost,
        about=row.about,
    )
