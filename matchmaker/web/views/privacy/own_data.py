"""A member's own data: see who looked, take a copy, leave, be erased."""

import json
from pathlib import Path

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user

from config import Settings
from matchmaker.database import begin_writing, empty_write_ahead_log
from matchmaker.extensions import db
from matchmaker.messages import gettext as _
from matchmaker.messages import lazy_gettext, ngettext
from matchmaker.models import AccessKind, Refusable
from matchmaker.services.access.log import note_access
from matchmaker.services.accounts.answering_browsers import browsers_of, forget_browser
from matchmaker.services.accounts.sign_in import count_other_sessions
from matchmaker.services.outbox.refusable_words import WORDS
from matchmaker.services.outbox.refusing import choose_mails, wanted_mails
from matchmaker.services.privacy.erasing import erase_member
from matchmaker.services.privacy.erasure_list import Erased, FaultyList, complete_lists
from matchmaker.services.privacy.leaving import (
    OnlyCoordinator,
    is_only_coordinator,
    leave_programme,
)
from matchmaker.services.privacy.own_data import looks_at, own_data
from matchmaker.services.privacy.retention import Retention, retention_of
from matchmaker.web.answering_browser import answering_browser_id
from matchmaker.web.confirmation import confirmed
from matchmaker.web.current_member import current_member
from matchmaker.web.current_programme import current_programme

blueprint = Blueprint("own_data", __name__, url_prefix="/me")

NAME_ANOTHER = lazy_gettext(
    "You are the only coordinator, and nobody could run the programme after you. Whoever operates "
    "this installation can name another coordinator; after that you can leave."
)
TICK = lazy_gettext("Tick the box if you are sure. Nothing was erased.")


@blueprint.get("/privacy")
def show() -> str:
    """Show who looked at the profile, and the ways to a copy and out."""
    return render_template(
        "privacy/own_data.html",
        looks=looks_at(db.session(), current_member()),
        mails=[
            (what.value, WORDS[what].choice, is_wanted)
            for what, is_wanted in wanted_mails(
                db.session(), current_programme(), current_member()
            ).items()
        ],
        browsers=browsers_of(db.session(), current_member()),
        this_browser=answering_browser_id(),
        keep=_keep(),
        other_sessions=count_other_sessions(db.session(), current_member(), current_user.get_id()),
    )


@blueprint.post("/browsers/<int:browser_id>/forget")
def forget(browser_id: int) -> ResponseReturnValue:
    """Let a browser answer from the member's mail no more without signing in."""
    if not forget_browser(db.session(), current_member(), browser_id):
        abort(404)
    db.session.commit()
    flash(_("Done. From there, questions in your mails are answered after signing in."))
    return redirect(url_for("own_data.show"), 303)


@blueprint.post("/mails")
def choose() -> ResponseReturnValue:
    """Note which of the mails that one can do without the member wants."""
    ticked = set(request.form.getlist("mails"))
    wanted = {what: what.value in ticked for what in Refusable}
    choose_mails(db.session(), current_programme(), current_member(), wanted)
    db.session.commit()
    flash(_("Saved. You get the mails that are ticked."))
    return redirect(url_for("own_data.show"), 303)


@blueprint.get("/data.json")
def download() -> Response:
    """Hand out everything that is held about the member, and note that it was taken."""
    member_id = current_member().id
    begin_writing(db.session())
    note_access(db.session(), AccessKind.EXPORTED, member_id, detail="own_data")
    db.session.commit()
    text = json.dumps(own_data(db.session(), current_member()), indent=2, ensure_ascii=False)
    response = Response(text + "\n", mimetype="application/json")
    response.headers.set("Content-Disposition", "attachment", filename="my-data.json")
    return response


@blueprint.get("/leave")
def ask_to_leave() -> str:
    """Say what leaving does before it is done."""
    return _page("privacy/leave.html")


@blueprint.post("/leave")
def leave() -> ResponseReturnValue:
    """Take the member out of everything; they can come back for a while."""
    try:
        leave_programme(db.session(), current_member(), even_if_only_coordinator=False)
    except OnlyCoordinator:
        db.session.rollback()
        return _page("privacy/leave.html", NAME_ANOTHER), 409
    db.session.commit()
    session.clear()
    flash(
        ngettext(
            "You have left the programme. If you change your mind, sign in with your address "
            "within one day; after that everything about you is erased.",
            "You have left the programme. If you change your mind, sign in with your address "
            "within %(num)s days; after that everything about you is erased.",
            _keep().leavers_days,
        )
    )
    return redirect(url_for("home.index"), 303)


@blueprint.get("/erase")
def ask_to_erase() -> str:
    """Say what erasing does before it is done."""
    return _page("privacy/erase.html")


@blueprint.post("/erase")
@confirmed
def erase() -> ResponseReturnValue:
    """Erase the member at once and for good."""
    member = current_member()
    if request.form.get("sure") != "yes":
        return _page("privacy/erase.html", TICK), 422
    if is_only_coordinator(db.session(), member):
        return _page("privacy/erase.html", NAME_ANOTHER), 409
    settings = _settings()
    # Said in their language, which is known for the last time here.
    farewell = _(
        "Everything about you has been erased. Take care; you are always welcome to register again."
    )
    erasures = erase_member(db.session(), member, settings.secret_key)
    noted = [Erased(each.address_hash, each.erased_at) for each in erasures]
    db.session.commit()
    session.clear()
    # What fails here is done by the daily purge: the database knows of the erasure.
    try:
        complete_lists(settings.erasure_lists_in(Path(current_app.instance_path)), noted)
    except (OSError, FaultyList) as error:
        current_app.logger.error("the erasure list cannot be written: %s", type(error).__name__)
    db.session.remove()
    empty_write_ahead_log(db.engine)
    flash(farewell)
    return redirect(url_for("home.index"), 303)


def _page(template: str, sentence: str = "") -> str:
    return render_template(template, sentence=sentence, keep=_keep())


def _keep() -> Retention:
    return retention_of(_settings())


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
