"""A letter as the bytes of a mail message: the same row gives the same bytes, always.

The standard library refolds long headers by decoding and encoding them again, and older versions
write a line break that was hidden in an encoded word. So every header is made here, from clean
text, folded once, checked, and written as it is.
"""

import hashlib
import re
from datetime import datetime
from email import policy
from email.charset import QP, Charset
from email.encoders import encode_base64
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime
from typing import Final

from flask_mail import Attachment, Message

from config import Settings
from matchmaker.mail.cleaning import one_line
from matchmaker.mail.letter import Letter
from matchmaker.models import OutboxMail

LONGEST_NAME: Final = 80
_ENCODED_WORDS_LINE: Final = 72
_SAFE_HEADER: Final = re.compile(r"[\x20-\x7e]+(\r\n [\x20-\x7e]+)*")
_BARE_ADDRESS: Final = re.compile(r"[!-;=?-~]+@[!-;=?-~]+")
_ATOMS: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/^_`{|}~ -]*")
_PRINTABLE: Final = re.compile(r"[\x20-\x7e]*")


class AsWritten(policy.Compat32):
    """Writes headers as they are, and neither reads them nor folds them again."""

    mangle_from_ = False

    def fold(self, name: str, value: str) -> str:
        """Return one header, its lines ended as on the wire."""
        return f"{name}: {self.linesep.join(value.splitlines())}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return the same as bytes."""
        return self.fold(name, value).encode("ascii")


AS_WRITTEN: Final = AsWritten(linesep="\r\n")


class UncleanHeader(ValueError):
    """A header would not be what it should be; the message is not made."""


class LetterMessage(Message):
    """Flask-Mail's message, with parts and headers that are the same at every attempt."""

    def __init__(self, letter: Letter, row: OutboxMail, settings: Settings) -> None:
        super().__init__(
            subject=one_line(letter.subject),
            recipients=[row.recipient],
            body=letter.text,
            html=letter.html,
            sender=settings.mail_from,
            attachments=list(letter.attachments),
        )
        self.invitation = letter.invitation
        self.header_lines = _headers(letter, row, settings)
        self.message_id = row.message_id
        self.boundary = hashlib.sha256(row.message_id.encode()).hexdigest()[:32]
        self.finished: bytes = self._message().as_bytes()

    def as_bytes(self) -> bytes:
        """Return what goes over the wire, made once."""
        return self.finished

    def _message(self) -> MIMEBase:
        """Build text, HTML and an invitation as alternatives, and attachments after them."""
        body: MIMEBase = MIMEMultipart("alternative", boundary=f"=_alt_{self.boundary}")
        body.attach(_text_part(self.body or "", "plain"))
        body.attach(_text_part(self.html or "", "html"))
        if self.invitation:
            body.attach(_encoded_part(self.invitation))
        if self.attachments:
            alternative = body
            body = MIMEMultipart("mixed", boundary=f"=_mix_{self.boundary}")
            body.attach(alternative)
            for attachment in self.attachments:
                body.attach(_attached_part(attachment))
        for name, value in self.header_lines:
            if not _SAFE_HEADER.fullmatch(value):
                raise UncleanHeader(f"{name}: {value!r}")
            body[name] = value
        body.policy = AS_WRITTEN
        return body


def sender_domain(settings: Settings) -> str:
    """Return the domain that stands in our Message-IDs and in the UIDs of meetings."""
    return settings.mail_from.rpartition("@")[2]


def is_address(text: str) -> bool:
    """Whether the text is one bare address that may stand in a header."""
    return _BARE_ADDRESS.fullmatch(text) is not None


def text_header(text: str, name: str) -> str:
    """Return text as the value of an unstructured header, folded; encoded where it has to be."""
    line = one_line(text)
    if _PRINTABLE.fullmatch(line) and "=?" not in line and len(name) + 2 + len(line) <= 78:
        return line
    return _encoded_words(line, name)


def address_header(display_name: str, address: str, name: str) -> str:
    """Return `display_name <address>` as the value of an address header. Raises `UncleanHeader`."""
    if not is_address(address):
        raise UncleanHeader(f"{name}: {address!r}")
    shown = one_line(display_name, LONGEST_NAME)
    if not shown:
        return address
    if not _PRINTABLE.fullmatch(shown) or "=?" in shown:
        phrase = _encoded_words(shown, name)
    elif _ATOMS.fullmatch(shown):
        phrase = shown
    else:
        phrase = '"' + re.sub(r'(["\\])', r"\\\1", shown) + '"'
    separator = "\r\n " if "\r\n" in phrase or len(name + phrase + address) > 72 else " "
    return f"{phrase}{separator}<{address}>"


def _headers(letter: Letter, row: OutboxMail, settings: Settings) -> list[tuple[str, str]]:
    headers = [
        ("From", address_header(letter.sender_name, settings.mail_from, "From")),
        ("To", address_header(letter.recipient_name, row.recipient, "To")),
        ("Subject", text_header(letter.subject, "Subject")),
        ("Date", _date(row.created_at)),
        ("Message-ID", row.message_id),
        ("Auto-Submitted", "auto-generated"),
        # Exchange and Outlook go by this one: no out-of-office answers, no receipts.
        ("X-Auto-Response-Suppress", "All"),
        ("Content-Language", letter.language),
    ]
    answer_to = [each for each in letter.reply_to if is_address(each[1])]
    if answer_to:
        addresses = ",\r\n ".join(address_header(*each, "Reply-To") for each in answer_to)
        headers.append(("Reply-To", addresses))
    if letter.opt_out_urls:
        addresses = ",\r\n ".join(f"<{url}>" for url in letter.opt_out_urls)
        headers.append(("List-Unsubscribe", addresses))
    if letter.opts_out_by_one_click:
        headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return headers


def _date(moment: datetime) -> str:
    return format_datetime(moment.replace(microsecond=0))


def _encoded_words(line: str, name: str) -> str:
    header = Header(line, "utf-8", maxlinelen=_ENCODED_WORDS_LINE, header_name=name)
    return header.encode(linesep="\r\n")


def _text_part(text: str, subtype: str) -> MIMEText:
    charset = Charset("utf-8")
    charset.body_encoding = QP
    return MIMEText(text, subtype, charset)  # type: ignore[arg-type]


def _attached_part(attachment: Attachment) -> MIMEBase:
    """Build one attachment; its name and type are ours, never what somebody typed."""
    part = _encoded_part(attachment)
    part.add_header("Content-Disposition", "attachment", filename=attachment.filename)
    return part


def _encoded_part(file: Attachment) -> MIMEBase:
    main, _, sub = file.content_type.partition("/")
    part = MIMEBase(main, sub)
    part.set_payload(file.data)
    encode_base64(part)
    return part
