"""An address changes: confirmed by the new one, stopped by the old one; everything else stays."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import (
    AccessEntry,
    AddressChange,
    ChangeSource,
    MailKind,
    MailStatus,
    Member,
    OutboxMail,
    SignInLink,
    SignInSession,
)
from matchmaker.services.accounts.address_changes import (
    CONFIRM_WITHIN,
    STOP_WITHIN,
    ChangeUnusable,
    NotChanged,
    ask_to_change,
    change_address,
    change_for_member,
    change_token,
    confirm_change,
    stop_change,
)
from matchmaker.services.accounts.coordinators import add_coordinator
from matchmaker.services.accounts.identities import (
    Claims,
    IdentityRefused,
    follow_address,
    member_of_claims,
)
from matchmaker.services.accounts.links import LinkUnusable, confirm_link, request_link, token_of
from matchmaker.services.accounts.sign_in import member_of_session, open_session
from matchmaker.services.addresses.known import addresses_of, find_member
from matchmaker.services.privacy.retention import Retention, delete_old_changes_of_address
from matchmaker.services.rounds.snapshot import excluded_pairs
from tests.conftest import SECRET_KEY
from tests.factories import (
    exclude,
    make_coordinator,
    make_member,
    owe_a_mail,
    the_programme,
)

NEW = "ada.lovelace@example.org"


def ask(session: Session, member: Member, address: str = NEW) -> AddressChange:
    return ask_to_change(session, the_programme(session), member, address, SECRET_KEY)


def press(session: Session, change: AddressChange) -> AddressChange:
    return confirm_change(session, change_token(change, "confirm", SECRET_KEY))


def stop(session: Session, change: AddressChange) -> AddressChange:
    return stop_change(session, change_token(change, "stop", SECRET_KEY))


def mails(session: Session) -> list[tuple[str, str]]:
    pending = sa.select(OutboxMail).filter_by(status=MailStatus.PENDING).order_by(OutboxMail.id)
    return [(mail.kind.value, mail.recipient) for mail in session.scalars(pending)]


def why(error: pytest.ExceptionInfo[ChangeUnusable]) -> str:
    return error.value.why


def test_the_new_address_confirms_and_the_old_one_is_told(session: Session) -> None:
    ada, mia = make_member(session, "Ada"), make_member(session, "Mia")
    exclude(session, mia, ada.email)

    change = ask(session, ada)
    assert ada.email == "ada@example.org"
    ada.address_refused_at = clock.now()
    assert mails(session) == [("address_confirm", NEW), ("address_stop", "ada@example.org")]
    press(session, change)

    assert (ada.email, ada.address_refused_at) == (NEW, None)
    assert addresses_of(session, ada) == [NEW, "ada@example.org"]
    assert excluded_pairs(session, the_programme(session)) == {(mia.id, ada.id)}
    with pytest.raises(ChangeUnusable) as error:
        press(session, change)
    assert why(error) == "done"


def test_the_old_address_stops_it_before_and_takes_it_back_after(session: Session) -> None:
    ada = make_member(session, "Ada")
    before, token = ask(session, ada), open_session(session, ada)
    stop(session, before)
    assert member_of_session(session, token) is None
    with pytest.raises(ChangeUnusable) as error:
        press(session, before)
    assert why(error) == "stopped"

    after = ask(session, ada)
    press(session, after)
    token = open_session(session, ada)
    stop(session, after)

    assert ada.email == "ada@example.org"
    assert member_of_session(session, token) is None
    assert find_member(session, NEW) is None


def test_links_end(session: Session) -> None:
    ada = make_member(session, "Ada")
    change = ask(session, ada)

    with time_machine.travel(clock.now() + CONFIRM_WITHIN), pytest.raises(ChangeUnusable) as error:
        press(session, change)
    assert why(error) == "over"
    with time_machine.travel(clock.now() + STOP_WITHIN), pytest.raises(ChangeUnusable) as error:
        stop(session, change)
    assert why(error) == "over"


def test_one_purposes_link_does_not_serve_the_other(session: Session) -> None:
    change = ask(session, make_member(session, "Ada"))

    for purpose, use in (("stop", confirm_change), ("confirm", stop_change)):
        with pytest.raises(ChangeUnusable) as error:
            use(session, change_token(change, purpose, SECRET_KEY))
        assert why(error) == "unknown"


def test_another_members_address_is_asked_for_like_any_other_and_not_given(
    session: Session,
) -> None:
    ada, mia = make_member(session, "Ada"), make_member(session, "Mia")

    change = ask(session, ada, mia.email)
    assert mails(session)[0] == ("address_confirm", mia.email)
    with pytest.raises(ChangeUnusable) as error:
        press(session, change)

    assert why(error) == "taken"
    session.rollback()


def test_a_new_wish_stops_the_one_before(session: Session) -> None:
    ada = make_member(session, "Ada")
    first, second = ask(session, ada, "first@example.org"), ask(session, ada, "second@example.org")

    with pytest.raises(ChangeUnusable) as error:
        press(session, first)
    press(session, second)

    assert why(error) == "stopped"
    assert ada.email == "second@example.org"


def test_mails_owed_follow_and_none_is_owed_twice(session: Session) -> None:
    ada = make_member(session, "Ada")
    owe_a_mail(session, MailKind.WELCOME, "member:1", ada)
    sent = owe_a_mail(session, MailKind.WELCOME, "member:2", ada)
    assert sent
    sent.status = MailStatus.SENT
    change_address(session, ada, NEW, ChangeSource.FILE, SECRET_KEY)

    assert mails(session) == [
        ("welcome", NEW),
        ("address_changed", "ada@example.org"),
        ("address_changed", NEW),
    ]
    assert sent.recipient == "ada@example.org"
    assert owe_a_mail(session, MailKind.WELCOME, "member:1", ada) is None
    assert owe_a_mail(session, MailKind.WELCOME, "member:2", ada) is None


def test_a_sign_in_link_to_the_old_mailbox_lets_nobody_in(session: Session) -> None:
    ada = make_member(session, "Ada")
    programme = the_programme(session)
    link = request_link(session, programme, ada.email, SECRET_KEY)
    assert link
    change_address(session, ada, NEW, ChangeSource.FILE, SECRET_KEY)

    with pytest.raises(LinkUnusable):
        confirm_link(session, token_of(link, SECRET_KEY))

    asked = request_link(session, programme, "ada@example.org", SECRET_KEY, "Bob", ["mentor"])
    assert asked
    assert asked.email == NEW
    assert set(session.scalars(sa.select(OutboxMail.recipient).filter_by(kind="sign_in_link"))) == {
        "ada@example.org",
        NEW,
    }
    link.used_at = None
    with pytest.raises(LinkUnusable):
        confirm_link(session, token_of(link, SECRET_KEY))


def test_a_coordinator_changes_it_at_once_noted_and_told(session: Session) -> None:
    ada, cora = make_member(session, "Ada"), make_coordinator(session)

    change = change_for_member(session, the_programme(session), ada, NEW, SECRET_KEY, cora)

    assert (ada.email, change.actor) == (NEW, cora)
    assert {recipient for _, recipient in mails(session)} == {"ada@example.org", NEW}
    noted = session.scalars(sa.select(AccessEntry).filter_by(kind="address_changed")).one()
    assert (noted.kind, noted.member_id, noted.about_id) == ("address_changed", cora.id, ada.id)
    with pytest.raises(ChangeUnusable) as error:
        stop(session, change)
    assert why(error) == "unknown"


def test_a_coordinators_address_is_changed_by_themself_alone(session: Session) -> None:
    cora, other = make_coordinator(session), make_coordinator(session, "Other")

    with pytest.raises(NotChanged, match="themself"):
        change_for_member(session, the_programme(session), other, NEW, SECRET_KEY, cora)


def test_no_coordinator_can_give_a_member_an_address_whose_mail_they_read(
    session: Session,
) -> None:
    ada, cora = make_member(session, "Ada"), make_coordinator(session)
    other = make_coordinator(session, "Other")

    for who in (cora, other):
        name, _, domain = who.email.partition("@")
        with pytest.raises(NotChanged, match="reads mail"):
            change_for_member(
                session, the_programme(session), ada, f"{name}+2@{domain}", SECRET_KEY, cora
            )
    assert ada.email == "ada@example.org"


def test_nobody_who_waits_for_a_second_yes_is_given_another_address(session: Session) -> None:
    ada, cora = make_member(session, "Ada"), make_coordinator(session)
    make_coordinator(session, "Other")
    add_coordinator(session, the_programme(session), ada.email, cora, [])

    with pytest.raises(NotChanged, match="proposed"):
        change_for_member(session, the_programme(session), ada, NEW, SECRET_KEY, cora)


def test_another_members_address_is_refused(session: Session) -> None:
    ada, mia, cora = (
        make_member(session, "Ada"),
        make_member(session, "Mia"),
        make_coordinator(session),
    )
    change_address(session, mia, "mia.now@example.org", ChangeSource.FILE, SECRET_KEY)

    for taken in ("mia.now@example.org", "mia@example.org"):
        with pytest.raises(NotChanged, match="another member"):
            change_for_member(session, the_programme(session), ada, taken, SECRET_KEY, cora)


def claims(address: str, subject: str = "s-1") -> Claims:
    return Claims("https://id.example.org", subject, address, "Ada")


def signs_in(session: Session, told: Claims) -> Member:
    member = member_of_claims(session, told)
    assert member
    follow_address(session, member, told, SECRET_KEY)
    return member


def test_the_organisations_new_address_under_the_same_subject_is_taken_over(
    session: Session,
) -> None:
    ada = make_member(session, "Ada")
    assert signs_in(session, claims(ada.email)) is ada

    assert signs_in(session, claims(NEW)) is ada

    assert ada.email == NEW
    assert [kind for kind, _ in mails(session)] == ["address_changed"] * 2


def test_what_the_organisation_goes_on_telling_undoes_no_change_made_here(
    session: Session,
) -> None:
    ada = make_member(session, "Ada")
    signs_in(session, claims(ada.email))
    change_address(session, ada, NEW, ChangeSource.COORDINATOR, SECRET_KEY)

    signs_in(session, claims("ada@example.org"))

    assert ada.email == NEW


def test_an_organisations_address_of_another_member_changes_nothing(session: Session) -> None:
    ada, mia = make_member(session, "Ada"), make_member(session, "Mia")
    signs_in(session, claims(ada.email))

    assert signs_in(session, claims(mia.email)) is ada

    assert ada.email == "ada@example.org"


def test_a_strangers_subject_with_an_earlier_address_is_not_let_in(session: Session) -> None:
    ada = make_member(session, "Ada")
    change_address(session, ada, NEW, ChangeSource.FILE, SECRET_KEY)

    with pytest.raises(IdentityRefused) as error:
        member_of_claims(session, claims("ada@example.org", "a stranger"))

    assert error.value.why == "earlier"
    assert session.scalars(sa.select(SignInSession)).all() == []
    assert session.scalars(sa.select(SignInLink)).all() == []


def test_old_requests_are_forgotten(session: Session) -> None:
    ada = make_member(session, "Ada")
    ask(session, ada)
    change_address(session, ada, NEW, ChangeSource.FILE, SECRET_KEY)

    with time_machine.travel(clock.now() + timedelta(days=30)):
        assert delete_old_changes_of_address(session, Retention(), SECRET_KEY) == 1
    with time_machine.travel(clock.now() + timedelta(days=400)):
        assert delete_old_changes_of_address(session, Retention(), SECRET_KEY) == 1
