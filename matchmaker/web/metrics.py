"""Figures for Prometheus. What the database knows is counted there at every scrape, so that any
process of any machine answers the same; requests are counted over all processes of a machine where
PROMETHEUS_MULTIPROC_DIR names a folder, and by process where it does not.
"""

import os
from collections.abc import Iterator

from flask import Blueprint, Flask, Response, request
from prometheus_client import CollectorRegistry, Counter, Histogram, exposition
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from matchmaker.extensions import db
from matchmaker.services.operations.health import Counts, Figures, count_everything
from matchmaker.web.request_log import QUIET, seconds_taken

blueprint = Blueprint("metrics", __name__)
REGISTRY = CollectorRegistry()
REQUESTS = Counter(
    "matchmaker_requests", "Requests by method and status.", ("method", "status"), registry=REGISTRY
)
SECONDS = Histogram(
    "matchmaker_request_seconds",
    "How long requests took.",
    ("method",),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)
METHODS = frozenset({"GET", "HEAD", "POST"})


class DatabaseFigures(Collector):
    """The figures of the database, asked when they are wanted."""

    def collect(self) -> Iterator[Metric]:
        """Yield one gauge a question."""
        figures = count_everything(db.session())
        yield _counts("matchmaker_mails", "Mails of the outbox by status.", figures.mails)
        yield _counts("matchmaker_matches", "Matches by status.", figures.matches)
        yield _counts("matchmaker_rounds", "Rounds by status.", figures.rounds)
        yield GaugeMetricFamily("matchmaker_members", "Members who have not left.", figures.members)
        yield from _ages(figures)
        started = GaugeMetricFamily(
            "matchmaker_job_started_timestamp_seconds", "Last start of a job.", labels=("job",)
        )
        failed = GaugeMetricFamily(
            "matchmaker_job_failed", "1 if the last run failed.", labels=("job",)
        )
        for job, moment in figures.jobs_started.items():
            started.add_metric((job,), moment)
            failed.add_metric((job,), float(figures.jobs_failed[job]))
        yield started
        yield failed


def register(app: Flask) -> None:
    """Count every answer."""
    app.after_request(count_request)


def count_request(response: Response) -> Response:
    """Count one answer and how long it took; health checks and files are left out."""
    if request.endpoint not in QUIET and request.endpoint != "metrics.show":
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(method, str(response.status_code)).inc()
        SECONDS.labels(method).observe(seconds_taken())
    return response


@blueprint.get("/metrics")
def show() -> Response:
    """Show all figures in the text format."""
    registry = CollectorRegistry()
    registry.register(DatabaseFigures())
    text = exposition.generate_latest(registry)
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        several = CollectorRegistry()
        MultiProcessCollector(several)  # type: ignore[no-untyped-call]
        text += exposition.generate_latest(several)
    else:
        text += exposition.generate_latest(REGISTRY)
    return Response(text, content_type=exposition.CONTENT_TYPE_LATEST)


def _counts(name: str, words: str, counts: Counts) -> GaugeMetricFamily:
    gauge = GaugeMetricFamily(name, words, labels=("status",))
    for status, count in counts.items():
        gauge.add_metric((status,), count)
    return gauge


def _ages(figures: Figures) -> Iterator[Metric]:
    ages = (
        ("oldest_mail", "Age of the longest waiting mail.", figures.oldest_mail_seconds),
        ("worker_seen", "Since the last delivery began.", figures.worker_seen_seconds),
    )
    for name, words, seconds in ages:
        if seconds is not None:
            yield GaugeMetricFamily(f"matchmaker_{name}_seconds", words, seconds)
