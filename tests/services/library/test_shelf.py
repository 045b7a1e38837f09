"""What members mark in the library: one word an entry, theirs alone, and it goes with them."""

from datetime import UTC, datetime

import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from matchmaker.models import LibraryMark, MarkKind
from matchmaker.services.duplicates.merging import merge_members
from matchmaker.services.library.shelf import mark_item, marks_of
from matchmaker.services.privacy.own_data import own_data
from tests.conftest import SECRET_KEY
from tests.factories import make_coordinator, make_mentee


def test_one_word_is_said_of_an_entry_the_last_one_and_it_can_be_taken_back(
    session: Session,
) -> None:
    ada, bo = make_mentee(session, "Ada"), make_mentee(session, "Bo")
    for kind in (MarkKind.SAVED, MarkKind.DONE, MarkKind.DONE):
        mark_item(session, ada, "card:risk:2", kind)
    mark_item(session, bo, "card:risk:2", MarkKind.SAVED)

    assert marks_of(session, ada) == {"card:risk:2": MarkKind.DONE}
    mark_item(session, ada, "card:risk:2", None)
    mark_item(session, ada, "card:risk:2", None)
    assert (marks_of(session, ada), len(marks_of(session, bo))) == ({}, 1)


def test_the_copy_of_ones_data_names_what_was_marked(session: Session) -> None:
    ada = make_mentee(session, "Ada")
    with time_machine.travel(datetime(2026, 11, 3, 9, tzinfo=UTC), tick=False):
        mark_item(session, ada, "card:risk:2", MarkKind.DONE)
    with time_machine.travel(datetime(2026, 11, 4, 9, tzinfo=UTC), tick=False):
        mark_item(session, ada, "added:7", MarkKind.DID_NOT_HELP, "A guide")

    told = own_data(session, ada)["Library"]

    assert [(each["What"], each["Marked as"]) for each in told] == [
        ("A guide", "Did not help"),
        ("Risk, issue and dependency management: from 1 · Aware to 2 · Practising", "Done"),
    ]


def test_two_entries_that_become_one_person_keep_one_word_each(session: Session) -> None:
    kept, other = make_mentee(session, "Ada"), make_mentee(session, "Ada B.")
    mark_item(session, kept, "card:risk:2", MarkKind.DONE)
    mark_item(session, other, "card:risk:2", MarkKind.SAVED)
    mark_item(session, other, "card:risk:3", MarkKind.SAVED)

    merge_members(session, kept, other, make_coordinator(session), SECRET_KEY)

    assert marks_of(session, kept) == {
        "card:risk:2": MarkKind.DONE,
        "card:risk:3": MarkKind.SAVED,
    }
    assert session.scalar(sa.select(sa.func.count()).select_from(LibraryMark)) == 2
