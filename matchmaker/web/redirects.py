"""Where a page may send a person next: only to another page of this site."""

from urllib.parse import urlsplit


def local_path(target: str) -> str:
    """Return a path of this site as it is, and anything else as an empty string.

    Browsers drop control characters and read a backslash as a slash, so both are refused.
    """
    if not target.startswith("/") or "\\" in target:
        return ""
    if any(character < " " or character == "\x7f" for character in target):
        return ""
    parts = urlsplit(target)
    if target.startswith("//") or parts.scheme or parts.netloc:
        return ""
    return target
