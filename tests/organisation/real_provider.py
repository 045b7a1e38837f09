"""A second real provider, of Node; its packages are fetched by their hashes, outside the clone."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urljoin

import pytest
import requests

from tests.organisation.providers import free_port

HERE = Path(__file__).with_name("second_provider")


@cache
def packages() -> Path:
    """Return the folder that holds the provider's packages, fetched if they are not there yet."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("no npm or node on this machine (apt-get install npm)")
    lock = (HERE / "package-lock.json").read_bytes()
    kept = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "matchmaker"
    folder = kept / f"second-provider-{hashlib.sha256(lock).hexdigest()[:12]}"
    if not (folder / "complete").exists():
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, folder)
        command = "ci --ignore-scripts --no-audit --no-fund --fetch-retries=1 --fetch-timeout=30000"
        fetched = subprocess.run(
            [npm, *command.split()], cwd=folder, capture_output=True, text=True, check=False
        )
        if fetched.returncode:
            pytest.skip(f"npm cannot fetch the provider's packages: {fetched.stderr[:300]}")
        (folder / "complete").touch()
    return folder


@dataclass
class SecondProvider:
    """The provider's process, and one browser of somebody who signs in there."""

    issuer: str
    ca_file: Path | None = None
    browser: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self.browser.trust_env = False
        if self.ca_file:
            self.browser.verify = str(self.ca_file)

    def know(self, subject: str, **claims: object) -> None:
        """Set what the provider says of one of its people."""
        url = f"{self.issuer}/people/{subject}"
        self.browser.put(url, json=claims, timeout=10).raise_for_status()

    def follow(self, url: str, subject: str = "", site: str = "http://localhost") -> str:
        """Follow an address there, signing in where it asks; return where it leads in the site."""
        for _ in range(12):
            if url.startswith(f"{site}/"):
                return url
            if "/asks/" in url and subject:
                url += f"?as={subject}"
            answer = self.browser.get(url, allow_redirects=False, timeout=10)
            if "Location" not in answer.headers:
                return answer.text
            url = urljoin(url, answer.headers["Location"])
        raise AssertionError("the provider leads round and round")


@contextmanager
def running_second_provider(
    site: str = "http://localhost", certificate: Path | None = None
) -> Iterator[SecondProvider]:
    """Start the provider's process, for a site at an address, and stop it in the end.

    `certificate`: a file that also holds the key, for a provider that speaks TLS.
    """
    folder, port = packages(), free_port()
    files = [str(certificate)] if certificate else []
    command = ["node", str(HERE / "provider.mjs"), str(folder), str(port), site, *files]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    scheme = "https" if certificate else "http"
    ca_file = certificate.with_name("authority.pem") if certificate else None
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield SecondProvider(f"{scheme}://127.0.0.1:{port}", ca_file)
    finally:
        process.terminate()
        process.communicate(timeout=10)
