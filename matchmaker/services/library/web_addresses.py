"""Addresses of pages elsewhere: which may be linked to, and what is left out of them. Pure."""

from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from matchmaker.messages import gettext as _

LONGEST_WEB_ADDRESS: Final = 500
SCHEMES: Final = ("http", "https")
_TRACKING: Final = frozenset(
    {"fbclid", "gclid", "dclid", "msclkid", "igshid", "mc_cid", "mc_eid", "_hsenc", "_hsmi"}
)
_OF_VIDEOS: Final = frozenset({"si", "feature"})
"""By these a site of videos follows who shared a link."""
_VIDEO_HOSTS: Final = ("youtu.be", "youtube.com", "www.youtube.com", "m.youtube.com")


class InvalidWebAddress(ValueError):
    """The text is no address that may be linked to; the message is a sentence for its author."""


def clean_web_address(text: str) -> str:
    """Return an address of the web without what follows its readers. Raises `InvalidWebAddress`.

    Examples
    --------
    >>> clean_web_address(" https://youtu.be/eT_u6Rp3tcs?si=abc&t=30 ")
    'https://youtu.be/eT_u6Rp3tcs?t=30'
    """
    text = text.strip()
    if len(text) > LONGEST_WEB_ADDRESS or not text.isprintable() or " " in text:
        raise InvalidWebAddress(_("Enter an address such as https://example.org/guide."))
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise InvalidWebAddress(_("Enter an address such as https://example.org/guide.")) from error
    if parts.scheme not in SCHEMES or not host or "\\" in text:
        raise InvalidWebAddress(
            _("Enter an address that begins with https:// or http://, and nothing else.")
        )
    if "@" in parts.netloc:
        raise InvalidWebAddress(_("Leave out names and passwords before the name of the site."))
    return urlunsplit(parts._replace(query=_without_tracking(parts.query, host)))


def _without_tracking(query: str, host: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    dropped = _TRACKING | (_OF_VIDEOS if host in _VIDEO_HOSTS else frozenset())
    kept = [each for each in pairs if each[0] not in dropped and not each[0].startswith("utm_")]
    # What is written in another way stays so where nothing is left out.
    return query if len(kept) == len(pairs) else urlencode(kept)
