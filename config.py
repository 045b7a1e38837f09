"""Settings from the environment, checked once at start; a wrong one is one clear line."""

import hashlib
import os
import re
import sys
from collections.abc import Mapping
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from certificates import LOOPBACK_HOSTS, check_certificates, verified
from envfile import Entry, EnvFault, read_entries, refuse_misspelt, refuse_unknown

ROOT = Path(__file__).resolve().parent
WITNESS = Path("/var/lib/matchmaker-witness")
"""Where the units for systemd keep what is the machine's own."""
MANY_TENANTS = ("common", "organizations", "consumers")
"""What stands in an address of Microsoft Entra instead of one tenant."""
DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
DEVELOPMENT_KEY = "development only: anybody can read this key"


class Settings(BaseSettings):
    """Every setting has a default that works on one machine, for one person, without mail."""

    model_config = SettingsConfigDict(
        env_file=ROOT / ".env",
        extra="ignore",
        validate_by_name=True,
        validate_by_alias=True,
        str_max_length=4_000,
    )

    environment: Literal["development", "production"] = Field(
        default="development", validation_alias="MATCHMAKER_ENV"
    )
    secret_key: str = DEVELOPMENT_KEY
    database_url: str = ""
    """Empty: SQLite in `instance/`."""
    base_url: str = "http://127.0.0.1:5000"
    """Where people reach the site; links in mails begin with it."""
    allowed_email_domains: Annotated[list[str], NoDecode] = Field(default_factory=list)
    """Comma-separated; empty: any."""
    trusted_proxies: int = Field(default=0, ge=0, le=9)
    """How many proxies stand before the site; that many forwarded addresses are believed."""
    trusted_hosts: Annotated[list[str], NoDecode] = Field(default_factory=list)
    """Comma-separated names that the site answers to. Empty: in production `BASE_URL`'s and this
    machine's own, otherwise any."""
    sign_in_requests_an_hour: int = Field(default=100, ge=5, le=100_000)
    """How often one network address may ask to sign in or register; 2 in 5 of it in a minute."""
    coordinator_idle_hours: int = Field(default=12, ge=1, le=720)
    """After how long without a click a coordinator has to sign in again."""
    sign_in_links: bool = True
    """Whether people may sign in by a mailed link; can be off where OIDC is set up."""
    oidc_issuer: str = ""
    """Empty: the organisation's own sign-in is not used."""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_scopes: str = "openid email profile"
    oidc_tenants: Annotated[list[str], NoDecode] = Field(default_factory=list)
    """Comma-separated tenants (`tid`; at Google `hd`) whose people may sign in; empty: all that the
    issuer knows, which must be one organisation's own."""
    oidc_trusted_domains: Annotated[list[str], NoDecode] = Field(default_factory=list)
    """Comma-separated domains of which the issuer tells nobody an address that is not theirs, also
    where it does not say that the address was verified."""
    oidc_email_claim: str = "email"
    """Name of the claim that tells a person's address."""
    oidc_button_label: str = "Sign in with your organisation"
    oidc_origins: Annotated[list[str], NoDecode] = Field(default_factory=list)
    """Comma-separated further origins that signing in there passes through."""
    oidc_coordinator_claim: str = ""
    """Name of the claim that tells a person's groups; empty: no group makes coordinators."""
    oidc_coordinator_value: str = ""
    oidc_recheck_hours: int = Field(default=24, ge=1, le=24)
    """How long a group's grant holds before the organisation has to say so again."""
    oidc_single_logout: bool = True
    """Whether signing out here leads on to signing out there, for who signed in there."""
    ca_file: Path | None = None
    """Certificates of further authorities (PEM) that servers may be signed by: the organisation's
    sign-in, the mail server, PostgreSQL, Redis. The machine's own are believed, too."""
    contact_email: str = ""
    """Whom members can ask; shown in the footer and in mails."""

    smtp_host: str = ""
    """Empty: mails stay in the outbox until a server is named."""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_username: str = ""
    smtp_password: str = ""
    smtp_timeout_seconds: int = Field(default=20, ge=1, le=300)
    mails_a_minute: int = Field(default=0, ge=0, le=100_000)
    """How many mails the server takes in a minute; 0: no limit is known."""
    mail_from: str = "matchmaker@localhost.localdomain"
    mail_from_name: str = ""
    bounce_address: str = ""
    """Where mails that cannot be delivered come back to; empty: `MAIL_FROM`."""
    imap_host: str = ""
    """Empty: nobody reads what came back."""
    imap_port: int = Field(default=993, ge=1, le=65535)
    imap_security: Literal["tls", "starttls", "none"] = "tls"
    imap_username: str = ""
    imap_password: str = ""
    imap_folder: str = "INBOX"

    keep_mail_text_days: int = Field(default=7, ge=5, le=3650)
    """At least as long as a mail may be tried, four days."""
    keep_mails_days: int = Field(default=90, ge=1, le=3650)
    keep_texts_days: int = Field(default=30, ge=1, le=3650)
    keep_leavers_days: int = Field(default=30, ge=1, le=3650)
    keep_audit_days: int = Field(default=365, ge=1, le=3650)
    keep_sign_ins_days: int = Field(default=7, ge=1, le=3650)
    erasure_list: Path | None = None
    """Where erasures are noted for a restoration; without one, in the instance folder."""
    data_dir: Path | None = None
    """Where files are kept: an SQLite database, the queue, the list of erasures. Without one, in
    `instance/`."""
    library_file: Path | None = None
    """A file of the operator's that adds to the library, hides entries and replaces some (TOML)."""
    witness_dir: Path | None = None
    """Where this machine remembers how far it saw the database come. Without one, where the units
    for systemd keep it if that can be written, or `.witness` beside the instance folder."""
    tasks_url: str = ""
    """Where tasks wait for the worker: empty for beside or inside the database, or `off`."""
    metrics_token: str = ""
    """Whoever shows it may read `/status` and `/metrics`; without one, only this machine may, and
    nobody in production."""
    web_concurrency: int = Field(default=4, ge=1, le=64)
    """How many processes serve the site under gunicorn."""

    demo: bool = Field(default=False, validation_alias="MATCHMAKER_DEMO")
    demo_mail_folder: Path | None = None
    """Where the demo's capture keeps what it received."""

    @field_validator("*", mode="before")
    @classmethod
    def refuse_what_is_no_line(cls, value: object) -> object:
        if isinstance(value, str) and not value.isprintable():
            raise ValueError("must be one line without control characters")
        return value

    @field_validator(
        *("allowed_email_domains", "trusted_hosts", "oidc_origins"),
        *("oidc_tenants", "oidc_trusted_domains"),
        mode="before",
    )
    @classmethod
    def split_names(cls, value: object) -> object:
        if isinstance(value, str):
            return [part.strip().lower().lstrip("@") for part in value.split(",") if part.strip()]
        return value

    @field_validator("ca_file", mode="before")
    @classmethod
    def name_no_file_by_nothing(cls, value: object) -> object:
        return value or None

    @field_validator("ca_file")
    @classmethod
    def check_ca_file(cls, value: Path | None) -> Path | None:
        if value is not None:
            check_certificates(value)
        return value

    @model_validator(mode="after")
    def check_the_machines_authorities(self) -> "Settings":
        if stated := os.environ.get("SSL_CERT_FILE"):
            try:
                check_certificates(Path(stated))
            except ValueError as error:
                raise ValueError(f"SSL_CERT_FILE: {error}") from error
        return self

    @field_validator("base_url")
    @classmethod
    def check_base_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query:
            raise ValueError("must be an address such as https://mentoring.example.org")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def name_the_driver(cls, value: str) -> str:
        for plain in ("postgres://", "postgresql://"):
            if value.startswith(plain):
                return "postgresql+psycopg://" + value.removeprefix(plain)
        if value and not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("must begin with postgresql:// or sqlite:///")
        return value

    @field_validator("data_dir", "witness_dir", "erasure_list", "library_file")
    @classmethod
    def refuse_a_place_that_depends(cls, value: Path | None) -> Path | None:
        if value is not None and value != Path() and not value.is_absolute():
            raise ValueError("must be a whole path, from / on")
        return value if value != Path() else None

    @field_validator("tasks_url")
    @classmethod
    def check_tasks_url(cls, value: str) -> str:
        known = ("redis://", "rediss://", "postgresql://", "postgres://")
        if value and value != "off" and not value.startswith(known):
            raise ValueError("must begin with redis:// or postgresql://, or be off")
        if value.startswith(known[:2]) and find_spec("redis") is None:
            raise ValueError("redis:// needs the packages of requirements/redis.txt")
        return value

    @model_validator(mode="after")
    def check_oidc(self) -> "Settings":
        if bool(self.oidc_issuer) != bool(self.oidc_client_id):
            raise ValueError("OIDC_ISSUER and OIDC_CLIENT_ID belong together: set both or neither")
        if not self.sign_in_links and not self.has_oidc:
            raise ValueError("SIGN_IN_LINKS=off needs OIDC_ISSUER: nobody could sign in")
        if bool(self.oidc_coordinator_claim) != bool(self.oidc_coordinator_value):
            raise ValueError("OIDC_COORDINATOR_CLAIM and OIDC_COORDINATOR_VALUE belong together")
        if self.has_oidc and "openid" not in self.oidc_scopes.split():
            raise ValueError("OIDC_SCOPES must hold openid")
        parts = urlsplit(self.oidc_issuer)
        is_local = self.environment == "development" and parts.hostname in LOOPBACK_HOSTS
        if self.has_oidc and (
            not parts.netloc or parts.query or (parts.scheme != "https" and not is_local)
        ):
            raise ValueError("OIDC_ISSUER must be an address that begins with https://")
        return self

    @model_validator(mode="after")
    def refuse_a_careless_trust(self) -> "Settings":
        if serves_many_tenants(self.oidc_issuer) and not self.oidc_tenants:
            raise ValueError(
                "OIDC_ISSUER signs in people of any organisation: name your tenant's id instead of "
                "“common” or “organizations” in it, or the tenants in OIDC_TENANTS"
            )
        if (self.oidc_tenants or self.oidc_trusted_domains) and not self.has_oidc:
            raise ValueError("OIDC_TENANTS and OIDC_TRUSTED_DOMAINS need OIDC_ISSUER")
        for domain in self.oidc_trusted_domains:
            if not DOMAIN.fullmatch(domain):
                raise ValueError(
                    f"OIDC_TRUSTED_DOMAINS must hold domains such as example.org, not {domain!r}"
                )
        if self.oidc_email_claim != "email" and not self.oidc_trusted_domains:
            raise ValueError(
                "OIDC_EMAIL_CLAIM needs OIDC_TRUSTED_DOMAINS: providers verify no claim but email"
            )
        return self

    @model_validator(mode="after")
    def refuse_a_careless_production(self) -> "Settings":
        if self.environment == "production":
            if self.secret_key == DEVELOPMENT_KEY or len(self.secret_key) < 32:
                raise ValueError("SECRET_KEY must be set to at least 32 random characters")
            if "base_url" not in self.model_fields_set:
                raise ValueError("BASE_URL must be set: links in mails begin with it")
            if self.smtp_host and (not self.mail_from or "mail_from" not in self.model_fields_set):
                raise ValueError("MAIL_FROM must be set: an address that SMTP_HOST may send from")
            if self.demo:
                raise ValueError("MATCHMAKER_DEMO lets anybody sign in as anybody: unset it")
        return self

    @model_validator(mode="after")
    def refuse_the_known_key_elsewhere(self) -> "Settings":
        host = urlsplit(self.base_url).hostname
        if self.secret_key == DEVELOPMENT_KEY and host not in {*LOOPBACK_HOSTS, "::1"}:
            raise ValueError(
                "SECRET_KEY must be set where BASE_URL leads to other machines: with the key of "
                "development anybody can write cookies"
            )
        return self

    @field_validator("mail_from", "bounce_address")
    @classmethod
    def check_own_addresses(cls, value: str) -> str:
        if value and not re.fullmatch(r"[!-;=?-~]+@[!-;=?-~]+", value):
            raise ValueError("must be a mail address")
        return value

    @field_validator("imap_folder")
    @classmethod
    def check_imap_folder(cls, value: str) -> str:
        if not value.isascii():
            raise ValueError("must be written in ASCII, such as INBOX or Bounces")
        return value

    @model_validator(mode="after")
    def check_imap(self) -> "Settings":
        if self.imap_host and not self.imap_username:
            raise ValueError("IMAP_HOST needs IMAP_USERNAME and IMAP_PASSWORD")
        return self

    @property
    def envelope_from(self) -> str:
        """Who other servers tell that a mail cannot be delivered."""
        return self.bounce_address or self.mail_from

    @property
    def is_https(self) -> bool:
        """Whether people reach the site over an encrypted connection."""
        return self.base_url.startswith("https://")

    @property
    def has_oidc(self) -> bool:
        """Whether people can sign in through the organisation's own sign-in."""
        return bool(self.oidc_issuer)

    @property
    def group_holds_for(self) -> timedelta | None:
        """How long a group makes a coordinator; None where none does."""
        is_used = self.has_oidc and self.oidc_coordinator_claim
        return timedelta(hours=self.oidc_recheck_hours) if is_used else None

    def form_origins(self) -> list[str]:
        """Return the origins that a form's answer may lead to, besides our own."""
        if not self.has_oidc:
            return []
        parts = urlsplit(self.oidc_issuer)
        return [f"{parts.scheme}://{parts.netloc}", *self.oidc_origins]

    @property
    def session_cookie_name(self) -> str:
        """The prefix keeps other hosts of the domain, and plain HTTP, from setting the cookie."""
        return "__Host-session" if self.is_https else "session"

    def hosts(self) -> list[str] | None:
        """Return the names that the site answers to; None for any."""
        if self.trusted_hosts or self.environment == "development":
            return self.trusted_hosts or None
        return [urlsplit(self.base_url).hostname or "", *LOOPBACK_HOSTS]

    def erasure_list_in(self, instance: Path) -> Path:
        """Return the file that holds the list of erasures."""
        return self.erasure_list or instance / "erasures.list"

    def witness_in(self, instance: Path) -> Path:
        """Return the folder of what this machine remembers of this database.

        No restoration of the data may take it along.
        """
        database = self.database_name(instance)
        code = hashlib.sha256(database.encode()).hexdigest()[:12]
        beside = instance.absolute().parent / ".witness"
        # What an operator types finds what a service wrote, without its environment.
        place = self.witness_dir or (WITNESS if os.access(WITNESS, os.W_OK) else beside)
        return place / f"{Path(database).stem}-{code}"

    def database_name(self, instance: Path) -> str:
        """Return where the database is, without who signs in there."""
        url = self.sqlalchemy_url(instance)
        if url.startswith("sqlite:///"):
            # What is relative lies in the instance folder.
            return str(instance.absolute() / url.removeprefix("sqlite:///").partition("?")[0])
        parts = urlsplit(url)
        return f"{parts.hostname}:{parts.port or 5432}{parts.path}"

    def erasure_lists_in(self, instance: Path) -> tuple[Path, Path]:
        """Return the list of erasures, and the copy that no restoration of the data takes along."""
        return self.erasure_list_in(instance), self.witness_in(instance) / "erasures.list"

    def sqlalchemy_url(self, instance: Path) -> str:
        """Return the database's address; without one, SQLite in the instance folder."""
        return verified(self.database_url, self.ca_file) or (
            f"sqlite:///{instance / 'matchmaker.sqlite'}"
        )

    def queue_url(self, database_url: str) -> str:
        """Return the address of what holds the tasks: that of the settings, or the database's."""
        return verified(self.tasks_url, self.ca_file) or database_url


def serves_many_tenants(issuer: str) -> bool:
    """Whether an issuer signs in people of many organisations, whose words are not of one worth."""
    return urlsplit(issuer).path.strip("/").partition("/")[0].lower() in MANY_TENANTS


class WrongSettings(SystemExit):
    """A setting cannot be used; ends the program with one line and exit status 2."""

    def __init__(self, line: str) -> None:
        self.line = line
        super().__init__(2)


def names_of_settings() -> dict[str, str]:
    """Return the name of each variable that is read, with its field in `Settings`."""
    names: dict[str, str] = {}
    for field, told in Settings.model_fields.items():
        alias = told.validation_alias
        names[str(alias or field).upper()] = field
    return names


def env_file() -> Path | None:
    """Return where the file of settings would lie; None where none is read."""
    path = Settings.model_config.get("env_file")
    return Path(path) if isinstance(path, str | Path) else None


def source_of(name: str, environment: Mapping[str, str], entries: Mapping[str, Entry]) -> str:
    """Say where a variable was set; empty where it was not.

    `flask` may have copied the file into its environment: what is equal counts as the file's.
    """
    entry = entries.get(name)
    found = [value for key, value in environment.items() if key.upper() == name]
    if found and (entry is None or found[0] != entry.value):
        return "environment"
    return f".env, line {entry.line}" if entry else ""


def load_settings() -> Settings:
    """Read and check the environment (and `.env`); end the program with one line if wrong."""
    known, path = names_of_settings(), env_file()
    entries: dict[str, Entry] = {}
    try:
        if path is not None:
            entries = read_entries(path)
            refuse_unknown(path, entries, known)
        refuse_misspelt(os.environ, known)
        return Settings()
    except EnvFault as error:
        line = f"matchmaker: wrong setting: {error}"
    except ValidationError as error:
        faults = [_fault_in_words(dict(fault), entries) for fault in error.errors()]
        line = f"matchmaker: wrong setting: {'; '.join(faults)}"
    sys.stderr.write(line + "\n")
    raise WrongSettings(line)


def _fault_in_words(fault: dict[str, Any], entries: Mapping[str, Entry]) -> str:
    said = str(fault["msg"]).removeprefix("Value error, ")
    name = ".".join(str(part) for part in fault["loc"]).upper()
    if not name:
        return said
    source = source_of(name, os.environ, entries)
    return f"{name}: {said}" + (f" ({source})" if source.startswith(".env") else "")
