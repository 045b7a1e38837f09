"""Signing in by a mailed link."""

from tests.journey.person import Person
from tests.journey.site import Site


def sign_in_by_mail(site: Site, person: Person, address: str) -> None:
    """Open the mailed link, twice as a mail scanner would have, and press its button."""
    link = site.newest_link_to(address, "/sign-in/link/")
    person.open(link)
    person.open(link)
    person.press("Sign in")
    assert person.status == 200


def signed_in(site: Site, person: Person, address: str) -> Person:
    """Sign somebody in by a mailed link."""
    person.open("/sign-in")
    person.fill("Work e-mail", address)
    person.press("Mail me a link")
    sign_in_by_mail(site, person, address)
    return person
