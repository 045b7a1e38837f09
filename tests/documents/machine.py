"""A bare Debian of its own, made from Debian's packages, entered and booted by systemd-nspawn.

Entered, it shares this machine's network, for apt and pip alone; booted, it has none but loopback.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PACKAGES = "systemd,systemd-sysv,dbus,apt"
SECONDS_TO_MAKE = 900
SECONDS_TO_RUN = 1_200
NSPAWN = (
    "systemd-nspawn",
    "--quiet",
    "--hostname=debian",
    "--register=no",
    "--keep-unit",
    "--console=pipe",
)
UNIT = """[Unit]
Description=what the documents say
After=network.target postgresql.service nginx.service

[Service]
Type=oneshot
WorkingDirectory=/root
Environment=HOME=/root LANG=C.UTF-8
StandardOutput=append:/test/log
StandardError=append:/test/log
ExecStart=/bin/sh -c '/bin/bash /test/script; echo $? > /test/status'
ExecStopPost=/bin/systemctl --no-block poweroff
TimeoutStartSec=infinity

[Install]
WantedBy=multi-user.target
"""


OFFLINE = (
    "Failed to fetch", "Temporary failure", "Could not resolve", "Could not connect",
    "NewConnectionError", "ConnectTimeout", "Could not reach the package index",
    "unable to download valid InRelease",
)  # fmt: skip
"""What apt, pip and mmdebstrap say where they reach nothing, and `run.py` of pip."""


class CannotHere(Exception):
    """This machine cannot do what is asked; the words say why."""


def fail_or_leave(ended: subprocess.CompletedProcess[str]) -> None:
    """Raise `CannotHere` where packages cannot be reached, and fail for any other fault."""
    said = (ended.stdout or "") + (ended.stderr or "")
    if ended.returncode and any(words in said for words in OFFLINE):
        raise CannotHere(f"packages cannot be fetched here: {said.strip().splitlines()[-1]}")
    assert ended.returncode == 0, said[-6_000:]


def why_not_root() -> str:
    return "" if os.geteuid() == 0 else "only root can boot a Debian, or run containers, of its own"


def why_not_here() -> str:
    """Say why no Debian can be made and booted here; empty where it can."""
    if os.geteuid() != 0:
        return why_not_root()
    missing = [name for name in ("mmdebstrap", "systemd-nspawn") if not shutil.which(name)]
    if missing:
        return f"{' and '.join(missing)} not installed (Debian: mmdebstrap, systemd-container)"
    tried = subprocess.run(
        ["unshare", "--mount", "--net", "true"], check=False, capture_output=True
    )
    return "" if tried.returncode == 0 else "this machine lets nobody make namespaces"


class Machine:
    """A root folder, and what is run in it as root."""

    def __init__(self, root: Path, outside: Path) -> None:
        self.root = root
        self.outside = outside
        """Its folder /test."""

    def enter(self, script: str) -> None:
        """Run a script without booting, with this machine's network. Raises what it said.

        Or `CannotHere`, where it reaches no packages.
        """
        (self.outside / "script").write_text(script)
        settings, paths = of_pip(self.outside)
        told = (f"--setenv={setting}" for setting in settings)
        binds = (f"--bind-ro={path}" for path in paths)
        ended = subprocess.run(
            [
                *NSPAWN, f"--directory={self.root}", f"--bind={self.outside}:/test", "--as-pid2",
                "--resolv-conf=copy-host", *told, *binds, "/bin/bash", "/test/script",
            ],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            errors="replace", timeout=SECONDS_TO_RUN, check=False,
        )  # fmt: skip
        fail_or_leave(ended)

    def boot(self, script: str) -> str:
        """Boot, run a script as a service, switch off; return what it said. Raises if it fails."""
        log, status = self.outside / "log", self.outside / "status"
        for path in (log, status):
            path.unlink(missing_ok=True)
        (self.outside / "script").write_text(script)
        (self.root / "etc/systemd/system/documents.service").write_text(UNIT)
        wanted = self.root / "etc/systemd/system/multi-user.target.wants/documents.service"
        wanted.parent.mkdir(exist_ok=True)
        if not wanted.is_symlink():
            wanted.symlink_to("../documents.service")
        booted = subprocess.run(
            [
                *NSPAWN, f"--directory={self.root}", "--boot", "--private-network",
                f"--bind={self.outside}:/test",
            ],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            errors="replace", timeout=SECONDS_TO_RUN, check=False,
        )  # fmt: skip
        said = log.read_text(errors="replace") if log.exists() else booted.stdout
        ended = status.read_text().strip() if status.exists() else "it never ended"
        assert ended == "0", said[-8_000:]
        return said


def make_debian(folder: Path) -> Machine:
    """Make a Debian of this machine's own release, with systemd and little else, and boot it once.

    Raises `CannotHere`.
    """
    root, outside = folder / "root", folder / "outside"
    outside.mkdir()
    made = subprocess.run(
        ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={PACKAGES}", release(), root],
        capture_output=True, text=True, timeout=SECONDS_TO_MAKE, check=False,
    )  # fmt: skip
    fail_or_leave(made)
    (root / "etc/hostname").write_text("debian\n")
    with (root / "etc/hosts").open("a") as hosts:
        hosts.write("127.0.0.1 localhost debian\n")
    # Here services are started by their units alone, once it is booted.
    policy = root / "usr/sbin/policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    made_machine = Machine(root, outside)
    try:
        made_machine.boot("true")
    except (AssertionError, subprocess.TimeoutExpired) as error:
        raise CannotHere(f"a bare Debian cannot be booted here: {error}") from error
    return made_machine


@contextmanager
def copy_of(machine: Machine, folder: Path) -> Iterator[Machine]:
    """A machine that begins as another is, which stays as it is."""
    names = ("root", "outside", "changes", "work")
    root, outside, changes, work = (folder / name for name in names)
    for path in (root, outside, changes, work):
        path.mkdir(parents=True)
    options = f"lowerdir={machine.root},upperdir={changes},workdir={work}"
    subprocess.run(["mount", "-t", "overlay", "overlay", "-o", options, root], check=True)
    try:
        yield Machine(root, outside)
    finally:
        subprocess.run(["umount", root], check=True)


def release() -> str:
    """Return the name of this machine's Debian."""
    text = Path("/etc/os-release").read_text()
    names = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    is_debian = names.get("ID", "").strip('"') == "debian"
    return names.get("VERSION_CODENAME", "stable").strip('"') if is_debian else "stable"


def of_pip(outside: Path) -> tuple[list[str], list[str]]:
    """Return how pip of this machine finds its packages: its settings, and the paths that it needs.

    `outside` is what is /test there.
    """
    told = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    certificates = told.get("PIP_CERT", "")
    if Path(certificates).is_file():
        # Its own place belongs to a package of the machine.
        shutil.copy(certificates, outside / "pip-certificates")
        told["PIP_CERT"] = "/test/pip-certificates"
    paths = [*told.values(), "/etc/pip.conf"]
    there = {path for path in paths if path.startswith("/") and Path(path).exists()}
    return [f"{name}={value}" for name, value in told.items()], sorted(there)
