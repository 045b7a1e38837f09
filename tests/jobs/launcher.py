"""Starts processes of a job quickly: imports it once, then forks a child for each order.

Reads orders from its input, one JSON object a line: {"job", "arguments", "count", "kill_after"}.
A job is the name of one in `jobs/`, or a whole module's name; `database_url` names another database
than the launcher's own, `environment` a whole environment, `cwd` a folder to work in. With
`as_program` the child is what `python -m` would be: the module runs from its first line, as
`__main__`. Answers each order with one line: a list of [exit status, output, errors].
With `kill_after`, a child is killed as by `kill -9` before that call to the database (a statement
or a commit, counted from 1); one that ends before says last in its output how many calls it made.
"""

import json
import os
import signal
import sys
import tempfile
import traceback
from importlib import import_module
from runpy import run_module
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from jobs.process import run_job

LONGEST_SECONDS = 120


def main() -> None:
    """Serve orders until the input ends."""
    for line in sys.stdin:
        order = json.loads(line)
        name = order["job"]
        order["module"] = name if "." in name else f"jobs.{name}"
        module = import_module(order["module"])
        children = [start(module, order) for _ in range(order.get("count", 1))]
        answers = [collect(*child) for child in children]
        sys.stdout.write(json.dumps(answers) + "\n")
        sys.stdout.flush()


def start(module: Any, order: dict[str, Any]) -> tuple[int, Any, Any]:
    """Fork a child that runs the job; return its id and the files that take what it writes."""
    output = tempfile.TemporaryFile("w+")  # noqa: SIM115 - `collect` closes them
    errors = tempfile.TemporaryFile("w+")  # noqa: SIM115
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid, output, errors
    os.dup2(output.fileno(), 1)
    os.dup2(errors.fileno(), 2)
    if order.get("database_url"):
        os.environ["DATABASE_URL"] = order["database_url"]
    if order.get("environment"):
        os.environ.clear()
        os.environ.update(order["environment"])
    if order.get("cwd"):
        os.chdir(order["cwd"])
    calls = kill_before_call(order["kill_after"]) if order.get("kill_after") else None
    status = 70
    try:
        if order.get("as_program"):
            run_as_program(order["module"], order["arguments"])
        else:
            run_job(lambda: module.main(order["arguments"]))
        status = 0
    except SystemExit as end:
        status = int(end.code or 0)
        if calls:
            sys.stdout.write(f"{len(calls)}\n")
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def run_as_program(module: str, arguments: list[str]) -> None:
    """Run a module as `python -m` does, though its imports are made; not for longer than that."""
    signal.alarm(LONGEST_SECONDS)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    del sys.modules[module]
    sys.argv = [module, *arguments]
    run_module(module, run_name="__main__", alter_sys=True)


def collect(pid: int, output: Any, errors: Any) -> tuple[int, str, str]:
    """Wait for a child; a negative status is the signal that ended it."""
    _, status = os.waitpid(pid, 0)
    texts = []
    for file in (output, errors):
        file.seek(0)
        texts.append(file.read())
        file.close()
    return os.waitstatus_to_exitcode(status), texts[0], texts[1]


def kill_before_call(number: int) -> list[None]:
    """Let this process die before its n-th statement or commit; return the calls so far."""
    calls: list[None] = []

    def count(*_: Any) -> None:
        calls.append(None)
        if len(calls) >= number:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", count)
    return calls


if __name__ == "__main__":
    main()
