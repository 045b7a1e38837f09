"""A coordinator gives somebody another address: at once, noted, and told to both addresses."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms.validators import InputRequired

from matchmaker.extensions import db
from matchmaker.messages import gettext as _
from matchmaker.messages import lazy_gettext
from matchmaker.models import Member
from matchmaker.services.accounts.address_changes import (
    NotChanged,
    change_for_member,
    changes_of,
)
from matchmaker.services.addresses.known import addresses_of
from matchmaker.services.people.directory import find_person
from matchmaker.services.programme.names import label_of
from matchmaker.web.confirmation import confirmed
from matchmaker.web.current_member import current_member
from matchmaker.web.current_programme import current_programme
from matchmaker.web.fields import AddressField, check_address
from matchmaker.web.withheld import withheld_members

blueprint = Blueprint("people_address", __name__)


class TheirAddressForm(FlaskForm):  # type: ignore[misc]
    """The address that somebody has now."""

    email = AddressField(
        lazy_gettext("New work e-mail"),
        [InputRequired(lazy_gettext("Enter the address that they have now.")), check_address],
    )


@blueprint.get("/people/<int:member_id>/address")
def show(member_id: int) -> str:
    """Show somebody's address and the changes of it."""
    return _page(_person(member_id), TheirAddressForm())


@blueprint.post("/people/<int:member_id>/address")
@confirmed
def change(member_id: int) -> ResponseReturnValue:
    """Change it."""
    form, member = TheirAddressForm(), _person(member_id)
    if form.validate_on_submit():
        try:
            change_for_member(
                db.session(),
                current_programme(),
                member,
                form.email.data,
                current_app.config["SECRET_KEY"],
                current_member(),
            )
        except NotChanged as error:
            db.session.rollback()
            form.email.errors = [str(error)]
            member = _person(member_id)
        else:
            db.session.commit()
            flash(
                _(
                    "Mails to %(name)s go to %(address)s now. Both addresses are told.",
                    name=label_of(member),
                    address=member.email,
                )
            )
            return redirect(url_for("people.show", member_id=member_id), 303)
    return _page(member, form), 422


def _person(member_id: int) -> Member:
    member = find_person(db.session(), current_programme(), member_id, withheld_members())
    if member is None:
        abort(404)
    return member


def _page(member: Member, form: TheirAddressForm) -> str:
    return render_template(
        "people/address.html",
        form=form,
        member=member,
        earlier=[each for each in addresses_of(db.session(), member) if each != member.email],
        changes=[each for each in changes_of(db.session(), member) if each.done_at],
    )
