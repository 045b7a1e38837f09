"""What a worker does for a test: the same function that it calls, when the test says so."""

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from jobs.tasks import do_tasks
from matchmaker.extensions import db


def do_tasks_of(app: Flask) -> int:
    """Do what was asked for on pages; return how many tasks were ended."""
    with app.app_context():
        return do_tasks(db.session())


def post_and_do(
    app: Flask, browser: FlaskClient, address: str, **sent: dict[str, object]
) -> TestResponse:
    """Press a button that leaves something to the worker, let it work, and look what came of it."""
    asked = browser.post(address, **sent)
    assert asked.status_code == 302, asked.text
    assert "/tasks/" in asked.location
    do_tasks_of(app)
    return browser.get(asked.location, follow_redirects=True)
