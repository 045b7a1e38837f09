"""One click in a mail program refuses a mail that one can do without (RFC 8058), and no other."""

import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from matchmaker.mail.letter import NoLongerTrue
from matchmaker.mail.letters import write_letter
from matchmaker.mail.message import LetterMessage
from matchmaker.models import MailKind, OutboxMail, Refusable
from matchmaker.services.outbox.refusable import KINDS
from matchmaker.services.outbox.refusing import RefusalLink, choose_mails, read_refusal_token
from tests.conftest import SECRET_KEY
from tests.factories import the_programme
from tests.mail.letterbox import owe

pytestmark = [
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("clock"),
]
OF_KIND = {kind: what for what, kinds in KINDS.items() for kind in kinds}


def headers_of(app: Flask, session: Session, row: OutboxMail, base_url: str) -> dict[str, str]:
    session.flush()
    settings = app.config["SETTINGS"].model_copy(update={"base_url": base_url})
    message = LetterMessage(write_letter(session, row, settings), row, settings)
    return {name: value for name, value in message.header_lines if name.startswith("List-")}


@pytest.mark.parametrize("kind", list(MailKind))
def test_exactly_what_can_be_refused_is_refused_by_one_click(
    app: Flask, session: Session, kind: MailKind
) -> None:
    row = owe(session, kind)
    headers = headers_of(app, session, row, "https://mentoring.example.org")

    assert ("List-Unsubscribe-Post" in headers) is (kind in OF_KIND)
    if kind not in OF_KIND:
        return
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    found = re.match(
        r"<https://mentoring\.example\.org/unsubscribe/([\w.-]+)>,\r\n <mailto:",
        headers["List-Unsubscribe"],
    )
    assert found
    link = read_refusal_token(found[1], SECRET_KEY)
    assert link == RefusalLink(OF_KIND[kind], row.programme_id, row.member_id or 0)


def test_without_https_there_is_the_link_and_no_one_click(app: Flask, session: Session) -> None:
    headers = headers_of(
        app, session, owe(session, MailKind.OFFER_REMINDER), "http://mentoring.example.org"
    )

    assert [*headers] == ["List-Unsubscribe"]
    assert headers["List-Unsubscribe"].startswith("<http://mentoring.example.org/unsubscribe/")


@pytest.mark.parametrize("kind", sorted(OF_KIND))
def test_a_mail_that_was_owed_before_it_was_refused_is_not_written(
    app: Flask, session: Session, kind: MailKind
) -> None:
    row = owe(session, kind)
    assert row.member
    choose_mails(session, the_programme(session), row.member, dict.fromkeys(Refusable, False))

    with pytest.raises(NoLongerTrue):
        write_letter(session, row, app.config["SETTINGS"])


def test_a_kept_message_does_not_hold_the_link(app: Flask, session: Session) -> None:
    row = owe(session, MailKind.OFFER_REMINDER)
    session.flush()
    letter = write_letter(session, row, app.config["SETTINGS"])

    tokens = letter.secrets
    # The link that answers, and the one that stops such mails.
    assert len(tokens) == 2
    assert all(token in letter.text and token in letter.html for token in tokens)
    assert any(token in letter.opt_out_urls[0] for token in tokens)
