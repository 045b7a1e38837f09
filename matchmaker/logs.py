"""Logs of the processes: JSON in production, readable lines elsewhere, about nobody in either.

Whatever writes a line, mail addresses and the tokens of links are cut out of it, and an error is
told by its place and kind, and by its words where they cannot hold what somebody typed.
"""

import logging
import re
import sys
import traceback
from types import TracebackType
from typing import Any, Final, TextIO

import structlog
from flask.logging import default_handler
from structlog.typing import EventDict, WrappedLogger

from config import Settings
from matchmaker.fault_words import causes, describe_error
from matchmaker.text import TOKEN_IN_PATH, shown_line

_PERSONAL: Final = (
    # It begins where a word does, so that no word is looked at twice.
    re.compile(r"(?<![^\s<>()\"'\[\]{},;:=])[^\s<>()\"'\[\]{},;:=]+@[^\s<>()\"'\[\]{},;]+"),
    TOKEN_IN_PATH,
    re.compile(r"(?<=//)[^/\s:@]+:[^@\s/]*(?=@)"),
)
_LONGEST_TEXT: Final = 4_000
"""Of one value in a line; what is longer is cut."""
_ErrorInfo = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]


def configure(settings: Settings, stream: TextIO | None = None) -> None:
    """Let every log of this process go to standard error, in the form of the environment."""
    stream = stream or sys.stderr
    is_production = settings.environment == "production"
    finish: tuple[Any, ...]
    if is_production:
        finish = (structlog.processors.JSONRenderer(sort_keys=True),)
    else:
        finish = (structlog.dev.ConsoleRenderer(colors=stream.isatty()),)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ExtraAdder(),
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                tell_errors_by_kind_and_place,
                leave_out_what_is_personal,
                *finish,
            ],
        )
    )
    for server in ("gunicorn.error", "waitress"):
        logging.getLogger(server).handlers[:] = []
        logging.getLogger(server).propagate = True
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("matchmaker").setLevel(logging.INFO)
    logging.getLogger("matchmaker").removeHandler(default_handler)


def leave_out_what_is_personal(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Cut addresses, tokens and passwords out of every text of a line."""
    return {name: _clean(value) for name, value in event.items()}


def tell_errors_by_kind_and_place(
    _logger: WrappedLogger, _method: str, event: EventDict
) -> EventDict:
    """Replace an error's message by places, kinds and what words may be told."""
    found: _ErrorInfo | BaseException | None = event.pop("exc_info", None)
    error = found if isinstance(found, BaseException) else found[1] if found else None
    if error is not None:
        event["error"] = " <- ".join(_describe(cause) for cause in causes(error))
    return event


def _describe(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    return " > ".join([*places, describe_error(error)])


def _short(path: str) -> str:
    _, is_package, rest = path.rpartition("site-packages/")
    return rest if is_package else "/".join(path.split("/")[-3:])


def _is_plain(text: str) -> bool:
    return len(text) <= _LONGEST_TEXT and text.isprintable()


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        value = value if _is_plain(value) else shown_line(value, _LONGEST_TEXT)
        for pattern in _PERSONAL:
            value = pattern.sub("…", value)
    elif isinstance(value, list | tuple):
        return [_clean(part) for part in value]
    return value
