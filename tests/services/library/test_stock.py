"""What coordinators add and hide, in their own programme."""

import pytest
from sqlalchemy.orm import Session

from matchmaker.services.library import stock
from matchmaker.services.library.content import load_library
from matchmaker.services.library.stock import (
    LibraryFull,
    add_resource,
    hide_item,
    resource_named,
    resources_shown,
    show_item,
    stock_of,
)
from tests.factories import make_programme, the_programme
from tests.services.library.test_by_gap import PLAIN, library_of


def test_what_is_added_is_shown_in_its_programme_and_can_be_hidden(session: Session) -> None:
    programme, other = the_programme(session), make_programme(session, "other")
    library = library_of(PLAIN)

    added = add_resource(session, programme, PLAIN)

    assert [each.item for each in resources_shown(session, programme, library)] == [
        added.item,
        "plain",
    ]
    assert [each.item for each in resources_shown(session, other, library)] == ["plain"]
    assert resource_named(session, other, library, added.item) is None
    assert hide_item(session, programme, library, added.item)
    assert hide_item(session, programme, library, added.item)
    assert [each.item for each in resources_shown(session, programme, library)] == ["plain"]
    assert [each.is_hidden for each in stock_of(session, programme, library)] == [True, False]
    show_item(session, programme, added.item)
    assert resource_named(session, programme, library, added.item) == added


def test_only_what_is_there_can_be_hidden(session: Session) -> None:
    programme, library = the_programme(session), load_library()

    assert not hide_item(session, programme, library, "nothing")
    assert hide_item(session, programme, library, "emotional_intelligence")
    assert resource_named(session, programme, library, "emotional_intelligence") is None


def test_there_is_an_end_to_adding(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stock, "MOST_ADDED", 1)
    add_resource(session, the_programme(session), PLAIN)

    with pytest.raises(LibraryFull):
        add_resource(session, the_programme(session), PLAIN)
