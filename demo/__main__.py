"""Play six months, say what happened, serve the site.

python -m demo [--no-serve] [--port N]
"""

import argparse
import signal
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from types import FrameType

from rich.console import Console

from demo.capture import MailCapture
from demo.half_year import play_half_year
from demo.instance import (
    DemoStopped,
    claim_instance,
    demo_settings,
    fresh_instance,
    trade_safety_for_speed,
)
from demo.narrator import Narrator
from demo.serving import listen, serve
from demo.summary import show_summary, take_summary
from matchmaker import create_app
from matchmaker.extensions import db
from matchmaker.private_files import make_private

DEFAULT_PORT = 5000
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demo and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m demo",
        description="Play six months of a sample organisation.",
    )
    parser.add_argument("--no-serve", action="store_true", help="end after the summary")
    parser.add_argument(
        "--port", type=_port, default=DEFAULT_PORT, help=f"where to serve ({DEFAULT_PORT})"
    )
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _interrupt)
    make_private()
    console = Console(highlight=False)
    try:
        run_demo(console, options.port, is_served=not options.no_serve)
    except DemoStopped as error:
        sys.stderr.write(f"demo: {error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"demo: {error.strerror or error} ({error.filename})\n")
        return 1
    except KeyboardInterrupt:
        console.print("\nThe demo was stopped.")
        return INTERRUPTED
    return 0


def run_demo(console: Console, port: int, *, is_served: bool) -> None:
    """Play six months and, where wanted, serve it until somebody stops it."""
    narrator = Narrator(console)
    with ExitStack() as stack:
        # What can be refused is refused before any work is done.
        listener = stack.enter_context(listen(port)) if is_served else None
        folder = stack.enter_context(claim_instance())
        with narrator.step("Preparing a fresh database"):
            mail_folder = fresh_instance(folder)
            capture = stack.enter_context(MailCapture(mail_folder))
            settings = demo_settings(folder, mail_folder, port, capture.port)
            app = create_app(settings, instance=folder)
            trade_safety_for_speed(app)
        with app.app_context():
            round_ = play_half_year(db.session(), settings, narrator)
            summary = take_summary(db.session(), round_)
            db.session.remove()
        show_summary(console, summary)
        if listener is not None:
            serve(console, app, listener)


def _port(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 65_535:
        raise argparse.ArgumentTypeError("must be from 1 to 65535")
    return number


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
