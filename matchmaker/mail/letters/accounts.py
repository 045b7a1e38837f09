"""Letters about coming in: the sign-in link, and the welcome to a newcomer."""

from matchmaker import clock
from matchmaker.mail.desk import Desk
from matchmaker.mail.letter import Letter, NoLongerTrue
from matchmaker.messages import format_month
from matchmaker.models import SignInLink, SignInSession
from matchmaker.services.accounts.codes import show_code
from matchmaker.services.accounts.confirming import code_key, code_of
from matchmaker.services.accounts.links import link_code, token_of
from matchmaker.services.programme.programmes import participation_of


def sign_in_link(desk: Desk) -> Letter:
    """The link that signs in, once. To a newcomer it says no name: anybody may have typed it."""
    link = desk.session.get_one(SignInLink, desk.row.payload["link_id"])
    if not desk.settings.sign_in_links:
        raise NoLongerTrue("signing in by a mailed link is switched off")
    if link.used_at is not None or link.expires_at <= clock.now():
        raise NoLongerTrue("the link has been used or has expired")
    member = desk.known_member
    minutes = round((link.expires_at - link.created_at).total_seconds() / 60)
    token = token_of(link, desk.settings.secret_key)
    code = show_code(link_code(link, desk.settings.secret_key))
    return desk.write(
        greeting_name=member.name if member else "",
        secrets=(token, code),
        code=code,
        is_member=member is not None,
        button_url=desk.url(f"/sign-in/link/{token}"),
        minutes=minutes,
        expires=desk.moment(link.expires_at),
        asked=desk.moment(link.created_at),
    )


def confirmation_code(desk: Desk) -> Letter:
    """The code that proves, in a session that is open, that its owner sits there."""
    row = desk.session.get(SignInSession, desk.row.payload["session_id"])
    if row is None or row.ended_at is not None or desk.row.subject_key != code_key(row):
        raise NoLongerTrue("the session is over, or another code was asked for")
    if row.code_expires_at is None or row.code_expires_at <= clock.now():
        raise NoLongerTrue("the code has expired")
    code = show_code(code_of(row, desk.settings.secret_key))
    return desk.write(
        secrets=(code,),
        code=code,
        expires=desk.moment(row.code_expires_at),
        button_url=desk.url("/me/privacy"),
    )


def welcome(desk: Desk) -> Letter:
    """What a newcomer can expect, by the roles that they chose."""
    part = participation_of(desk.session, desk.programme, desk.reader)
    return desk.write(
        next_month=format_month(desk.promise.month),
        is_mentee=part.is_mentee,
        is_mentor=part.is_mentor,
        is_networker=part.is_networker,
        button_url=desk.url("/profile"),
    )
