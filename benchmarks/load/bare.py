"""The least that a Flask application with a database can be: one page, one query."""

import os

import sqlalchemy as sa
from flask import Flask

app = Flask(__name__)
engine = sa.create_engine(os.environ["DATABASE_URL"])


@app.get("/")
def index() -> str:
    """Show the programme's name."""
    with engine.connect() as connection:
        name = connection.execute(sa.text("SELECT name FROM programmes LIMIT 1")).scalar_one()
    return f"<!doctype html><title>{name}</title><p>{name}</p>"
