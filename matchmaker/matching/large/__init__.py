"""Large rounds: the same answer as `assignment`, found without ever holding all pairs.

Needs numba, which is why nothing outside imports this package until a round is large. What a round
goes through, file by file: `features` and `kinds` (people as small integers), `gains` (of one
mentee with a tile of mentors), `passes` (all pairs, block by block), `sample` (prices to begin
with), `claims` (who is matched), `auction` and `repair` (with whom), `levels` (one group of mentees
and mentors at a time, until no pair anywhere is better), `engine` (the whole).
"""
