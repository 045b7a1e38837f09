"""Becoming a member: name, address, what for. Pressing the mailed link makes the account."""

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from matchmaker.extensions import db
from matchmaker.messages import lazy_gettext
from matchmaker.services.accounts.links import request_link
from matchmaker.web.asking_browser import mark_asking_browser
from matchmaker.web.current_member import is_signed_in
from matchmaker.web.current_programme import current_programme
from matchmaker.web.fields import (
    AddressField,
    CheckboxesField,
    LineField,
    check_address,
    check_name,
)
from matchmaker.web.known_browser import known_browser_of
from matchmaker.web.limits import limit_posts, limit_requests

blueprint = Blueprint("registration", __name__)

ROLE_CHOICES = (
    SelectChoice("mentee", lazy_gettext("I am looking for a mentor")),
    SelectChoice("mentor", lazy_gettext("I can mentor")),
    SelectChoice("networker", lazy_gettext("Coffee chats: meet a new colleague each month")),
)


def name_field() -> LineField:
    """Return the question for the name of somebody new."""
    return LineField(
        lazy_gettext("Your name"),
        [DataRequired(lazy_gettext("Enter your name.")), check_name],
        longest=200,
        description=lazy_gettext("As colleagues know you."),
    )


def roles_field() -> CheckboxesField:
    """Return the question for what brings somebody new."""
    return CheckboxesField(
        lazy_gettext("What brings you here?"),
        [InputRequired(lazy_gettext("Choose at least one."))],
        choices=ROLE_CHOICES,
        description=lazy_gettext("Choose all that fit. You can change this at any time."),
    )


class RegistrationForm(FlaskForm):  # type: ignore[misc]
    """Everything that is asked before the first mail."""

    name = name_field()
    email = AddressField(
        lazy_gettext("Work e-mail"),
        [InputRequired(lazy_gettext("Enter your work e-mail address.")), check_address],
        description=lazy_gettext("We send a link there; you need no password."),
    )
    roles = roles_field()


@blueprint.route("/register", methods=["GET", "POST"])
@limit_posts
def register() -> ResponseReturnValue:
    """Ask who a newcomer is, and mail them a link; a member finds the same in their profile."""
    if is_signed_in():
        return redirect(url_for("profiles.edit"))
    form = RegistrationForm()
    if form.validate_on_submit():
        limit_requests()
        request_link(
            db.session(),
            current_programme(),
            form.email.data,
            current_app.config["SECRET_KEY"],
            form.name.data,
            form.roles.data,
            asked_by=known_browser_of(form.email.data),
            browser=mark_asking_browser(),
        )
        db.session.commit()
        session["mailed_to"] = form.email.data
        return redirect(url_for("sign_in.check_mail"))
    if not form.is_submitted():
        offered = {choice.value for choice in ROLE_CHOICES}
        form.roles.data = [role for role in request.args.getlist("as") if role in offered]
    return render_template("accounts/register.html", form=form)
