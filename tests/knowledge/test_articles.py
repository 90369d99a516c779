"""A folder of Markdown becomes articles, or says which file does not and what to do."""

from pathlib import Path

import pytest

from frontmate.knowledge import ArticleUnreadable, read_folder, version_of

FULL = """---
title: "Returns: how and when"
slug: returns
visibility: public
status: published
locale: pt-BR
keywords: [money back, refund]
updated: 2026-11-10
url: https://help.example/returns
---
You have **30 days**.
"""


def folder(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        (tmp_path / f"{name}.md").write_text(text, "utf-8")
    return tmp_path


def test_front_matter_says_what_an_article_is(tmp_path: Path) -> None:
    (article,) = read_folder(folder(tmp_path, a=FULL))
    assert (article.key, article.title, article.locale) == (
        "returns",
        "Returns: how and when",
        "pt-br",
    )
    assert article.public
    assert article.url == "https://help.example/returns"
    assert article.keywords == ("money back", "refund")
    assert article.body == "You have **30 days**."
    assert article.version == version_of(article.title, article.body, public=True)


def test_only_a_title_is_needed(tmp_path: Path) -> None:
    (article,) = read_folder(folder(tmp_path, plain="---\ntitle: Plain\n---"))
    assert (article.key, article.locale, article.public, article.body) == ("plain", "en", True, "")


@pytest.mark.parametrize("line", ["visibility: internal", "status: draft"])
def test_a_draft_or_an_internal_article_is_not_public(tmp_path: Path, line: str) -> None:
    (article,) = read_folder(folder(tmp_path, a=f"---\ntitle: A\n{line}\n---\ntext"))
    assert not article.public


def test_the_version_changes_with_title_text_and_visibility_only(tmp_path: Path) -> None:
    variants = {
        version_of("a", "b", public=True),
        version_of("a", "c", public=True),
        version_of("c", "b", public=True),
        version_of("a", "b", public=False),
        version_of("ab", "", public=True),
    }
    assert len(variants) == 5
    first = read_folder(folder(tmp_path, a=FULL))[0].version
    assert read_folder(folder(tmp_path, a=FULL.replace("refund]", "x]")))[0].version == first


BROKEN = [
    ("just text", "has no title", "title: …"),
    ("---\ntitle: ''\n---\ntext", "has no title", "title: …"),
    ("---\ntitle: A\ntext", "does not end", "line of `---`"),
    ("---\ntitle: A: B\n---\ntext", "no YAML", "in quotes"),
    ("---\n- a\n---\ntext", "no list of", "title: …"),
    ("---\ntitle: A\nvisibility: privat\n---\n", "`visibility: privat`", "public, internal"),
    ("---\ntitle: A\nstatus: Draft\n---\n", "`status: Draft`", "published, draft"),
    ("---\ntitle: A\nkeywords: refund\n---\n", "no list", "keywords: [a, b]"),
]


@pytest.mark.parametrize(("text", "problem", "remedy"), BROKEN)
def test_a_file_that_is_no_article_is_named_with_its_remedy(
    tmp_path: Path, text: str, problem: str, remedy: str
) -> None:
    with pytest.raises(ArticleUnreadable) as raised:
        read_folder(folder(tmp_path, broken=text))
    told = str(raised.value)
    assert "broken.md" in told
    assert problem in told
    assert remedy in told


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin.md").write_bytes("---\ntitle: Größe\n---\n".encode("latin-1"))
    with pytest.raises(ArticleUnreadable, match=r"latin\.md: is not UTF-8 .*Save it as UTF-8"):
        read_folder(tmp_path)


def test_two_articles_of_one_slug_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ArticleUnreadable, match=r"b\.md: has the slug 'returns' of another file"):
        read_folder(folder(tmp_path, a=FULL, b=FULL))


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArticleUnreadable, match="is not a folder"):
        read_folder(tmp_path / "missing")


def test_hidden_and_other_files_are_passed_over_and_subfolders_are_read(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "sub").mkdir()
    for name in (".hidden.md", ".git/a.md", "notes.txt"):
        (tmp_path / name).write_text("no article")
    (tmp_path / "sub" / "b.md").write_text("---\r\ntitle: B\r\n---\r\ntext")
    (article,) = read_folder(tmp_path)
    assert article.key == "sub/b"


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    inside = tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    (outside / "secret.md").write_text("---\ntitle: Secret\n---\n")
    (inside / "link.md").symlink_to(outside / "secret.md")
    (inside / "folder").symlink_to(outside, target_is_directory=True)
    assert read_folder(inside) == ()
