"""Mailed links: used once, soon, by whoever reads the mail; and the sessions that follow."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import (
    MailKind,
    MailStatus,
    Member,
    OutboxMail,
    SignInAsker,
    SignInLink,
    SignInSession,
)
from matchmaker.services.accounts.codes import WrongCode
from matchmaker.services.accounts.links import (
    LINKS_AN_HOUR,
    MAILBOX_AN_HOUR,
    LinkUnusable,
    confirm_link,
    find_link,
    find_link_by_code,
    link_code,
    request_link,
    token_of,
)
from matchmaker.services.accounts.sign_in import (
    end_session,
    is_newcomer,
    member_of_session,
    open_session,
)
from tests.conftest import SECRET_KEY
from tests.factories import make_member, make_mentee, make_mentor, part_of, the_programme

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
ADDRESS = "ada@example.org"


def ask(session: Session, address: str = ADDRESS, **registered: object) -> str:
    """Ask for a link as the pages do, and return the token that its mail carries."""
    link = request_link(session, the_programme(session), address, SECRET_KEY, **registered)
    assert link is not None
    return token_of(link, SECRET_KEY)


def why_not(session: Session, token: str) -> str:
    with pytest.raises(LinkUnusable) as caught:
        confirm_link(session, token)
    return caught.value.why


def mails(session: Session, kind: MailKind) -> list[OutboxMail]:
    return list(session.scalars(sa.select(OutboxMail).filter_by(kind=kind).order_by(OutboxMail.id)))


def test_asking_owes_one_mail_that_lapses_with_the_link(session: Session) -> None:
    ask(session, " ADA@example.org")

    link = session.scalars(sa.select(SignInLink)).one()
    [mail] = mails(session, MailKind.SIGN_IN_LINK)
    assert mail.recipient == link.email == ADDRESS
    assert mail.payload == {"link_id": link.id, "language": "en"}
    assert mail.expires_at == link.expires_at == link.created_at + timedelta(minutes=30)


def test_neither_the_link_nor_its_mail_holds_the_token(session: Session) -> None:
    token = ask(session)

    link = session.scalars(sa.select(SignInLink)).one()
    [mail] = mails(session, MailKind.SIGN_IN_LINK)
    stored = [str(value) for row in (link, mail) for value in vars(row).values()]
    assert token not in stored
    assert token_of(link, "another key, of no use to anybody") != token


def test_a_known_and_an_unknown_address_cause_the_same(session: Session) -> None:
    make_mentee(session, "Ada", email=ADDRESS)

    ask(session)
    ask(session, "stranger@example.org")

    known, unknown = mails(session, MailKind.SIGN_IN_LINK)
    assert known.member_id is unknown.member_id is None
    assert known.payload.keys() == unknown.payload.keys()


def test_pressing_makes_a_newcomer_a_member_with_what_they_registered(session: Session) -> None:
    token = ask(session, name="Ada", roles=["mentor", "networker"])

    member = confirm_link(session, token)

    participation = part_of(session, member)
    assert (member.email, member.name) == (ADDRESS, "Ada")
    assert (participation.is_mentee, participation.is_mentor) == (False, True)
    assert participation.is_networker
    assert is_newcomer(session, member)
    [welcome] = mails(session, MailKind.WELCOME)
    assert (welcome.recipient, welcome.subject_key) == (ADDRESS, f"member:{member.id}")


def test_nobody_is_a_member_before_pressing(session: Session) -> None:
    token = ask(session, name="Ada", roles=["mentor"])

    find_link(session, token)

    assert session.scalars(sa.select(Member)).all() == []


def test_registering_an_address_that_is_known_changes_nothing_about_its_member(
    session: Session,
) -> None:
    ada = make_mentee(session, "Ada", email=ADDRESS)
    token = ask(session, name="Mallory", roles=["mentor"])

    assert confirm_link(session, token) is ada

    assert ada.name == "Ada"
    assert not part_of(session, ada).is_mentor
    assert mails(session, MailKind.WELCOME) == []


def test_a_link_works_once(session: Session) -> None:
    token = ask(session)
    confirm_link(session, token)

    assert why_not(session, token) == "used"


def test_a_link_works_for_half_an_hour(session: Session) -> None:
    with time_machine.travel(START, tick=False) as traveller:
        early, late = ask(session, "early@example.org"), ask(session, "late@example.org")
        traveller.shift(timedelta(minutes=30) - timedelta(seconds=1))
        confirm_link(session, early)
        traveller.shift(timedelta(seconds=1))
        assert why_not(session, late) == "expired"


def test_a_token_that_we_did_not_make_is_unknown(session: Session) -> None:
    ask(session)

    assert why_not(session, "0" * 64) == "unknown"
    assert why_not(session, "ü\udcff") == "unknown"


def test_using_a_link_ends_the_others_of_the_address_only(session: Session) -> None:
    older, newer = ask(session), ask(session)
    elsewhere = ask(session, "ben@example.org")

    confirm_link(session, newer)

    assert why_not(session, older) == "used"
    assert confirm_link(session, elsewhere).email == "ben@example.org"
    statuses = [mail.status for mail in mails(session, MailKind.SIGN_IN_LINK)]
    assert statuses == [MailStatus.CANCELLED, MailStatus.PENDING, MailStatus.PENDING]


def test_what_was_registered_with_one_link_does_not_come_with_another(session: Session) -> None:
    ask(session, name="Mallory", roles=["mentor"], browser="a stranger's")
    own = ask(session, browser="my own")

    member = confirm_link(session, own, browser="my own")

    assert member.name == ""
    assert not part_of(session, member).is_mentor


def test_what_was_registered_long_ago_is_forgotten(session: Session) -> None:
    with time_machine.travel(START, tick=False) as traveller:
        ask(session, name="Mallory", roles=["mentor"], browser="my own")
        traveller.shift(timedelta(hours=2))
        member = confirm_link(session, ask(session, browser="my own"), browser="my own")

    assert (member.name, part_of(session, member).is_mentor) == ("", False)


@pytest.mark.parametrize("roles", [["mentor"], []])
def test_a_member_without_name_and_role_gets_none_from_any_link(
    session: Session, roles: list[str]
) -> None:
    member = make_member(session, "Ada", email=ADDRESS)
    member.name = ""

    confirm_link(session, ask(session, name="Mallory", roles=roles))

    assert member.name == ""
    assert not part_of(session, member).is_mentor


def test_a_link_signs_in_the_browser_that_asked_and_no_other(session: Session) -> None:
    token = ask(session, browser="my own")

    with pytest.raises(LinkUnusable) as caught:
        confirm_link(session, token, browser="a scanner's")
    assert caught.value.why == "elsewhere"
    with pytest.raises(LinkUnusable):
        confirm_link(session, token)
    assert confirm_link(session, token, browser="my own").email == ADDRESS


def test_the_code_of_a_mail_is_for_the_browser_that_asked(session: Session) -> None:
    ask(session, browser="my own")
    ask(session, browser="a stranger's")
    mine, strangers = session.scalars(sa.select(SignInLink).order_by(SignInLink.id))
    code = link_code(mine, SECRET_KEY)

    assert (
        find_link_by_code(session, "my own", f"{code[:4]} {code[4:]}".lower(), SECRET_KEY) is mine
    )
    for browser, typed in (
        ("a stranger's", code),
        ("my own", link_code(strangers, SECRET_KEY)),
        ("", code),
        ("my own", ""),
    ):
        with pytest.raises(WrongCode):
            find_link_by_code(session, browser, typed, SECRET_KEY)


def test_a_code_is_worth_nothing_after_five_tries(session: Session) -> None:
    ask(session, browser="my own")
    link = session.scalars(sa.select(SignInLink)).one()

    over = []
    for _ in range(5):
        with pytest.raises(WrongCode) as caught:
            find_link_by_code(session, "my own", "22222222", SECRET_KEY)
        over.append(caught.value.is_over)
    with pytest.raises(WrongCode):
        find_link_by_code(session, "my own", link_code(link, SECRET_KEY), SECRET_KEY)

    assert over == [False] * 4 + [True]
    assert confirm_link(session, token_of(link, SECRET_KEY), browser="my own").email == ADDRESS


def test_codes_tried_at_once_are_no_more_than_five(app: Flask) -> None:
    with app.app_context():
        ask(db.session(), browser="my own")
        link = db.session.scalars(sa.select(SignInLink)).one()
        code = link_code(link, SECRET_KEY)
        db.session.commit()
    together, looked_at = threading.Barrier(8), []

    def guess() -> None:
        with app.app_context():
            together.wait()
            try:
                find_link_by_code(db.session(), "my own", "22222222", SECRET_KEY)
            except WrongCode:
                db.session.commit()

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with app.app_context():
        looked_at = [asker.code_tries for asker in db.session.scalars(sa.select(SignInAsker))]
        with pytest.raises(WrongCode):
            find_link_by_code(db.session(), "my own", code, SECRET_KEY)
    assert looked_at == [5]


def test_an_address_gets_a_few_mails_at_once_and_no_more(session: Session) -> None:
    with time_machine.travel(START, tick=False) as traveller:
        for _ in range(LINKS_AN_HOUR):
            ask(session)
        assert request_link(session, the_programme(session), ADDRESS, SECRET_KEY) is None
        assert len(mails(session, MailKind.SIGN_IN_LINK)) == LINKS_AN_HOUR
        ask(session, "somebody.else@example.org")
        traveller.shift(timedelta(hours=1))
        ask(session)


def test_all_addresses_of_one_mailbox_share_a_limit_that_keeps_no_member_out(
    session: Session,
) -> None:
    ada = make_mentor(session, "Ada", email="ada+pmo@example.org")
    programme = the_programme(session)

    def asked_for(address: str) -> bool:
        return request_link(session, programme, address, SECRET_KEY) is not None

    flood = [asked_for(f"ada+{number}@example.org") for number in range(MAILBOX_AN_HOUR + 3)]

    assert flood == [True] * MAILBOX_AN_HOUR + [False] * 3
    assert [asked_for(ada.email) for _ in range(3)] == [True, False, False]
    assert asked_for("adam+1@example.org")
    assert asked_for("ada+1@example.com")


def test_whoever_asks_without_end_for_somebody_else_cannot_keep_them_out(
    session: Session,
) -> None:
    """Asking at any moment leaves a link in the inbox that works for ten minutes at least."""
    with time_machine.travel(START, tick=False) as traveller:
        for _ in range(3 * 60):
            request_link(session, the_programme(session), ADDRESS, SECRET_KEY)
            inbox = session.scalars(sa.select(SignInLink)).all()
            assert max(link.expires_at for link in inbox) - clock.now() >= timedelta(minutes=10)
            traveller.shift(timedelta(minutes=1))
        newest = max(inbox, key=lambda link: link.expires_at)
        confirm_link(session, token_of(newest, SECRET_KEY))

        assert len(inbox) <= 3 * (LINKS_AN_HOUR + 3)


def test_where_no_further_mail_is_sent_the_links_in_the_inbox_work_for_who_asks(
    session: Session,
) -> None:
    """A stranger's flood leaves only links that they asked for; the owner gets in by these."""
    tokens = [ask(session, browser="a stranger's") for _ in range(LINKS_AN_HOUR)]
    request_link(
        session,
        the_programme(session),
        ADDRESS,
        SECRET_KEY,
        "Ada",
        ["mentor"],
        browser="my own",
    )

    member = confirm_link(session, tokens[-1], browser="my own")

    assert len(mails(session, MailKind.SIGN_IN_LINK)) == LINKS_AN_HOUR
    assert member.name == "Ada"
    assert part_of(session, member).is_mentor


def test_a_browser_that_is_known_gets_its_mail_whatever_others_ask_for(session: Session) -> None:
    for _ in range(LINKS_AN_HOUR + 1):
        request_link(session, the_programme(session), ADDRESS, SECRET_KEY)

    link = request_link(
        session, the_programme(session), ADDRESS, SECRET_KEY, asked_by="a known browser"
    )

    assert link is not None
    assert confirm_link(session, token_of(link, SECRET_KEY)).email == ADDRESS


def test_all_known_browsers_of_an_address_have_one_limit_together(session: Session) -> None:
    asked = [
        request_link(
            session, the_programme(session), ADDRESS, SECRET_KEY, asked_by=f"known browser {number}"
        )
        for number in range(LINKS_AN_HOUR + 2)
    ]

    assert [link is None for link in asked] == [False] * LINKS_AN_HOUR + [True] * 2


def test_somebody_who_left_does_not_get_in(session: Session) -> None:
    member = make_mentor(session, email=ADDRESS)
    token, link_token = open_session(session, member), ask(session)
    member.left_at = clock.now()
    session.flush()

    assert member_of_session(session, token) is None
    assert why_not(session, link_token) == "left"


def test_a_session_lasts_until_it_is_ended_or_thirty_days_are_over(session: Session) -> None:
    with time_machine.travel(START, tick=False) as traveller:
        member = make_mentor(session)
        here, there = open_session(session, member), open_session(session, member)

        end_session(session, here)

        assert member_of_session(session, here) is None
        assert member_of_session(session, there) is member
        traveller.shift(timedelta(days=30))
        assert member_of_session(session, there) is None


def test_a_session_is_not_stored_in_clear(session: Session) -> None:
    token = open_session(session, make_mentor(session))

    row = session.scalars(sa.select(SignInSession)).one()
    assert token not in [str(value) for value in vars(row).values()]
    assert member_of_session(session, row.token_hash) is None


def test_somebody_who_signed_in_before_is_no_newcomer(session: Session) -> None:
    member = confirm_link(session, ask(session))
    open_session(session, member)

    assert not is_newcomer(session, member)


@pytest.mark.parametrize("links", [1, 2], ids=["the same link", "two links of one address"])
def test_of_two_who_press_at_once_one_gets_in(app: Flask, links: int) -> None:
    with app.app_context():
        tokens = [ask(db.session()) for _ in range(links)]
        db.session.commit()
    together = threading.Barrier(2)
    outcomes: list[str] = []

    def press(token: str) -> None:
        with app.app_context():
            together.wait()
            try:
                confirm_link(db.session(), token)
                db.session.commit()
                outcomes.append("in")
            except LinkUnusable as error:
                db.session.rollback()
                outcomes.append(error.why)

    threads = [threading.Thread(target=press, args=(tokens[-i],)) for i in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["in", "used"]
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Member.id))) == 1
