"""Which part of the engine may know which other one, what others know of it, and its names."""

import ast
from collections.abc import Iterable, Mapping
from itertools import combinations

from tests.architecture.imports import SNAPSHOTS, VALUE_TYPES, Import, is_within

ENGINE = "matchmaker.matching"
VALUES = ("values", "types")
INPUT = ("candidates", *VALUES)

PARTS: dict[str, tuple[str, ...]] = {
    "types": (),
    "values": ("types",),
    "compiling": (),
    "candidates": VALUES,
    "assignment": INPUT,
    "assignment.compiled": (
        *("assignment.assignment", "assignment.scale", "assignment.stored_prices"),
        *("compiling", *INPUT),
    ),
    "certificate": ("assignment.assignment", "assignment.scale", "compiling", *INPUT),
    "explanation": ("assignment.assignment", "assignment.scale", *INPUT),
    "solve": ("explanation", "assignment", *INPUT),
    "ranking": ("explanation", *INPUT),
    "analysis": ("solve", "assignment", *INPUT),
    "analysis.compiled": ("analysis", "assignment", "assignment.compiled", "compiling", *INPUT),
    "compile_ahead": ("solve", "certificate", "analysis", *INPUT),
    "coffee": INPUT,
}
"""Each part of the engine with those that it may import, from the bottom to the top.

So values know no algorithm, and what proves an answer knows nothing that solves. A part within
another is a part of its own. The door, the package itself, may import all of them.
"""

ENDINGS = ("ings", "ing", "ed", "es", "s", "d", "e", "er")


def explain_engine_fault(found: Import) -> str | None:
    """Say in words what is wrong with an import from, or of, a part of the engine, or None."""
    reason = _reason_part(found) or _reason_door(found)
    return f"{found.importer}:{found.line} imports {found.target}: {reason}" if reason else None


def _reason_part(found: Import) -> str | None:
    own, other = part_of(found.importer), part_of(found.target)
    if not own or found.is_by_name or found.is_for_types or not is_within(found.target, ENGINE):
        return None
    target = found.target.removeprefix(f"{ENGINE}.")
    if other == own or any(_may_take(target, other, allowed) for allowed in PARTS[own]):
        return None
    return f"{own} does not know {other or 'the door'}"


def _may_take(target: str, part: str, allowed: str) -> bool:
    """Whether the target lies in what is allowed, and in no part of its own within it."""
    return is_within(target, allowed) and (part == allowed or is_within(allowed, part))


def _reason_door(found: Import) -> str | None:
    """Others import from the package itself; what is inside is its own, but for value types."""
    if is_within(found.importer, ENGINE) or not part_of(found.target):
        return None
    known = (*VALUE_TYPES, *([f"{ENGINE}.values"] if found.importer in SNAPSHOTS else []))
    if any(is_within(found.target, module) for module in known):
        return None
    return "whoever is not of the engine imports from matchmaker.matching itself"


def part_of(module: str) -> str:
    """The innermost part of the engine in which a module, or a name in it, lies; "" if none."""
    inside = module.removeprefix(f"{ENGINE}.")
    parts = [part for part in PARTS if is_within(inside, part)] if inside != module else []
    return max(parts, key=len, default="")


def find_alike(names: Iterable[str]) -> list[tuple[str, str]]:
    """Names of which two differ by one letter or by a tense or number: easily taken for another."""
    return [(a, b) for a, b in combinations(sorted(set(names)), 2) if _are_alike(a, b)]


def _are_alike(a: str, b: str) -> bool:
    stems = {_stem(a), _stem(b)}
    return len(stems) == 1 or _differ_by_a_letter(a, b)


def _stem(name: str) -> str:
    fitting = [e for e in ENDINGS if name.endswith(e) and len(name) - len(e) > 2]
    return name.removesuffix(max(fitting, key=len, default=""))


def _differ_by_a_letter(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    if len(short) == len(long):
        return sum(x != y for x, y in zip(short, long, strict=True)) == 1
    return any(long[:k] + long[k + 1 :] == short for k in range(len(long)))


def find_shared_classes(sources: Mapping[str, str]) -> dict[str, list[str]]:
    """Public classes of one name in more than one module, with the modules."""
    modules_of: dict[str, list[str]] = {}
    for module, source in sources.items():
        for node in ast.parse(source).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                modules_of.setdefault(node.name, []).append(module)
    return {name: modules for name, modules in modules_of.items() if len(modules) > 1}
