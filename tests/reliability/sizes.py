"""How much a proof does: a part of it in `.ci/run`, all of it with RELIABILITY=full."""

import os

IS_FULL = os.environ.get("RELIABILITY") == "full"


def size(usual: int, full: int) -> int:
    """Return how many times a proof is repeated in this run."""
    return full if IS_FULL else usual
