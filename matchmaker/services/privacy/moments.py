"""Moments as one's own data tells them."""

from datetime import UTC, datetime

from matchmaker.messages import format_moment
from matchmaker.messages import gettext as _


def said(moment: datetime | None) -> str:
    """Return a moment in words, in UTC; an empty string for none."""
    return _("%(moment)s UTC", moment=format_moment(moment, UTC)) if moment else ""
