"""How gunicorn serves the site: what is set here holds unless its command line says otherwise.

Behind a web server that takes each request whole before it hands it on (docs/operating.md): a
client that sends slowly holds a thread here.
"""

import os
import sys
from pathlib import Path
from typing import Any

from prometheus_client import multiprocess

# gunicorn looks for modules here only later.
sys.path.insert(0, str(Path(__file__).resolve().parent))

from config import load_settings

# Checked once, before any process is started: a wrong one ends all with one line.
settings = load_settings()

bind = "127.0.0.1:8000"
workers = settings.web_concurrency
worker_class = "gthread"
threads = 8
# The organisation's sign-in comes back with a long address.
limit_request_line = 8_190
# Longer than the database is waited for, shorter than a service manager waits for an end.
graceful_timeout = 30
control_socket_disable = True


def child_exit(_server: Any, worker: Any) -> None:
    """Forget the gauges of a process that has ended; its counts stay."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.mark_process_dead(worker.pid)
