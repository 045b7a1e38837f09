"""Where a page may send a person next: only to another page of this site."""

from urllib.parse import urlsplit

from flask import current_app, url_for


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


def own_page() -> str:
    """Return where a member finds what is theirs."""
    return url_for("members.me") if "members.me" in current_app.view_functions else "/me"


def profile_page() -> str:
    """Return where a member says who they are."""
    return url_for("profiles.edit") if "profiles.edit" in current_app.view_functions else "/profile"
