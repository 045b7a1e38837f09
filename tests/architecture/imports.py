"""Reads what each module imports, and says which imports go the wrong way."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
OUR_PACKAGES = ("matchmaker", "jobs", "demo", "config", "certificates", "envfile", "wsgi")
OUTERMOST = ("jobs", "wsgi", "demo")
LEAVES = (
    *("matchmaker.extensions", "matchmaker.clock", "matchmaker.taxonomy"),
    *("matchmaker.time_zones", "matchmaker.reach", "matchmaker.fault_words", "matchmaker.version"),
    "matchmaker.authorities",
    *("matchmaker.database", "matchmaker.addresses", "matchmaker.text", "matchmaker.messages"),
)
"""Every ring but matching may import them; they import nothing but each other."""

ASSEMBLY = ("matchmaker", "matchmaker.assembly", "matchmaker.cli")
"""create_app and the commands: they put the parts together, so they may know all of them."""

SNAPSHOTS = (
    *("matchmaker.services.rounds.persons", "matchmaker.services.rounds.snapshot"),
    "matchmaker.services.rounds.stored_people",
)
"""Where values are made of rows and documents."""
ENGINE_CALLERS = "matchmaker.services.engine"
"""It calls the engine with values, and knows no table."""

VALUE_TYPES = (
    *("matchmaker.matching.values.policy", "matchmaker.matching.values.people"),
    "matchmaker.matching.values.errors",
    "matchmaker.matching.coffee.people",
)
"""What any service may know of matching: frozen values, no algorithm."""

RINGS = {
    "matchmaker.commands": ("matchmaker.commands", "matchmaker.services", "matchmaker.models"),
    "matchmaker.web": ("matchmaker.web", "matchmaker.services", "matchmaker.models"),
    "matchmaker.mail": ("matchmaker.mail", "matchmaker.services", "matchmaker.models"),
    "matchmaker.services": ("matchmaker.services", "matchmaker.models"),
    "matchmaker.models": ("matchmaker.models",),
    "matchmaker.matching": ("matchmaker.matching",),
    "matchmaker.translations": ("matchmaker.translations",),
}
"""Each ring with the rings that it may import."""

FORBIDDEN_TO_MATCHING = (
    *("flask", "sqlalchemy", "werkzeug", "jinja2", "alembic", "pydantic_settings"),
    *("flask_sqlalchemy", "flask_mail", "flask_login", "flask_wtf", "flask_babel", "huey"),
    *("io", "os", "pathlib", "socket", "sqlite3", "subprocess", "urllib", "requests", "shutil"),
    *("time", "secrets", "logging", "config"),
)
"""The engine has no database, no request, no clock and no file."""

DATABASE_FAULTS = "sqlalchemy.exc"
"""All of SQLAlchemy that a page may know."""

BY_NAME = {
    "matchmaker": "matchmaker.assembly",
    "matchmaker.tasks": "matchmaker.task_queue",
    "matchmaker.matching.assignment.solver": "matchmaker.matching.assignment.compiled.solve",
    "matchmaker.matching.certificate.verify": "matchmaker.matching.certificate.compiled",
    "matchmaker.matching.analysis.insight": "matchmaker.matching.analysis.compiled.stability",
    "matchmaker.matching.analysis.costs": "matchmaker.matching.analysis.compiled.distances",
    "matchmaker.matching.analysis.trials": "matchmaker.matching.analysis.compiled.chains",
}
"""Who loads which module of ours by its name, when it is needed: it is large, or needs an extra."""


@dataclass(frozen=True)
class Import:
    """One imported name: `importer` takes `target`, in its line `line`."""

    importer: str
    target: str
    line: int
    is_local: bool
    """Inside a function."""
    is_for_types: bool
    """Under `if TYPE_CHECKING`: never run, so it closes no circle, but it has a direction."""
    is_by_name: bool = False
    """`import_module("...")` of a module of ours."""


def is_within(module: str, package: str) -> bool:
    """Whether the module is the package or lies in it."""
    return module == package or module.startswith(package + ".")


@cache
def read_imports(source: str, importer: str, *, is_package: bool = False) -> list[Import]:
    """Every import in the source, with relative ones resolved and functions' own ones marked."""
    tree = ast.parse(source)
    local = _find_inside(tree, lambda node: isinstance(node, FUNCTIONS))
    for_types = _find_inside(
        tree, lambda node: isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
    )
    statements = [
        Import(importer, target, node.lineno, node in local, node in for_types)
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for target in _targets(node, importer, is_package)
    ]
    return statements + [
        Import(importer, target, line, is_local=True, is_for_types=False, is_by_name=True)
        for target, line in _loaded_by_name(tree)
    ]


def _find_inside(tree: ast.AST, is_wanted: Callable[[ast.AST], bool]) -> set[ast.AST]:
    return {inner for node in ast.walk(tree) if is_wanted(node) for inner in ast.walk(node)}


def _targets(node: ast.Import | ast.ImportFrom, importer: str, is_package: bool) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
        return
    parents = importer.split(".")
    if node.level:
        parents = parents[: len(parents) - node.level + is_package]
    start = ".".join([*(parents if node.level else []), *([node.module] if node.module else [])])
    yield from (f"{start}.{alias.name}" for alias in node.names)


def _loaded_by_name(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield the modules of ours that `import_module` is called with, and the lines."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Name("import_module") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(str(target)), *_],
            ) if target.partition(".")[0] in OUR_PACKAGES:
                yield target, node.lineno


def explain_fault(found: Import) -> str | None:
    """Say in words what is wrong with the import, or None."""
    reason = (
        _reason_local(found)
        or _reason_matching(found)
        or _reason_page(found)
        or _reason_ring(found)
    )
    return f"{found.importer}:{found.line} imports {found.target}: {reason}" if reason else None


def _reason_local(found: Import) -> str | None:
    if found.is_by_name:
        is_known = BY_NAME.get(found.importer) == found.target
        return None if is_known else "loaded by its name, which only those in `BY_NAME` are"
    return "an import inside a function hides a dependency" if found.is_local else None


def _reason_matching(found: Import) -> str | None:
    if not is_within(found.importer, "matchmaker.matching"):
        return None
    if any(is_within(found.target, package) for package in FORBIDDEN_TO_MATCHING):
        return "matching is pure"
    return None


def _reason_page(found: Import) -> str | None:
    is_sql = is_within(found.target, "sqlalchemy") and not is_within(found.target, DATABASE_FAULTS)
    if is_sql and is_within(found.importer, "matchmaker.web"):
        return "a page holds no SQL: its tests run on one database"
    return None


def _reason_ring(found: Import) -> str | None:
    importer, target = found.importer, found.target
    is_process = any(is_within(importer, name) for name in OUTERMOST)
    if is_process or importer in ASSEMBLY or found.is_by_name:
        return None
    if any(is_within(target, name) for name in OUTERMOST):
        return "it points upwards, to a process"
    if not is_within(target, "matchmaker"):
        return None
    if any(is_within(target, package) for package in _allowed(importer)):
        return None
    return "it points upwards or sideways"


def _allowed(importer: str) -> tuple[str, ...]:
    """The packages of ours that the module may import."""
    own = next((allowed for ring, allowed in RINGS.items() if is_within(importer, ring)), ())
    if is_within(importer, "matchmaker.matching"):
        return own
    if importer in SNAPSHOTS:
        return (*own, *LEAVES, "matchmaker.matching")
    if is_within(importer, ENGINE_CALLERS):
        return (*LEAVES, ENGINE_CALLERS, "matchmaker.matching")
    if is_within(importer, "matchmaker.services"):
        return (*own, *LEAVES, *VALUE_TYPES)
    return (*own, *LEAVES)


def find_cycle(imports: list[Import], modules: set[str]) -> list[str] | None:
    """One circle of modules that import each other, or None."""
    graph: dict[str, set[str]] = {}
    for found in imports:
        target = found.target if found.target in modules else found.target.rpartition(".")[0]
        if target in modules and target != found.importer and not found.is_for_types:
            graph.setdefault(found.importer, set()).add(target)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return None


def name_module(path: Path, root: Path) -> str:
    """The dotted name under which the file is imported."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
