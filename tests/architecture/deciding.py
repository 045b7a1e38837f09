"""Who may decide, or ask, which programme something is about; everybody else is handed it."""

import ast
from typing import Final

DECIDERS: Final = {
    "first_programme": {"matchmaker.web.current_programme"},
    "programme_named": {
        "matchmaker.commands.group",
        "jobs.monthly",
        "jobs.follow_up",
        "demo.half_year",
    },
}
"""Each function that picks a programme, with the modules that may call it."""

ASKED_IN: Final = {"current_programme": "matchmaker.web"}
"""The request's programme, with the package whose modules may ask for it."""


PROGRAMMES: Final = "matchmaker.services.programme.programmes"
"""The only module that looks for programmes in the table."""


def explain_decisions(source: str, module: str) -> list[str]:
    """Say in which lines a module picks a programme though it is not its place."""
    return [
        f"{module}:{node.lineno} uses {name}: it must be handed its programme"
        for node in ast.walk(ast.parse(source))
        for name in _names(node)
        if not _may_use(module, name)
    ]


def _names(node: ast.AST) -> list[str]:
    match node:
        case ast.ImportFrom(names=names):
            return [alias.name for alias in names]
        case ast.Call(func=ast.Attribute(attr="select"), args=[ast.Name("Programme"), *_]):
            return ["select(Programme)"]
        case ast.Attribute(attr=name):
            return [name]
    return []


def _may_use(module: str, name: str) -> bool:
    if name == "select(Programme)":
        return module == PROGRAMMES
    if name in DECIDERS:
        return module in DECIDERS[name]
    package = ASKED_IN.get(name)
    return package is None or module == package or module.startswith(f"{package}.")
