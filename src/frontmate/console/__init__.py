"""The admin's pages: what happened in every conversation, and why."""

from frontmate.console.first_admin import ensure_admin
from frontmate.console.passwords import check_password, hash_password
from frontmate.console.routes import build_console

__all__ = ["build_console", "check_password", "ensure_admin", "hash_password"]
