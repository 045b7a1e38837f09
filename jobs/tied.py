"""Run a module as the part of another process, with which it ends, whatever ended that.

    python -m jobs.tied FD MODULE [argument ...]

The other process holds the writing end of a pipe, of which FD is the reading end here. The system
closes it with that process, also after `kill -9`: then this one is asked to end as by SIGTERM.
"""

import os
import runpy
import signal
import sys
import threading
import time
from collections.abc import Sequence
from typing import Final

SECONDS_TO_FINISH: Final = 40
"""Longer than the worker and the web server allow what they have in hand."""


def end_with(pipe: int, seconds: float = SECONDS_TO_FINISH) -> None:
    """Wait until a pipe is closed at its other end; then end this process, in time by force."""
    while os.read(pipe, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(seconds)
    os._exit(1)


def main(arguments: Sequence[str]) -> None:
    """Run the module as its own command line would."""
    pipe, module, *rest = arguments
    threading.Thread(target=end_with, args=(int(pipe),), name="tied", daemon=True).start()
    sys.argv = [module, *rest]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
