"""What making one person of two members would do, in plain words, before it is done.

Whom somebody would rather not meet is told of in general: coordinators do not see it.
"""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.messages import format_list, ngettext
from matchmaker.messages import gettext as _
from matchmaker.models import (
    LIVE_MATCH,
    CoffeeGroupMember,
    Coordinator,
    Match,
    MatchStatus,
    Member,
    Programme,
)
from matchmaker.services.profiles.values import ROLES
from matchmaker.services.programme.programmes import participation_of
from matchmaker.services.wording.codes import as_words


def preview_merge(
    session: Session, programme: Programme, kept: Member, other: Member
) -> list[tuple[str, str]]:
    """Return what becomes of each thing, as pairs of what it is and a sentence."""
    parts = [participation_of(session, programme, each) for each in (kept, other)]
    roles = [role for role in ROLES if any(getattr(part, f"is_{role}") for part in parts)]
    waited = max(part.rounds_waited for part in parts)
    return [
        (
            _("Addresses"),
            _(
                "Mails and sign-in links go to %(kept)s. %(other)s is still known as theirs, but "
                "nobody can sign in with it. Both addresses are told.",
                kept=kept.email,
                other=other.email,
            ),
        ),
        (
            _("Profile"),
            _("The one that you choose below; what it leaves blank is taken from the other."),
        ),
        (
            _("Takes part as"),
            format_list((as_words(role) for role in roles), "listing") or _("nothing yet"),
        ),
        (_("Matches"), _matches(session, kept, other)),
        (_("Coffee chats"), _chats(session, other)),
        (
            _("Waiting time"),
            ngettext(
                "The longer one counts: one round.",
                "The longer one counts: %(num)s rounds.",
                waited,
            )
            if waited
            else _("Neither has waited a round."),
        ),
        (
            _("Wishes and reporting lines"),
            _("What either said of others, and what others said of either, holds for the person."),
        ),
        (_("Mails that wait"), _("They go to %(kept)s.", kept=kept.email)),
        (
            _("Signing in"),
            _("Whoever is signed in by the entry that goes is signed out.")
            if not _runs_a_programme(session, kept)
            else _(
                "Whoever is signed in by the entry that goes is signed out, and what the "
                "organisation’s sign-in knew of it is forgotten, since the person runs the "
                "programme."
            ),
        ),
        (
            _("Past rounds"),
            _("Their numbers stay. Where both took part in one round, it shows both, by one name."),
        ),
    ]


def _matches(session: Session, kept: Member, other: Member) -> str:
    theirs = sa.select(sa.func.count(Match.id)).where(
        Match.with_member(other), Match.status != MatchStatus.PROPOSED
    )
    total = session.scalar(theirs) or 0
    among = session.scalar(theirs.where(Match.with_member(kept))) or 0
    live = session.scalar(theirs.where(Match.status.in_(LIVE_MATCH))) or 0
    if not total:
        return _("The entry that goes has none.")
    sentences = [
        ngettext(
            "One match of the entry that goes, open or past, goes over.",
            "%(num)s matches of the entry that goes, open or past, go over.",
            total - among,
        )
    ]
    if live:
        sentences.append(
            ngettext("One of them is open now.", "%(num)s of them are open now.", live)
        )
    if among:
        sentences.append(
            ngettext(
                "One past match of the two with each other is forgotten.",
                "%(num)s past matches of the two with each other are forgotten.",
                among,
            )
        )
    return " ".join(sentences)


def _chats(session: Session, other: Member) -> str:
    theirs = sa.select(sa.func.count(CoffeeGroupMember.group_id)).filter_by(member_id=other.id)
    number = session.scalar(theirs) or 0
    if not number:
        return _("The entry that goes had none.")
    return ngettext(
        "One chat of the entry that goes counts as the person’s.",
        "%(num)s chats of the entry that goes count as the person’s.",
        number,
    )


def _runs_a_programme(session: Session, member: Member) -> bool:
    query = sa.select(Coordinator.id).filter_by(member_id=member.id).limit(1)
    return session.scalar(query) is not None
