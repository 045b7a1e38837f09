"""What the engine raises when its input cannot be meant."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

LockFault: TypeAlias = Literal["unknown_pair", "locked_twice", "forbidden", "too_many_locks"]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A lock that cannot be kept: of whom, with whom, and what stands against it."""

    fault: LockFault
    mentee_id: int | None = None
    mentor_id: int | None = None
    rule: str = ""
    """The code of the rule that forbids the pair."""
    locks: int = 0
    """How often the mentee, or how many mentees of the mentor, are locked."""
    places: int = 0


class InvalidInput(ValueError):
    """People, policy or graph contradict themselves; the message names the offender.

    Where a lock is the offender, `contradiction` holds the same facts as values.
    """

    def __init__(self, message: str, contradiction: Contradiction | None = None) -> None:
        self.contradiction = contradiction
        super().__init__(message)
