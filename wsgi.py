"""The application for gunicorn, waitress and the `flask` command: `wsgi:app`."""

import os
import sqlite3
import sys

from sqlalchemy.exc import SQLAlchemyError

from config import WrongSettings
from matchmaker import create_app, logs
from matchmaker.commands.migrating import CannotMigrate
from matchmaker.private_files import make_private
from matchmaker.python_faults import tell_of_faults

APP_LOAD_ERROR = 4
"""Tells gunicorn that its other processes would fail as well; after another it starts them anew."""
is_under_gunicorn = "gunicorn.arbiter" in sys.modules

make_private()
try:
    app = create_app()
except WrongSettings as error:
    sys.exit(APP_LOAD_ERROR if is_under_gunicorn else error.code)
except CannotMigrate as error:
    sys.stderr.write(f"matchmaker: {error.message}\n")
    sys.exit(APP_LOAD_ERROR if is_under_gunicorn else error.exit_code)
except (sqlite3.Error, SQLAlchemyError, OSError) as error:
    reason = str(error).splitlines()[0]
    sys.stderr.write(f"matchmaker: the database cannot be used: {reason}\n")
    sys.exit(APP_LOAD_ERROR if is_under_gunicorn else 1)
logs.configure(app.config["SETTINGS"])

# A command of the operator's says what it has to say and nothing else.
if os.environ.get("FLASK_RUN_FROM_CLI") != "true":
    tell_of_faults(app.config["SETTINGS"])
