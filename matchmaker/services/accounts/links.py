"""Mailed links, and the code beside each: asked for, found again, and used up.

Nothing here reveals whether an address is known: a link is made and mailed for any address, and
only pressing it finds or makes the member. It signs in the browser that asked and no other.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.addresses import mailbox_of
from matchmaker.messages import language
from matchmaker.models import MailKind, Member, Programme, SignInAsker, SignInLink
from matchmaker.services.accounts.codes import TRIES, WrongCode, derive_code, fits
from matchmaker.services.accounts.members import choose_first_roles, find_or_create_member
from matchmaker.services.accounts.sign_in import SECOND_PRESS, is_newcomer
from matchmaker.services.addresses.known import (
    address_to_write_to,
    find_by_current_address,
    find_member,
)
from matchmaker.services.outbox.outbox import cancel_mails, owe_mail

LINK_LIFETIME = timedelta(minutes=30)
LINK_MINUTES = LINK_LIFETIME // timedelta(minutes=1)
"""The same as a number that pages can tell."""
LINKS_AN_HOUR = 5
"""More than these for one address would be a nuisance in somebody's inbox."""
MAILBOX_AN_HOUR = 20
"""More than these for all addresses of one mailbox (ada@, ada+1@, ada+2@), whoever asks."""
LASTING = timedelta(minutes=10)
"""A link that still works for this long is worth finding in an inbox."""

Fault = Literal["expired", "used", "unknown", "left", "elsewhere", "earlier"]


class LinkUnusable(Exception):
    """A link that does not sign in, and why.

    "elsewhere": it was asked for in another browser. "earlier": a member had this address once, and
    has another now; who reads the old mailbox may be somebody else.
    """

    def __init__(self, why: Fault) -> None:
        self.why: Fault = why
        super().__init__(why)


def token_of(link: SignInLink, secret_key: str) -> str:
    """Derive the token that the mailed address carries; it is stored nowhere."""
    return _derive_token(link.nonce, secret_key)


def link_code(link: SignInLink, secret_key: str) -> str:
    """Derive the code that stands beside the link in its mail, for the browser that asked."""
    return derive_code("sign-in", link.nonce, secret_key)


def request_link(
    session: Session,
    programme: Programme,
    email: str,
    secret_key: str,
    name: str = "",
    roles: Sequence[str] = (),
    asked_by: str = "",
    browser: str = "",
) -> SignInLink | None:
    """Owe a mailed sign-in link to an address, known or not; return None if no mail is owed.

    It works in the browser that asked, which holds the secret `browser`; without one, in any. What
    a registration stated there (`name` and `roles`) is for the newcomer who presses it there. Where
    `_may_mail` forbids a mail, the links that are in the inbox work in this browser, too.
    `asked_by` is the mark of a browser in which the address has signed in before; such browsers
    have an allowance of their own, which others cannot use up. Whoever asks by an earlier address
    of a member gets it mailed to the present one. Raises `InvalidAddress`.
    """
    address = address_to_write_to(session, email)
    now = clock.now()
    asker = SignInAsker(
        browser_hash=_hash(browser) if browser else "", name=name, roles=list(roles), code_tries=0
    )
    if not _may_mail(session, address, asked_by):
        _share_links(session, address, asker)
        return None
    nonce = secrets.token_urlsafe(32)
    link = SignInLink(
        programme_id=programme.id,
        email=address,
        nonce=nonce,
        token_hash=_hash(_derive_token(nonce, secret_key)),
        asked_by=asked_by,
        created_at=now,
        expires_at=now + LINK_LIFETIME,
        askers=[asker],
    )
    session.add(link)
    session.flush()
    owe_mail(
        session,
        programme.id,
        MailKind.SIGN_IN_LINK,
        f"sign_in_link:{link.id}",
        address,
        {"link_id": link.id, "language": language()},
        expires_at=link.expires_at,
    )
    return link


def _may_mail(session: Session, address: str, asked_by: str) -> bool:
    """Return whether another link may be mailed to an address.

    The browsers that are known may have `LINKS_AN_HOUR` together, and all unknown ones as many.
    Beyond that, one is mailed only if no unused link will work for at least `LASTING`. So the inbox
    gets a bounded number of mails, and asking for links to another's address cannot lock them out.
    All the addresses of one mailbox are read in that inbox, and share a limit besides; a member's
    present address is not kept out by it.
    """
    now = clock.now()
    mailed = sa.select(sa.func.count(SignInLink.id)).where(SignInLink.email == address)
    is_known = SignInLink.asked_by != "" if asked_by else SignInLink.asked_by == ""
    recent = mailed.where(is_known, SignInLink.created_at > now - timedelta(hours=1))
    is_few = (session.scalar(recent) or 0) < LINKS_AN_HOUR
    if is_few and (asked_by or not _is_mailbox_full(session, address)):
        return True
    if not is_few or find_by_current_address(session, address):
        lasting = mailed.where(SignInLink.used_at.is_(None), SignInLink.expires_at > now + LASTING)
        return not session.scalar(lasting)
    return False


def _is_mailbox_full(session: Session, address: str) -> bool:
    """Whether strangers asked for so many links to one mailbox, by whichever of its addresses."""
    mailbox = mailbox_of(address)
    name, _sign, domain = mailbox.rpartition("@")
    is_tagged = sa.and_(
        SignInLink.email.startswith(f"{name}+", autoescape=True),
        SignInLink.email.endswith(f"@{domain}", autoescape=True),
    )
    recent = sa.select(sa.func.count(SignInLink.id)).where(
        SignInLink.created_at > clock.now() - timedelta(hours=1),
        SignInLink.asked_by == "",
        sa.or_(SignInLink.email == mailbox, is_tagged),
    )
    return (session.scalar(recent) or 0) >= MAILBOX_AN_HOUR


def _share_links(session: Session, address: str, asker: SignInAsker) -> None:
    """Let the links that are in an inbox work in one browser more, with what it registered."""
    if not asker.browser_hash:
        return
    open_links = sa.select(SignInLink).where(
        SignInLink.email == address,
        SignInLink.used_at.is_(None),
        SignInLink.expires_at > clock.now(),
    )
    for link in session.scalars(open_links).all():
        known = {each.browser_hash: each for each in link.askers}
        found = known.get(asker.browser_hash)
        if found is None:
            found = SignInAsker(browser_hash=asker.browser_hash, name="", roles=[], code_tries=0)
            link.askers.append(found)
        if asker.roles:
            found.name, found.roles = asker.name, asker.roles
    session.flush()


def find_link(session: Session, token: str) -> SignInLink:
    """Return a link that would sign in now, changing nothing; raises `LinkUnusable`."""
    link = session.scalars(sa.select(SignInLink).filter_by(token_hash=_hash(token))).one_or_none()
    if link is None:
        raise LinkUnusable("unknown")
    if link.used_at is not None:
        raise LinkUnusable("used")
    if link.expires_at <= clock.now():
        raise LinkUnusable("expired")
    return link


def asker_of(link: SignInLink, browser: str) -> SignInAsker | None:
    """Return the asker that a browser is; None if the link was asked for elsewhere."""
    own = {"", _hash(browser)} if browser else {""}
    return next((each for each in link.askers if each.browser_hash in own), None)


def find_link_by_code(session: Session, browser: str, typed: str, secret_key: str) -> SignInLink:
    """Return the link whose code was typed in the browser that asked. Raises `WrongCode`.

    Each try is counted before it is looked at: commit even then. A link that was used a moment ago
    is found, too, for who presses twice.
    """
    now = clock.now()
    ours = (
        sa.select(SignInAsker.id)
        .join(SignInLink)
        .where(
            SignInAsker.browser_hash == _hash(browser),
            SignInLink.expires_at > now,
            SignInLink.used_at.is_(None) | (SignInLink.used_at > now - SECOND_PRESS),
        )
    )
    counted = session.execute(
        sa.update(SignInAsker)
        .where(SignInAsker.id.in_(ours), SignInAsker.code_tries < TRIES)
        .values(code_tries=SignInAsker.code_tries + 1)
        .returning(SignInAsker.link_id, SignInAsker.code_tries)
        .execution_options(synchronize_session=False)
    ).all()
    for link_id, _tries in counted:
        link = session.get_one(SignInLink, link_id)
        if fits(link_code(link, secret_key), typed):
            return link
    raise WrongCode(is_over=all(tries >= TRIES for _link_id, tries in counted))


def confirm_link(
    session: Session, token: str, *, browser: str = "", comes_back: bool = False
) -> Member:
    """Use up a link and return its member, made now if new; raises `LinkUnusable`.

    A newcomer is called and takes part as was registered in that browser for this very link; of a
    member nothing is changed. It invalidates every other unused link of the address. Of two
    concurrent presses, one succeeds. A member who has left gets in only with `comes_back`.
    """
    link = find_link(session, token)
    asker = asker_of(link, browser)
    if asker is None:
        raise LinkUnusable("elsewhere")
    unused = session.scalars(
        sa.select(SignInLink)
        .where(SignInLink.email == link.email, SignInLink.used_at.is_(None))
        .order_by(SignInLink.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if link not in unused:
        raise LinkUnusable("used")
    for other in unused:
        other.used_at = clock.now()
        if other is not link:
            cancel_mails(session, f"sign_in_link:{other.id}", {MailKind.SIGN_IN_LINK})
    member = find_by_current_address(session, link.email)
    if member is None and find_member(session, link.email):
        raise LinkUnusable("earlier")
    if member is None:
        member = find_or_create_member(session, link.programme, link.email, asker.name)
        choose_first_roles(session, link.programme, member, asker.roles)
    if member.left_at is not None and not comes_back:
        raise LinkUnusable("left")
    member.left_at = None
    # A mail got through, whatever the server said of the address before.
    member.forget_refusal()
    if is_newcomer(session, member):
        owe_mail(session, link.programme_id, MailKind.WELCOME, f"member:{member.id}", member)
    session.flush()
    return member


def end_links_of(session: Session, member: Member) -> None:
    """Make every unused link to a member's address worth nothing."""
    session.execute(
        sa.update(SignInLink)
        .where(SignInLink.email == member.email, SignInLink.used_at.is_(None))
        .values(used_at=clock.now())
    )


def _derive_token(nonce: str, secret_key: str) -> str:
    message = f"sign-in link {nonce}".encode()
    return hmac.new(secret_key.encode(), message, hashlib.sha256).hexdigest()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
