"""The delivery job on a machine whose clock is ahead."""

from collections.abc import Sequence
from datetime import timedelta

from jobs import deliver_mail
from matchmaker.clock import let_time_pass


def main(arguments: Sequence[str] | None = None) -> int:
    """Deliver, so many minutes ahead of everybody else."""
    [minutes] = arguments or ()
    let_time_pass(timedelta(minutes=int(minutes)))
    return deliver_mail.main([])
