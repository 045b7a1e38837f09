"""Entries of the log as phrases: what was done, to whom, and what somebody typed."""

from collections.abc import Mapping
from typing import Final

from matchmaker.messages import gettext as _
from matchmaker.messages import lazy_gettext, lazy_pgettext
from matchmaker.models import ChangeKind, StatusChange

_PHRASES: Final = {
    ChangeKind.STATE: "",
    ChangeKind.LOCK: lazy_gettext("lock of %(mentee)s with %(mentor)s"),
    ChangeKind.BAN: lazy_gettext("ban of %(mentee)s with %(mentor)s"),
    ChangeKind.LOCK_LIFTED: lazy_gettext("lifted: lock of %(mentee)s with %(mentor)s"),
    ChangeKind.BAN_LIFTED: lazy_gettext("lifted: ban of %(mentee)s with %(mentor)s"),
    ChangeKind.OBJECTIVE: lazy_gettext("objective: %(old)s to %(new)s"),
    ChangeKind.SOLVED_AGAIN: lazy_gettext("solved again"),
    ChangeKind.MET: lazy_gettext("we met"),
    ChangeKind.LEFT: lazy_gettext("left the programme"),
    ChangeKind.MENTEE_AWAY: lazy_gettext("overtaken: the mentee is away"),
    ChangeKind.MENTOR_AWAY: lazy_gettext("overtaken: the mentor is away"),
    ChangeKind.NO_PLACE: lazy_gettext("overtaken: the mentor has no place left"),
    ChangeKind.UNREACHABLE: lazy_gettext("mail to one of the two is refused"),
    ChangeKind.FORBIDDEN: lazy_gettext("overtaken: the two may not be paired any more"),
}
_OBJECTIVES: Final = {
    "coverage": lazy_pgettext("a way to match", "coverage"),
    "best_score": lazy_pgettext("a way to match", "best_score"),
    "fair": lazy_pgettext("a way to match", "fair"),
}

WITHDRAWN_BY_MENTEE: Final = "withdrawn by the mentee"
"""What the log holds as a reason though nobody typed it."""
_WITHDRAWN_BY_MENTEE: Final = lazy_gettext("withdrawn by the mentee")


def change_words(change: StatusChange, names: Mapping[int, str] | None = None) -> str:
    """Return what an entry tells beyond its states, with names by id; often nothing."""
    names = names or {}
    phrase = _PHRASES[change.kind] % {
        "mentee": names.get(change.mentee_id or 0) or _("somebody"),
        "mentor": names.get(change.mentor_id or 0) or _("somebody"),
        "old": _OBJECTIVES.get(change.old_objective or "", ""),
        "new": _OBJECTIVES.get(change.new_objective or "", ""),
    }
    is_ours = change.reason == WITHDRAWN_BY_MENTEE
    reason = str(_WITHDRAWN_BY_MENTEE) if is_ours else change.reason
    if phrase and reason:
        return _("%(what)s: %(reason)s", what=phrase, reason=reason)
    return phrase or reason
