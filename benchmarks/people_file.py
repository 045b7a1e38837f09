"""An invented organisation of any size as a people file: three mentors to seven mentees."""

import csv
from pathlib import Path
from random import Random
from typing import Any, Final

from matchmaker.taxonomy import Taxonomy, load_taxonomy

PLACES: Final = (
    ("Berlin", "Europe/Berlin", "de"),
    ("Lisbon", "Europe/Lisbon", "pt"),
    ("Pune", "Asia/Kolkata", "hi"),
    ("Toronto", "America/Toronto", "fr"),
)
DEPARTMENTS: Final = ("Finance", "IT", "Operations", "Research", "Sales", "Service")
MENTORS_IN_TEN: Final = 3


def write_people(n_people: int, path: Path) -> None:
    """Write so many people, the same for the same number."""
    random, words = Random(n_people), load_taxonomy()
    rows = [_person(random, words, k, n_people) for k in range(n_people)]
    columns = sorted({name for row in rows for name in row})
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, columns)
        table.writeheader()
        table.writerows(rows)


def _person(random: Random, words: Taxonomy, k: int, n_people: int) -> dict[str, Any]:
    place, zone, language = random.choice(PLACES)
    row = {
        "email": f"person{k}@example.org",
        "name": f"Person {k}",
        "department": random.choice(DEPARTMENTS),
        "location": place,
        "time_zone": zone,
        "languages": "; ".join(["en", language][: random.randint(1, 2)]),
        "manager_email": f"person{random.randrange(n_people // 50 + 1)}@example.org",
        "interests": _some(random, list(words.offered("interests")), 1, 4),
    }
    if k % 10 < MENTORS_IN_TEN:
        return row | _mentor(random, words)
    return row | _mentee(random, words)


def _mentor(random: Random, words: Taxonomy) -> dict[str, Any]:
    skills = random.sample(list(words.offered("skills")), random.randint(6, 12))
    return {
        "roles": "mentor",
        "capacity": random.choice((1, 1, 2, 2, 2, 3, 4)),
        "current_role": random.choice(("specialist", "manager", "head")),
        "certifications_held": _some(random, list(words.offered("certifications")), 0, 3),
        **{f"level: {skill}": random.randint(2, 5) for skill in skills},
    }


def _mentee(random: Random, words: Taxonomy) -> dict[str, Any]:
    row: dict[str, Any] = {
        "roles": "mentee",
        "current_role": random.choice(("aspiring", "administrator", "analyst")),
        "target_role": random.choice(("specialist", "manager")),
        "certifications_wanted": _some(random, list(words.offered("certifications")), 0, 2),
    }
    for skill in random.sample(list(words.offered("skills")), random.randint(3, 8)):
        level = random.randint(0, 3)
        row[f"level: {skill}"] = level
        row[f"target: {skill}"] = random.randint(level + 1, 5)
        row[f"importance: {skill}"] = random.randint(1, 3)
    return row


def _some(random: Random, codes: list[str], least: int, most: int) -> str:
    return "; ".join(random.sample(codes, random.randint(least, most)))
