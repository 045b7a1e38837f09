"""The links at the top of every page: what they are depends on who is signed in."""

from dataclasses import dataclass

from flask import request, url_for

from matchmaker.web.current_member import is_coordinator, is_signed_in

Links = tuple[tuple[str, str], ...]

VISITOR: Links = (
    ("How it works", "home.how_it_works"),
    ("Sign in", "sign_in.request"),
    ("Register", "registration.register"),
)
MEMBER: Links = (
    ("My page", "members.me"),
    ("Profile", "profiles.edit"),
    ("My data", "own_data.show"),
)
COORDINATOR: Links = (
    ("Rounds", "rounds.index"),
    ("People", "people.index"),
    ("Coffee chats", "coffee_rounds.index"),
    ("Mails", "mails.failed"),
    ("Coordinators", "coordinators.index"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One link; `current` is "page" on the page it leads to, "true" elsewhere in that part."""

    label: str
    url: str
    current: str


def navigation() -> list[Entry]:
    """Return the links for this visitor, member or coordinator."""
    links = VISITOR
    if is_signed_in():
        links = MEMBER + COORDINATOR if is_coordinator() else MEMBER
    return [Entry(label, url_for(endpoint), _current(endpoint)) for label, endpoint in links]


def _current(endpoint: str) -> str:
    if request.endpoint == endpoint:
        return "page"
    part = endpoint.partition(".")[0]
    return "true" if request.blueprint == part and part != "home" else ""
