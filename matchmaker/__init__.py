"""matchmaker: mentorship and networking matchmaking for a Project Management Office.

`create_app` is fetched from `matchmaker.assembly` when somebody asks for it (PEP 562), not when the
package is imported: with it come Flask, SQLAlchemy and every page, more than 80 MB, which a process
that only calls `matchmaker.matching` has no use for. Nothing else belongs here.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matchmaker.assembly import create_app
else:
    # Hidden from mypy, which would believe in any name that a module's `__getattr__` may answer.
    def __getattr__(name: str) -> object:
        if name == "create_app":
            return import_module("matchmaker.assembly").create_app
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = ["create_app"]
