"""Serve the site and do its work on one machine: a web server and one worker, ended together.

    python -m jobs.serve [--host H] [--port N]

Ctrl-C or SIGTERM ends both after what is in hand. If one of the two ends by itself, so does the
other, with one line and status 1, so that a service manager starts both again. If this process is
killed, both end as well, and the port is free.
"""

import argparse
import errno
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from importlib.util import find_spec
from typing import Final

from flask import current_app

from config import ROOT, Settings
from jobs.process import StoppedJob, one_line, run_job
from jobs.tied import SECONDS_TO_FINISH
from matchmaker.extensions import db
from matchmaker.services.operations.schema import fault_in_schema
from matchmaker.tasks import OFF

NAMES: Final = ("web server", "worker")


def listen(host: str, port: int) -> socket.socket:
    """Take the port. Raises `StoppedJob` where it cannot be had."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=512)
    except (OSError, OverflowError) as error:
        is_taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        why = "is taken" if is_taken else f"cannot be used ({getattr(error, 'strerror', error)})"
        raise StoppedJob(f"port {port} of {host} {why}; choose another with --port N") from error


def web_command(listener: socket.socket) -> list[str]:
    """Return the module that serves, with its arguments: gunicorn on our port, or waitress."""
    if os.name != "nt" and find_spec("gunicorn"):
        bind = f"fd://{listener.fileno()}"
        return ["gunicorn", "--bind", bind, "--log-level", "warning", "wsgi:app"]
    host, port = listener.getsockname()[:2]
    listener.close()
    return ["waitress", f"--listen={host}:{port}", "wsgi:app"]


def run_both(listener: socket.socket, environment: dict[str, str]) -> int:
    """Run the two until one ends or somebody asks; return the exit status."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    modules = (web_command(listener), ["jobs.worker"])
    # Nobody writes to it: that it is closed, with us at the latest, says that we are gone.
    watched, ours = os.pipe()
    begin, handed_on = ["-m"], list[int]()
    if os.name != "nt":
        begin, handed_on = ["-m", "jobs.tied", str(watched)], [listener.fileno(), watched]
    # In sessions of their own, so that Ctrl-C reaches them once: through us.
    both = [
        subprocess.Popen(  # noqa: S603 - both commands are ours
            [sys.executable, *begin, *module],
            cwd=ROOT,
            env=environment,
            pass_fds=handed_on,
            start_new_session=True,
        )
        for module in modules
    ]
    listener.close()
    os.close(watched)
    while not stopping.wait(0.2):
        if any(process.poll() is not None for process in both):
            break
    ended = [
        f"the {name} has ended (status {process.returncode})"
        for name, process in zip(NAMES, both, strict=True)
        if process.poll() is not None
    ]
    _end(both)
    os.close(ours)
    if ended and not stopping.is_set():
        return one_line(f"{' and '.join(ended)}; the other was ended too")
    sys.stderr.write("matchmaker: the site and its worker have ended\n")
    return 0


def _end(processes: "list[subprocess.Popen[bytes]]") -> None:
    """Ask all to finish, and stop those that do not in time."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    ends_at = time.monotonic() + SECONDS_TO_FINISH
    for process in processes:
        try:
            process.wait(timeout=max(0.1, ends_at - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m jobs.serve",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=5000, help="port (%(default)s)")
    options = parser.parse_args(arguments)
    settings: Settings = current_app.config["SETTINGS"]
    if settings.tasks_url == OFF:
        return one_line("TASKS_URL is off: unset it, or serve with gunicorn and use cron", status=2)
    if fault := fault_in_schema(db.session()):
        return one_line(fault)
    db.session.remove()
    db.engine.dispose()
    try:
        listener = listen(options.host, options.port)
    except StoppedJob as error:
        return one_line(error)
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="matchmaker-metrics-"))
        environment = {"PROMETHEUS_MULTIPROC_DIR": folder, **os.environ}
        host = f"[{options.host}]" if ":" in options.host else options.host
        waiting = "" if settings.smtp_host else "; SMTP_HOST is not set, so mails wait"
        sys.stderr.write(f"matchmaker: serving http://{host}:{options.port}{waiting}\n")
        sys.stderr.flush()
        return run_both(listener, environment)


if __name__ == "__main__":
    run_job(main)
