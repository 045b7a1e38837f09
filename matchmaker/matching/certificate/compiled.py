"""The check of all pairs, compiled for large rounds: rules and scores once more, from the people.

It shares nothing with the solvers, and no arithmetic with `scoring` and `rules` either: shares are
worked out here from levels, words, steps and minutes, so a mistake would have to be made twice.
Needs numba; `verify` loads it for large rounds only.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.candidates.arrays import LINE_LENGTH, NO_OFFSET, NOBODY
from matchmaker.matching.candidates.problem import Problem
from matchmaker.matching.candidates.rules import Rules
from matchmaker.matching.candidates.scoring import scaled_weights
from matchmaker.matching.compiling import compiled
from matchmaker.matching.types import IntArray
from matchmaker.matching.values.people import Mentee, Mentor

WIDTH: Final = 1024
"""Mentors that are looked at together."""
HEIGHT: Final = 128
"""Mentees whom a thread looks at together."""
DAY: Final = 1440


class Question(NamedTuple):
    """What is asked of each pair: its worth beyond that of the mentee's rank, and its tie.

    Parameters
    ----------
    is_free : (n,) False for mentees with a lock, who are not asked
    own : (n,) position of the mentor whom each has, -1 for none
    price, tie_price : (m,)
    rank_value : (n,) what the mentee's rank is worth
    tie_state : (n,) state of the tie-break before the mentor is mixed in
    tie_bits : int
    """

    is_free: NDArray[np.bool_]
    own: IntArray
    price: IntArray
    tie_price: IntArray
    rank_value: IntArray
    tie_state: NDArray[np.uint64]
    tie_bits: int


class Seen(NamedTuple):
    """What the check saw of each mentee: eligible mentors, score and gain of the own pair (-1 and
    0 where it is none), and the first mentor who would gain them more (-1 for none)."""

    eligible: IntArray
    units: IntArray
    gain: IntArray
    tie_gain: IntArray
    better: IntArray


def look_at_all_pairs(problem: Problem, asked: Question) -> Seen:
    """Return what each mentee without a lock would gain with each eligible mentor."""
    arrays = problem.arrays
    n = len(arrays.mentee_ids)
    nothing = np.zeros(n, dtype=np.int64)
    seen = Seen(nothing, nothing - 1, nothing.copy(), nothing.copy(), nothing - 1)
    if not n or not len(arrays.mentor_ids):
        return seen
    facts = _facts_of(problem)
    look_at: Callable[..., None] = _look

    def look(first: int) -> None:
        last = min(n, first + HEIGHT)
        for is_own_known in (False, True):
            look_at(first, last, is_own_known, facts, asked, seen)

    with ThreadPoolExecutor(numba.get_num_threads()) as threads:
        for done in [threads.submit(look, first) for first in range(0, n, HEIGHT)]:
            done.result()
    return seen


class PeopleTables(NamedTuple):
    """What the loops read of ``n`` mentees and ``m`` mentors; words and skills by number.

    Parameters
    ----------
    need_start, needs : CSR of (skill, level, target, importance), by mentee
    levels, interests, languages, held : (words, m) what each mentor has
    interest_start, interest, language_start, language, wanted_start, wanted : CSR, by mentee
    mentee_place, mentor_place : (2, n) and (2, m) codes of location and department
    offsets, zone : the different time zones of mentors, and which one each has
    mentee_steps : (2, n) step on the role ladder, and the one aimed at
    above_mentee : (line, n) who stands above each mentee
    mentor_and_above : (line + 1, m) who stands above each mentor, and last the mentor
    named_start, named : CSR of the mentors whom rules forbid by name, by mentee
    weight : units of each criterion
    is_on : which of `_SWITCHED`
    """

    need_start: IntArray
    needs: IntArray
    levels: NDArray[np.int8]
    interest_start: IntArray
    interest: IntArray
    interests: NDArray[np.int8]
    language_start: IntArray
    language: IntArray
    languages: NDArray[np.int8]
    wanted_start: IntArray
    wanted: IntArray
    held: NDArray[np.int8]
    mentee_place: IntArray
    mentor_place: IntArray
    mentee_offset: IntArray
    offsets: IntArray
    zone: IntArray
    mentee_steps: IntArray
    mentor_step: IntArray
    mentee_ids: IntArray
    mentor_ids: NDArray[np.uint64]
    above_mentee: IntArray
    mentor_and_above: IntArray
    is_available: NDArray[np.bool_]
    is_offered: NDArray[np.bool_]
    named_start: IntArray
    named: IntArray
    weight: IntArray
    is_on: NDArray[np.bool_]
    most_minutes: int


def _facts_of(problem: Problem) -> PeopleTables:
    arrays, rules = problem.arrays, problem.rules
    weight = scaled_weights(problem.policy.weights)
    skills = sorted({need.skill for mentee in arrays.mentees for need in mentee.needs})
    number = {skill: k for k, skill in enumerate(skills)}
    need_start, needs = _needs(arrays.mentees, number)
    interest_start, interest, interests = _words(arrays.mentee_interests, arrays.mentor_interests)
    language_start, language, languages = _words(arrays.mentee_languages, arrays.mentor_languages)
    wanted_start, wanted, held = _words(arrays.wanted, arrays.held)
    offsets, zone = np.unique(arrays.mentor_offset, return_inverse=True)
    line = np.concatenate([arrays.mentor_line.T, arrays.mentor_ids[None, :]])
    named_start, named = _named(rules, len(arrays.mentee_ids))
    return PeopleTables(
        need_start=need_start,
        needs=needs,
        levels=_levels(arrays.mentors, number),
        interest_start=interest_start,
        interest=interest,
        interests=interests,
        language_start=language_start,
        language=language,
        languages=languages,
        wanted_start=wanted_start,
        wanted=wanted,
        held=held,
        mentee_place=np.stack((arrays.mentee_location, arrays.mentee_department)),
        mentor_place=np.stack((arrays.mentor_location, arrays.mentor_department)),
        mentee_offset=arrays.mentee_offset,
        offsets=offsets,
        zone=zone,
        mentee_steps=np.stack((arrays.mentee_step, arrays.target_step)),
        mentor_step=arrays.mentor_step,
        mentee_ids=arrays.mentee_ids,
        mentor_ids=arrays.mentor_ids.astype(np.uint64),
        above_mentee=np.ascontiguousarray(arrays.mentee_line.T),
        mentor_and_above=np.ascontiguousarray(line),
        is_available=arrays.mentee_available,
        is_offered=arrays.mentor_available & (arrays.places > 0),
        named_start=named_start,
        named=named,
        weight=np.array(list(weight.values()), dtype=np.int64),
        is_on=np.array([code in rules.codes for code in _SWITCHED]),
        most_minutes=rules.max_time_zone_minutes,
    )


_SWITCHED: Final = (
    "teachable_gap",
    "shared_language",
    "reporting_line",
    "same_department",
    "time_zone",
    "different_location",
)


def _needs(mentees: Sequence[Mentee], number: dict[str, int]) -> tuple[IntArray, IntArray]:
    """Return all needs with a gap as (skill, level, target, importance), by mentee."""
    table = [
        (row, number[need.skill], need.level, need.target, need.importance)
        for row, mentee in enumerate(mentees)
        for need in mentee.needs
        if need.level is not None and need.level < need.target
    ]
    needs = np.array(table, dtype=np.int64).reshape(-1, 5)
    start = np.searchsorted(needs[:, 0], np.arange(len(mentees) + 1))
    return start, np.ascontiguousarray(needs[:, 1:])


def _levels(mentors: Sequence[Mentor], number: dict[str, int]) -> NDArray[np.int8]:
    levels = np.zeros((len(number), len(mentors)), dtype=np.int8)
    for column, mentor in enumerate(mentors):
        for skill, level in mentor.levels:
            if skill in number:
                levels[number[skill], column] = level
    return levels


def _words(
    mine: NDArray[np.float32], theirs: NDArray[np.float32]
) -> tuple[IntArray, IntArray, NDArray[np.int8]]:
    row, word = np.nonzero(mine)
    start = np.searchsorted(row, np.arange(len(mine) + 1))
    return start, word, np.ascontiguousarray(theirs.T.astype(np.int8))


def _named(rules: Rules, n_mentees: int) -> tuple[IntArray, IntArray]:
    """Return the mentors whom rules forbid to each mentee by name."""
    found = [np.column_stack(pairs) for pairs in rules.named_pairs_on()]
    pairs = np.concatenate([np.zeros((0, 2), dtype=np.int64), *found])
    pairs = pairs[np.argsort(pairs[:, 0], kind="stable")]
    start = np.searchsorted(pairs[:, 0], np.arange(n_mentees + 1))
    return start, np.ascontiguousarray(pairs[:, 1])


@compiled
def _set(numbers: Any, value: Any) -> None:
    for j in range(WIDTH):
        numbers[j] = value


@compiled
def _climb(
    part: Any, level: Any, least: Any, now: Any, target: Any, importance: Any, n: Any
) -> None:
    for j in range(n):
        reached = np.int16(min(level[j], target))
        part[j] = np.int16(part[j] + (importance * (reached - now) if level[j] >= least else 0))


@compiled
def _share_word(count: Any, has: Any, n: Any) -> None:
    for j in range(n):
        count[j] = np.int16(count[j] + has[j])


@compiled
def _add_by(units: Any, table: Any, count: Any, n: Any) -> None:
    for j in range(n):
        units[j] = np.int32(units[j] + table[np.uint16(count[j])])


@compiled
def _add_place(units: Any, codes: Any, code: Any, zone: Any, here: Any, there: Any, n: Any) -> None:
    for j in range(n):
        k = np.uint16(zone[j])
        units[j] = np.int32(units[j] + (here[k] if codes[j] == code else there[k]))


@compiled
def _strike_equal(is_out: Any, codes: Any, code: Any, n: Any) -> None:
    for j in range(n):
        is_out[j] = np.int8(is_out[j] | np.int8(codes[j] == code))


@compiled
def _strike_other(is_out: Any, codes: Any, code: Any, n: Any) -> None:
    for j in range(n):
        is_out[j] = np.int8(is_out[j] | np.int8(codes[j] != code))


@compiled
def _strike_none(is_out: Any, count: Any, n: Any) -> None:
    for j in range(n):
        is_out[j] = np.int8(is_out[j] | np.int8(count[j] == 0))


@compiled
def _strike_by(is_out: Any, table: Any, zone: Any, n: Any) -> None:
    for j in range(n):
        is_out[j] = np.int8(is_out[j] | table[np.uint16(zone[j])])


@compiled
def _count_open(is_out: Any, n: Any) -> Any:
    count = np.int32(0)
    for j in range(n):
        count += np.int32(is_out[j] == 0)
    return count


@compiled
def _reaches(units: Any, price: Any, bar: Any, n: Any) -> Any:
    found = np.int64(0)
    for j in range(n):
        found |= np.int64(units[j] - price[j] >= bar)
    return found


@compiled
def _fill_shares(table: Any, whole: Any, enough: Any, weight: Any, last: Any) -> None:
    """Write what ``k`` of ``whole`` parts (never more than ``enough``) are worth."""
    for k in range(last + 1):
        table[k] = 10_000 * min(k, enough) // whole * weight // 10_000 if whole > 0 else 0


@compiled
def _minutes_apart(here: Any, there: Any) -> Any:
    apart = abs(here - there) % DAY
    return min(apart, DAY - apart)


@compiled
def _step_share(now: Any, target: Any, step: Any) -> Any:
    if step < 0 or (now >= 0 and step < now):
        return 0
    if (now >= 0 and 1 <= step - now <= 2) or (0 <= target <= step):
        return 10_000
    if (now >= 0 and step > now + 2) or (target >= 0 and step == target - 1):
        return 5_000
    return 2_500 if step == now else 0


@compiled
def _tie(state: Any, mentor_id: Any, shift: Any) -> Any:
    mixed = (state ^ mentor_id) + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.int64((mixed ^ (mixed >> np.uint64(31))) >> shift)


@compiled
def _look(first, last, is_own_known, f, asked, seen):
    """Look at the mentees ``first`` to ``last``: first at their own pairs, then at all others."""
    own, price, tie_price = asked.own, asked.price, asked.tie_price
    mentor_step, mentor_ids, zone = f.mentor_step, f.mentor_ids, f.zone
    tie_shift, n_mentors = np.uint64(64 - asked.tie_bits), price.shape[0]
    part, shared, spoken, certified = (
        np.empty(WIDTH, dtype=np.int16),
        np.empty(WIDTH, dtype=np.int16),
        np.empty(WIDTH, dtype=np.int16),
        np.empty(WIDTH, dtype=np.int16),
    )
    units = np.empty(WIDTH, dtype=np.int32)
    is_out = np.empty(WIDTH, dtype=np.int8)
    gap_table = np.zeros(2**15, dtype=np.int32)
    interest_table = np.zeros(f.interests.shape[0] + 1, dtype=np.int32)
    language_table = np.zeros(f.languages.shape[0] + 1, dtype=np.int32)
    certificate_table = np.zeros(f.held.shape[0] + 1, dtype=np.int32)
    here_table = np.zeros(f.offsets.shape[0], dtype=np.int32)
    there_table = np.zeros(f.offsets.shape[0], dtype=np.int32)
    is_far = np.zeros(f.offsets.shape[0], dtype=np.int8)
    n_steps = max(mentor_step.max(), 0) + 2
    step_table = np.zeros(n_steps, dtype=np.int32)
    _fill_shares(language_table, 3, 3, f.weight[3], f.languages.shape[0])
    for tile in range(0, n_mentors, WIDTH):
        end = min(tile + WIDTH, n_mentors)
        n = end - tile
        for i in range(first, last):
            if not asked.is_free[i] or not f.is_available[i]:
                continue
            j_own = own[i] - tile
            if not is_own_known and not 0 <= j_own < n:
                continue
            if is_own_known and (own[i] >= 0) and seen.units[i] < 0:
                continue
            whole = 0
            _set(part, 0)
            for e in range(f.need_start[i], f.need_start[i + 1]):
                skill, now, target, importance = f.needs[e]
                whole += importance * (target - now)
                _climb(
                    part, f.levels[skill, tile:end], np.int8(max(3, now + 1)), np.int16(now),
                    np.int8(target), np.int16(importance), n,
                )  # fmt: skip
            _set(shared, 0)
            for e in range(f.interest_start[i], f.interest_start[i + 1]):
                _share_word(shared, f.interests[f.interest[e], tile:end], n)
            _set(spoken, 0)
            for e in range(f.language_start[i], f.language_start[i + 1]):
                _share_word(spoken, f.languages[f.language[e], tile:end], n)
            enough = min(3, f.interest_start[i + 1] - f.interest_start[i])
            n_wanted = f.wanted_start[i + 1] - f.wanted_start[i]
            _fill_shares(gap_table, whole, whole, f.weight[0], whole)
            _fill_shares(interest_table, enough, enough, f.weight[1], f.interests.shape[0])
            for k in range(f.offsets.shape[0]):
                is_known = f.mentee_offset[i] != NO_OFFSET and f.offsets[k] != NO_OFFSET
                apart = _minutes_apart(f.mentee_offset[i], f.offsets[k])
                near = 5_000 * max(0, 360 - apart) // 360 if is_known else 0
                here_table[k] = (near + 5_000) * f.weight[4] // 10_000
                there_table[k] = near * f.weight[4] // 10_000
                is_far[k] = not is_known or apart > f.most_minutes
            for k in range(n_steps):
                share = _step_share(f.mentee_steps[0, i], f.mentee_steps[1, i], k - 1)
                step_table[k] = share * f.weight[5] // 10_000
            _set(units, 0)
            _add_by(units, gap_table, part, n)
            _add_by(units, interest_table, shared, n)
            _add_by(units, language_table, spoken, n)
            if n_wanted > 0:
                _set(certified, 0)
                for e in range(f.wanted_start[i], f.wanted_start[i + 1]):
                    _share_word(certified, f.held[f.wanted[e], tile:end], n)
                _fill_shares(certificate_table, n_wanted, n_wanted, f.weight[2], n_wanted)
                _add_by(units, certificate_table, certified, n)
            code = f.mentee_place[0, i] if f.mentee_place[0, i] >= 0 else -9
            codes = f.mentor_place[0, tile:end]
            _add_place(units, codes, code, zone[tile:end], here_table, there_table, n)
            for j in range(n):
                units[j] = np.int32(units[j] + step_table[mentor_step[tile + j] + 1])
            _set(is_out, 0)
            _strike_equal(is_out, f.is_offered[tile:end], False, n)
            _strike_equal(is_out, f.mentor_and_above[LINE_LENGTH, tile:end], f.mentee_ids[i], n)
            for e in range(f.named_start[i], f.named_start[i + 1]):
                if tile <= f.named[e] < end:
                    is_out[f.named[e] - tile] = 1
            if f.is_on[0]:
                _strike_none(is_out, part, n)
            if f.is_on[1]:
                _strike_none(is_out, spoken, n)
            if f.is_on[2]:
                for step in range(LINE_LENGTH):
                    above = f.above_mentee[step, i]
                    _strike_equal(is_out, f.mentor_and_above[LINE_LENGTH, tile:end], above, n)
                    _strike_equal(is_out, f.mentor_and_above[step, tile:end], f.mentee_ids[i], n)
                if f.above_mentee[0, i] != NOBODY:
                    _strike_equal(is_out, f.mentor_and_above[0, tile:end], f.above_mentee[0, i], n)
            if f.is_on[3] and f.mentee_place[1, i] >= 0:
                _strike_equal(is_out, f.mentor_place[1, tile:end], f.mentee_place[1, i], n)
            if f.is_on[4]:
                _strike_by(is_out, is_far, zone[tile:end], n)
            if f.is_on[5]:
                _strike_other(is_out, codes, code, n)
            if not is_own_known:
                if is_out[j_own] == 0:
                    seen.units[i] = units[j_own]
                    seen.gain[i] = asked.rank_value[i] + units[j_own] - price[own[i]]
                    tie = _tie(asked.tie_state[i], mentor_ids[own[i]], tie_shift)
                    seen.tie_gain[i] = tie - tie_price[own[i]]
                continue
            seen.eligible[i] += _count_open(is_out, n)
            bar = seen.gain[i] - asked.rank_value[i]
            if seen.better[i] >= 0 or _reaches(units, price[tile:end], bar, n) == 0:
                continue
            for j in range(n):
                gain = units[j] - price[tile + j]
                if is_out[j] or gain < bar:
                    continue
                if gain == bar:
                    tie = _tie(asked.tie_state[i], mentor_ids[tile + j], tie_shift)
                    if tie - tie_price[tile + j] <= seen.tie_gain[i]:
                        continue
                seen.better[i] = tile + j
                break
