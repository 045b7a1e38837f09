"""What one run of the delivery did."""

from dataclasses import dataclass

from matchmaker.models import MailStatus


@dataclass
class DeliveryReport:
    """Numbers of mails, and lines for an operator, which are empty where all is well."""

    sent: int = 0
    delayed: int = 0
    failed: int = 0
    cancelled: int = 0
    waiting: int = 0
    trouble: str = ""
    """The server could not be reached; nothing is lost and the next run tries again."""
    fault: str = ""
    """The server refuses us; mails wait until that is mended."""
    slowed: str = ""
    """The server takes no more at present."""
    has_more: bool = False
    """Whether the run was asked to end, or came to its limit, while there was more to do."""

    @property
    def did_something(self) -> bool:
        """Whether a mail changed its state or the server was in the way."""
        numbers = self.sent + self.delayed + self.failed + self.cancelled
        return bool(numbers or self.trouble or self.fault or self.slowed)

    def count(self, status: MailStatus | None) -> None:
        """Count what became of a delayed mail; None: another deliverer has it."""
        self.delayed += status == MailStatus.PENDING
        self.failed += status == MailStatus.FAILED
        self.cancelled += status == MailStatus.CANCELLED
