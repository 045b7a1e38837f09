"""The mail with which a mentee invites somebody to mentor; they send it themself."""

from dataclasses import dataclass

from flask import current_app, url_for

from config import Settings
from matchmaker.addresses import draft_link
from matchmaker.messages import gettext as _
from matchmaker.models import Member, Programme
from matchmaker.services.profiles.gaps import Gap
from matchmaker.services.wording.reasons import term_name
from matchmaker.taxonomy import load_taxonomy


@dataclass(frozen=True, slots=True)
class Invitation:
    """A draft; `link` opens it in the reader's own mail program."""

    subject: str
    text: str

    @property
    def link(self) -> str:
        """A mail to nobody yet: whom to write to is the sender's own choice."""
        return draft_link(self.subject, self.text)


def invitation_to_mentor(programme: Programme, member: Member, gaps: tuple[Gap, ...]) -> Invitation:
    """Draft the mail; it names the gap that matters most, and no other."""
    settings: Settings = current_app.config["SETTINGS"]
    top = next((gap for gap in gaps if gap.size), None)
    wish = (
        _(
            "I am looking for a mentor in %(programme)s, if possible somebody strong in %(skill)s.",
            programme=programme.name,
            skill=term_name(load_taxonomy().skills, top.skill),
        )
        if top
        else _("I am looking for a mentor in %(programme)s.", programme=programme.name)
    )
    parts = (
        _("Hello,"),
        wish + " " + _("Would you like to mentor, or do you know somebody who would?"),
        _(
            "You decide how many people you mentor, and you are always asked before you are "
            "introduced to anybody. Registering takes five minutes:"
        )
        + "\n"
        + settings.base_url
        + url_for("registration.register"),
        _("Thank you,") + "\n" + member.greeting_name,
    )
    return Invitation(
        _("Would you mentor in %(programme)s?", programme=programme.name), "\n\n".join(parts)
    )
