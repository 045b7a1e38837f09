"""Where a page may send a person next: only to another page of this site."""

from typing import Final
from urllib.parse import urlsplit

LONGEST_KEPT: Final = 1_500


def local_path(target: str) -> str:
    """Return a path of this site as it is, and anything else as an empty string.

    Browsers drop control characters and read a backslash as a slash, so both are refused; so are
    empty parts and encoded backslashes, which some proxy in front might fold. It is kept in a
    cookie while somebody signs in: none of our addresses is long, and browsers drop a long cookie.
    """
    if len(target) > LONGEST_KEPT:
        return ""
    path = target.partition("?")[0]
    if not path.startswith("/") or "//" in path or "%5c" in path.lower() or "\\" in target:
        return ""
    if any(character < " " or character == "\x7f" for character in target):
        return ""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return ""
    return target
