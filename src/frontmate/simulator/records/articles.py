"""Help centers, their categories and articles."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class KnowledgeBase:
    """A help center; the first of its locales is the default one."""

    id: str
    name: str
    type: str
    status: str
    locales: list[str]
    created_at: float
    updated_at: float


@dataclass(slots=True)
class Category:
    """`translations` are names and descriptions by locale, where they differ from its own."""

    id: str
    knowledge_base_id: str
    slug: str
    name: str
    created_at: float
    updated_at: float
    description: str = ""
    is_hidden: bool = False
    parent_id: str | None = None
    translations: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class ArticleFile:
    """A file attached to an article, with its bytes."""

    id: str
    filename: str
    content_type: str
    data: bytes


@dataclass(slots=True)
class Content:
    """An article in one locale; each locale is a draft or published by itself."""

    locale: str
    title: str
    html: str
    status: str
    last_edited_at: float
    keywords: list[str] = field(default_factory=list)
    files: list[ArticleFile] = field(default_factory=list)
    editor_id: str | None = None


@dataclass(slots=True)
class Article:
    id: str
    knowledge_base_id: str
    slug: str
    category_id: str | None
    created_at: float
    updated_at: float
    contents: dict[str, Content] = field(default_factory=dict)
