"""Members of one mailbox are never paired, and share what keeps one of them apart from others."""

from datetime import date

from sqlalchemy.orm import Session

from matchmaker.models import Member
from matchmaker.services.addresses.lines import (
    mailbox_groups,
    managers_of,
    reports_to,
    with_shared_mailbox,
)
from matchmaker.services.programme.withheld import withheld_from
from matchmaker.services.rounds.persons import persons_in
from matchmaker.services.rounds.snapshot import (
    PersonIds,
    excluded_pairs,
    take_people,
)
from tests.factories import (
    exclude,
    make_coordinator,
    make_member,
    make_mentee,
    make_mentor,
    the_address,
    the_programme,
)


def tagged(session: Session, member: Member, tag: str) -> Member:
    name, _, domain = member.email.partition("@")
    return make_member(session, f"{member.name} {tag}", email=f"{name}+{tag}@{domain}")


def test_without_tags_nobody_shares_a_mailbox(session: Session) -> None:
    ada = make_member(session, "Ada")
    make_member(session, "Mia")

    assert mailbox_groups(session) == []
    assert with_shared_mailbox(session, {ada.id}) == {ada.id}


def test_two_members_of_one_mailbox_are_never_paired_with_each_other(session: Session) -> None:
    mentee = make_mentee(session, "Ada")
    mentor = make_mentor(session, "Ada Two", email="ada+two@example.org")

    people = take_people(session, the_programme(session), date(2026, 11, 2))

    assert {(mentee.id, mentor.id), (mentor.id, mentee.id)} == people.excluded


def test_a_wish_about_one_address_is_about_the_whole_mailbox(session: Session) -> None:
    mia, carl = make_member(session, "Mia"), make_member(session, "Carl")
    exclude(session, mia, "carl+news@example.org")
    assert excluded_pairs(session, the_programme(session)) == {(mia.id, carl.id)}

    second, mias_second = tagged(session, carl, "two"), tagged(session, mia, "two")

    excluded = excluded_pairs(session, the_programme(session))
    assert {(mia.id, second.id), (mias_second.id, carl.id), (mias_second.id, second.id)} <= excluded


def test_a_line_to_one_address_is_a_line_to_the_whole_mailbox(session: Session) -> None:
    carl = make_member(session, "Carl", manager_email="dora@example.org")
    rita = make_member(session, "Rita", manager_email="carl+work@example.org")
    second = tagged(session, carl, "two")
    rob = make_member(session, "Rob", manager_email=second.email)
    ruth = make_member(session, "Ruth", manager_email=rita.email)

    assert reports_to(session, {second.id}) == reports_to(session, {carl.id}) == {rita.id, rob.id}
    assert managers_of(session, {rob.id}) == {carl.id, second.id}
    ids = PersonIds(persons_in(session, the_programme(session)))
    assert ids.line_above(rita.id) == ids.line_above(rob.id) == (carl.id, -1)
    excluded = excluded_pairs(session, the_programme(session))
    assert {(second.id, rita.id), (second.id, rob.id), (ruth.id, second.id)} <= excluded


def test_a_coordinator_with_a_tagged_address_sees_no_more_than_without_it(
    session: Session,
) -> None:
    carl = make_coordinator(session, "Carl")
    rita = make_member(session, "Rita", manager_email=carl.email)
    ruth = make_member(session, "Ruth", manager_email=rita.email)
    second, ruths_second = tagged(session, carl, "two"), tagged(session, ruth, "two")
    make_member(session, "Mia")

    hidden = {carl.id, second.id, rita.id, ruth.id, ruths_second.id}
    assert withheld_from(session, carl) == withheld_from(session, second) == hidden


def test_whoever_is_entered_as_their_own_manager_by_an_earlier_address_has_no_line(
    session: Session,
) -> None:
    ada = make_member(session, "Ada")
    ada.email = "ada.lovelace@example.org"
    session.flush()
    ada.profile.manager_address = the_address(session, "ada@example.org")
    session.flush()

    ids = PersonIds(persons_in(session, the_programme(session)))

    assert ids.line_above(ada.id) == ()
