"""What is said when signing in through the organisation does not work, and what to do then."""

from dataclasses import dataclass
from typing import Final

from matchmaker.messages import lazy_gettext


@dataclass(frozen=True, slots=True)
class FaultWords:
    """A page about one way to fail; `operator` is for whoever can change a setting."""

    status: int
    title: str
    text: str
    operator: str = ""


FAULTS: Final[dict[str, FaultWords]] = {
    "unreachable": FaultWords(
        503,
        lazy_gettext("Your organisation’s sign-in does not answer"),
        lazy_gettext(
            "It could not be reached just now. Nothing is lost; try again in a few minutes."
        ),
    ),
    "denied": FaultWords(
        403,
        lazy_gettext("You did not sign in"),
        lazy_gettext(
            "Your organisation’s sign-in was cancelled, or it does not let you use matchmaker. Try "
            "again; if it happens again, ask whoever runs your organisation’s sign-in."
        ),
    ),
    "stale": FaultWords(
        400,
        lazy_gettext("That took too long, or came from another visit"),
        lazy_gettext(
            "For your safety, a sign-in works only once, for an hour, in the browser in which it "
            "began. Nothing was changed; begin again."
        ),
    ),
    "untrusted": FaultWords(
        502,
        lazy_gettext("We could not check your organisation’s answer"),
        lazy_gettext(
            "It did not look right, so nobody was signed in. Try again; if it happens again, "
            "tell the coordinator."
        ),
    ),
    "no_address": FaultWords(
        403,
        lazy_gettext("Your organisation did not tell us your address"),
        lazy_gettext(
            "matchmaker knows people by their work e-mail address. Ask whoever runs your "
            "organisation’s sign-in to pass it on."
        ),
        lazy_gettext(
            "For whoever runs matchmaker: the setting OIDC_EMAIL_CLAIM names what tells the "
            "address; the log says what was told."
        ),
    ),
    "not_verified": FaultWords(
        403,
        lazy_gettext("Your e-mail address is not confirmed"),
        lazy_gettext(
            "Your organisation’s sign-in says that nobody has confirmed the address to be yours. "
            "Confirm it there, or ask whoever runs it to; then sign in again."
        ),
    ),
    "not_said": FaultWords(
        403,
        lazy_gettext("We could not tell that your address is yours"),
        lazy_gettext(
            "Your organisation’s sign-in does not say whether it is. You can do nothing about that "
            "yourself: show this page to the coordinator."
        ),
        lazy_gettext(
            "For whoever runs matchmaker: if your organisation alone gives out the addresses at "
            "your domain, name the domain in the setting OIDC_TRUSTED_DOMAINS."
        ),
    ),
    "tenant": FaultWords(
        403,
        lazy_gettext("You signed in with an account of another organisation"),
        lazy_gettext("Sign out there, then sign in with your account of the organisation here."),
        lazy_gettext(
            "For whoever runs matchmaker: the setting OIDC_TENANTS names who may sign in; the log "
            "says from where somebody came."
        ),
    ),
    "domain": FaultWords(
        403,
        lazy_gettext("This address cannot take part here"),
        lazy_gettext(
            "The programme is for other addresses. If you have another one, sign in with that; the "
            "coordinator can tell you more."
        ),
    ),
    "bound": FaultWords(
        409,
        lazy_gettext("This address belongs to somebody else here"),
        lazy_gettext(
            "Another account of your organisation has signed in with this address before. If that "
            "was you, ask the coordinator to sort it out."
        ),
    ),
    "earlier": FaultWords(
        409,
        lazy_gettext("This was a member’s address earlier"),
        lazy_gettext(
            "If it was yours, sign in with a link mailed to the address that you have here now. If "
            "it is yours only now, ask the coordinator to sort it out."
        ),
    ),
    "another": FaultWords(
        403,
        lazy_gettext("That did not confirm that it is you"),
        lazy_gettext(
            "You have to sign in there again, as the person who is signed in here. Nothing was "
            "changed; go back to the page that asked, and try again."
        ),
    ),
    "left": FaultWords(
        410,
        lazy_gettext("You have left the programme"),
        lazy_gettext("Come back whenever you like: one click, and you are a member again."),
    ),
}
