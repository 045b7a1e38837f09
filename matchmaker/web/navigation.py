"""The links at the top of every page: what they are depends on who is signed in."""

from dataclasses import dataclass

from flask import request, url_for

from matchmaker.extensions import db
from matchmaker.messages import lazy_gettext
from matchmaker.services.cases.open_cases import open_cases
from matchmaker.web.current_member import is_coordinator, is_signed_in, runs_programme
from matchmaker.web.current_programme import current_programme
from matchmaker.web.withheld import withheld_members

Links = tuple[tuple[str, str], ...]

VISITOR: Links = (
    (lazy_gettext("How it works"), "home.how_it_works"),
    (lazy_gettext("Sign in"), "sign_in.request"),
    (lazy_gettext("Register"), "registration.register"),
)
MEMBER: Links = (
    (lazy_gettext("My page"), "members.me"),
    (lazy_gettext("Library"), "library.index"),
    (lazy_gettext("Profile"), "profiles.edit"),
    (lazy_gettext("My data"), "own_data.show"),
)
COORDINATOR: Links = (
    (lazy_gettext("Needs attention"), "cases.index"),
    (lazy_gettext("Rounds"), "rounds.index"),
    (lazy_gettext("People"), "people.index"),
    (lazy_gettext("Coffee chats"), "coffee_rounds.index"),
    (lazy_gettext("Mails"), "mails.failed"),
    (lazy_gettext("Coordinators"), "coordinators.index"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One link; `current` is "page" on the page it leads to, "true" elsewhere in that part.

    `count` says how much waits there; 0 where nothing does, or nothing is counted.
    """

    label: str
    url: str
    current: str
    count: int = 0


def navigation() -> list[Entry]:
    """Return the links for this visitor, member or coordinator."""
    links = VISITOR
    if is_signed_in():
        links = MEMBER + COORDINATOR if runs_programme() else MEMBER
    return [
        Entry(label, url_for(endpoint), _current(endpoint), _count(endpoint))
        for label, endpoint in links
    ]


def _count(endpoint: str) -> int:
    if endpoint != "cases.index" or not is_coordinator():
        return 0
    return len(open_cases(db.session(), current_programme(), withheld_members()))


def _current(endpoint: str) -> str:
    if request.endpoint == endpoint:
        return "page"
    part = endpoint.partition(".")[0]
    return "true" if request.blueprint == part and part != "home" else ""
