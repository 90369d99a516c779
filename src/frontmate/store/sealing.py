"""Secrets sealed with the installation's key, which is never in the database (nor its backups)."""

import base64
import binascii

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.store.tables import installation

_CHECK = b"frontmate"


class WrongKeyError(Exception):
    """The key is not the one that the secrets were sealed with; the message says what to do."""

    def __init__(self) -> None:
        super().__init__(
            "the secrets in this database were sealed with another key: give the right one as "
            "FRONTMATE_SECRET_KEY or FRONTMATE_SECRET_KEY_FILE (by default it is the file "
            "`secret-key` in the data folder). If it is lost for good, run `frontmate connect "
            "--forget-secrets` and enter the tokens again; nothing else is lost"
        )


class Keeper:
    """Seals and opens. Fernet (AES-128-CBC, HMAC-SHA256) of the `cryptography` library."""

    def __init__(self, key: str) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(derived(key, "secrets")))

    def seal(self, secret: str) -> bytes:
        return self._fernet.encrypt(secret.encode())

    def unseal(self, sealed: bytes) -> str:
        """Raises WrongKeyError."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except (InvalidToken, binascii.Error) as error:
            raise WrongKeyError from error


def derived(key: str, purpose: str) -> bytes:
    """32 bytes for one purpose, so that no key serves two."""
    # The key is random (made by us, or by the administrator as told), so no password hash.
    hkdf = HKDF(
        algorithm=hashes.SHA256(), length=32, salt=None, info=f"frontmate {purpose}".encode()
    )
    return hkdf.derive(key.encode())


async def check_key(db: AsyncConnection, keeper: Keeper) -> None:
    """Remember the key at the first start, and know a wrong one at every later one.

    Raises WrongKeyError.
    """
    new = insert(installation).values(name="key_check", value=keeper.seal(_CHECK.decode()))
    await db.execute(new.on_conflict_do_nothing(index_elements=["name"]))
    kept = select(installation.c.value).where(installation.c.name == "key_check")
    keeper.unseal((await db.execute(kept)).scalar_one())


async def forget_key(db: AsyncConnection) -> None:
    """Let the next key be the right one; whatever was sealed with the old one is useless."""
    await db.execute(installation.delete().where(installation.c.name == "key_check"))
