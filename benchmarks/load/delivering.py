"""Delivery, every second, until it is told to stop."""

import time

from flask import current_app

from jobs.process import run_job
from matchmaker.extensions import db
from matchmaker.mail.delivery import deliver_mails


def main() -> int:
    """Deliver for ever."""
    while True:
        report = deliver_mails(db.session(), current_app.config["SETTINGS"])
        db.session.remove()
        if report.fault or report.trouble or report.failed:
            raise RuntimeError(f"{report}")
        time.sleep(1)


if __name__ == "__main__":
    run_job(main)
