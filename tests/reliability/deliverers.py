"""Two delivery processes side by side, killed at random as by `kill -9` and started again.

Ends when both have ended by themselves, and prints as JSON how the processes ended.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from random import Random
from typing import Any

from jobs import deliver_mail
from tests.jobs.launcher import collect, start

ORDER: dict[str, Any] = {"arguments": [], "kill_after": None}
WORKERS = 2
SHORTEST, LONGEST = 0.05, 0.6
"""Seconds between two kills."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Deliver with so many kills at most, at moments that follow from a seed."""
    kills, seed = map(int, arguments or ())
    random = Random(seed)
    workers = [start(deliver_mail, ORDER) for _ in range(WORKERS)]
    ended: list[tuple[int, str, str]] = []
    next_kill = time.monotonic() + random.uniform(SHORTEST, LONGEST)
    while workers:
        time.sleep(0.005)
        for worker in list(workers):
            if os.waitid(os.P_PID, worker[0], os.WEXITED | os.WNOHANG | os.WNOWAIT):
                workers.remove(worker)
                ended.append(collect(*worker))
        if kills and workers and time.monotonic() >= next_kill:
            victim = workers.pop(random.randrange(len(workers)))
            os.kill(victim[0], signal.SIGKILL)
            ended.append(collect(*victim))
            kills -= ended[-1][0] == -signal.SIGKILL
            workers.append(start(deliver_mail, ORDER))
            next_kill = time.monotonic() + random.uniform(SHORTEST, LONGEST)
    json.dump(ended, sys.stdout)
    return 0
