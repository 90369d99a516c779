"""How Front signs what it sends: each kind of webhook in its own way (facts 2.1, 2.3)."""

import base64
import hashlib
import hmac


def sign_application(secret: str, timestamp: str, body: bytes) -> str:
    """base64 HMAC-SHA256 over `<timestamp in ms>:<raw body>`."""
    digest = hmac.digest(secret.encode(), timestamp.encode() + b":" + body, "sha256")
    return base64.b64encode(digest).decode()


def sign_rule(secret: str, body: bytes) -> str:
    """base64 HMAC-SHA1 over the raw body."""
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha1)).decode()
