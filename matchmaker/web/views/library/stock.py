"""What is in the library, for coordinators: they add resources of their own, and hide any."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import SelectField, ValidationError
from wtforms.validators import InputRequired

from matchmaker.extensions import db
from matchmaker.messages import DEFAULT_LANGUAGE, lazy_gettext
from matchmaker.messages import gettext as _
from matchmaker.models import ResourceCost, ResourceKind
from matchmaker.services.library.content import LONGEST_ABOUT, LONGEST_TITLE
from matchmaker.services.library.stock import (
    LibraryFull,
    add_resource,
    hide_item,
    show_item,
    stock_of,
)
from matchmaker.services.library.values import Resource
from matchmaker.services.library.web_addresses import (
    LONGEST_WEB_ADDRESS,
    InvalidWebAddress,
    clean_web_address,
)
from matchmaker.taxonomy import load_taxonomy
from matchmaker.web.current_library import current_library
from matchmaker.web.current_programme import current_programme
from matchmaker.web.fields import CheckboxesField, LineField, check_line
from matchmaker.web.typed import typed_text
from matchmaker.web.words import RESOURCE_COST_WORDS, RESOURCE_KIND_WORDS

blueprint = Blueprint("library_stock", __name__, url_prefix="/library/resources")

LONGEST_ITEM = 80
FULL = lazy_gettext("There are as many resources as the library can hold. Nothing was added.")


def check_web_address(_form: object, field: LineField) -> None:
    """Bring an address to the way in which it is linked to, or say what is wrong with it."""
    try:
        field.data = clean_web_address(field.data or "")
    except InvalidWebAddress as error:
        raise ValidationError(str(error)) from error


def check_levels(form: "ResourceForm", field: SelectField) -> None:
    """Refuse a range that ends before it begins; what is no level is refused by its own field."""
    levels = [value for value, _name in field.choices]
    ends = (form.from_level.data, field.data)
    if all(end in levels for end in ends) and int(ends[1]) < int(ends[0]):
        raise ValidationError(_("Choose the same level as above, or a higher one."))


class ResourceForm(FlaskForm):  # type: ignore[misc]
    """A page elsewhere, and whom it fits."""

    title = LineField(
        lazy_gettext("Title"),
        [check_line, InputRequired(lazy_gettext("Enter a title."))],
        longest=LONGEST_TITLE,
    )
    address = LineField(
        lazy_gettext("Address"),
        [check_web_address],
        longest=LONGEST_WEB_ADDRESS,
        render_kw={"inputmode": "url"},
    )
    about = LineField(
        lazy_gettext("What it is good for (optional)"), [check_line], longest=LONGEST_ABOUT
    )
    skills = CheckboxesField(
        lazy_gettext("Skills that it helps with"),
        validators=[InputRequired(lazy_gettext("Choose at least one skill."))],
    )
    from_level = SelectField(lazy_gettext("For people who are at least"))
    to_level = SelectField(lazy_gettext("and at most"), validators=[check_levels])
    kind = SelectField(lazy_gettext("Kind"))
    language = SelectField(lazy_gettext("Language"))
    cost = SelectField(lazy_gettext("Cost"))

    def offer_choices(self) -> "ResourceForm":
        """Fill in what can be chosen; return the form."""
        taxonomy = load_taxonomy()
        levels = [(str(each.level), each.name) for each in taxonomy.levels[:-1]]
        groups = taxonomy.groups(taxonomy.skills).values()
        self.skills.choices = [(term.code, term.name) for group in groups for term in group]
        self.from_level.choices = self.to_level.choices = levels
        self.kind.choices = [(each.value, str(RESOURCE_KIND_WORDS[each])) for each in ResourceKind]
        self.cost.choices = [(each.value, str(RESOURCE_COST_WORDS[each])) for each in ResourceCost]
        languages = taxonomy.offered("languages")
        self.language.choices = [(code, term.name) for code, term in languages.items()]
        if not self.is_submitted():
            self.language.data, self.to_level.data = DEFAULT_LANGUAGE, levels[-1][0]
        return self


@blueprint.get("")
def index() -> str:
    """List every resource, and show a form to add one."""
    return _page(ResourceForm().offer_choices())


@blueprint.post("")
def add() -> ResponseReturnValue:
    """Add a resource."""
    form = ResourceForm().offer_choices()
    if not form.validate_on_submit():
        return _page(form), 422
    resource = Resource(
        item="",
        title=form.title.data,
        address=form.address.data,
        skills=tuple(form.skills.data),
        from_level=int(form.from_level.data),
        to_level=int(form.to_level.data),
        kind=ResourceKind(form.kind.data),
        language=form.language.data,
        cost=ResourceCost(form.cost.data),
        about=form.about.data or "",
    )
    try:
        add_resource(db.session(), current_programme(), resource)
    except LibraryFull:
        db.session.rollback()
        flash(str(FULL), "warning")
        return _page(form), 409
    db.session.commit()
    flash(_("Added. Members whom it fits see it from now on."))
    return redirect(url_for("library_stock.index"), 303)


@blueprint.post("/hide")
def hide() -> ResponseReturnValue:
    """Show a resource to members no more."""
    item = typed_text("item", LONGEST_ITEM)
    if not hide_item(db.session(), current_programme(), current_library(), item):
        abort(404)
    db.session.commit()
    flash(_("Hidden. Members do not see it any more."))
    return redirect(url_for("library_stock.index"), 303)


@blueprint.post("/show")
def show_again() -> ResponseReturnValue:
    """Show a resource again."""
    show_item(db.session(), current_programme(), typed_text("item", LONGEST_ITEM))
    db.session.commit()
    flash(_("Members see it again."))
    return redirect(url_for("library_stock.index"), 303)


def _page(form: ResourceForm) -> str:
    return render_template(
        "library/stock.html",
        form=form,
        stock=stock_of(db.session(), current_programme(), current_library()),
    )
