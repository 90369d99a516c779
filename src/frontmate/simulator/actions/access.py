"""What an admin does to API tokens while somebody is using them."""

from frontmate.simulator.access import Access, Token
from frontmate.simulator.actions import arguments
from frontmate.simulator.actions.arguments import ActionError, Arguments, Done


class AccessActions:
    """`known` maps the names of the actions to what does them.

    A token is named by `token`, itself or its name; without it the main one is meant.
    """

    def __init__(self, access: Access) -> None:
        self._access = access
        self.known = {
            "add_token": self.add,
            "revoke_token": self.revoke,
            "restore_token": self.restore,
            "set_scopes": self.set_scopes,
        }

    def add(self, given: Arguments) -> Done:
        secret = arguments.text(given, "token")
        name = arguments.text_if_given(given, "name") or secret
        private = arguments.flag(given, "may_see_private", False)
        scopes = arguments.strings(given, "scopes")
        return _about(self._access.add(name, secret, scopes, private))

    def revoke(self, given: Arguments) -> Done:
        token = self._token(given)
        token.is_revoked = True
        return _about(token)

    def restore(self, given: Arguments) -> Done:
        token = self._token(given)
        token.is_revoked = False
        return _about(token)

    def set_scopes(self, given: Arguments) -> Done:
        """`scopes`: a list, or null for everything."""
        if "scopes" not in given:
            raise ActionError("scopes: a list of texts, or null for all of them")
        token, scopes = self._token(given), arguments.strings(given, "scopes")
        token.scopes = None if scopes is None else frozenset(scopes)
        return _about(token)

    def _token(self, given: Arguments) -> Token:
        key = arguments.text_if_given(given, "token")
        found = self._access.main if key is None else self._access.named(key)
        if found is None:
            raise ActionError("token: no such token")
        return found


def _about(token: Token) -> Done:
    scopes = None if token.scopes is None else sorted(token.scopes)
    return {"name": token.name, "scopes": scopes, "revoked": token.is_revoked}
