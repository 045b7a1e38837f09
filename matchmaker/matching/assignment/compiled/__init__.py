"""The same answer as `solver.assign`, found by compiled code that never holds all pairs.

Needs numba, which is why nothing outside imports this package until a round is large. What a round
goes through, file by file: `features` and `tables` (people as small integers), `reduced_values` (of
one mentee with a tile of mentors), `pricing` (all pairs, block by block), `start_prices` (from a
sample), `priority_matching` (who is matched), `auction` and `augmenting_paths` (with whom), `group`
(one group of mentees and mentors at a time, until no pair anywhere is better), `engine` (all of
it).
"""
