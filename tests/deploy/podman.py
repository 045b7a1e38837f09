"""Images and containers by podman, in a store of their own, on this machine's network."""

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from tests.documents.machine import CannotHere, fail_or_leave, of_pip

RUNTIMES: Final = ("crun", "runc")
LIMITS: Final = ("--ulimit=nofile=1024:1024", "--ulimit=nproc=1000:1000")
"""Podman's own may be above what this machine grants."""
SECONDS_TO_BUILD: Final = 900
SECONDS_TO_RUN: Final = 120


class Podman:
    """Removes nothing of what podman keeps elsewhere, and leaves nothing behind."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._runtime = ""

    def import_base(self, name: str, release: str, packages: Iterable[str]) -> None:
        """Make an image from Debian's packages, and find a runtime that can run it."""
        archive = self._folder / "base.tar"
        made = subprocess.run(
            ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={','.join(packages)}",
             release, archive],
            capture_output=True, text=True, timeout=SECONDS_TO_BUILD, check=False,
        )  # fmt: skip
        fail_or_leave(made)
        self.do("import", str(archive), name)
        archive.unlink()
        said = "no runtime of containers is installed (Debian: crun or runc)"
        for self._runtime in filter(shutil.which, RUNTIMES):
            tried = self.run(name, "true", options=["--rm"], check=False)
            if tried.returncode == 0:
                return
            said = tried.stderr.strip()
        raise CannotHere(f"no container can be started here: {said}")

    def build(self, base: str, tag: str, context: Path) -> None:
        outside = self._folder / "outside"
        outside.mkdir()
        settings, paths = of_pip(outside)
        options = [*(f"--env={setting}" for setting in settings), *LIMITS]
        options += [f"--volume={path}:{path}:ro" for path in paths]
        options += [f"--volume={outside}:/test:ro"]
        built = self.do(
            *("build", "--network=host", f"--build-arg=BASE={base}", f"--tag={tag}", *options),
            *(f"--file={context / 'deploy/Containerfile'}", str(context)),
            seconds=SECONDS_TO_BUILD, check=False,
        )  # fmt: skip
        fail_or_leave(built)

    def run(
        self, image: str, *command: str, options: Iterable[str], check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        return self.do("run", "--network=host", *LIMITS, *options, image, *command, check=check)

    def do(
        self, *arguments: str, seconds: float = SECONDS_TO_RUN, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run a command of podman; raise what it said if it fails."""
        places = [f"--root={self._folder / 'store'}", f"--runroot={self._folder / 'run'}"]
        runtime = [f"--runtime={self._runtime}"] if self._runtime else []
        ended = subprocess.run(
            ["podman", *places, "--cgroup-manager=cgroupfs", *runtime, *arguments],
            capture_output=True, text=True, errors="replace", timeout=seconds, check=False,
        )  # fmt: skip
        if check:
            assert ended.returncode == 0, (arguments, ended.stdout[-3_000:], ended.stderr[-3_000:])
        return ended

    def close(self) -> None:
        self.do("rm", "--all", "--force", "--time=2", check=False)
        self.do("volume", "prune", "--force", check=False)
        self.do("rmi", "--all", "--force", check=False)
        subprocess.run(["umount", self._folder / "store/overlay"], capture_output=True, check=False)
        shutil.rmtree(self._folder, ignore_errors=True)


def why_not_here() -> str:
    """Say what is missing for containers; empty where nothing is."""
    missing = [name for name in ("podman", "mmdebstrap") if not shutil.which(name)]
    return f"{' and '.join(missing)} not installed" if missing else ""


def options_of(service: dict[str, Any]) -> list[str]:
    """Return for podman what a compose file says of a service, but for its ports."""
    options = [f"--volume={volume}" for volume in service["volumes"]]
    options += [f"--tmpfs={place}" for place in service["tmpfs"]]
    options += [f"--cap-drop={name}" for name in service["cap_drop"]]
    options += [f"--security-opt={words}" for words in service["security_opt"]]
    options += [f"--env={name}={value}" for name, value in service["environment"].items()]
    options += [f"--pids-limit={service['pids_limit']}"]
    return [*options, "--read-only"] if service["read_only"] else options
