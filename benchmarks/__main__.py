"""`python3 run.py bench [what] [--sizes ...]`: prints tables of figures, each from this one run."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from importlib import import_module
from typing import Any, Final

import numpy as np

from benchmarks.baselines import PEERS, baselines_for
from benchmarks.coffee_groups import report
from benchmarks.measuring import Measured, forget_peak, measure, peak_megabytes, say_row
from benchmarks.population import population
from benchmarks.shares import shares
from matchmaker.matching import (
    CandidateGraph,
    Matching,
    People,
    Policy,
    assign,
    match,
    solve_round,
    verify,
    verify_assignment,
)
from matchmaker.matching.assignment.solver import compiled_solver
from matchmaker.matching.candidates.problem import Problem
from matchmaker.matching.values.limits import LIMITS, Limits, has_compiler

READY: Final = 64
"""Candidates of each mentee in the graph that the baselines are given."""
FEWEST: Final = 3
"""Mentees of the smallest round: there is a mentor for every three."""
SMALL: Final = 1_500
"""Mentees of the round that is solved first, so that code is there."""
MANY: Final = 30_000
"""Mentees from whom on a round is measured twice, and not three times."""


def solve(sizes: list[int], capacity: int) -> None:
    """Solve over all pairs, from arrays; baselines on a ready graph of the best candidates."""
    say_row("mentees", "mentors", "what", "seconds", "processor", "matched", "units",
            "ours / theirs, by the clock", "by processor", "MB")  # fmt: skip
    for n in sizes:
        _warm_up(capacity)
        _solve_and_compare(n, capacity)


def _solve_and_compare(n: int, capacity: int) -> None:
    people = population(n, n // 3 if not capacity else n, capacity=capacity)
    forget_peak()
    problem = Problem.of_valid(people, Policy())
    times = 3 if n < MANY else 2
    ours = measure(lambda: compiled_solver().solve_people(problem, None), times=times)
    best = ours.result.assignment
    size = (n, len(people.mentors))
    say_row(*size, "matchmaker, all pairs", ours.seconds, ours.cpu_seconds, best.n_matched,
            best.units, 1, 1, peak_megabytes())  # fmt: skip
    ready = import_module("benchmarks.ready_graph").best_candidates(problem, READY)
    for name, baseline in baselines_for(n).items():
        forget_peak()
        theirs = measure(partial(baseline, ready), times=times)
        say_row(*size, f"{name}, best {READY}", theirs.seconds, theirs.cpu_seconds,
                *theirs.result, ours.seconds / theirs.seconds,
                ours.cpu_seconds / theirs.cpu_seconds, peak_megabytes())  # fmt: skip


@cache
def _warm_up(capacity: int) -> None:
    """Compile, or load what was compiled."""
    people = population(SMALL, SMALL // 3 if not capacity else SMALL, capacity=capacity)
    solved = solve_round(people, Policy(), limits=Limits(is_large=True))
    solved.again(_with_a_ban(people, solved.matching))
    verify(people, Policy(), solved.matching, limits=Limits(is_large=True))


def _with_a_ban(people: People, before: Matching) -> People:
    pair = before.pairs[0]
    return replace(people, banned=frozenset({(pair.mentee_id, pair.mentor_id)}))


def rounds(sizes: list[int], capacity: int) -> None:
    """Measure a whole round as a job runs it: reading, solving, explaining; checking; again."""
    say_row("mentees", "what", "seconds", "processor", "ratio", "of processor", "MB")
    for n in sizes:
        _warm_up(capacity)
        people = population(n, n // 3 if not capacity else n, capacity=capacity)
        times = 3 if n < MANY else 2
        _whole_round(n, people, times)
        if LIMITS.is_large_round(n):
            _from_arrays(n, people, times)


def _whole_round(n: int, people: People, times: int) -> None:
    policy = Policy()
    forget_peak()
    first = measure(lambda: match(people, policy), times=times)
    _say(n, "match", first, first)
    forget_peak()
    proof = measure(lambda: verify(people, policy, first.result), times=times)
    _say(n, "verify", proof, first)
    if not proof.result.is_proved:
        raise RuntimeError(proof.result.fault)
    banned = _with_a_ban(people, first.result)
    stored = measure(lambda: match(banned, policy, start=first.result), times=times)
    _say(n, "match after a ban, from stored prices", stored, first)
    solved = solve_round(people, policy)
    again = measure(lambda: solved.again(banned), times=times)
    _say(n, "match after a ban, of a round in memory", again, first)
    if again.result.matching.pairs != stored.result.pairs:
        raise RuntimeError("solving again gave another answer")


def _from_arrays(n: int, people: People, times: int) -> None:
    reading = measure(lambda: Problem.of_valid(people, Policy()), times=times)
    solving = compiled_solver().solve_people
    first = measure(lambda: solving(reading.result, None), times=times)
    matching = match(people, Policy())
    again = Problem.of_valid(_with_a_ban(people, matching), Policy())
    second = measure(lambda: solving(again, first.result), times=times)
    anew = solving(again, None)
    if not np.array_equal(anew.assignment.mentor_of, second.result.assignment.mentor_of):
        raise RuntimeError("solving again gave another answer")
    _say(n, "solving alone, from arrays", first, first)
    _say(n, "the same after a ban, of a round in memory", second, first)
    _say(n, "reading people into arrays, which match and verify both do", reading, first)


def _say(n: int, what: str, one: Measured[Any], first: Measured[Any]) -> None:
    say_row(n, what, one.seconds, one.cpu_seconds, one.seconds / first.seconds,
            one.cpu_seconds / first.cpu_seconds, peak_megabytes())  # fmt: skip


def peers(sizes: list[int], capacity: int) -> None:
    """Match small rounds from people; peers in pure Python are given scores and forbidden pairs."""
    say_row("mentees", "what", "seconds", "processor", "matched", "units", "theirs / ours")
    for n in sizes:
        people = population(n, n // 3 if not capacity else n, capacity=capacity)
        people = replace(people, mentees=tuple(replace(p, priority=0) for p in people.mentees))
        match(people, Policy())
        ours = measure(lambda: match(people, Policy()), times=3)  # noqa: B023
        totals = ours.result.totals
        say_row(n, "matchmaker, people to explained and certified answer", ours.seconds,
                ours.cpu_seconds, totals.matched, totals.units, 1)  # fmt: skip
        ready = Problem.of_valid(people, Policy()).graph()
        for name, peer in baselines_for(n, PEERS).items():
            theirs = measure(lambda: peer(ready))  # noqa: B023
            say_row(n, name, theirs.seconds, theirs.cpu_seconds, *theirs.result,
                    theirs.seconds / ours.seconds)  # fmt: skip


def growth(sizes: list[int], capacity: int) -> None:
    """Solve larger and larger rounds: time by pair, and what part of it is spent where."""
    say_row("mentees", "pairs", "seconds", "processor", "ns a pair", "MB before", "MB at most",
            "processor, share of each part")  # fmt: skip
    rounds = compiled_solver()
    for n in sizes:
        people = population(n, n // 3 if not capacity else n, capacity=capacity)
        problem = Problem.of_valid(people, Policy())
        _warm_up(capacity)
        forget_peak()
        before = peak_megabytes()
        with shares() as seconds:
            ours = measure(lambda: rounds.solve_people(problem, None))  # noqa: B023
        pairs = n * len(people.mentors)
        parts = {part: seconds[part] / ours.cpu_seconds for part in seconds}
        parts["the rest"] = 1 - sum(parts.values())
        say_row(n, pairs, ours.seconds, ours.cpu_seconds, 1e9 * ours.seconds / pairs, before,
                peak_megabytes(), ", ".join(f"{p} {s:.0%}" for p, s in parts.items()))  # fmt: skip


def coffee(sizes: list[int], _capacity: int) -> None:
    """Form coffee groups, and solve the same graph with networkx where that ends."""
    for n in sizes:
        report(n, with_networkx=n <= MOST_FOR_NETWORKX)


def cold(sizes: list[int], capacity: int) -> None:
    """Time a small organisation's month; its module loads the whole site, so only here."""
    import_module("benchmarks.cold").cold(sizes, capacity)


def people(sizes: list[int], capacity: int) -> None:
    """Time an organisation's list; its module loads the load's databases, so only here."""
    import_module("benchmarks.in_and_out").in_and_out(sizes, capacity)


def publishing(sizes: list[int], capacity: int) -> None:
    """Publish rounds on a database that is some way off; its module loads the whole site."""
    import_module("benchmarks.publishing").publishing(sizes, capacity)


def delivery(sizes: list[int], capacity: int) -> None:
    """Send what is owed; its module loads the whole site, so only here."""
    import_module("benchmarks.delivery").delivery(sizes, capacity)


Points = Callable[[np.random.Generator, tuple[int, int]], Any]
HARD: Final[dict[str, tuple[float, tuple[int, int], Points]]] = {
    "all want the same few mentors": (
        1.0, (1, 6), lambda r, s: 90 * (np.arange(s[1]) < 5) + r.integers(0, 9, s)),
    "all scores equal": (1.0, (1, 6), lambda _, s: np.full(s, 50)),
    "one pair in a hundred": (0.01, (1, 6), lambda r, s: r.integers(0, 101, s)),
    "no places": (1.0, (0, 1), lambda r, s: r.integers(0, 101, s)),
    "more places than mentees": (1.0, (5, 9), lambda r, s: r.integers(0, 101, s)),
    "fewer places than mentees": (1.0, (1, 2), lambda r, s: r.integers(0, 101, s)),
    "scores within one point": (1.0, (1, 6), lambda r, s: 50 + r.integers(0, 2, s)),
}  # fmt: skip


def hard(sizes: list[int], _capacity: int) -> None:
    """Solve and prove given graphs of the kinds that are hard for one method or another."""
    say_row("mentees", "family", "pairs", "assign, seconds", "proved", "check, seconds")
    for n in sizes:
        for family, (density, places, points) in HARD.items():
            numbers = np.random.default_rng(1)
            shape = (n, n // 3)
            mentee, mentor = np.nonzero(numbers.random(shape) < density)
            capacity = numbers.integers(*places, shape[1])
            value = points(numbers, shape)[mentee, mentor]
            graph = CandidateGraph.from_edges(*shape, capacity, mentee, mentor, value)
            ours = measure(lambda: assign(graph))  # noqa: B023
            proof = measure(lambda: verify_assignment(graph, ours.result))  # noqa: B023
            say_row(n, family, graph.n_pairs, ours.seconds, proof.result.is_proved, proof.seconds)


PARTS: Final = {"solve": solve, "round": rounds, "hard": hard, "peers": peers, "growth": growth,
                "coffee": coffee, "cold": cold, "people": people,
                "publishing": publishing, "delivery": delivery}  # fmt: skip
COMMANDS: Final = {"load": "benchmarks.load.command", "job": "benchmarks.monthly_job"}
"""Parts with options of their own."""
DEFAULT_SIZES: Final = {
    "solve": [100, 300, 1000, 3000, 10_000, 30_000, 100_000],
    "round": [150, 1000, 10_000],
    "hard": [1000, 3000],
    "peers": [100, 300, 1000],
    "growth": [10_000, 30_000, 100_000],
    "coffee": [100, 1000, 2000, 10_000],
    "cold": [],
    "people": [10_000],
    "publishing": [10, 300, 3000],
    "delivery": [2000],
}
MOST_FOR_NETWORKX: Final = 300
"""People beyond whom networkx takes minutes for coffee groups."""


def main() -> None:
    if sys.argv[1:2] and sys.argv[1] in COMMANDS:
        sys.exit(import_module(COMMANDS[sys.argv[1]]).main(sys.argv[2:]))
    parser = argparse.ArgumentParser(
        prog="python3 run.py bench",
        description=__doc__,
        epilog="`bench load` puts the whole site under load, `bench job` runs the monthly job in a "
        "process of its own; both have options of their own (--help).",
    )
    parser.add_argument(
        "what", nargs="*", metavar="part", help=f"{', '.join(PARTS)}; all if not given"
    )
    parser.add_argument("--sizes", type=int, nargs="+", help="mentees; a third as many mentors")
    parser.add_argument("--one-to-one", action="store_true", help="as many mentors, one place each")
    given = parser.parse_args()
    for what in given.what:
        if what not in PARTS:
            parser.error(f"there is no part {what!r}: {', '.join(PARTS)}")
    if any(size < FEWEST for size in given.sizes or ()):
        parser.error(f"a size of fewer than {FEWEST} mentees has no mentors")
    if not has_compiler():
        print("numba is not installed: large rounds are solved by numpy alone.")
    for what in given.what or PARTS:
        print(f"\n== {what}")
        PARTS[what](given.sizes or DEFAULT_SIZES[what], int(given.one_to_one))


if __name__ == "__main__":
    main()
