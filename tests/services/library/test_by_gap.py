"""What the library suggests: a card and what fits elsewhere, for each gap, three at most."""

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from matchmaker.models import MarkKind, Member, ProfileSkill, ResourceCost, ResourceKind
from matchmaker.services.library.by_gap import GapShelf, library_by_gap, next_card, open_gaps
from matchmaker.services.library.shelf import mark_item
from matchmaker.services.library.stock import hide_item
from matchmaker.services.library.values import Card, Library, Resource
from matchmaker.services.profiles.storing import profile_of
from tests.factories import make_mentee, the_programme

PLAIN = Resource(
    item="plain",
    title="A guide",
    address="https://example.org/guide",
    skills=("risk",),
    from_level=0,
    to_level=4,
    kind=ResourceKind.GUIDE,
    language="en",
    cost=ResourceCost.FREE,
)
CARDS = {
    (skill, level, "en"): Card(skill, level, "en", "a", "b", "c", "d", date(2026, 11, 27))
    for skill in ("risk", "finance")
    for level in range(1, 6)
}


def library_of(*resources: Resource) -> Library:
    return Library(CARDS, {each.item: each for each in resources})


def shelves(session: Session, member: Member, library: Library) -> tuple[GapShelf, ...]:
    programme = the_programme(session)
    values = profile_of(session, programme, member)
    return library_by_gap(session, programme, member, values, library, "en")


def items_of(shelf: GapShelf) -> list[str]:
    return [each.item for each in (*([shelf.card] if shelf.card else []), *shelf.resources)]


def test_gaps_come_by_importance_times_width(session: Session) -> None:
    mentee = make_mentee(session, needs={})
    for skill, level, target, importance in (
        *(("finance", 1, 2, 3), ("risk", 0, 4, 1), ("methods", 1, 4, 2)),
        *(("governance", 3, 3, 3), ("coaching", None, 4, 3)),
    ):
        mentee.profile.skills.append(
            ProfileSkill(skill=skill, level=level, target_level=target, importance=importance)
        )
    session.flush()

    gaps = open_gaps(profile_of(session, the_programme(session), mentee))

    assert [gap.skill for gap in gaps] == ["methods", "risk", "finance"]


def test_the_card_of_the_next_step_comes_first_and_three_is_the_most(session: Session) -> None:
    mentee = make_mentee(session, needs={"risk": (1, 3)})
    many = [replace(PLAIN, item=f"guide_{number}") for number in range(5)]

    [shelf] = shelves(session, mentee, library_of(*many))

    assert items_of(shelf) == ["card:risk:2", "guide_0", "guide_1"]


def test_what_is_free_fits_closely_and_is_in_the_readers_language_comes_first(
    session: Session,
) -> None:
    mentee = make_mentee(session, needs={"risk": (1, 3)}, languages=["de", "en"])
    library = library_of(
        replace(PLAIN, item="paid", cost=ResourceCost.PAID, from_level=1, to_level=1),
        replace(PLAIN, item="german", language="de", from_level=1, to_level=1),
        replace(PLAIN, item="close", from_level=1, to_level=1),
        replace(PLAIN, item="wide"),
        replace(PLAIN, item="french", language="fr"),
        replace(PLAIN, item="too_high", from_level=2),
        replace(PLAIN, item="of_another_skill", skills=("finance",)),
    )
    mark_item(session, mentee, "card:risk:2", MarkKind.DONE)

    [shelf] = shelves(session, mentee, library)

    assert items_of(shelf) == ["close", "wide", "german"]


def test_what_was_done_or_did_not_help_or_is_hidden_makes_room_and_what_is_saved_stays(
    session: Session,
) -> None:
    mentee, programme = make_mentee(session, needs={"risk": (1, 3)}), the_programme(session)
    library = library_of(*(replace(PLAIN, item=f"guide_{number}") for number in range(5)))
    mark_item(session, mentee, "guide_0", MarkKind.DID_NOT_HELP, "A guide")
    mark_item(session, mentee, "guide_1", MarkKind.SAVED, "A guide")
    hide_item(session, programme, library, "guide_2")

    [shelf] = shelves(session, mentee, library)

    assert items_of(shelf) == ["card:risk:2", "guide_1", "guide_3"]


def test_whoever_is_through_with_a_gap_is_told_so(session: Session) -> None:
    mentee = make_mentee(session, needs={"risk": (1, 3)})
    mark_item(session, mentee, "card:risk:2", MarkKind.DONE)

    assert [shelf.is_empty for shelf in shelves(session, mentee, library_of())] == [True]


def test_the_next_card_is_about_a_goal_before_it_is_about_the_widest_gap(session: Session) -> None:
    mentee = make_mentee(session, needs={"risk": (1, 5), "finance": (2, 3)})
    programme = the_programme(session)
    values = profile_of(session, programme, mentee)

    def card(*skills: str) -> str:
        found = next_card(session, mentee, values, library_of(), "en", first_skills=skills)
        return found.item if found else ""

    assert [card(), card("finance"), card("methods")] == [
        *("card:risk:2", "card:finance:3", "card:risk:2")
    ]
    mark_item(session, mentee, "card:risk:2", MarkKind.DONE)
    assert card() == "card:finance:3"
    mark_item(session, mentee, "card:finance:3", MarkKind.DONE)
    assert card("risk") == ""


def test_a_card_is_in_the_readers_language_where_there_is_one() -> None:
    german = replace(CARDS["risk", 1, "en"], language="de")
    library = Library({**CARDS, ("risk", 1, "de"): german}, {})

    assert [
        getattr(library.card(skill, level, language), "language", None)
        for skill, level, language in (
            *(("risk", 1, "de"), ("risk", 1, "de-AT"), ("risk", 2, "de")),
            *(("risk", 1, "fr"), ("methods", 1, "de")),
        )
    ] == ["de", "de", "en", "en", None]
