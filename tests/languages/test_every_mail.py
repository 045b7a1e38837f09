"""Every mail in the pseudo-language: subject, text, page and calendar file have no bare English."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy.orm import Session

from matchmaker.mail.letter import Letter
from matchmaker.mail.letters import write_letter
from matchmaker.messages import in_language
from matchmaker.models import MailKind, Member, OutboxMail
from matchmaker.services.accounts.links import request_link
from tests.conftest import SECRET_KEY
from tests.factories import the_programme
from tests.languages.pseudo import PSEUDO, taught
from tests.languages.reading import bare_words, texts_of_calendar, texts_of_page, typed_in
from tests.mail.letterbox import NOW, owe

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """Time stands still."""
    with time_machine.travel(NOW, tick=False):
        yield


def write(app: Flask, session: Session, row: OutboxMail, translations: Path) -> Letter:
    """Write a letter in the pseudo-language, which everybody reads."""
    session.execute(sa.update(Member).values(language=PSEUDO))
    session.flush()
    with taught(app, translations):
        return write_letter(session, row, app.config["SETTINGS"])


@pytest.mark.parametrize("kind", list(MailKind))
def test_a_letter_has_no_bare_english(
    app: Flask, session: Session, translations: Path, kind: MailKind
) -> None:
    letter = write(app, session, owe(session, kind), translations)

    texts = [letter.subject, *letter.text.splitlines(), *texts_of_page(letter.html)]
    for attachment in letter.attachments:
        texts += texts_of_calendar(attachment.data)

    assert bare_words(texts, typed_in(session)) == []
    assert letter.language == PSEUDO


@pytest.mark.browser
@pytest.mark.parametrize("kind", list(MailKind))
def test_a_letter_fits_a_narrow_screen(
    app: Flask, session: Session, translations: Path, chromium: Browser, kind: MailKind
) -> None:
    letter = write(app, session, owe(session, kind), translations)
    page = chromium.new_page(viewport={"width": 320, "height": 640})
    page.set_content(letter.html)

    too_wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    page.close()

    assert not too_wide


def test_a_newcomers_link_is_in_the_language_in_which_it_was_asked_for(
    app: Flask, session: Session, translations: Path
) -> None:
    with taught(app, translations):
        with in_language(PSEUDO):
            link = request_link(session, the_programme(session), "new@example.org", SECRET_KEY)
        row = session.scalars(sa.select(OutboxMail)).one()
        letter = write_letter(session, row, app.config["SETTINGS"])

    assert link is not None
    assert letter.language == PSEUDO
