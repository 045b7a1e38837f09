"""One thing that needs a coordinator, as a frozen value."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from sqlalchemy.orm import Session

from matchmaker.models import Programme


class Place(StrEnum):
    """Where a case is mended; the pages know the address."""

    PERSON = "person"
    """The profile of a member, whose id is named."""
    DUPLICATE = "duplicate"
    """The page of two members who may be one person; both ids are named."""
    MAILS = "mails"
    COORDINATORS = "coordinators"
    MENTORSHIP = "mentorship"
    """The page of a pair, whose match is named."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is wrong, in a sentence or two, and where it is mended.

    `title` is the same for all cases of a kind, which stand together. `member_id` and `name` say
    whom it is about, where it is about somebody. Without a `place` the sentence says what to do.
    """

    title: str
    sentence: str
    place: Place | None = None
    member_id: int | None = None
    name: str = ""
    other_id: int | None = None
    match_id: int | None = None


FindCases: TypeAlias = Callable[[Session, Programme, frozenset[int]], list[Case]]
"""Finds the open cases of one kind: (session, programme, withheld members) -> cases.

Asked for the count on every page of a coordinator, so it asks the database a few times, however
many members there are. People who are withheld are in none of its cases, nor in a count that a
sentence names.
"""

MOST_OF_A_KIND: Final = 200
"""Cases of one kind beyond these are not listed: one cause made them, and mends them."""
