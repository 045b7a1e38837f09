"""How gunicorn serves the site: what is set here holds unless its command line says otherwise.

Behind a web server that takes each request whole before it hands it on (docs/operating.md): a
client that sends slowly holds a thread here.
"""

import os
from typing import Any

from prometheus_client import multiprocess

bind = "127.0.0.1:8000"
workers = int(os.environ.get("WEB_CONCURRENCY", "4"))
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
