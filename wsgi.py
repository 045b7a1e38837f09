"""The application for gunicorn, waitress and the `flask` command: `wsgi:app`."""

import sqlite3
import sys

from sqlalchemy.exc import SQLAlchemyError

from matchmaker import create_app, logs

try:
    app = create_app()
except (sqlite3.Error, SQLAlchemyError, OSError) as error:
    reason = str(error).splitlines()[0]
    sys.exit(f"matchmaker: the database cannot be used: {reason}")
logs.configure(app.config["SETTINGS"])
