"""Which version this is, for those who watch many machines."""

from typing import Final

VERSION: Final = "0.1.0"
