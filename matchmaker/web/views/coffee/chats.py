"""A coffee chat, for those who are in it: who the others are, and whether they met."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from matchmaker.extensions import db
from matchmaker.messages import format_month
from matchmaker.messages import gettext as _
from matchmaker.models import CoffeeAnswer, CoffeeGroup
from matchmaker.services.coffee.answers import answer_chat, return_to_chats, skip_next_chat
from matchmaker.services.coffee.chat_page import chat_seen, find_chat
from matchmaker.web.current_member import current_member
from matchmaker.web.current_programme import current_programme

blueprint = Blueprint("coffee", __name__)


@blueprint.get("/coffee/<int:group_id>")
def show(group_id: int) -> str:
    """Show the others, and the buttons; opening it says nothing about having met."""
    return render_template("coffee/chat.html", chat=chat_seen(_find(group_id), current_member()))


@blueprint.post("/coffee/<int:group_id>/met")
def met(group_id: int) -> ResponseReturnValue:
    """Note that they met."""
    return _answer(group_id, CoffeeAnswer.MET, _("Good to hear. Thank you for telling us."))


@blueprint.post("/coffee/<int:group_id>/not-met")
def not_met(group_id: int) -> ResponseReturnValue:
    """Note that they did not meet."""
    return _answer(
        group_id,
        CoffeeAnswer.NOT_MET,
        _("Thank you for telling us. It happens; there will be a next time."),
    )


@blueprint.post("/coffee/skip")
def skip() -> ResponseReturnValue:
    """Leave the next coffee round out."""
    month = skip_next_chat(db.session(), current_programme(), current_member())
    db.session.commit()
    flash(
        _(
            "You have no coffee chat in %(month)s. After that you are back in.",
            month=format_month(month),
        )
    )
    return redirect(url_for("members.me"), 303)


@blueprint.post("/coffee/back")
def back() -> ResponseReturnValue:
    """Take part in coffee chats again."""
    was_away = return_to_chats(db.session(), current_programme(), current_member())
    db.session.commit()
    if was_away:
        flash(_("Welcome back. You are in the next round of coffee chats."))
    return redirect(url_for("members.me"), 303)


def _answer(group_id: int, answer: CoffeeAnswer, words: str) -> ResponseReturnValue:
    is_news = answer_chat(db.session(), _find(group_id), current_member(), answer)
    db.session.commit()
    flash(words if is_news else _("You have told us already."))
    return redirect(url_for("coffee.show", group_id=group_id), 303)


def _find(group_id: int) -> CoffeeGroup:
    """Return a chat of the member who is signed in; anybody else's does not exist for them."""
    group = find_chat(db.session(), group_id, current_member())
    if group is None:
        abort(404)
    return group
