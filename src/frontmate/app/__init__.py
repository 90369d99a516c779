"""The composition root: the only place where real things are chosen and put together."""

from frontmate.app.build import App, build
from frontmate.app.clock import utc_now
from frontmate.app.enrol import NewWorkspace, enrol
from frontmate.app.keys import keep_secret_key
from frontmate.app.options import Options
from frontmate.app.serving import listen, serve

__all__ = [
    "App",
    "NewWorkspace",
    "Options",
    "build",
    "enrol",
    "keep_secret_key",
    "listen",
    "serve",
    "utc_now",
]
