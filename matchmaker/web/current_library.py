"""The library as the files of this installation have it."""

from flask import current_app

from config import Settings
from matchmaker.services.library.content import load_library
from matchmaker.services.library.values import Library


def current_library() -> Library:
    """Return what the files hold; they are read once a process."""
    settings: Settings = current_app.config["SETTINGS"]
    return load_library(settings.library_file)
