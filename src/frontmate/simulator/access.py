"""Who may call: API tokens, what each of them may do, and whether it still counts."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass

from frontmate.simulator.config import Config


@dataclass(slots=True)
class Token:
    """`scopes` None: everything. The name is what the journal shows.

    What is private is there only for a token that `may_see_private`.
    """

    name: str
    secret: str
    scopes: frozenset[str] | None
    is_revoked: bool = False
    may_see_private: bool = False

    def may(self, scope: str | None) -> bool:
        """Whether it covers a scope; a call without one needs any token."""
        return scope is None or self.scopes is None or scope in self.scopes


class Access:
    """The tokens of one company."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self.reset()

    def reset(self) -> None:
        """Back to what the config says."""
        self.main = Token("main", self._config.token, None)
        self._tokens = {self.main.secret: self.main}
        for number, given in enumerate(self._config.tokens, 2):
            known = self._tokens.get(given.token)
            name = given.name or (known.name if known else f"token {number}")
            self.add(name, given.token, given.scopes, given.may_see_private)

    def add(
        self,
        name: str,
        secret: str,
        scopes: Iterable[str] | None,
        may_see_private: bool = False,
    ) -> Token:
        """A new token, or new rights for one there is."""
        token = self._tokens.get(secret) or Token(name, secret, None)
        token.name, token.is_revoked = name, False
        token.may_see_private = may_see_private
        token.scopes = None if scopes is None else frozenset(scopes)
        self._tokens[secret] = token
        return token

    def named(self, key: str) -> Token | None:
        """By the token itself or by its name."""
        found = self._tokens.get(key)
        return found or next((t for t in self._tokens.values() if t.name == key), None)

    def bearer(self, authorization: str) -> Token | None:
        """Whose `Authorization` header this is; None for a wrong or revoked token."""
        given = authorization.encode()
        found = None
        for token in self._tokens.values():
            if hmac.compare_digest(given, f"Bearer {token.secret}".encode()):
                found = token
        return None if found is None or found.is_revoked else found

    def retell(self) -> list[dict[str, object]]:
        """Without the tokens themselves."""
        return [
            {
                "name": token.name,
                "scopes": None if token.scopes is None else sorted(token.scopes),
                "revoked": token.is_revoked,
            }
            for token in self._tokens.values()
        ]
