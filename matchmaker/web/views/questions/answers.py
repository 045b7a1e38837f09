"""One question that a mail asked, answered with a press; opening its link changes nothing.

Whom the link asks answers at once, signed in or in a browser in which they have signed in before.
Anywhere else, as with a forwarded mail, the link leads to the sign-in first, and back here.
Somebody else reads a plain sentence. The page says nothing but the question.
"""

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.messages import lazy_gettext
from matchmaker.models import Member
from matchmaker.services.questions.links import (
    QuestionLink,
    UnknownQuestion,
    answer_question,
    find_question,
    member_asked,
    read_question_token,
)
from matchmaker.services.questions.question import MailedQuestion, NothingToAnswer
from matchmaker.web.answering_browser import answering_browser
from matchmaker.web.current_member import current_member, is_signed_in
from matchmaker.web.limits import limit_click, limit_posts
from matchmaker.web.typed import typed_text
from matchmaker.web.views.questions.parts import parts_form

blueprint = Blueprint("answers", __name__)

LONGEST_ANSWER = 60
UNKNOWN = (
    lazy_gettext("We do not know this link"),
    lazy_gettext(
        "It may be broken, or too old. Open it again from the mail, or sign in: your page says "
        "what waits for an answer."
    ),
)
ANOTHERS = (
    lazy_gettext("This question is not for you"),
    lazy_gettext(
        "You are signed in as somebody else than the mail was written to. Sign out first if it was "
        "written to you."
    ),
)
NOTHING = (
    lazy_gettext("There is nothing left to answer"),
    lazy_gettext("It has been answered, or things have changed since the mail was sent."),
)


@blueprint.get("/answer/<token>")
def show(token: str) -> ResponseReturnValue:
    """Ask the question, or say why it is not asked."""
    try:
        link = _read(token)
        member = member_asked(db.session(), link)
    except UnknownQuestion:
        return _message(UNKNOWN, 404)
    if (refused := _refuse_others(member)) is not None:
        return refused
    return _page(link, member)


@blueprint.post("/answer/<token>")
def answer(token: str) -> ResponseReturnValue:
    """Take the answer, and go back to the link: the question is then no question any more.

    An answer after which there is more to say leads to the page for that.
    """
    try:
        link = _read(token)
    except UnknownQuestion:
        unknown: ResponseReturnValue = _refuse_unknown()
        return unknown
    limit_click(f"{link.kind} {link.subject_id} {link.member_id}")
    try:
        member = member_asked(db.session(), link)
    except UnknownQuestion:
        return _message(UNKNOWN, 404)
    if (refused := _refuse_others(member)) is not None:
        return refused
    question = find_question(db.session(), link, member)
    form = parts_form(question) if question and question.parts else None
    if question and form and not form.validate():
        return _without_referrer(_question_page(question, form), 422)
    return _take(token, link, member, question)


def _take(
    token: str, link: QuestionLink, member: Member, question: MailedQuestion | None
) -> ResponseReturnValue:
    names = [part.name for part in question.parts] if question else []
    given = " ".join(typed_text(name, LONGEST_ANSWER) for name in names or ["answer"])
    try:
        said = answer_question(db.session(), link, member, given)
    except NothingToAnswer:
        db.session.rollback()
        return redirect(url_for("answers.show", token=token), 303)
    if not is_signed_in() and (browser := answering_browser()) is not None:
        browser.used_at = clock.now()
    db.session.commit()
    is_open = find_question(db.session(), link, member) is not None
    flash(said, "warning" if is_open else "success")
    chosen = question.chosen(given) if question else ()
    further = next((each.leads_to for each in chosen if each.leads_to), "")
    return redirect(further or url_for("answers.show", token=token), 303)


@limit_posts
def _refuse_unknown() -> Response:
    return _message(UNKNOWN, 404)


def _refuse_others(member: Member) -> ResponseReturnValue | None:
    """Return what others than the member get; None if it is the member, or their browser."""
    if is_signed_in():
        is_asked = current_member().id == member.id
        return None if is_asked else _message(ANOTHERS, 403)
    browser = answering_browser()
    if browser is not None and browser.member_id == member.id:
        return None
    # Not in the address of the sign-in: addresses stand in logs.
    session["next"] = request.path
    return redirect(url_for("sign_in.request"), 303 if request.method == "POST" else 302)


def _page(link: QuestionLink, member: Member) -> Response:
    question = find_question(db.session(), link, member)
    if question is None:
        return _message(NOTHING)
    form = parts_form(question) if question.parts else None
    return _without_referrer(_question_page(question, form))


def _question_page(question: MailedQuestion, form: FlaskForm | None) -> str:
    return render_template("questions/question.html", question=question, form=form)


def _message(words: tuple[str, str], status: int = 200) -> Response:
    title, text = words
    return _without_referrer(
        render_template("questions/message.html", title=title, text=text), status
    )


def _without_referrer(page: str, status: int = 200) -> Response:
    """Return a page whose address is secret: its links do not tell where they were followed."""
    response = current_app.make_response((page, status))
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _read(token: str) -> QuestionLink:
    return read_question_token(token, current_app.config["SECRET_KEY"])
