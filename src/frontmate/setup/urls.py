"""Addresses as somebody types them: read without surprises, and what is wrong with one in words."""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

_LONGEST = 500
_LABEL = re.compile(r"[\w-]{1,63}")
_LOCAL = (".local", ".localhost", ".internal", ".lan", ".home.arpa")


def read_url(words: str) -> SplitResult | None:
    """None for what is no http or https address with a host, or has more than an address has: a
    name and password, a port that there is not, blanks."""
    if len(words) > _LONGEST or not words.isprintable() or " " in words:
        return None
    try:
        url = urlsplit(words)
        port = url.port
    except ValueError:
        return None
    if url.scheme not in {"http", "https"} or "@" in url.netloc or port == 0:
        return None
    return url if _is_host(url.hostname or "") else None


def has_login(words: str) -> bool:
    """Whether a name or a password stands before the host."""
    try:
        return "@" in urlsplit(words).netloc
    except ValueError:
        return False


def host_of(url: str) -> str:
    """The host with its port, for the audit log; "" where there is none."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2]
    except ValueError:
        return ""


def is_own(host: str) -> bool:
    """Whether a host is of this machine or a private network, as far as its name tells."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        host = host.rstrip(".").lower()
        return "." not in host or host.endswith(_LOCAL)
    return address.is_loopback or address.is_private


def is_local(host: str) -> bool:
    """Whether nobody on the internet can reach a host, as far as its name tells."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return is_own(host)


def _is_host(host: str) -> bool:
    if ":" in host:
        try:
            ipaddress.ip_address(host)
        except ValueError:
            return False
        return True
    labels = host.removesuffix(".").split(".")
    return len(host) <= 253 and all(_LABEL.fullmatch(label) for label in labels)
