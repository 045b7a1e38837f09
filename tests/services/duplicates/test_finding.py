"""Who may be one person is shown, by a few plain signs, and is told apart once for all."""

from sqlalchemy.orm import Session

from matchmaker.services.accounts.identities import Claims, follow_address, member_of_claims
from matchmaker.services.cases.open_cases import open_cases
from matchmaker.services.duplicates.finding import perhaps_one_person, tell_apart
from tests.conftest import SECRET_KEY
from tests.factories import make_coordinator, make_member, the_programme


def found(session: Session, withheld: frozenset[int] = frozenset()) -> dict[tuple[int, int], str]:
    pairs = perhaps_one_person(session, the_programme(session), withheld)
    return {(each.member_id, each.other_id): each.sign for each in pairs}


def test_one_name_and_department_in_any_spelling(session: Session) -> None:
    one = make_member(session, "Björn Ek", department="Rail & Roads")
    other = make_member(session, "BJORN  EK", department="rail & roads", email="b@example.org")
    make_member(session, "Björn Ek", department="Finance", email="c@example.org")

    assert found(session) == {(one.id, other.id): "name"}


def test_people_without_a_name_are_not_alike_by_that(session: Session) -> None:
    for email in ("a@example.org", "b@example.org"):
        make_member(session, email=email).name = ""

    assert found(session) == {}


def test_one_mailbox(session: Session) -> None:
    ada, other = make_member(session, "Ada"), make_member(session, "X", email="ada+x@example.org")

    assert found(session) == {(ada.id, other.id): "mailbox"}


def test_an_address_that_the_organisation_tells_of_somebody_else(session: Session) -> None:
    ada, mia = make_member(session, "Ada"), make_member(session, "Mia")
    for address in (ada.email, mia.email, mia.email):
        claims = Claims("https://id.example.org", "s-1", address, "Ada")
        assert member_of_claims(session, claims) is ada
        follow_address(session, ada, claims, SECRET_KEY)

    assert found(session) == {(ada.id, mia.id): "organisation"}


def test_they_are_a_case_until_somebody_tells_them_apart(session: Session) -> None:
    ada, other = make_member(session, "Ada"), make_member(session, "Ada", email="x@example.org")
    programme, cora = the_programme(session), make_coordinator(session)
    [case] = open_cases(session, programme, frozenset())
    assert (case.member_id, case.other_id, case.name) == (ada.id, other.id, "Ada")

    assert open_cases(session, programme, frozenset({other.id})) == []
    tell_apart(session, other, ada, cora)
    tell_apart(session, ada, other, cora)
    assert open_cases(session, programme, frozenset()) == []
