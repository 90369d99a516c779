"""JSON that came from outside, before anything is made of it."""

import json
from typing import Any


def parsed(raw: bytes) -> Any:
    """ValueError for what is no JSON, or could not be written out again (half a character)."""
    try:
        data = json.loads(raw)
        json.dumps(data, ensure_ascii=False, allow_nan=False).encode()
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return data
