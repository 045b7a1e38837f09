"""Going back in time with the process's clock, and returning to the present."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from matchmaker import clock


@contextmanager
def in_the_past() -> Iterator[Callable[[datetime], None]]:
    """Yield what sets the clock to a moment; afterwards it shows the present again."""
    moved = timedelta(0)

    def go_to(moment: datetime) -> None:
        nonlocal moved
        step = moment - clock.now()
        clock.let_time_pass(step)
        moved += step

    try:
        yield go_to
    finally:
        clock.let_time_pass(-moved)
