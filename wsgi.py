"""The application for gunicorn, waitress and the `flask` command: `wsgi:app`."""

from matchmaker import create_app

app = create_app()
