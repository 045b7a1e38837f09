"""A member asks for mails to go to another address; both addresses have their say."""

from datetime import timedelta

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms.validators import InputRequired

from matchmaker.extensions import db
from matchmaker.messages import gettext as _
from matchmaker.messages import lazy_gettext
from matchmaker.services.accounts.address_changes import NotChanged, ask_to_change
from matchmaker.services.accounts.attempts import Limit
from matchmaker.services.addresses.known import addresses_of
from matchmaker.web.confirmation import ask_to_confirm
from matchmaker.web.current_member import current_member
from matchmaker.web.current_programme import current_programme
from matchmaker.web.fields import AddressField, check_address
from matchmaker.web.limits import refuse_beyond

blueprint = Blueprint("own_address", __name__)

CHANGES_A_DAY = (Limit(10, timedelta(days=1)),)
"""Each of them is a mail to an address that somebody typed."""


class NewAddressForm(FlaskForm):  # type: ignore[misc]
    """The address that somebody has now."""

    email = AddressField(
        lazy_gettext("New work e-mail"),
        [InputRequired(lazy_gettext("Enter the address that you have now.")), check_address],
    )


@blueprint.route("/me/address", methods=["GET", "POST"])
def change() -> ResponseReturnValue:
    """Show one's address, or ask for another and mail both.

    Whoever gets at the mails can confirm everything else, so only a proof by the present address
    lets another be asked for.
    """
    if request.method == "POST" and (asked := ask_to_confirm()) is not None:
        return asked
    form, member = NewAddressForm(), current_member()
    if form.validate_on_submit():
        refuse_beyond("address", str(member.id), CHANGES_A_DAY)
        try:
            ask_to_change(
                db.session(),
                current_programme(),
                current_member(),
                form.email.data,
                current_app.config["SECRET_KEY"],
            )
        except NotChanged as error:
            db.session.rollback()
            form.email.errors = [str(error)]
        else:
            db.session.commit()
            flash(
                _(
                    "We have mailed a link to %(address)s. Your address changes once you have "
                    "opened it and confirmed.",
                    address=form.email.data,
                )
            )
            return redirect(url_for("own_data.show"), 303)
    member = current_member()
    earlier = [each for each in addresses_of(db.session(), member) if each != member.email]
    page = render_template("accounts/own_address.html", form=form, member=member, earlier=earlier)
    return page, 422 if form.errors else 200
