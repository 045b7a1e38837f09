"""Organisations' sign-ins on loopback: a real provider's process, and one that can lie."""

import json
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from joserfc import jwt
from joserfc.jwk import RSAKey


@dataclass(frozen=True)
class Provider:
    """A provider's process; its people are told to it."""

    issuer: str

    def know(self, subject: str, **claims: object) -> None:
        """Set what the provider says of one of its people."""
        requests.put(f"{self.issuer}/users/{subject}", json=claims, timeout=5).raise_for_status()

    def answer(self, url: str, subject: str, action: str = "authorize") -> str:
        """Sign in at the provider's page, or cancel there; return where it sends the browser."""
        sent = requests.post(
            url, data={"sub": subject, "action": action}, allow_redirects=False, timeout=5
        )
        assert sent.status_code == 302, sent.text
        return sent.headers["Location"]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_provider() -> Iterator[Provider]:
    """Start a provider's process and stop it in the end."""
    port = free_port()
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "oidc_provider_mock",
            "--port",
            str(port),
            "--require-nonce",
            "true",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    issuer = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                requests.get(f"{issuer}/.well-known/openid-configuration", timeout=2)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield Provider(issuer)
    finally:
        process.terminate()
        process.wait(timeout=10)


@cache
def key_called(name: str) -> RSAKey:
    """Return a key of that name; to make one takes a tenth of a second."""
    return RSAKey.generate_key(2048, {"kid": name})


@dataclass
class Liar:
    """What a lying provider says; a test changes one thing of it."""

    issuer: str = ""
    key: RSAKey = field(default_factory=lambda: key_called("ours"))
    other_key: RSAKey | None = None
    """Signs instead of the key that is published."""
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "RS256", "kid": "ours"})
    claims: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    token: str | None = None
    answer: dict[str, Any] = field(default_factory=dict)
    """What the token endpoint says besides; None leaves out."""
    delay: float = 0
    keys_asked: int = 0

    def told(self, nonce: str) -> str:
        """Return the signed token for a sign-in with a nonce."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "liar",
            "aud": "matchmaker",
            "exp": now + 600,
            "iat": now,
            "nonce": nonce,
            "email": "ada@example.org",
            "email_verified": True,
        } | self.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(self.header, claims, self.other_key or self.key)


@contextmanager
def lying_provider(tls: ssl.SSLContext | None = None) -> Iterator[Liar]:
    """Serve a provider in this process that says what a test wants, encrypted if asked to."""
    liar = Liar()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if "/.well-known/" in self.path:
                time.sleep(liar.delay)
                self.send(
                    {
                        "issuer": liar.issuer,
                        "authorization_endpoint": f"{liar.issuer}/authorize",
                        "token_endpoint": f"{liar.issuer}/token",
                        "jwks_uri": f"{liar.issuer}/jwks",
                        "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
                    }
                    | liar.metadata
                )
            else:
                liar.keys_asked += 1
                self.send({"keys": [liar.key.as_dict(private=False)]})

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            nonce = parse_qs(self.rfile.read(length).decode())["code"][0]
            token = liar.told(nonce) if liar.token is None else liar.token
            answer = {"access_token": "x", "token_type": "Bearer", "id_token": token} | liar.answer
            self.send({name: value for name, value in answer.items() if value})

        def send(self, document: dict[str, Any]) -> None:
            content = json.dumps(document).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    liar.issuer = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield liar
    server.shutdown()
    server.server_close()
    thread.join(timeout=5)


def query_of(url: str) -> dict[str, str]:
    """Return the query of an address by name."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
