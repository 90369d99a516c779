"""The company's tags: its own, those of teams, and those that are one teammate's only."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from frontmate.simulator.ids import Ids
from frontmate.simulator.records import Tag


@dataclass(frozen=True, slots=True)
class NewTag:
    """What a tag is to be; `owner_id` is None (the company), a team's or a teammate's id."""

    name: str
    description: str | None = None
    highlight: str | None = None
    visible: bool = False
    owner_id: str | None = None
    parent_id: str | None = None


class Tags:
    """Front promises no unique names, so neither does this."""

    def __init__(self, ids: Ids, now: Callable[[], float]) -> None:
        self._ids, self._now = ids, now
        self.tags: dict[str, Tag] = {}
        self._parents: Counter[str] = Counter()

    def add_tag(
        self,
        name: str,
        description: str | None = None,
        highlight: str | None = None,
        visible: bool = False,
    ) -> Tag:
        """One of the company's."""
        return self.make_tag(NewTag(name, description, highlight, visible))

    def make_tag(self, new: NewTag) -> Tag:
        """A teammate's tag is private."""
        now = self._now()
        tag = Tag(
            self._ids.mint("tag"),
            new.name,
            now,
            new.description,
            new.highlight,
            is_private=(new.owner_id or "").startswith("tea_"),
            is_visible_in_conversation_lists=new.visible,
            owner_id=new.owner_id,
            updated_at=now,
        )
        self.tags[tag.id] = tag
        self.put_below(tag, new.parent_id)
        return tag

    def tag_named(self, name: str) -> Tag:
        """The company's first one of that name; made if there is none."""
        found = (tag for tag in self.tags_of(None) if tag.name == name)
        return next(found, None) or self.add_tag(name)

    def put_below(self, tag: Tag, parent_id: str | None) -> None:
        """Under another tag, or on its own."""
        for parent, more in ((tag.parent_id, -1), (parent_id, 1)):
            if parent:
                self._parents[parent] += more
        tag.parent_id = parent_id

    def tags_of(self, owner_id: str | None) -> list[Tag]:
        return [tag for tag in self.tags.values() if tag.owner_id == owner_id]

    def has_children(self, tag: Tag) -> bool:
        return self._parents[tag.id] > 0

    def children_of(self, tag: Tag) -> list[Tag]:
        return [child for child in self.tags.values() if child.parent_id == tag.id]

    def is_below(self, tag: Tag | None, above: Tag) -> bool:
        """Whether a tag is another one, or somewhere below it."""
        while tag is not None:
            if tag is above:
                return True
            tag = self.tags.get(tag.parent_id) if tag.parent_id else None
        return False

    def touch_tag(self, tag: Tag) -> None:
        tag.updated_at = self._now()

    def delete_tag(self, tag: Tag) -> None:
        """Its children stay, without a parent; conversations are the workspace's to clean up."""
        for child in self.children_of(tag):
            self.put_below(child, None)
        self.put_below(tag, None)
        del self.tags[tag.id]
