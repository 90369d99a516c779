"""Knowledge bases → the JSON that Front would send.

A list shows articles slim, without title and status: those come with the content, one call for each
article and locale.
"""

from frontmate.simulator.library import Library
from frontmate.simulator.records import Article, ArticleFile, Category, Content, KnowledgeBase
from frontmate.simulator.shapes import Json, Shapes


class KnowledgeShapes:
    """Like `Shapes`, whose links it uses."""

    def __init__(self, library: Library, shapes: Shapes) -> None:
        self._library, self._shapes = library, shapes

    def base(self, base: KnowledgeBase) -> Json:
        return {
            "_links": self._shapes.links(f"knowledge_bases/{base.id}", "articles", "categories"),
            "id": base.id,
            "type": base.type,
            "locales": list(base.locales),
            "created_at": base.created_at,
            "updated_at": base.updated_at,
        }

    def base_content(self, base: KnowledgeBase, locale: str) -> Json:
        shape = self.base(base) | {"name": base.name, "status": base.status, "locale": locale}
        del shape["locales"]
        return shape

    def category(self, category: Category) -> Json:
        links = self._shapes.links(
            f"knowledge_base_categories/{category.id}",
            "articles",
            knowledge_base=self._to_base(category.knowledge_base_id),
            parent_category=self._to_parent(category),
        )
        return {
            "_links": links,
            "id": category.id,
            "slug": category.slug,
            "is_hidden": category.is_hidden,
            "locales": list(self._library.locales_of(category)),
            "created_at": category.created_at,
            "updated_at": category.updated_at,
        }

    def category_content(self, category: Category, locale: str) -> Json:
        own = category.name, category.description
        name, description = category.translations.get(locale, own)
        shape = self.category(category) | {
            "name": name,
            "description": description,
            "locale": locale,
        }
        del shape["locales"], shape["slug"]
        return shape

    def article(self, article: Article) -> Json:
        own = f"knowledge_base_articles/{article.id}"
        links = self._shapes.links(
            own,
            "content",
            knowledge_base=self._to_base(article.knowledge_base_id),
            category=self._to_category(article),
        )
        return {
            "_links": links,
            "id": article.id,
            "slug": article.slug,
            "locales": sorted(article.contents),
            "created_at": article.created_at,
            "updated_at": article.updated_at,
        }

    def article_content(self, article: Article, content: Content) -> Json:
        links = self._shapes.links(
            f"knowledge_base_articles/{article.id}",
            knowledge_base=self._to_base(article.knowledge_base_id),
        )
        # Unlike in the list it may not be null.
        if (category := self._to_category(article)) is not None:
            links["related"]["category"] = category
        if content.editor_id:
            editor = f"{self._shapes.base_url}/teammates/{content.editor_id}"
            links["related"]["last_editor"] = editor
        return {
            "_links": links,
            "id": article.id,
            "slug": article.slug,
            "name": content.title,
            "status": content.status,
            "keywords": list(content.keywords),
            "content": content.html,
            "locale": content.locale,
            "attachments": [self.file(file) for file in content.files],
            "last_edited_at": content.last_edited_at,
            "created_at": article.created_at,
            "updated_at": article.updated_at,
        }

    def file(self, file: ArticleFile) -> Json:
        return {
            "id": file.id,
            "filename": file.filename,
            "url": f"{self._shapes.base_url}/download/{file.id}",
            "content_type": file.content_type,
            "size": len(file.data),
            "metadata": {"is_inline": False},
        }

    def _to_base(self, base_id: str) -> str:
        return f"{self._shapes.base_url}/knowledge_bases/{base_id}"

    def _to_parent(self, category: Category) -> str | None:
        path = f"{self._shapes.base_url}/knowledge_base_categories/{category.parent_id}"
        return path if category.parent_id else None

    def _to_category(self, article: Article) -> str | None:
        # Singular in Front's description, where the path itself is plural: only its end is an id.
        path = f"{self._shapes.base_url}/knowledge_base_category/{article.category_id}"
        return path if article.category_id else None
