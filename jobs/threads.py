"""The worker's threads: one a job that begins it every minute, some that hear what is asked."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from huey import Huey
from huey.exceptions import HueyException

from matchmaker.reach import Reach

MINUTE: Final = 60.0
SHORTEST_WAIT: Final = 0.1
LONGEST_WAIT: Final = 1.0
SECONDS_BEFORE_NEXT_TRY: Final = 5.0
log = logging.getLogger("matchmaker.worker")


class EveryMinute(threading.Thread):
    """Begins a job every minute, and never again before it has ended."""

    def __init__(
        self,
        job: str,
        work: Callable[[], None],
        stopping: threading.Event,
        seconds: float = MINUTE,
    ) -> None:
        super().__init__(name=job, daemon=True)
        self.work = work
        self.stopping = stopping
        self.seconds = seconds

    def run(self) -> None:
        """Work until somebody asks to stop."""
        while not self.stopping.is_set():
            begun = time.monotonic()
            self.work()
            self.stopping.wait(max(0.0, begun + self.seconds - time.monotonic()))


class Listener(threading.Thread):
    """Does what a commit asks for, as soon as the queue tells of it.

    While the queue is away, what it would have told is found by the minute's look.
    """

    def __init__(
        self, name: str, open_queue: Callable[[], Huey], reach: Reach, stopping: threading.Event
    ) -> None:
        super().__init__(name=name, daemon=True)
        self.open_queue = open_queue
        self.reach = reach
        self.stopping = stopping
        self._wait = SHORTEST_WAIT

    def run(self) -> None:
        """Listen until somebody asks to stop."""
        while not self.stopping.is_set():
            try:
                queue = self.open_queue()
                has_worked = _do_next(queue)
            except (HueyException, ValueError):
                log.warning("a task of another version was dropped; what it was about is found")
            except Exception as error:
                self.reach.lost(error)
                self.stopping.wait(SECONDS_BEFORE_NEXT_TRY)
            else:
                self.reach.found()
                if has_worked:
                    self._wait = SHORTEST_WAIT
                elif not queue.storage.blocking:
                    self._rest()

    def _rest(self) -> None:
        """Wait a little longer each time that nothing was asked."""
        self.stopping.wait(self._wait)
        self._wait = min(LONGEST_WAIT, 1.15 * self._wait)


def _do_next(queue: Huey) -> bool:
    task = queue.dequeue()
    if task is None:
        return False
    queue.execute(task)
    return True
