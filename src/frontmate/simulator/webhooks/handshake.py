"""Whether a receiver gave the challenge back, in one of the three forms (facts 2.2)."""

from typing import Any
from urllib.parse import parse_qs

from frontmate.simulator.reading import parsed
from frontmate.simulator.webhooks.posting import Answer

_SHOWN_OF_AN_ANSWER = 500


def judged(url: str, answer: Answer, challenge: str) -> dict[str, Any]:
    """What came of a handshake, in more words than Front has for it."""
    problem = answer.problem or _problem(answer, challenge)
    return {
        "ok": not problem,
        "url": url,
        "status": answer.status,
        "answer": answer.text[:_SHOWN_OF_AN_ANSWER],
        "detail": problem,
        # The only words that Front's own dialog has for any of this.
        "message": "Could not validate" if problem else "",
    }


def _problem(answer: Answer, challenge: str) -> str:
    if answer.status != 200:
        return f"the receiver answered {answer.status}"
    if _echoes(answer, challenge):
        return ""
    if challenge in answer.text:
        kind = answer.media_type or "no content type"
        return f"the challenge came in a form that Front does not take ({kind})"
    return "the challenge was not in the answer"


def _echoes(answer: Answer, challenge: str) -> bool:
    match answer.media_type:
        case "text/plain":
            return answer.text == challenge
        case "application/x-www-form-urlencoded":
            return parse_qs(answer.text).get("challenge") == [challenge]
        case "application/json":
            return bool(_in_json(answer.text) == challenge)
        case _:
            return False


def _in_json(text: str) -> Any:
    try:
        data = parsed(text.encode())
    except ValueError:
        return None
    return data.get("challenge") if isinstance(data, dict) else None
