"""Which programme a request is about: decided here, and nowhere else."""

from typing import cast

from flask import g

from matchmaker.extensions import db
from matchmaker.models import Programme
from matchmaker.services.programme.programmes import first_programme


def current_programme() -> Programme:
    """Return the programme that the request is about: the one with which the installation began.

    Its id is kept for the request, so that it is looked up once.
    """
    if "programme_id" not in g:
        g.programme_id = first_programme(db.session()).id
    return cast(Programme, db.session.get(Programme, g.programme_id))
