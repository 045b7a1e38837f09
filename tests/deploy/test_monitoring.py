"""The alerts and the dashboard that are shipped: expressions that parse and name what there is."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from config import ROOT

DEPLOY = ROOT / "deploy"
RULES = DEPLOY / "prometheus-rules.yml"
ALERTS = Path(__file__).parent / "prometheus-alerts.yml"
OURS = re.compile(r"\bmatchmaker_\w+")


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load(RULES.read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((DEPLOY / "grafana-dashboard.json").read_text())[
        "panels"
    ]
    return found


def expressions() -> Iterator[str]:
    yield from (rule["expr"] for rule in rules())
    yield from (target["expr"] for panel in panels() for target in panel["targets"])


@pytest.fixture
def series(app: Flask) -> set[str]:
    """What /metrics tells, by the names that a query uses."""
    app.test_client().get("/")
    names = set()
    for family in text_string_to_metric_families(app.test_client().get("/metrics").text):
        endings = {
            "counter": ("_total",),
            "histogram": ("_bucket", "_count", "_sum"),
        }.get(family.type, ("",))
        names |= {family.name + ending for ending in endings}
    return names


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_alerts_and_dashboard_name_only_figures_that_there_are(series: set[str]) -> None:
    named = {name for expression in expressions() for name in OURS.findall(expression)}

    assert named - series == set()
    # What nobody looks at is no figure.
    buckets = {name for name in series if name.startswith("matchmaker_request_seconds")}
    assert series - named - buckets == set()


def test_every_expression_is_about_something() -> None:
    for expression in expressions():
        assert OURS.search(expression) or expression.startswith("up{"), expression
        for opening, closing in ("()", "{}", "[]"):
            assert expression.count(opening) == expression.count(closing), expression


def test_every_alert_says_what_it_means_and_what_to_do() -> None:
    names = [rule["alert"] for rule in rules()]

    assert len(set(names)) == len(names) >= 10
    for rule in rules():
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert set(rule["annotations"]) == {"summary", "description"}
        assert rule["for"]


def test_the_dashboards_panels_stand_beside_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in panels():
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not taken & cells, panel["title"]
        assert place["x"] + place["w"] <= 24
        taken |= cells
    assert len({panel["id"] for panel in panels()}) == len(panels())


def promtool(*arguments: str, folder: Path) -> None:
    program = shutil.which("promtool")
    if program is None:
        pytest.skip("no promtool on this machine (apt-get install prometheus)")
    ended = subprocess.run(
        [program, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_prometheus_reads_every_expression(tmp_path: Path) -> None:
    shutil.copy(RULES, tmp_path / "rules.yml")
    recorded = [
        {"record": f"panel:{number}", "expr": expression}
        for number, expression in enumerate(expressions())
    ]
    dashboard = {"groups": [{"name": "dashboard", "rules": recorded}]}
    (tmp_path / "dashboard.yml").write_text(yaml.safe_dump(dashboard))

    promtool("check", "rules", "rules.yml", "dashboard.yml", folder=tmp_path)


def test_each_alert_is_raised_when_it_should_be_and_else_none(tmp_path: Path) -> None:
    shutil.copy(RULES, tmp_path / "rules.yml")
    shutil.copy(ALERTS, tmp_path / "alerts.yml")
    raised = {rule["alert"] for rule in rules()}
    assert {name for name in raised if name not in ALERTS.read_text()} == set()

    promtool("test", "rules", "alerts.yml", folder=tmp_path)
