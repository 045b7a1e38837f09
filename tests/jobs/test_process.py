"""What a job's process does before the job."""

import subprocess
import sys

from config import ROOT

COUNTED = "import gc; print(sum(one['collections'] for one in gc.get_stats()))"


def test_a_job_starts_without_looking_for_garbage_again_and_again() -> None:
    command = [sys.executable, "-c", f"import jobs.process; {COUNTED}"]
    counted = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(counted.stdout) < 200
