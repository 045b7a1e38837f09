"""The application for gunicorn, waitress and the `flask` command: `wsgi:app`."""

import os
import sqlite3
import sys

from sqlalchemy.exc import SQLAlchemyError

from matchmaker import create_app, logs
from matchmaker.private_files import make_private
from matchmaker.python_faults import tell_of_faults

make_private()
try:
    app = create_app()
except (sqlite3.Error, SQLAlchemyError, OSError) as error:
    reason = str(error).splitlines()[0]
    sys.exit(f"matchmaker: the database cannot be used: {reason}")
logs.configure(app.config["SETTINGS"])

# A command of the operator's says what it has to say and nothing else.
if os.environ.get("FLASK_RUN_FROM_CLI") != "true":
    tell_of_faults(app.config["SETTINGS"])
