"""The admin's pages: what happened in every conversation and why, and how all of it is set up."""

from frontmate.console.door.first_admin import ensure_admin
from frontmate.console.door.passwords import check_password, hash_password
from frontmate.console.frame import Product
from frontmate.console.routes import build_console

__all__ = ["Product", "build_console", "check_password", "ensure_admin", "hash_password"]
