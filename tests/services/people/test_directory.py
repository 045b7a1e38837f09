"""The list of people: found and put in order alike on both databases, in every script."""

import pytest
from sqlalchemy.orm import Session

from matchmaker.services.people.directory import people_page
from matchmaker.services.review.pairs import pair_page
from tests.factories import make_match, make_member, make_mentor, make_round, the_programme

NAMES = ["Zoë", "ÁRON", "anna", "Émile", "Łukasz", "Øyvind", "Ξένη", "Юрий", "zoey"]
IN_ORDER = ["anna", "ÁRON", "Émile", "Łukasz", "Øyvind", "Zoë", "zoey", "Ξένη", "Юрий"]


def found(session: Session, search: str) -> list[str]:
    page = people_page(session, the_programme(session), frozenset(), search)
    return [person.name for person in page.people]


def test_names_are_in_order_without_case_and_accents(session: Session) -> None:
    for number, name in enumerate(NAMES):
        make_member(session, name, email=f"{number}@example.org")

    assert found(session, "") == IN_ORDER


def test_somebody_is_found_by_name_department_job_place_and_address(session: Session) -> None:
    make_member(
        session,
        "Zoë Großemann",
        email="zoe@example.org",
        location="Malmö",
        department="Straße und Bahn",
        job_title="Leiterin PRÜFUNG",
    )
    make_member(session, "Ben", email="ben@example.org")

    for search in (
        *("zoe", "ZOË", "strasse", "Große", "malmo"),
        *("MALMÖ", "zoe malmö", "zoe@example", "prüfung"),
    ):
        assert found(session, search) == ["Zoë Großemann"], search


def test_greek_and_cyrillic_fold_on_both_databases(session: Session) -> None:
    for number, name in enumerate(("ΑΝΔΡΈΑΣ", "Фёдор")):
        make_member(session, name, email=f"{number}@example.org")

    assert found(session, "ανδρεασ") == ["ΑΝΔΡΈΑΣ"]
    assert found(session, "ФЕДОР") == ["Фёдор"]


def test_signs_of_a_search_pattern_mean_themselves(session: Session) -> None:
    make_member(session, "100%_sure", email="one@example.org")
    make_member(session, "Ben", email="ben@example.org")

    assert found(session, "%_") == ["100%_sure"]


@pytest.mark.parametrize("order", ["mentee", "mentor"])
@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_pairs_are_in_the_order_of_names(session: Session, order: str) -> None:
    round_ = make_round(session)
    for number, name in enumerate(("Øyvind", "anna", "ÁRON", "Юрий")):
        pair = [
            make_member(session, f"Other {number}", email=f"other{number}@example.org"),
            make_mentor(session, name, email=f"{number}@example.org"),
        ]
        mentor, mentee = pair[::-1] if order == "mentor" else pair
        make_match(session, round_, mentee, mentor)

    rows = pair_page(session, round_, order).rows

    assert [getattr(row, order).name for row in rows] == ["anna", "ÁRON", "Øyvind", "Юрий"]
