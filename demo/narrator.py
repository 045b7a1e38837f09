"""Says what the demo is doing: a spinner on a terminal, plain lines elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.status import Status


@dataclass(slots=True)
class Step:
    """One thing that is being done; `result` is said when it is."""

    title: str
    status: Status
    result: str = ""

    def say(self, progress: str) -> None:
        """Show how far it is."""
        self.status.update(f"{self.title}: {progress}")


@dataclass(frozen=True, slots=True)
class Narrator:
    """Tells the steps in order."""

    console: Console
    done: list[str] = field(default_factory=list)

    @contextmanager
    def step(self, title: str) -> Iterator[Step]:
        """Tell that something is being done and, at its end, what came of it."""
        with self.console.status(title) as status:
            step = Step(title, status)
            yield step
        self.done.append(title)
        result = f": {step.result}" if step.result else ""
        self.console.print(f"[green]✓[/green] {title}{result}", soft_wrap=True)
