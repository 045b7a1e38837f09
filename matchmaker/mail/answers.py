"""What the answers of one run say together: a single one may be about a recipient, or about us.

A server that refuses one recipient after another in words that are not about them, and takes
nothing in between, refuses us. One that takes the next mail has meant the recipient.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from matchmaker.mail.refusals import About, Wait

MOST_REFUSED: Final = 3
"""So many recipients in a row are not refused for their own sake."""
MOST_DELAYED: Final = 5
"""So many recipients in a row are not delayed for their own sake."""
MOST_UNKNOWN: Final = 5
"""So many recipients without one that is taken are not all unknown: the server knows nobody."""
LATELY: Final = timedelta(minutes=10)
"""A server that has taken a mail since then may refuse a single recipient at a run's end."""


@dataclass
class Answers:
    """The answers since the server took a mail last."""

    refused: dict[int, str] = field(default_factory=dict)
    """Recipients by mail."""
    is_said_of_us: bool = False
    delayed: set[str] = field(default_factory=set)
    answer: str = ""
    unknown: dict[int, str] = field(default_factory=dict)
    """Recipients, by mail, of whom it said that there is no such address."""

    def take(self) -> frozenset[int]:
        """The server took a mail; return which of those refused before are refused alone."""
        alone = frozenset(self.refused)
        self.refused.clear()
        self.delayed.clear()
        self.unknown.clear()
        self.is_said_of_us = False
        return alone

    def refuse(self, mail_id: int, recipient: str, about: About, answer: str) -> bool:
        """The server refused a mail, and not for its address; return whether it refuses us."""
        self.refused[mail_id] = recipient
        self.is_said_of_us |= about == About.US
        self.answer = answer
        return len(set(self.refused.values())) >= MOST_REFUSED

    def know_not(self, mail_id: int, recipient: str, answer: str) -> bool:
        """The server said that there is no such address; return whether it says so to all."""
        self.unknown[mail_id] = recipient
        self.answer = answer
        return len(set(self.unknown.values())) >= MOST_UNKNOWN

    @property
    def is_doubtful(self) -> bool:
        """Whether a run that ends here may have met a server that refuses us."""
        return self.is_said_of_us or len(set(self.refused.values())) > 1

    def delay(self, recipient: str, wait: Wait) -> bool:
        """The server delayed a mail; return whether it takes no more at present."""
        if wait == Wait.UNCLEAR:
            self.delayed.add(recipient)
        return wait == Wait.TOO_MANY or len(self.delayed) >= MOST_DELAYED
