"""What all tables share: the metadata, and columns that recur."""

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def number() -> Column[int]:
    return Column("id", BigInteger, primary_key=True, autoincrement=True)


def at(name: str, *, null: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=null)


def words(name: str) -> Column[int]:
    """Somebody's words, kept in `texts` alone."""
    return Column(name, BigInteger, ForeignKey("texts.id"), nullable=True)


def conversation(*, null: bool = False) -> Column[int]:
    return Column("conversation", BigInteger, ForeignKey("conversations.id"), nullable=null)
