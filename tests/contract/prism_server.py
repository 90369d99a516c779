"""Stoplight Prism serving Front's description on loopback: a stand-in by somebody else.

It has no memory, no webhooks and no rate limit; it answers with the description's own examples and
refuses what the description does not allow (facts 11). It is put beside the virtual environment by
`npm ci`, from a lock with a hash for every package.
"""

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.contract import official

_LOCKED = Path(__file__).parent / "prism"
_FILES = ("package.json", "package-lock.json", ".npmrc")
_PLACE = Path(sys.prefix) / "prism"
_PROGRAM = _PLACE / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"
_SLOWEST_INSTALLATION = 300.0
_SLOWEST_START = 60.0


def missing() -> str | None:
    """Why Prism cannot be started as things are, or None."""
    if not official.is_here():
        return official.ABSENT
    if shutil.which("node") is None:
        return "Node is not here"
    if not _is_installed():
        return "Prism is not installed: `make contract` does it where npm has a registry"
    return None


def install() -> str | None:
    """Why Prism could not be installed, or None."""
    if _is_installed():
        return None
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        return "Node is not here"
    _PLACE.mkdir(parents=True, exist_ok=True)
    for name in _FILES:
        shutil.copy(_LOCKED / name, _PLACE / name)
    try:
        done = subprocess.run(
            [npm, "ci", "--prefer-offline"],
            cwd=_PLACE,
            capture_output=True,
            text=True,
            check=False,
            timeout=_SLOWEST_INSTALLATION,
        )
    except subprocess.TimeoutExpired:
        return f"npm ci took longer than {_SLOWEST_INSTALLATION:g} s"
    if done.returncode:
        return f"npm ci failed: {(done.stderr.strip().splitlines() or ['no word of why'])[-1]}"
    _done().write_text(_lock(_LOCKED))
    return None


def version() -> str:
    """As the lock has it."""
    packages = json.loads(_lock(_LOCKED))["packages"]
    return str(packages["node_modules/@stoplight/prism-cli"]["version"])


@contextmanager
def prism() -> Iterator[str]:
    """Its address, until the block ends; TimeoutError when it does not come up."""
    port = _free_port()
    process = subprocess.Popen(
        ["node", str(_PROGRAM), "mock", "-h", "127.0.0.1", "-p", str(port), str(official.FILE)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(process, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def _wait_for(process: "subprocess.Popen[bytes]", port: int) -> None:
    latest = time.monotonic() + _SLOWEST_START
    while time.monotonic() < latest:
        assert process.poll() is None, "Prism ended before it was up"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"Prism was not up after {_SLOWEST_START:g} s")


def _is_installed() -> bool:
    """Whole, and from this very lock."""
    return _done().exists() and _done().read_text() == _lock(_LOCKED) and _PROGRAM.exists()


def _done() -> Path:
    return _PLACE / "installed"


def _lock(folder: Path) -> str:
    return (folder / "package-lock.json").read_text("utf-8")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port
