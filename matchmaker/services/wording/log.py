"""Entries of the log as phrases: what was done, to whom, and what somebody typed."""

from collections.abc import Mapping
from typing import Final

from matchmaker.models import ChangeKind, StatusChange

_PHRASES: Final = {
    ChangeKind.STATE: "",
    ChangeKind.LOCK: "lock of {mentee} with {mentor}",
    ChangeKind.BAN: "ban of {mentee} with {mentor}",
    ChangeKind.LOCK_LIFTED: "lifted: lock of {mentee} with {mentor}",
    ChangeKind.BAN_LIFTED: "lifted: ban of {mentee} with {mentor}",
    ChangeKind.OBJECTIVE: "objective: {old} to {new}",
    ChangeKind.SOLVED_AGAIN: "solved again",
    ChangeKind.MET: "we met",
    ChangeKind.LEFT: "left the programme",
    ChangeKind.MENTEE_AWAY: "overtaken: the mentee is away",
    ChangeKind.MENTOR_AWAY: "overtaken: the mentor is away",
    ChangeKind.NO_PLACE: "overtaken: the mentor has no place left",
    ChangeKind.FORBIDDEN: "overtaken: the two may not be paired any more",
}


def change_words(change: StatusChange, names: Mapping[int, str] | None = None) -> str:
    """Return what an entry tells beyond its states, with names by id; often nothing."""
    names = names or {}
    phrase = _PHRASES[change.kind].format(
        mentee=names.get(change.mentee_id or 0, "somebody"),
        mentor=names.get(change.mentor_id or 0, "somebody"),
        old=change.old_objective,
        new=change.new_objective,
    )
    return ": ".join(part for part in (phrase, change.reason) if part)
