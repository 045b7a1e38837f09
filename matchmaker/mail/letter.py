"""A letter before it is a message: what a person reads, and nothing of how it travels."""

from dataclasses import dataclass

from flask_mail import Attachment

from matchmaker.models import Refusable


@dataclass(frozen=True, slots=True)
class OptOut:
    """What a reader may say that they want no more of."""

    question: str
    wish: str
    """The subject of a mail that says so."""
    refuses: Refusable | None = None
    """What one click refuses; None where it is the profile that says so."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one person. `opt_out_urls` are set where the mail can be opted out of.

    `secrets` are parts of the text that are sent but never stored.
    """

    subject: str
    text: str
    html: str
    sender_name: str
    language: str
    recipient_name: str = ""
    attachments: tuple[Attachment, ...] = ()
    invitation: Attachment | None = None
    """A calendar file that is the letter itself, as mail programs read it, not an attachment."""
    opt_out_urls: tuple[str, ...] = ()
    opts_out_by_one_click: bool = False
    """Whether the first of `opt_out_urls` takes the click of a mail program (RFC 8058)."""
    secrets: tuple[str, ...] = ()
    reply_to: tuple[tuple[str, str], ...] = ()
    """Names and addresses of those whom an answer is for; empty where it is for us."""


class NoLongerTrue(Exception):
    """What the letter would tell has been overtaken; it is cancelled, and says why."""
