"""The demo desk: be anybody with one click, and read the mails as their recipients would.

Registered only where `Settings.demo` is true, which production refuses.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, timedelta
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
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user

from config import Settings
from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.messages import gettext as _
from matchmaker.models import Member
from matchmaker.services.accounts.sign_in import note_use, open_session
from matchmaker.services.people.sample import sample_people
from matchmaker.web.current_member import is_signed_in
from matchmaker.web.current_programme import current_programme
from matchmaker.web.security import CONTENT_SECURITY_POLICY
from matchmaker.web.views.accounts.sign_in import sign_in_here
from matchmaker.web.views.demo.captured_mails import CapturedMail, list_mails, read_mail

blueprint = Blueprint("demo_desk", __name__, url_prefix="/demo")

VIEWS = ("html", "text", "headers", "calendar")
MAILS_A_PAGE = 60
LATER: Mapping[str, Callable[[date], date]] = {
    "days": lambda day: day + timedelta(days=3),
    "week": lambda day: day + timedelta(days=7),
    "month": lambda day: (day.replace(day=1) + timedelta(days=32)).replace(day=1),
}
"""How far time can be let pass, each as the day that it leads to."""

FRAME_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)
"""A mail may look as it likes, but runs nothing, loads nothing and sees nothing of the site."""


@blueprint.get("/")
def index() -> str:
    """Show everybody, with a button to be them."""
    return render_template(
        "demo/desk.html",
        people=sample_people(db.session(), current_programme()),
        now=clock.now(),
    )


@blueprint.post("/sign-in/<int:member_id>")
def sign_in(member_id: int) -> ResponseReturnValue:
    """Sign in as a sample person."""
    member = db.session.get(Member, member_id)
    if member is None or member.left_at is not None:
        abort(404)
    token = open_session(db.session(), member, how="demo")
    db.session.commit()
    sign_in_here(member, token)
    return redirect(url_for("members.me"))


@blueprint.post("/time")
def let_time_pass() -> ResponseReturnValue:
    """Move the demo's clock on; the demo's process then runs the jobs that have become due."""
    day = clock.today(current_programme().time_zone)
    target = LATER.get(request.form.get("until", ""))
    if target is None:
        abort(400)
    clock.let_time_pass(target(day) - day)
    if is_signed_in():
        # Nobody was away: the days went by at the press of a button.
        note_use(db.session(), current_user.get_id())
        db.session.commit()
    flash(_("Time has passed. The jobs run now; their mails arrive in a moment."))
    return redirect(url_for("demo_desk.index"))


@blueprint.get("/mails")
def inbox() -> str:
    """Show the captured mails, newest first, of everybody or of one recipient."""
    folder = _folder()
    everything = list_mails(folder)
    address = request.args.get("to", "")
    found = [mail for mail in everything if address in {"", mail.address}]
    shown = found if "all" in request.args else found[:MAILS_A_PAGE]
    names = {mail.address: mail.name for mail in everything}
    counts = Counter(mail.address for mail in everything)
    recipients = sorted((names[each], each, count) for each, count in counts.items())
    return render_template(
        "demo/inbox.html", mails=shown, total=len(found), recipients=recipients, to=address
    )


@blueprint.get("/mails/<int:number>")
def mail(number: int) -> ResponseReturnValue:
    """Show one mail: as HTML, as text, its headers, or its invitation."""
    captured = _mail(number)
    view = request.args.get("show", "html" if captured.html else "text")
    if view not in VIEWS:
        abort(404)
    page = render_template("demo/mail.html", mail=captured, view=view)
    response = current_app.make_response(page)
    response.headers["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
    return response


@blueprint.get("/mails/<int:number>/html")
def mail_html(number: int) -> Response:
    """Return a mail's HTML for the frame; its links open in the whole window."""
    response = Response(f'<base target="_top">{_mail(number).html}', mimetype="text/html")
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@blueprint.get("/mails/<int:number>/files/<int:position>")
def attached_file(number: int, position: int) -> Response:
    """Download a file that came with a mail."""
    files = _mail(number).files
    if position >= len(files):
        abort(404)
    file = files[position]
    response = Response(file.content, content_type=file.content_type)
    response.headers.set("Content-Disposition", "attachment", filename=file.name)
    return response


def _mail(number: int) -> CapturedMail:
    captured = read_mail(_folder(), number)
    if captured is None:
        abort(404)
    return captured


def _folder() -> Path:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.demo_mail_folder or Path(current_app.instance_path) / "mail"
