"""Figures for Prometheus. What the database knows is counted there at every scrape, so that any
process of any machine answers the same; requests are counted over all processes of a machine where
PROMETHEUS_MULTIPROC_DIR names a folder, and by process where it does not.
"""

import os
from collections.abc import Iterator, Mapping

from flask import Blueprint, Flask, Response, current_app, request
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    exposition,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from config import Settings
from matchmaker.extensions import db
from matchmaker.models import JobOutcome
from matchmaker.services.cases.open_cases import count_cases
from matchmaker.services.operations.figures import Figures, age_of, count_everything
from matchmaker.services.tasks.counts import TaskCounts, count_tasks
from matchmaker.version import VERSION
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
        """Yield each figure; one without a value at present has no sample."""
        session = db.session()
        settings: Settings = current_app.config["SETTINGS"]
        figures = count_everything(session, settings.mails_a_minute)
        yield _info("build", "Which version this is.", version=VERSION)
        yield from _of_mails(figures)
        yield _by("matches", "Matches by status.", "status", figures.matches)
        yield _by("rounds", "Rounds by status.", "status", figures.rounds)
        yield _one("members", "Members who have not left.", figures.members)
        yield _one(
            "newest_round_seconds",
            "Since a round was begun, in the programme for which that is longest ago.",
            figures.newest_round_seconds,
        )
        yield _one(
            "oldest_review_seconds",
            "How long the longest waiting round has waited for a coordinator.",
            figures.oldest_review_seconds,
        )
        cases = count_cases(session)
        yield _by("open_cases", "Cases that need a coordinator, by kind.", "kind", cases)
        yield from _of_tasks(count_tasks(session))
        yield from _of_jobs(figures)


def _of_mails(figures: Figures) -> Iterator[Metric]:
    yield _by("mails", "Mails of the outbox by status.", "status", figures.mails)
    yield _one("mails_held", "Mails held until an operator releases them.", figures.held_mails)
    yield _one("hold", "1 while mails are held after a restoration.", figures.is_held)
    yield _one(
        "oldest_mail_seconds", "Age of the longest waiting mail.", figures.oldest_mail_seconds
    )
    yield _one(
        "mails_stuck",
        "1 while mails wait for longer than their pace explains, or none leaves.",
        figures.is_stuck,
    )
    yield _one(
        "pace_mails_per_minute",
        "The pace that is in force, if there is one.",
        figures.mails_a_minute,
    )
    yield _by(
        "mail_server_trouble",
        "1 while the mail server refuses us, or cannot be reached.",
        "kind",
        figures.trouble,
    )


def _of_tasks(counts: TaskCounts) -> Iterator[Metric]:
    yield _by("tasks", "Tasks by state, and those that were refused.", "state", counts.by_state)
    yield _one(
        "oldest_task_seconds",
        "How long the longest waiting task has waited.",
        age_of(counts.oldest_at),
    )


def _of_jobs(figures: Figures) -> Iterator[Metric]:
    jobs, totals = figures.jobs, figures.totals
    yield _one("worker_seen_seconds", "Since the last delivery began.", figures.worker_seen_seconds)
    yield _by(
        "job_started_timestamp_seconds",
        "Last start of a job.",
        "job",
        {run.job: run.started_at.timestamp() for run in jobs if run.started_at},
    )
    yield _by(
        "job_running",
        "1 while a job is at work.",
        "job",
        {run.job: run.outcome == JobOutcome.RUNNING for run in jobs},
    )
    yield _by(
        "job_failed",
        "1 if the last run failed or ended without a word.",
        "job",
        {run.job: run.is_wrong for run in jobs},
    )
    yield _by(
        "job_last_success_timestamp_seconds",
        "When a job last ended well, in the programme for which that is longest ago.",
        "job",
        {each.job: each.last_success_at.timestamp() for each in totals if each.last_success_at},
    )
    yield _by(
        "job_last_run_seconds",
        "How long the run took that ended last.",
        "job",
        {each.job: each.last_seconds for each in totals},
    )
    runs = CounterMetricFamily(
        "matchmaker_job_runs", "Runs that have ended, by outcome.", labels=("job", "outcome")
    )
    seconds = CounterMetricFamily(
        "matchmaker_job_run_seconds", "How long all runs took together.", labels=("job",)
    )
    for total in totals:
        seconds.add_metric((total.job,), total.seconds)
        for outcome, count in total.runs.items():
            runs.add_metric((total.job, outcome), count)
    yield runs
    yield seconds


def register(app: Flask) -> None:
    """Count every answer."""
    # When each process began to count says nothing of the service.
    disable_created_metrics()  # type: ignore[no-untyped-call]
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


def _one(name: str, words: str, value: float | None) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"matchmaker_{name}", words, value)


def _by(name: str, words: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    gauge = GaugeMetricFamily(f"matchmaker_{name}", words, labels=(label,))
    for key, value in values.items():
        gauge.add_metric((key,), value)
    return gauge


def _info(name: str, words: str, **labels: str) -> GaugeMetricFamily:
    gauge = GaugeMetricFamily(f"matchmaker_{name}_info", words, labels=tuple(labels))
    gauge.add_metric(tuple(labels.values()), 1)
    return gauge
