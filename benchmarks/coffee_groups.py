"""Coffee groups against networkx on the full graph: seconds, points, and what may be missed.

    python -m benchmarks.coffee_groups 100 300 --networkx
    python -m benchmarks.coffee_groups 1000 2000 10000

Seconds are those of the processor, so that a busy machine counts less.
"""

import argparse
import time
from random import Random

import networkx as nx
import numpy as np

from matchmaker.matching import CoffeePolicy, Networker, form_groups
from matchmaker.matching.coffee.pair_table import pair_table
from matchmaker.matching.coffee.perfect_matching import FORBIDDEN


def invent_people(number: int) -> list[Networker]:
    """Return people of 12 departments, with 3 of 11 interests, in three time zones."""
    random = Random(number)
    return [
        Networker(
            person,
            department=f"department {random.randrange(12)}",
            interests=frozenset(random.sample("abcdefghijk", 3)),
            languages=frozenset(["en", *(["de"] if random.random() < 0.3 else [])]),
            utc_offset_minutes=random.choice([0, 60, 60, 330]),
        )
        for person in range(number)
    ]


def solve_with_networkx(people: list[Networker]) -> int:
    """Return the points of the best pairs on the graph of all pairs."""
    table = pair_table(people, (), (), CoffeePolicy())
    weights = table.weights(1)
    graph = nx.Graph()
    for one, other in zip(*np.nonzero(np.triu(weights > FORBIDDEN)), strict=True):
        graph.add_edge(int(one), int(other), weight=int(weights[one, other]))
    pairs = nx.max_weight_matching(graph, maxcardinality=True)
    return sum(int(table.points[pair]) for pair in pairs)


def report(number: int, *, with_networkx: bool) -> None:
    """Measure one size and print one line."""
    people = invent_people(number)
    started = time.process_time()
    grouping = form_groups(people)
    ours = time.process_time() - started
    line = (
        f"{number:6} people: {ours:7.2f} s, {grouping.total_points} points, "
        f"at most {grouping.points_at_most_missed} missed"
    )
    if with_networkx:
        started = time.process_time()
        points = solve_with_networkx(people)
        theirs = time.process_time() - started
        line += f"; networkx {theirs:7.2f} s ({theirs / ours:.0f} x), {points} points"
    print(line, flush=True)


def main() -> None:
    """Measure and print one line a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--networkx", action="store_true", help="also solve the full graph with it")
    options = parser.parse_args()
    for number in options.sizes:
        report(number, with_networkx=options.networkx)


if __name__ == "__main__":
    main()
