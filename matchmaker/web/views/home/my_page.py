"""My page: where the member stands, what is next, and the buttons that belong to it."""

from typing import Any, cast

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from matchmaker.extensions import db
from matchmaker.messages import gettext as _
from matchmaker.models import Match, MatchStatus
from matchmaker.services.accounts.sign_in import count_other_sessions
from matchmaker.services.coffee.chat_page import chat_standing
from matchmaker.services.matches.offers import AlreadyAnswered, return_from_silence, withdraw_offer
from matchmaker.services.matches.standing import standing_of
from matchmaker.services.profiles.storing import end_pause
from matchmaker.services.programme.briefings import briefings_to_read
from matchmaker.services.programme.programmes import participation_of
from matchmaker.services.wording.log import WITHDRAWN_BY_MENTEE
from matchmaker.web.current_member import current_member, runs_programme
from matchmaker.web.current_programme import current_programme
from matchmaker.web.unreadable import unreadable_of_reader

blueprint = Blueprint("members", __name__)
session = cast(Any, db.session)


@blueprint.get("/me")
def me() -> str:
    """Show where the member stands."""
    return render_template(
        "home/my_page.html",
        standing=standing_of(session, current_programme(), current_member()),
        chats=chat_standing(session, current_programme(), current_member()),
        briefings=briefings_to_read(
            participation_of(session, current_programme(), current_member())
        ),
        is_coordinator=runs_programme(),
        unreadable=unreadable_of_reader(),
        other_sessions=count_other_sessions(session, current_member(), current_user.get_id()),
    )


@blueprint.post("/me/back")
def back() -> Response:
    """Take part again, after a break or after silence."""
    member = current_member()
    was_silent = return_from_silence(session, current_programme(), member)
    was_away = end_pause(session, current_programme(), member)
    session.commit()
    if was_silent or was_away:
        flash(_("Welcome back. You are in the next matching."), "success")
    return redirect(url_for("members.me"), 303)


@blueprint.post("/me/offers/<int:match_id>/withdraw")
def withdraw(match_id: int) -> Response:
    """Take back the question to a mentor; only the mentee whom it is about can."""
    member = current_member()
    match = session.get(Match, match_id)
    if match is None or match.mentee_id != member.id or match.status == MatchStatus.PROPOSED:
        abort(404)
    try:
        withdraw_offer(session, match, member, WITHDRAWN_BY_MENTEE)
    except AlreadyAnswered:
        session.rollback()
        flash(_("The mentor answered a moment earlier, so nothing was withdrawn."), "warning")
    else:
        session.commit()
        flash(_("Withdrawn. We tell the mentor we asked, without a reason."), "success")
    return redirect(url_for("members.me"), 303)
