"""The composition root: the only place where real things are chosen and put together."""

from frontmate.app.build import App, Options, Workspace, build, utc_now
from frontmate.app.keys import keep_secret_key
from frontmate.app.serving import listen, serve

__all__ = [
    "App",
    "Options",
    "Workspace",
    "build",
    "keep_secret_key",
    "listen",
    "serve",
    "utc_now",
]
