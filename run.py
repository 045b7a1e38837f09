#!/usr/bin/env python3
"""Runs a command of the project in `.venv/`, which the first run sets up.

Standard library only, and in the syntax of Python 3.6, so that an old Python can still say that it
is too old.
"""

import os
import subprocess
import sys
from pathlib import Path

from dotvenv import Environment, SetupError, Status, isolated_environment, say

OLDEST_PYTHON = (3, 11)
ROOT = Path(__file__).resolve().parent
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130

USAGE = "usage: python3 run.py {demo,test,setup,serve,check,messages,bench} [arguments ...]"
HELP = """
  demo      show the whole story on a sample organisation (--no-serve, --port N)
  test      run the tests that need no browser and little time (arguments go to pytest)
  setup     make .venv/ with what a real installation needs; also after each upgrade. The compiled
            engine for rounds of a thousand mentees and more (190 MB) comes with it where it can be
            had, unless you say --small; "setup redis" adds the packages of Redis for good
  serve     serve the site and run its worker on this machine (--host H, --port N)
  check     lint, format, types, templates, and whether the catalogs are up to date
  messages  find every text that people read and update the catalogs of translations
  bench     measure speed and memory

The first run sets up .venv/ in this directory; later ones start at once."""
LOCK_OF_COMMAND = {
    "demo": "demo.txt",
    "test": "dev.txt",
    "setup": "postgres.txt",
    "serve": "postgres.txt",
    "check": "dev.txt",
    "messages": "dev.txt",
    "bench": "dev.txt",
}

# What `setup` adds when it is asked for, and brings up to date once it is there. The compiled
# engine is added unless SMALL is said; small organisations do well without.
EXTRAS_OF_SETUP = {"redis": "redis.txt", "fast": "fast.txt"}
SMALL = "--small"

# Packages that a command uses where they can be installed.
LOCK_IF_POSSIBLE = {"bench": "compare.txt"}

# What is imported from the clone.
COMPILED = (
    "config.py",
    "certificates.py",
    "envfile.py",
    "gunicorn.conf.py",
    "wsgi.py",
    "jobs",
    "matchmaker",
    "migrations",
)

MODULE_OF_COMMAND = {
    "demo": ["demo"],
    "test": [
        *("pytest", "-m", "not slow and not browser"),
        # A file stays in one process, so that what its tests share is made once.
        *("-n", "auto", "--maxprocesses", "4", "--dist", "loadfile"),
    ],
    "serve": ["jobs.serve"],
    "messages": ["matchmaker.translations"],
    "bench": ["benchmarks"],
}
CHECKS = [
    ["ruff", "check", "."],
    ["ruff", "format", "--check", "."],
    ["mypy"],
    ["djlint", "matchmaker/templates", "--lint", "--quiet"],
    ["matchmaker.translations", "--check"],
]

# What the standard of browsers (fetch.spec.whatwg.org, "bad port") has them refuse to open.
REFUSED_BY_BROWSERS = (
    " 0 1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 "
    "113 115 117 119 123 135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 "
    "548 554 556 563 587 601 636 989 990 993 995 1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 "
    "6566 6665 6666 6667 6668 6669 6679 6697 10080 "
)


def explain_refused_port(arguments: "list[str]") -> str:
    """Say in one line that browsers refuse the port that is asked for, or nothing."""
    port = ""
    for place, argument in enumerate(arguments):
        if argument == "--port":
            port = (arguments[place + 1 :] or [""])[0]
        elif argument.startswith("--port="):
            port = argument[len("--port=") :]
    if f" {port} " not in REFUSED_BY_BROWSERS:
        return ""
    return f"Browsers refuse to open port {port}; choose another with --port, such as 8000."


def explain_old_python(version: "tuple[int, ...]") -> str:
    """Say in one line that this Python is too old, or nothing if it is not."""
    if tuple(version[:2]) >= OLDEST_PYTHON:
        return ""
    needed, found = (".".join(map(str, numbers[:3])) for numbers in (OLDEST_PYTHON, version))
    return f"matchmaker needs Python {needed} or newer; this is {found} ({sys.executable})"


def run_checks(python: str) -> int:
    """Run every check, also after one has failed; 1 if any has."""
    failed = []
    for check in CHECKS:
        name = " ".join(check)
        say("== " + name)
        if subprocess.call([python, "-m", *check], env=isolated_environment()):
            failed.append(name)
    say("Failed: " + ", ".join(failed) if failed else "All checks passed.")
    return 1 if failed else 0


def set_up(environment: Environment, asked: "list[str]") -> int:
    """Install what a real installation needs, and compile it for a user who may not write there."""
    if not {SMALL, *EXTRAS_OF_SETUP}.issuperset(asked) or {SMALL, "fast"}.issubset(asked):
        say(f"usage: python3 run.py setup [redis] [fast | {SMALL}]")
        return EXIT_USAGE
    there = environment.installed()
    environment.prepare(LOCK_OF_COMMAND["setup"])
    if "redis" in asked or EXTRAS_OF_SETUP["redis"] in there:
        environment.prepare(EXTRAS_OF_SETUP["redis"])
    # One that an earlier version made does not know it yet.
    environment.leave_settings_to_us()
    python = str(environment.python)
    has_engine = SMALL not in asked and add_engine(environment, is_asked_for="fast" in asked)
    compiled = [str(environment.home), *(str(ROOT / name) for name in COMPILED)]
    # Some packages hold files for other versions of Python, which cannot be compiled.
    subprocess.call([python, "-m", "compileall", "-qq", *compiled], env=isolated_environment())
    if has_engine:
        compile_engine(python)
    say("Ready: use {0}/flask and {0}/python.".format(Path(python).parent.relative_to(ROOT)))
    return 0


def add_engine(environment: Environment, is_asked_for: bool) -> bool:
    """Install what large rounds are compiled with; whether it is there now."""
    try:
        environment.prepare(EXTRAS_OF_SETUP["fast"])
    except SetupError as error:
        if is_asked_for:
            raise
        say(f"The compiled engine for large rounds is left out: {error}")
        return False
    return True


def compile_engine(python: str) -> None:
    """Compile the engine, once for this release and this machine: no round waits for it then."""
    with Status("Compiling the engine for large rounds"):
        done = subprocess.run(
            [python, "-m", "matchmaker.matching.compile_ahead"],
            cwd=str(ROOT),
            env=isolated_environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
        )
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no word"]
        say(f"It could not be compiled now ({lines[-1]}); the first large round will do it.")


def run_command(name: str, arguments: "list[str]") -> int:
    """Set up what the command needs and go on as the command; returns only where that cannot be."""
    environment = Environment(ROOT)
    if name == "setup":
        return set_up(environment, arguments)
    environment.prepare(LOCK_OF_COMMAND[name])
    if name in LOCK_IF_POSSIBLE:
        try:
            environment.prepare(LOCK_IF_POSSIBLE[name])
        except SetupError as error:
            say(f"Solvers of others are left out: {error}")
    os.chdir(str(ROOT))
    python = str(environment.python)
    if name == "check":
        return run_checks(python)
    if name in ("demo", "serve"):
        warning = explain_refused_port(arguments)
        if warning:
            say(warning)
    program = [python, "-m", *MODULE_OF_COMMAND[name], *arguments]
    if os.name == "nt":
        return subprocess.call(program, env=isolated_environment())
    return os.execve(python, program, isolated_environment())


def main(arguments: "list[str]") -> int:
    fault = explain_old_python(sys.version_info)
    name = (arguments or [""])[0]
    if fault:
        say(fault)
    elif name in ("-h", "--help"):
        print(USAGE + "\n" + HELP)
    elif name not in LOCK_OF_COMMAND:
        say(USAGE)
        return EXIT_USAGE
    else:
        try:
            return run_command(name, arguments[1:])
        except SetupError as error:
            fault = str(error)
        except OSError as error:
            fault = f"{error.strerror or error}: {error.filename or ROOT}"
        except KeyboardInterrupt:
            say("\nStopped.")
            return EXIT_INTERRUPTED
        say(fault)
    return 1 if fault else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
