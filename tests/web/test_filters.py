"""How templates write moments, codes, states and the faults of forms."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask, render_template_string
from flask_login import login_user
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, FormField, IntegerField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from matchmaker.models import CoffeeAnswer, CoffeeStatus, MatchStatus, Member, RoundStatus
from matchmaker.services.programme.programmes import change_programme
from matchmaker.taxonomy import load_taxonomy
from matchmaker.web.current_member import SignedIn
from matchmaker.web.filters import FILTERS, error_links
from matchmaker.web.words import (
    KINDS,
    answer_words,
    coffee_words,
    match_words,
    round_words,
    status_kind,
)
from tests.factories import make_member, the_programme

MIDNIGHT_IN_BERLIN = datetime(2026, 11, 2, 23, 0, tzinfo=UTC)


def write(app: Flask, template: str, reader: Member | None = None, **values: object) -> str:
    """Render a template as the reader sees it."""
    with app.test_request_context():
        if reader:
            login_user(SignedIn(reader, "token"))
        return render_template_string(template, **values)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Europe/Berlin", "3 November 2026 · 3 November 2026, 00:00 (Europe/Berlin)"),
        ("America/New_York", "2 November 2026 · 2 November 2026, 18:00 (America/New_York)"),
        ("Asia/Kolkata", "3 November 2026 · 3 November 2026, 04:30 (Asia/Kolkata)"),
    ],
)
def test_a_moment_is_written_in_the_readers_zone(
    app: Flask, session: Session, zone: str, expected: str
) -> None:
    reader = make_member(session, time_zone=zone)

    text = write(app, "{{ at | day }} · {{ at | moment }}", reader, at=MIDNIGHT_IN_BERLIN)

    assert text == expected


@pytest.mark.parametrize("zone", ["", "Mars/Olympus"])
def test_without_a_zone_of_their_own_the_programmes_counts(
    app: Flask, session: Session, zone: str
) -> None:
    change_programme(session, the_programme(session), time_zone="Europe/Berlin")
    reader = make_member(session, time_zone=zone)
    session.flush()
    session.expire(reader.profile)

    assert write(app, "{{ at | day }}", reader, at=MIDNIGHT_IN_BERLIN) == "3 November 2026"
    assert write(app, "{{ at | day }}", None, at=MIDNIGHT_IN_BERLIN) == "3 November 2026"


def test_a_day_is_the_same_everywhere(app: Flask, session: Session) -> None:
    reader = make_member(session, time_zone="America/New_York")

    assert write(app, "{{ on | day }}", reader, on=date(2026, 11, 3)) == "3 November 2026"
    assert write(app, "{{ '2026-01' | month }}", reader) == "January 2026"


def test_what_has_not_happened_is_empty(app: Flask) -> None:
    assert write(app, "{{ none | day }}{{ none | moment }}") == ""


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("skill_name", "skills"),
        ("interest_name", "interests"),
        ("certification_name", "certifications"),
        ("role_name", "roles"),
        ("language_name", "languages"),
        ("decline_reason_name", "decline_reasons"),
    ],
)
def test_codes_have_names_and_an_unknown_one_is_shown_as_it_is(name: str, part: str) -> None:
    terms = getattr(load_taxonomy(), part)
    code = next(iter(terms))

    assert FILTERS[name](code) == terms[code].name
    assert FILTERS[name]("long_gone") == "long_gone"


def test_every_state_has_words_and_a_badge() -> None:
    assert len({match_words(status) for status in MatchStatus}) == len(MatchStatus)
    assert len({round_words(status) for status in RoundStatus}) == len(RoundStatus)
    assert len({coffee_words(status) for status in CoffeeStatus}) == len(CoffeeStatus)
    assert len({answer_words(answer) for answer in CoffeeAnswer}) == len(CoffeeAnswer)
    assert {status_kind(status) for status in [*MatchStatus, *RoundStatus]} == {
        "waiting",
        "good",
        "",
        "over",
    }
    assert set(KINDS) <= {*MatchStatus, *RoundStatus, *CoffeeStatus}


class RowForm(FlaskForm):
    level = IntegerField("Level", [InputRequired("Choose a level.")])


class NestedForm(FlaskForm):
    first = StringField("First", [InputRequired("Say it.")])
    choice = RadioField(
        "Choice", [InputRequired("Choose.")], choices=[SelectChoice("a", "A")], default=None
    )
    part = FormField(RowForm)
    rows = FieldList(FormField(RowForm), min_entries=2)


def test_faults_are_listed_in_the_order_of_the_fields_with_where_to_go(app: Flask) -> None:
    with app.test_request_context(method="POST"):
        form = NestedForm(MultiDict({"rows-0-level": "3"}))
        form.validate()

        found = [(fault.field_id, fault.sentence) for fault in error_links(form)]

    assert found == [
        ("first", "Say it."),
        ("choice-0", "Choose."),
        ("part-level", "Choose a level."),
        ("rows-1-level", "Choose a level."),
    ]
