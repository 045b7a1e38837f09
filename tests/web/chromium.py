"""When the tests in a real browser can run."""

import pytest

from tests.chromium import find_chromium

IN_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium() is None, reason="there is no chromium here"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    # A browser sees the same on either database.
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
]
