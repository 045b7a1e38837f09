"""What may be away for a while, such as a queue: told once when it goes, and when it is back."""

import logging
import threading

from matchmaker.fault_words import describe_with_cause

log = logging.getLogger(__name__)


class Reach:
    """Whether something answers. Many threads may tell; one line is logged for each change."""

    def __init__(self, name: str, without_it: str) -> None:
        """Take what it is called in a line, and what its absence means."""
        self.name = name
        self.without_it = without_it
        self._is_away = False
        self._lock = threading.Lock()

    @property
    def is_away(self) -> bool:
        """Whether it did not answer when it was asked last."""
        return self._is_away

    def lost(self, error: BaseException) -> None:
        """Tell that it did not answer."""
        with self._lock:
            was_away, self._is_away = self._is_away, True
        if not was_away:
            why = describe_with_cause(error)
            log.warning("%s cannot be reached (%s): %s", self.name, why, self.without_it)

    def found(self) -> None:
        """Tell that it answered."""
        if not self._is_away:
            return
        with self._lock:
            was_away, self._is_away = self._is_away, False
        if was_away:
            log.info("%s is back", self.name)
