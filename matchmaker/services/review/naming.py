"""Names for the ids in sentences that the engine and the log write: they hold no personal text."""

import re
from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.models import Member
from matchmaker.services.programme.withheld import NOBODY, WITHHELD_NAME

_PERSON: Final = re.compile(r"\b(mentee|mentor) (\d{1,9})\b")


def people_named_in(sentence: str) -> set[int]:
    """Return the ids of those whom a sentence names as `mentee 3` or `mentor 5`."""
    return {int(number) for _, number in _PERSON.findall(sentence)}


def with_names(
    session: Session, sentences: Sequence[str], hidden: frozenset[int] = NOBODY
) -> list[str]:
    """Return sentences with `mentee 3` and `mentor 5` replaced by names, in one query."""
    ids = {int(number) for text in sentences for _, number in _PERSON.findall(text)}
    if not ids:
        return list(sentences)
    names = {
        member.id: WITHHELD_NAME if member.id in hidden else member.greeting_name
        for member in session.scalars(sa.select(Member).where(Member.id.in_(ids)))
    }
    return [
        _PERSON.sub(lambda found: names.get(int(found[2]), found[0]), text) for text in sentences
    ]
