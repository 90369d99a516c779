"""Passwords of the people who may open the console: argon2id, never stored in the clear."""

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

_HASHER = PasswordHasher()
# Checked in place of an unknown person's, so that the time taken does not tell names apart.
_NOBODYS = (
    "$argon2id$v=19$m=65536,t=3,p=4$"
    "bm9ib2R5cy1zYWx0LTAwMQ$47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"
)


def hash_password(password: str) -> str:
    """The hash to store. Takes some 50 ms and 64 MB on purpose."""
    return _HASHER.hash(password)


def check_password(password: str, hashed: str | None) -> bool:
    """Whether the password is the one behind the hash; with None it is always wrong."""
    try:
        _HASHER.verify(_NOBODYS if hashed is None else hashed, password)
    except (Argon2Error, InvalidHashError):
        return False
    return hashed is not None
