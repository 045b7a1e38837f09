"""The shared parts of pages, rendered by themselves."""

import re

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask, render_template_string
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from matchmaker.models import MatchStatus, RoundStatus
from matchmaker.web.fields import CheckboxesField


class Everything(FlaskForm):
    name = StringField(
        "Name", [InputRequired("Say it.")], description="As on your badge.", render_kw={"size": 9}
    )
    about = TextAreaField("About", [Length(max=2, message="Too long.")])
    zone = SelectField("Zone", choices=[SelectChoice("a", "A")])
    is_open = BooleanField("Open", description="To all.")
    roles = CheckboxesField("Roles", choices=[SelectChoice("x", "X"), SelectChoice("y", "Y")])


def render(app: Flask, template: str, **values: object) -> BeautifulSoup:
    with app.test_request_context():
        return BeautifulSoup(render_template_string(template, **values), "html.parser")


def render_form(app: Flask, **typed: str) -> BeautifulSoup:
    """Every field of a form that was sent."""
    with app.test_request_context(method="POST"):
        form = Everything(MultiDict(typed))
        form.validate()
        template = (
            '{% from "components/forms.html" import field, error_summary, hidden_fields %}'
            "{{ error_summary(form) }}{{ hidden_fields(form) }}"
            "{% for name in ('name', 'about', 'zone', 'is_open', 'roles') %}"
            "{{ field(form[name], autocomplete='off') }}{% endfor %}"
        )
        return BeautifulSoup(render_template_string(template, form=form), "html.parser")


def described(page: BeautifulSoup, control: Tag) -> list[str]:
    """What is read out with a control, besides its label."""
    ids = str(control.get("aria-describedby", "")).split()
    return [" ".join(page.find(id=each).get_text().split()) for each in ids]


def test_every_control_has_a_label(app: Flask) -> None:
    page = render_form(app)

    for control in page.select("input:not([type=hidden]), select, textarea"):
        assert page.select_one(f'label[for="{control["id"]}"]'), control


def test_a_hint_and_an_error_are_tied_to_their_field(app: Flask) -> None:
    page = render_form(app, about="too long")

    name, about = page.find(id="name"), page.find(id="about")
    assert described(page, name) == ["As on your badge.", "Error: Say it."]
    assert described(page, about) == ["Error: Too long."]
    assert name["aria-invalid"] == about["aria-invalid"] == "true"
    assert (name["autocomplete"], name["size"]) == ("off", "9")
    assert about.get_text().strip() == "too long"


def test_a_field_without_fault_says_nothing_of_one(app: Flask) -> None:
    page = render_form(app, name="Ada", zone="a")

    assert page.select("[aria-invalid]") == []
    assert page.select(".error-summary") == []
    assert page.find(id="name")["value"] == "Ada"


def test_the_summary_links_every_fault_to_a_control_that_exists(app: Flask) -> None:
    page = render_form(app, about="too long", zone="b", roles="z")

    links = [link["href"] for link in page.select(".error-summary a")]
    assert links == ["#name", "#about", "#zone", "#roles-0"]
    assert all(page.select_one(link) for link in links)
    assert (
        page.select_one(".error-summary h2").get_text(strip=True) == "4 answers need another look"
    )


def test_the_summary_says_which_field_each_fault_is_about(app: Flask) -> None:
    page = render_form(app, about="too long", zone="a")

    said = [link.get_text() for link in page.select(".error-summary a")]
    assert said == ["Name – Say it.", "About – Too long."]


def test_boxes_stand_in_a_group_with_a_name(app: Flask) -> None:
    page = render_form(app, roles="y")

    group = page.select_one("fieldset")
    assert group.legend.get_text() == "Roles"
    assert [box.has_attr("checked") for box in group.select("input")] == [False, True]


@pytest.mark.parametrize(
    ("level", "target", "words", "widths"),
    [
        (2, 4, "Practising (2) → aiming for Proficient (4)", ["100", "80", "40", "1"]),
        (None, 3, "not stated → aiming for Competent (3)", ["100", "60", "0", "1"]),
        (0, None, "New to me (0)", ["100", "0"]),
        (5, 0, "Expert (5) → aiming for New to me (0)", ["100", "0", "100", "1"]),
    ],
)
def test_a_bar_says_in_words_what_it_shows(
    app: Flask, level: int | None, target: int | None, words: str, widths: list[str]
) -> None:
    page = render(
        app,
        '{% from "components/bars.html" import gap_bar %}{{ gap_bar("Risk", level, target) }}',
        level=level,
        target=target,
    )

    assert words in " ".join(page.get_text().split())
    assert [rect["width"] for rect in page.select("rect")] == widths
    assert page.svg["aria-hidden"] == "true"


@pytest.mark.parametrize(("part", "whole", "width"), [(0, 0, "0"), (3, 4, "75.0"), (7, 7, "100.0")])
def test_a_share_of_nothing_is_no_fault(app: Flask, part: int, whole: int, width: str) -> None:
    page = render(
        app,
        '{% from "components/bars.html" import share_bar %}{{ share_bar("Places", part, whole) }}',
        part=part,
        whole=whole,
    )

    assert page.select_one(".bar-level")["width"] == width
    assert f"{part} of {whole}" in page.get_text()


def test_every_state_has_its_badge(app: Flask) -> None:
    page = render(
        app,
        '{% from "components/status.html" import match_badge, round_badge %}'
        "{% for each in matches %}{{ match_badge(each) }}{% endfor %}"
        "{% for each in rounds %}{{ round_badge(each) }}{% endfor %}",
        matches=list(MatchStatus),
        rounds=list(RoundStatus),
    )

    assert len(page.select(".status")) == len(MatchStatus) + len(RoundStatus)


def test_steps_say_where_one_is(app: Flask) -> None:
    page = render(
        app,
        '{% from "components/page.html" import stepper %}'
        '{{ stepper(["You", ("Skills", "#skills"), "Goals"], 1) }}',
    )

    assert page.select_one("[aria-current=step]").get_text(strip=True) == "Skills"
    assert "(done)" in page.select("li")[0].get_text()


def test_a_wide_table_can_be_scrolled_with_the_keyboard(app: Flask) -> None:
    page = render(
        app,
        '{% from "components/page.html" import table_region %}'
        '{% call table_region("Pairs", ["Mentee"]) %}<tr></tr>{% endcall %}',
    )

    region = page.select_one("[role=region]")
    assert (region["tabindex"], region["aria-label"]) == ("0", "Pairs")


def test_a_button_is_a_form_with_its_own_token(app: Flask) -> None:
    page = render(
        app,
        '{% from "components/forms.html" import post_button %}'
        '{{ post_button("/out", "Go <now>") }}',
    )

    assert page.form["method"] == "post"
    assert page.select_one("input[name=csrf_token]")["value"]
    assert page.button.get_text() == "Go <now>"


def test_what_people_typed_stays_text(app: Flask) -> None:
    page = render(
        app,
        '{% from "components/page.html" import page_header, definition_list, empty_state, notice %}'
        "{{ page_header(x, x, x) }}{{ definition_list([(x, x), ('gone', none)]) }}"
        "{{ empty_state(x, x) }}{{ notice(x) }}",
        x="<script>",
    )

    assert page.script is None
    assert len(re.findall("<script>", page.get_text())) == 8
    assert "gone" not in page.get_text()
