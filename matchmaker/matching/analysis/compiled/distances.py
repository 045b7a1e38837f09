"""All shortest ways between mentors, for `costs`."""

from typing import Any

from matchmaker.matching.analysis.residual import NO_WAY
from matchmaker.matching.compiling import compiled


@compiled
def close(distance: Any, hop: Any) -> None:
    """Make arcs the lengths of shortest ways, and ``hop`` the first node on each of them.

    The first of equal ways is kept, as `costs` keeps it.
    """
    n = distance.shape[0]
    for middle in range(n):
        for start in range(n):
            before, first = distance[start, middle], hop[start, middle]
            if before >= NO_WAY:
                continue
            for end in range(n):
                through = before + distance[middle, end]
                if through < distance[start, end]:
                    distance[start, end] = through
                    hop[start, end] = first
