"""Messages, dates, numbers and lists in the reader's language, and markup that stays safe."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from flask import Flask, render_template_string
from jinja2 import DictLoader
from markupsafe import Markup

from matchmaker import messages
from matchmaker.extensions import db
from matchmaker.mail.desk import load_templates
from matchmaker.messages import gettext as _
from matchmaker.messages import in_language, lazy_gettext, ngettext
from tests.factories import make_member
from tests.languages.pseudo import PSEUDO, pseudo, taught
from tests.web.browsing import browser_of

on_sqlite = pytest.mark.parametrize("app", ["sqlite"], indirect=True)
EVENING = datetime(2026, 12, 4, 15, 5, tzinfo=UTC)


@pytest.fixture
def speaker(app: Flask, translations: Path) -> Iterator[Flask]:
    """An application that knows the pseudo-language."""
    with taught(app, translations):
        yield app


def test_outside_an_application_everything_is_english() -> None:
    assert _("Hello %(name)s, 100 %%", name="Ada") == "Hello Ada, 100 %"
    assert ngettext("One of %(of)s", "%(num)s of %(of)s", 1234, of=5678) == "1,234 of 5,678"
    assert messages.language() == "en"
    assert messages.format_weekday(date(2026, 12, 4)) == "Friday 4 December 2026"
    assert messages.format_moment(EVENING, ZoneInfo("Europe/Berlin")) == "4 December 2026, 16:05"
    assert messages.format_month("2026-11") == "November 2026"
    assert messages.format_list(["a", "b", "c"]) == "a, b and c"
    assert messages.format_list(["a", "b", "c"], "or") == "a, b or c"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 hours"), (1, "one minute"), (45, "45 minutes"), (60, "one hour"), (330, "5½ hours")],
)
def test_a_duration_is_said_in_hours(minutes: int, words: str) -> None:
    assert messages.format_duration(minutes) == words


@on_sqlite
def test_a_text_is_written_in_the_language_that_is_asked_for(speaker: Flask) -> None:
    constant = lazy_gettext("Adaptability")
    with speaker.app_context():
        with in_language(PSEUDO):
            assert str(constant) == pseudo("Adaptability")
            assert messages.language() == PSEUDO
            assert messages.format_list(["a", "b"]) == "a ja b"
            assert messages.format_month("2026-11") == "marraskuu 2026"
        assert constant == "Adaptability"
        with in_language("xx"):
            assert messages.language() == "en"


@on_sqlite
@pytest.mark.parametrize(
    ("asked", "lang"), [("fi, en;q=0.5", "fi"), ("de, en;q=0.5", "en"), ("de", "en"), ("", "en")]
)
def test_a_visitor_reads_the_language_that_the_browser_asks_for(
    speaker: Flask, asked: str, lang: str
) -> None:
    answer = speaker.test_client().get("/how-it-works", headers={"Accept-Language": asked})

    assert f'<html lang="{lang}">' in answer.text


@on_sqlite
def test_a_member_reads_their_own_language(speaker: Flask) -> None:
    with speaker.app_context():
        member = make_member(db.session(), "Ada")
        member.language = PSEUDO
        other = make_member(db.session(), "Ben")
        db.session.commit()
        ids = (member.id, other.id)

    spoken = [
        browser_of(speaker, member_id).get("/me", headers={"Accept-Language": PSEUDO}).text
        for member_id in ids
    ]

    assert '<html lang="fi">' in spoken[0]
    assert '<html lang="en">' in spoken[1]


HOSTILE = "<b>%(x)s & Ada</b>"
LINE = (
    '{{ _("Hello %(name)s, %(start)snew%(end)s", name=n, start=tag("a", href=u), end=tag("/a")) }}'
)


@on_sqlite
def test_a_value_in_a_page_is_escaped_and_a_tag_is_not(app: Flask) -> None:
    with app.test_request_context():
        shown = render_template_string(LINE, n=HOSTILE, u='/a?b&"c')

    assert shown == ('Hello &lt;b&gt;%(x)s &amp; Ada&lt;/b&gt;, <a href="/a?b&amp;&#34;c">new</a>')


def test_a_value_in_a_text_is_as_it_was_typed() -> None:
    line = '{{ ngettext("%(n)s", "%(n)s, %(num)s", 2, n=n) }}'
    letters = load_templates().overlay(loader=DictLoader({"letter.txt": line}))

    assert letters.get_template("letter.txt").render(n=HOSTILE) == f"{HOSTILE}, 2"


@on_sqlite
def test_a_lazy_message_is_escaped_where_it_stands_in_a_page(app: Flask) -> None:
    with app.test_request_context():
        shown = render_template_string("{{ text }}", text=lazy_gettext("one <b> & two"))

    assert shown == "one &lt;b&gt; &amp; two"


def test_a_lazy_message_is_given_its_values_when_it_is_shown() -> None:
    assert lazy_gettext("%(num)s of %(name)s, 50 %%") % {"num": 1000, "name": "Ada"} == (
        "1,000 of Ada, 50 %"
    )


def test_a_list_with_markup_escapes_the_rest() -> None:
    assert messages.format_list([Markup("<b>a</b>"), "<i>"]) == Markup("<b>a</b> and &lt;i&gt;")


@pytest.mark.parametrize("locale", ["en", "de", "fr", "he", "ar", "ja", "pl"])
@pytest.mark.parametrize("names", [[], ["ab"], ["ab", "cd"], ["ab", "cd", "ef", "gh"]])
def test_a_listing_can_be_written_in_every_language(
    monkeypatch: pytest.MonkeyPatch, locale: str, names: list[str]
) -> None:
    monkeypatch.setattr(messages, "current_locale", lambda: Locale.parse(locale))

    written = messages.format_list(names, "listing")

    assert re.findall(r"[a-h]+", written) == names
    assert locale != "de" or written == ", ".join(names)
