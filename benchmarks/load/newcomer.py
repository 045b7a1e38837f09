"""One person on their way: register, follow the mailed link, fill in the profile, twice."""

import re
import ssl
import time
from collections import defaultdict
from dataclasses import dataclass, field
from random import Random

import httpx

from benchmarks.load.post import Post

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
LONGEST_WAIT_FOR_MAIL = 90
SHORTEST_THOUGHT, LONGEST_THOUGHT = 0.2, 1.2
"""Seconds between two pages."""
PLAIN = ssl.create_default_context()
"""Nothing is encrypted here; to make this for each client would cost more than a request."""


@dataclass
class Notes:
    """What everybody saw: times in seconds, faults as lines, and what the site said it has."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """By what was asked, such as `GET /profile`."""
    bare: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    members: dict[str, str] = field(default_factory=dict)
    """Address -> name, of everybody whose link was taken."""
    texts: dict[str, str] = field(default_factory=dict)
    """Address -> the text about themselves that was last said to be saved."""
    writes: int = 0
    arrived: int = 0


class Refused(Exception):
    """The site did not answer as it should; the message says what was asked and what came."""


class Newcomer:
    """A person with an address, a name, and a browser of their own behind a proxy."""

    def __init__(self, number: int, site: str, bare: str, post: Post, notes: Notes) -> None:
        self.number = number
        self.name = f"Newcomer {number}"
        self.address = f"newcomer.{number}@example.org"
        self.post = post
        self.notes = notes
        self.random = Random(number)
        client = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        headers = {"X-Forwarded-For": client, "X-Forwarded-Host": site.partition("//")[2]}
        self.browser = httpx.Client(base_url=site, headers=headers, timeout=60, verify=PLAIN)
        self.bare = httpx.Client(base_url=bare, timeout=60, verify=PLAIN)

    def live(self) -> None:
        """Go the whole way; what goes wrong is noted."""
        try:
            with self.browser, self.bare:
                self.register()
                self.follow_the_link()
                for text in ("first", "second"):
                    self.fill_in(f"{text} words of newcomer {self.number}")
                self.read("/me")
            self.notes.arrived += 1
        except (Refused, httpx.HTTPError) as error:
            self.notes.faults.append(f"{self.name}: {type(error).__name__}: {error}")

    def register(self) -> None:
        """Say who they are."""
        token = self.read("/register")
        self.write("/register", token, name=self.name, email=self.address, roles=["mentee"])

    def follow_the_link(self) -> None:
        """Wait for the mail and press the button behind its link."""
        until = time.monotonic() + LONGEST_WAIT_FOR_MAIL
        while self.address not in self.post.sign_in_paths:
            if time.monotonic() > until:
                raise Refused("no mail came")
            time.sleep(0.2)
        path = self.post.sign_in_paths[self.address]
        self.write(path, self.read(path))
        self.notes.members[self.address] = self.name

    def fill_in(self, text: str) -> None:
        """Fill in the profile, with a text of their own."""
        token = self.read("/profile")
        skills = self.random.sample(["risk", "finance", "methods", "governance", "benefits"], 2)
        entries = {f"level-{code}": "1" for code in skills}
        entries |= {f"target-{code}": "4" for code in skills}
        self.write(
            "/profile",
            token,
            name=self.name,
            roles=["mentee"],
            time_zone="Europe/London",
            languages=["en"],
            about=text,
            goals="To lead a board one day.",
            **entries,
        )
        self.notes.texts[self.address] = text
        self.read("/profile/saved")

    def read(self, path: str) -> str:
        """Look at a page and return the token of its form, if there is one."""
        answer = self._ask("GET", path)
        if answer.status_code != 200:
            raise Refused(f"GET {path} gave {answer.status_code}")
        found = TOKEN.search(answer.text)
        return found[1] if found else ""

    def write(self, path: str, token: str, **entries: object) -> None:
        """Send a form; a redirection is the site's word that it is stored."""
        form = {"csrf_token": token, **entries}
        answer = self._ask("POST", path, data=form)
        if answer.status_code not in {302, 303}:
            raise Refused(f"POST {path} gave {answer.status_code}")
        self.notes.writes += 1

    def _ask(self, method: str, path: str, data: dict[str, object] | None = None) -> httpx.Response:
        """Ask the site, then the bare application, and note how long each took."""
        time.sleep(self.random.uniform(SHORTEST_THOUGHT, LONGEST_THOUGHT))
        began = time.perf_counter()
        answer = self.browser.request(method, path, data=data)
        page = "/sign-in/link" if path.startswith("/sign-in/link") else path
        self.notes.times[f"{method} {page}"].append(time.perf_counter() - began)
        began = time.perf_counter()
        self.bare.get("/").raise_for_status()
        self.notes.bare.append(time.perf_counter() - began)
        return answer
