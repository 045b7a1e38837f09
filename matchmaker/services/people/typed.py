"""The cells of one row of a people file, as the form of a profile would hold them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from matchmaker.messages import gettext as _
from matchmaker.models import CertificationState
from matchmaker.services.people.faults import CellFault, shown
from matchmaker.services.people.terms import FileWords
from matchmaker.services.profiles.values import ProfileEntries


@dataclass(frozen=True, slots=True)
class Typed:
    """The cells of one row as the form would hold them; `entries` shows the same to the check.

    Several cells may go into one field: lists and longer texts are put together, anything else must
    agree.
    """

    words: FileWords = field(default_factory=FileWords)
    text: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    by_code: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def entries(self) -> ProfileEntries:
        """What is typed so far."""
        return ProfileEntries(self.text, self.chosen, self.by_code)

    def put(self, name: str, text: str, *, joined_by: str = "") -> None:
        """Enter a text; a second one is joined to the first, or must be the same."""
        before = self.text.get(name)
        if before and before != text:
            if not joined_by:
                raise CellFault(differs(before, text))
            text = f"{before}{joined_by}{text}"
        self.text[name] = text

    def put_code(self, kind: str, code: str, text: str) -> None:
        """Enter what is said of one code; a second text must be the same."""
        before = self.by_code.setdefault(kind, {}).setdefault(code, text)
        if before != text:
            raise CellFault(differs(before, text))

    def choose(self, name: str, codes: Iterable[str]) -> None:
        """Add codes to those of a list."""
        self.chosen[name] = tuple(dict.fromkeys((*self.chosen.get(name, ()), *codes)))

    def certify(self, code: str, state: CertificationState) -> None:
        """Enter the state of a certification; it has one only."""
        stated = self.by_code.setdefault("certification", {})
        if stated.setdefault(code, state.value) != state.value:
            raise CellFault(
                _(
                    "%(certification)s is also in %(column)s; keep it in one of them.",
                    certification=code,
                    column=f"certifications_{stated[code]}",
                )
            )


def differs(before: str, text: str) -> str:
    """Return the sentence about two cells of one row that say different things of one field."""
    return _(
        "“%(text)s” stands here, and “%(before)s” in another column for the same; keep one.",
        text=shown(text),
        before=shown(before),
    )
