"""Why a language model gave nothing that can be used, in words that an admin can act on."""

from typing import Final

SLOW: Final = "the language model took too long: raise FRONTMATE_MODEL_TIMEOUT or use a faster one"


class ModelFailure(Exception):  # noqa: N818 - reads as the sentence it is
    """The model cannot be used now. The message holds no key, no prompt and no customer text."""


def failure_of(error: BaseException) -> ModelFailure:
    """The failure that an error of pydantic-ai, or of what it calls, stands for.

    The error's own message is not repeated: it may hold what was asked and answered.
    """
    from pydantic_ai import exceptions as known  # noqa: PLC0415 - 0.4 s and 100 MB

    sentences: tuple[tuple[type[BaseException], str], ...] = (
        (known.ModelAuthenticationError, "the model's host refuses the key: check the model's key"),
        (known.ModelNotFoundError, "the model's host knows no such model, or the URL is wrong"),
        (known.ModelQuotaExceededError, "the account at the model's host has no credit left"),
        (known.ModelRateLimitError, "the model's host asks for fewer requests (429)"),
        (known.ModelContextWindowExceededError, "what was asked is too long for this model"),
        (known.ModelRequestTimeout, SLOW),
        (known.ModelTimeoutError, SLOW),
        (known.ModelConnectionError, "the model's host cannot be reached: check the model's URL"),
        (known.ModelUnavailableError, "the model's host is down or overloaded"),
        (known.ModelServerError, "the model's host has an error of its own"),
        (known.ModelRequestRejectedError, "the model's host refuses the request"),
        (known.ContentFilterError, "the model's host filtered the answer out"),
        (known.OutputTokenLimitExceeded, "the model's answer was cut off"),
        (known.UserError, "this model cannot return structured answers"),
        (known.ModelHTTPError, "the model's host answers with an error"),
        (known.ModelAPIError, "the model's host gave no answer"),
        (known.UnexpectedModelBehavior, "the model's answer could not be read"),
        (TimeoutError, SLOW),
    )
    for kind, sentence in sentences:
        if isinstance(error, kind):
            return ModelFailure(f"{sentence}{_status(error)}")
    return ModelFailure(f"the language model failed ({type(error).__name__})")


def _status(error: BaseException) -> str:
    status = getattr(error, "status_code", None)
    return f" (status {status})" if isinstance(status, int) else ""
