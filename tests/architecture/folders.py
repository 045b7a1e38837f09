"""Which folder of the services, and of the pages, may know which other one."""

from tests.architecture.imports import Import, is_within

SERVICES = "matchmaker.services"
VIEWS = "matchmaker.web.views"

SERVICE_FOLDERS: dict[str, tuple[str, ...]] = {
    "engine": (),
    "wording": ("engine",),
    "access": (),
    "addresses": (),
    "programme": ("access", "addresses", "engine"),
    "outbox": ("programme",),
    "profiles": ("addresses", "programme", "wording"),
    "accounts": ("access", "addresses", "outbox", "profiles", "programme"),
    "operations": ("outbox", "programme"),
    "backups": ("operations",),
    "tasks": ("operations", "programme"),
    "rounds": ("addresses", "engine", "outbox", "programme"),
    "people": ("accounts", "addresses", "profiles", "programme"),
    "review": ("addresses", "engine", "programme", "rounds", "wording"),
    "library": ("profiles", "programme"),
    "mentorships": ("addresses", "engine", "outbox", "profiles", "programme", "rounds", "wording"),
    "matches": (
        *("addresses", "engine", "mentorships", "outbox", "profiles"),
        *("programme", "rounds", "wording"),
    ),
    "coffee": ("addresses", "outbox", "profiles", "programme", "rounds", "wording"),
    "questions": ("coffee", "matches", "mentorships", "rounds"),
    "certifications": ("outbox", "programme"),
    "road": ("profiles", "programme"),
    "duplicates": ("access", "accounts", "addresses", "profiles", "programme", "wording"),
    "cases": ("duplicates", "mentorships", "outbox", "profiles", "programme"),
    "privacy": (
        *("access", "accounts", "addresses", "certifications", "coffee", "engine", "library"),
        *("matches", "mentorships", "outbox", "profiles", "programme", "road", "rounds", "wording"),
    ),
}
"""Each folder of services with those that it may import, from the bottom to the top."""

VIEW_FOLDERS: dict[str, tuple[str, ...]] = {"demo": ("accounts",)}
"""Folders of pages know none of each other; what they share lies beside `views`."""


def explain_folder_fault(found: Import) -> str | None:
    """Say in words what is wrong with an import from one folder to another, or None."""
    reason = (
        _reason_private(found)
        or _reason_folder(found, SERVICES, SERVICE_FOLDERS)
        or _reason_folder(found, VIEWS, VIEW_FOLDERS)
    )
    return f"{found.importer}:{found.line} imports {found.target}: {reason}" if reason else None


def _reason_private(found: Import) -> str | None:
    module, _, name = found.target.rpartition(".")
    is_private = name.startswith("_") and not name.startswith("__")
    if is_private and is_within(module, "matchmaker") and module != found.importer:
        return "a private name belongs to its own module"
    return None


def _reason_folder(found: Import, ring: str, allowed: dict[str, tuple[str, ...]]) -> str | None:
    own, other = (_folder(name, ring) for name in (found.importer, found.target))
    if not own or not other or own == other or other in allowed.get(own, ()):
        return None
    return f"{own} does not know {other}"


def _folder(module: str, ring: str) -> str:
    return module.removeprefix(f"{ring}.").partition(".")[0] if is_within(module, ring) else ""


def is_in_order(allowed: dict[str, tuple[str, ...]]) -> bool:
    """Whether each folder knows only those that are listed above it."""
    names = list(allowed)
    return all(
        other in names[:position] for position, name in enumerate(names) for other in allowed[name]
    )
