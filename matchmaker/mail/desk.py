"""Where a letter is written: what every letter needs to know, and how its templates are filled."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

import css_inline
from flask_mail import Attachment
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from sqlalchemy.orm import Session

from config import Settings
from matchmaker import messages
from matchmaker.addresses import mail_link
from matchmaker.mail import dates
from matchmaker.mail.cleaning import one_line, several_lines
from matchmaker.mail.letter import Letter, NoLongerTrue, OptOut
from matchmaker.models import UNNAMED, AddressChange, Match, Member, OutboxMail, Programme, Round
from matchmaker.services.addresses.known import find_by_current_address
from matchmaker.services.matches.promise import Outlook, Promise, outlook_of, promise_to
from matchmaker.services.outbox.refusing import RefusalLink, refusal_token
from matchmaker.services.profiles.card import Side, person_card
from matchmaker.services.programme.programmes import coordinators_to_tell
from matchmaker.services.questions.kinds import QuestionKind
from matchmaker.services.questions.links import link_to, question_token

PLAIN_MARKS: Final = str.maketrans("’‘“”", "''\"\"")
TEMPLATES: Final = Path(__file__).resolve().parent.parent / "templates"


@dataclass(frozen=True)
class Desk:
    """One outbox row to be answered with a letter; reads the database, changes nothing."""

    session: Session
    row: OutboxMail
    settings: Settings
    outlooks: dict[int, Outlook] = field(default_factory=dict)
    """What each programme promises, shared by letters that are written together."""
    tokens: list[str] = field(default_factory=list)
    """Of the questions that this letter asks: they are sent, and never stored."""

    @cached_property
    def programme(self) -> Programme:
        """The programme that writes."""
        return self.row.programme

    @cached_property
    def reader(self) -> Member:
        """The member who is written to. Raises `NoLongerTrue` if they have left."""
        if self.row.member is None or self.row.member.left_at is not None:
            raise NoLongerTrue("the recipient has left the programme")
        return self.row.member

    @cached_property
    def known_member(self) -> Member | None:
        """The member behind the address, if there is one; also where it is to be theirs."""
        if change_id := self.row.payload.get("change_id"):
            change = self.session.get(AddressChange, change_id)
            return change.member if change else None
        return self.row.member or find_by_current_address(self.session, self.row.recipient)

    @cached_property
    def promise(self) -> Promise:
        """What the reader may be promised of the next rounds."""
        outlook = self.outlooks.get(self.programme.id)
        if outlook is None:
            outlook = self.outlooks[self.programme.id] = outlook_of(self.session, self.programme)
        return promise_to(self.session, self.programme, self.reader, outlook)

    @cached_property
    def match(self) -> Match:
        """The match that the letter is about."""
        return self.session.get_one(Match, self.row.payload["match_id"])

    @cached_property
    def round(self) -> Round:
        """The round that the letter is about."""
        return self.session.get_one(Round, self.row.payload["round_id"])

    @cached_property
    def contact(self) -> str:
        """Whom to ask: the address of the settings, or the first coordinator's; may be empty."""
        if self.settings.contact_email:
            return self.settings.contact_email
        return next(
            (member.email for member in coordinators_to_tell(self.session, self.programme)), ""
        )

    @cached_property
    def zone(self) -> ZoneInfo:
        """The reader's time zone; the programme's while they have stated none."""
        return dates.zone_of(self.known_member, self.programme.time_zone)

    def url(self, path: str) -> str:
        """Return the full address of one of our pages."""
        return self.settings.base_url + path

    def question_url(self, kind: QuestionKind, subject_id: int) -> str:
        """Return the address at which the reader answers a question, for this mail alone.

        Raises `NoLongerTrue` if there is nothing to answer.
        """
        link = link_to(self.session, kind, subject_id, self.reader, self.row.created_at)
        if link is None:
            raise NoLongerTrue("the question is answered, or no question any more")
        token = question_token(link, self.settings.secret_key)
        self.tokens.append(token)
        return self.url(f"/answer/{token}")

    def moment(self, moment: datetime) -> str:
        """Return a moment in words, in the reader's time zone."""
        return dates.name_moment(moment, self.zone)

    def day(self, day: date) -> str:
        """Return a day in words."""
        return messages.format_weekday(day)

    def write(
        self,
        *,
        greeting_name: str | None = None,
        template: str = "",
        attachments: tuple[Attachment, ...] = (),
        invitation: Attachment | None = None,
        opt_out: OptOut | None = None,
        secrets: tuple[str, ...] = (),
        reply_to: Iterable[Member] = (),
        **facts: Any,
    ) -> Letter:
        """Fill the three templates of this kind, or of `template`.

        A fact that a template lacks is an error.
        """
        name = self.reader.name if greeting_name is None else greeting_name
        token = self._refusal_token(opt_out)
        refusal_url = self.url(f"/unsubscribe/{token}") if token else ""
        context = {
            "greeting_name": one_line(name),
            "programme": one_line(self.programme.name),
            "contact": self.contact,
            "base_url": self.settings.base_url,
            "home": self.url("/"),
            "opt_out": opt_out,
            "refusal_url": refusal_url,
            **facts,
        }
        folder = f"mail/{template or self.row.kind.value}"
        templates = load_templates()
        page = templates.get_template(f"{folder}/body.html").render(context)
        text = templates.get_template(f"{folder}/body.txt").render(context)
        return Letter(
            subject=one_line(templates.get_template(f"{folder}/subject.txt").render(context)),
            text=_tidy(text),
            html=load_inliner().inline(page).strip() + "\n",
            sender_name=self.settings.mail_from_name or self.programme.name,
            language=messages.language(),
            recipient_name=name,
            attachments=attachments,
            invitation=invitation,
            opt_out_urls=self._opt_out_urls(opt_out, refusal_url) if opt_out else (),
            # The click of a mail program is for addresses with https alone.
            opts_out_by_one_click=bool(token) and self.settings.is_https,
            secrets=(*secrets, *([token] if token else []), *self.tokens),
            reply_to=tuple(
                (name_of(member), member.email) for member in reply_to if member.left_at is None
            ),
        )

    def _refusal_token(self, opt_out: OptOut | None) -> str:
        """Return what the address carries by which one click refuses such mails, if one does."""
        if opt_out is None or opt_out.refuses is None:
            return ""
        link = RefusalLink(opt_out.refuses, self.programme.id, self.reader.id)
        return refusal_token(link, self.settings.secret_key)

    def _opt_out_urls(self, opt_out: OptOut, refusal_url: str) -> tuple[str, ...]:
        """Return where a reader can say that they want no more of these: a page, and a person.

        Where one click does it, that page comes first; otherwise it is the profile, and last.
        """
        page = quote(refusal_url or self.url("/profile"), safe=":/?#[]@!$&'()*+,;=%")
        if not self.contact:
            return (page,)
        subject = quote(f"{opt_out.wish} ({self.row.recipient})")
        person = f"{mail_link(self.contact)}?subject={subject}"
        return (page, person) if refusal_url else (person, page)


def name_of(member: Member) -> str:
    """Return what a member is called, as one clean line; never an address."""
    return one_line(member.greeting_name) or str(UNNAMED)


def plain(text: str) -> str:
    """Return a text with the quotation marks of a typewriter, as in letters without markup."""
    return text.translate(PLAIN_MARKS)


def facts_of(member: Member, side: Side) -> dict[str, str]:
    """Return what a letter says of somebody, each on one clean line."""
    card = person_card(member, side)
    return {
        "name": name_of(member),
        "email": card.email,
        "job_title": one_line(card.job_title),
        "department": one_line(card.department),
        "location": one_line(card.location),
        "languages": messages.format_list(card.languages, "listing"),
    }


@cache
def load_templates() -> Environment:
    """Return the environment of the letters: strict, since a hole in a letter is a fault."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"], default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        auto_reload=False,
    )
    environment.filters.update(
        one_line=one_line, several_lines=several_lines, plain=plain, mail_link=mail_link
    )
    messages.install(environment)
    return environment


@cache
def load_inliner() -> css_inline.CSSInliner:
    """Return the tool that moves our styles to their elements; it never fetches anything."""
    return css_inline.CSSInliner(
        load_remote_stylesheets=False, keep_style_tags=False, keep_at_rules=False
    )


def _tidy(text: str) -> str:
    """Return text without blanks at line ends and with at most one empty line at a time."""
    lines: list[str] = []
    for line in (line.rstrip() for line in text.strip().splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"
