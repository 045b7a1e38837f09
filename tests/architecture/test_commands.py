"""The README and the docs name only commands that exist."""

import re
from pathlib import Path

import pytest

import run

ROOT = Path(__file__).resolve().parents[2]
JOB = re.compile(r"python3? -m (?P<name>jobs(?:\.\w+)+)")
RUN = re.compile(r"python3? run\.py (?P<name>\w[\w-]*)")
FLASK = re.compile(r"(?:^|[`$ ])flask (?P<name>[a-z][a-z-]*(?: [a-z][a-z-]*)?)", re.MULTILINE)
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
BUILT_IN = {"run", "shell", "routes", "db"}
"""What Flask and Flask-Migrate bring."""

REGISTERED = re.compile(r"(?:command|group|Group)\(\s*[\"'](?P<name>[a-z][a-z-]*)[\"']")


def find_documents() -> list[Path]:
    named = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
    return [path for path in [*named, *sorted((ROOT / "docs").rglob("*.md"))] if path.exists()]


def find_missing(text: str, *, jobs: set[str], own: set[str], flask: set[str]) -> set[str]:
    """The commands in the text's code that do not exist. A Flask command counts word by word."""
    code = "\n".join(CODE.findall(text))
    missing = {f"python -m {name}" for name in JOB.findall(code) if name not in jobs}
    missing |= {f"python3 run.py {name}" for name in RUN.findall(code) if name not in own}
    for words in FLASK.findall(code):
        first, _, second = words.partition(" ")
        if first in BUILT_IN:
            continue
        if first not in flask or (second and second not in flask):
            missing.add(f"flask {words}")
    return missing


def read_flask_commands() -> set[str]:
    """Names of the commands and groups that the code registers."""
    files = (ROOT / "matchmaker").rglob("*.py")
    return {name for path in files for name in REGISTERED.findall(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("document", find_documents(), ids=lambda path: path.name)
def test_every_command_in_the_document_exists(document: Path) -> None:
    jobs = {f"jobs.{path.stem}" for path in (ROOT / "jobs").glob("*.py")}

    missing = find_missing(
        document.read_text(encoding="utf-8"),
        jobs=jobs,
        own=set(run.LOCK_OF_COMMAND),
        flask=read_flask_commands(),
    )

    assert missing == set()


def test_a_command_that_does_not_exist_is_found() -> None:
    text = """
Flask people say `flask people import FILE.csv`, `flask db upgrade`, `flask people vanish`,
`python -m jobs.purge`, `python -m jobs.nothing --json`, `python3 run.py test`.

```sh
python3 run.py fly
flask nobody
```
"""

    missing = find_missing(text, jobs={"jobs.purge"}, own={"test"}, flask={"people", "import"})

    assert missing == {
        "flask people vanish",
        "flask nobody",
        "python -m jobs.nothing",
        "python3 run.py fly",
    }
