"""What the library suggests: for each open gap a card of ours, and what fits elsewhere."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from matchmaker.models import Member, Programme, ResourceCost
from matchmaker.services.library.shelf import SET_ASIDE, Marks, marks_of
from matchmaker.services.library.stock import resources_shown
from matchmaker.services.library.values import Card, Library, Resource, card_item
from matchmaker.services.profiles.gaps import Gap, gaps_of
from matchmaker.services.profiles.values import ProfileValues

MOST_A_GAP: Final = 3
_CHEAPEST_FIRST: Final = {each: place for place, each in enumerate(ResourceCost)}


@dataclass(frozen=True, slots=True)
class GapShelf:
    """What is suggested for one open gap: at most three entries, the card among them."""

    gap: Gap
    card: Card | None
    """Of the next step; None once the member has put it aside."""
    resources: tuple[Resource, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the member is through with all that fits."""
        return self.card is None and not self.resources


def open_gaps(values: ProfileValues) -> tuple[Gap, ...]:
    """Return the gaps with levels to climb, by importance times width, the largest first."""
    gaps = [gap for gap in gaps_of(values) if gap.size]
    return tuple(
        sorted(gaps, key=lambda gap: (-gap.importance * gap.size, -gap.importance, gap.skill))
    )


def library_by_gap(
    session: Session,
    programme: Programme,
    member: Member,
    values: ProfileValues,
    library: Library,
    language: str,
) -> tuple[GapShelf, ...]:
    """Return what is suggested to a member who reads pages in a language."""
    marks = marks_of(session, member)
    resources = resources_shown(session, programme, library)
    return tuple(
        _shelf(gap, library, resources, marks, (language, *values.languages))
        for gap in open_gaps(values)
    )


def next_card(
    session: Session,
    member: Member,
    values: ProfileValues,
    library: Library,
    language: str,
    *,
    first_skills: Collection[str] = (),
) -> Card | None:
    """Return the one card that helps a member most now: for a goal first, else the widest gap."""
    gaps = sorted(open_gaps(values), key=lambda gap: gap.skill not in first_skills)
    if not gaps:
        return None
    marks = marks_of(session, member)
    cards = (_card(gap, library, marks, language) for gap in gaps)
    return next((card for card in cards if card is not None), None)


def _shelf(
    gap: Gap,
    library: Library,
    resources: Collection[Resource],
    marks: Marks,
    languages: tuple[str, ...],
) -> GapShelf:
    card = _card(gap, library, marks, languages[0])
    room = MOST_A_GAP - (card is not None)
    return GapShelf(gap, card, best_resources(resources, gap, marks, languages)[:room])


def _card(gap: Gap, library: Library, marks: Marks, language: str) -> Card | None:
    level = (gap.level or 0) + 1
    if marks.get(card_item(gap.skill, level)) in SET_ASIDE:
        return None
    return library.card(gap.skill, level, language)


def best_resources(
    resources: Collection[Resource], gap: Gap, marks: Marks, languages: tuple[str, ...]
) -> tuple[Resource, ...]:
    """Return what fits somebody's level in languages that they read, the best first.

    What is free comes first, then what is in the language of their pages, then what is for fewer
    levels and fewer skills: it fits more closely.
    """
    level = gap.level or 0
    fitting = (
        each
        for each in resources
        if each.fits(gap.skill, level)
        and each.language in languages
        and marks.get(each.item) not in SET_ASIDE
    )
    return tuple(
        sorted(
            fitting,
            key=lambda each: (
                _CHEAPEST_FIRST[each.cost],
                each.language != languages[0],
                each.to_level - each.from_level,
                len(each.skills),
                each.item,
            ),
        )
    )
