"""Help centers from folders, and invented ones in any number."""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from frontmate.simulator import Config, invented_articles, load_help_centers
from frontmate.simulator.content import ContentUnreadableError


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder


GOOD = {
    "public/help-center.json": '{"name": "Shop help", "locales": ["en", "de"]}',
    "public/returns.md": (
        "---\ntitle: Returns\nslug: returns\ncategory: Orders\nkeywords: [refund, back]\n"
        "updated: 2026-07-06\nurl: https://help.example.com/returns\n---\n30 **days**.\n"
    ),
    "public/de/returns.html": "---\ntitle: Retouren\nlocale: de\nstatus: draft\n---\n<p>30</p>",
    "team/help-center.json": '{"type": "internal", "status": "unpublished", "id": "knb_team"}',
    "team/fraud.md": "---\ntitle: Fraud\nvisibility: internal\n---\nStop.",
    "team/.hidden/x.txt": "not an article",
}


def test_each_sub_folder_is_a_help_center_and_a_slug_is_one_article(tmp_path: Path) -> None:
    public, team = load_help_centers(written(tmp_path, GOOD))
    assert (public.name, public.type, public.status) == ("Shop help", "external", "published")
    assert (team.name, team.type, team.status, team.id) == (
        "team",
        "internal",
        "unpublished",
        "knb_team",
    )
    german, english = public.articles
    assert (english.title, english.slug, english.locale) == ("Returns", "returns", "en")
    assert english.html == "<p>30 <strong>days</strong>.</p>\n"
    assert (english.category, english.keywords) == ("Orders", ("refund", "back"))
    assert english.updated_at == 1783296000.0
    assert (german.slug, german.locale, german.status) == ("returns", "de", "draft")
    assert german.html == "<p>30</p>"
    assert (team.articles[0].slug, team.articles[0].locale) == ("fraud", "en")


def test_a_folder_may_be_one_help_center_itself(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    assert load_help_centers(tmp_path / "team") == (load_help_centers(tmp_path)[1],)


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("public/help-center.json", "{\n", "line 2, is no JSON"),
        ("public/help-center.json", "[]", "no JSON object"),
        ("public/help-center.json", '{"type": "secret"}', "type: one of"),
        ("public/help-center.json", '{"locales": "en"}', "locales"),
        ("public/help-center.json", '{"color": 1}', "unknown keys color"),
        ("public/help-center.json", '{"name": 5}', "texts"),
        ("public/new.md", "no front matter", "has no title"),
        ("public/new.md", "---\ntitle: [x\n---\n", r"line \d, has front matter that is no YAML"),
        ("public/new.md", "---\ntitle: x\n", "cannot be read"),
        ("public/new.md", "---\ntitle: x\nstatus: open\n---\n", "line 3, has the status open"),
        ("public/new.md", "---\ntitle: x\nlocale: fr\n---\n", "line 3, has the locale fr"),
        ("public/new.md", "---\ntitle: x\nkeywords: a\n---\n", "keywords"),
        ("public/new.md", "---\ntitle: x\nvisibility: internal\n---\n", "is internal"),
        ("public/new.md", "---\ntitle: x\nslug: returns\n---\n", "two articles of the slug"),
        ("empty/new.md", "---\ntitle: x\n---\n", "is missing"),
    ],
)
def test_what_is_wrong_in_a_folder_is_said_with_the_files_name(
    tmp_path: Path, name: str, text: str, named: str
) -> None:
    written(tmp_path, GOOD | {name: text})
    with pytest.raises(ContentUnreadableError, match=named) as raised:
        load_help_centers(tmp_path)
    assert str(tmp_path) in str(raised.value)


def test_a_folder_that_is_not_there_or_empty_is_said(tmp_path: Path) -> None:
    for folder in (tmp_path / "none", tmp_path):
        with pytest.raises(ContentUnreadableError):
            load_help_centers(folder)


def test_a_file_that_is_not_utf_8_is_said(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    (tmp_path / "team" / "bad.md").write_bytes(b"---\ntitle: \xff\n---\n")
    with pytest.raises(ContentUnreadableError, match="UTF-8"):
        load_help_centers(tmp_path)


def test_a_config_names_a_folder_or_holds_the_articles(tmp_path: Path) -> None:
    folder = written(tmp_path, GOOD)
    assert Config.from_json({"help_centers": str(folder)}).help_centers == load_help_centers(folder)
    articles = [{"title": "One", "markdown": "*a*"}, {"title": "Two", "html": "<p>b</p>"}]
    config = Config.from_json({"help_centers": [{"name": "Help", "articles": articles}]})
    (center,) = config.help_centers
    assert [a.html for a in center.articles] == ["<p><em>a</em></p>\n", "<p>b</p>"]
    for wrong in ({"name": "x", "articles": [{"colour": 1}]}, {"name": ""}, {}):
        with pytest.raises(ValueError, match=r"help_centers|name"):
            Config.from_json({"help_centers": [wrong]})


def test_tokens_are_read_from_json() -> None:
    config = Config.from_json({"tokens": [{"token": "t", "scopes": ["tags:read"]}]})
    assert (config.tokens[0].token, config.tokens[0].scopes) == ("t", ("tags:read",))


def test_invented_articles_are_the_same_for_the_same_seed_and_each_has_its_own_code() -> None:
    words = ["kettle", "spout", "lid <b>"]
    many = invented_articles(2000, words, seed=7)
    assert invented_articles(500, words, seed=7) == many[:500]
    assert invented_articles(500, words, seed=8) != many[:500]
    codes = {article.title.rsplit("(", 1)[1].rstrip(")") for article in many}
    assert len(codes) == len({article.slug for article in many}) == 2000
    assert all(article.title.rsplit("(", 1)[1][:-1] in article.html for article in many)
    assert not any("<b>" in article.html for article in many)
    with pytest.raises(ValueError, match="words"):
        invented_articles(1, [])


def test_the_command_takes_a_folder_and_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    folder = written(tmp_path, GOOD)
    command = [sys.executable, "-m", "frontmate.simulator", "--help-centers", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["url"]
        with urllib.request.urlopen(f"{url}/_control/state") as answer:
            state = json.load(answer)
        process.terminate()
        assert process.wait(20) == 0
    assert [c["name"] for c in state["help_centers"]] == ["Shop help", "team"]
    done = subprocess.run(
        [*command[:-1], str(tmp_path / "none")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "is no folder" in done.stderr
    assert "Traceback" not in done.stderr
