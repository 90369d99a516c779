"""Whatever is read of a message takes bounded time and memory."""

import subprocess
import sys


def test_ten_megabytes_of_the_worst_are_read_in_bounded_time_and_memory() -> None:
    """In a process of its own, since a parser's memory is none of Python's."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.channels.worst"], capture_output=True, text=True, check=False
    )
    print(run.stdout)  # noqa: T201 - the figures are the point
    assert run.returncode == 0, run.stderr[-2000:]
