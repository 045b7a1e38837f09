"""What an operator copies: units, containers and web servers, as hard as the service allows."""

import re
import shutil
import subprocess
from fnmatch import fnmatch

import pytest
import yaml

from config import ROOT

DEPLOY = ROOT / "deploy"
UNITS = ("matchmaker-web.service", "matchmaker-worker.service")
HARD = (
    "UMask=0077",
    "CapabilityBoundingSet=",
    "NoNewPrivileges=true",
    "LockPersonality=true",
    "PrivateDevices=true",
    "PrivateTmp=true",
    "PrivateUsers=true",
    "ProtectClock=true",
    "ProtectControlGroups=true",
    "ProtectHome=true",
    "ProtectHostname=true",
    "ProtectKernelLogs=true",
    "ProtectKernelModules=true",
    "ProtectKernelTunables=true",
    "ProtectProc=invisible",
    "ProtectSystem=strict",
    "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
    "RestrictNamespaces=true",
    "RestrictRealtime=true",
    "RestrictSUIDSGID=true",
    "SystemCallArchitectures=native",
    "SystemCallFilter=@system-service",
)


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_is_closed_to_all_that_the_service_does_not_need(unit: str) -> None:
    lines = (DEPLOY / unit).read_text().splitlines()

    assert [line for line in HARD if line not in lines] == []


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze here")
@pytest.mark.parametrize("unit", UNITS)
def test_systemd_finds_a_unit_hardly_exposed(unit: str) -> None:
    rated = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(DEPLOY / unit)],
        capture_output=True,
        text=True,
        check=False,
    )

    exposure = re.search(r"Overall exposure level for \S+: ([\d.]+)", rated.stdout)
    assert exposure, rated.stderr
    assert float(exposure[1]) < 3


def test_containers_can_write_only_where_they_must_and_gain_no_rights() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]

    assert set(services) == {"database", "migrate", "web", "worker"}
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "/tmp" in service["tmpfs"], name
        assert "cap_add" not in service or name == "database"
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))


def test_workers_and_threads_are_set_in_one_place() -> None:
    started = [
        *(DEPLOY / unit for unit in UNITS), DEPLOY / "Containerfile", DEPLOY / "compose.yaml",
        ROOT / "README.md", ROOT / "docs" / "operating.md",
    ]  # fmt: skip

    assert [path.name for path in started if "--workers" in path.read_text()] == []


@pytest.mark.parametrize(
    "path", [".env", "deploy/settings.env", "deploy/database.env", "instance/matchmaker.sqlite"]
)
def test_secrets_and_people_go_into_no_commit_and_no_image(path: str) -> None:
    for name in (".gitignore", ".dockerignore"):
        patterns = [line.strip("/") for line in (ROOT / name).read_text().splitlines()]
        assert any(
            fnmatch(path, pattern) or path.startswith(f"{pattern}/")
            for pattern in patterns
            if pattern and not pattern.startswith("#")
        ), (name, path)


def test_nginx_buffers_ends_tls_and_says_itself_who_asks() -> None:
    lines = re.sub(r" +", " ", (DEPLOY / "nginx.conf").read_text())

    for wanted in (
        *("proxy_request_buffering on;", "listen 443 ssl", "ssl_protocols TLSv1.2 TLSv1.3;"),
        *("X-Forwarded-For $remote_addr;", "X-Forwarded-Proto $scheme;", "return 301 https://"),
        *("X-Forwarded-Host $host;", "X-Request-ID $request_id;", "client_header_timeout 10s;"),
        *("location = /metrics { return 404; }", "location = /status { return 404; }"),
    ):
        assert wanted in lines, wanted
    assert (
        "$request_uri"
        not in lines.replace("return 301", "").split("log_format", 1)[1].split(";")[0]
    )


def test_caddy_buffers_and_waits_for_nobody() -> None:
    lines = (DEPLOY / "Caddyfile").read_text()

    for wanted in (
        *("request_buffers", "read_header 10s", "read_body 30s", "respond /metrics 404"),
        *("respond /status 404", "health_uri /readyz"),
    ):
        assert wanted in lines, wanted
