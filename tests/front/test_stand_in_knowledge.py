"""Help centers, drafts and permissions against the simulator, which shares no code with us."""

from collections.abc import AsyncIterator

import pytest

from frontmate.conversation.events import Author
from frontmate.front import NEEDED, Conflict, Forbidden, NotFound, probe
from frontmate.simulator import Config, HelpArticle, HelpCenter, TokenConfig, invented_articles
from tests.front.stand_in import MIA, Front, client, standing_in

HELP = HelpCenter(
    "Help",
    locales=("en", "fr"),
    articles=(
        HelpArticle("Returns", "<p>30 days</p>", slug="returns", category="Orders"),
        HelpArticle("Retours", "<p>30 jours</p>", slug="returns", locale="fr"),
        HelpArticle("Soon", "<p>x</p>", slug="soon", status="draft", category="Secret"),
    ),
    id="knb_1help",
)
INTERNAL = HelpCenter("Handbook", type="internal", status="unpublished", id="knb_1book")
LIMITED = "limited-token"


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    async with standing_in(Config(help_centers=(HELP, INTERNAL), ratelimit=0)) as front:
        yield front


async def test_help_centers_are_told_apart(front: Front) -> None:
    found = await front.client.help_centers()
    assert [(one.id, one.name, one.public, one.published) for one in found] == [
        ("knb_1help", "Help", True, True),
        ("knb_1book", "Handbook", False, False),
    ]
    assert (found[0].locales, found[0].default_locale) == (("en", "fr"), "en")


async def test_articles_are_read_in_each_locale(front: Front) -> None:
    stubs = {one.slug: one for one in await front.client.article_stubs("knb_1help")}
    (slug,) = [one for one in stubs if one and "returns" in one]
    assert set(stubs[slug].locales) == {"en", "fr"}
    assert stubs[slug].category is not None
    english = await front.client.article_content(stubs[slug].id)
    french = await front.client.article_content(stubs[slug].id, "fr")
    assert (english.title, english.locale, english.published) == ("Returns", "en", True)
    assert (french.title, french.html, french.locale) == ("Retours", "<p>30 jours</p>", "fr")
    (soon,) = [one for slug, one in stubs.items() if slug and "soon" in slug]
    assert not (await front.client.article_content(soon.id)).published
    with pytest.raises(NotFound):
        await front.client.article_content(soon.id, "fr")


async def test_a_long_list_is_read_to_its_end() -> None:
    center = HelpCenter("Big", articles=invented_articles(230), id="knb_1big")
    async with standing_in(Config(help_centers=(center,), ratelimit=0)) as front:
        pages = [one async for one in front.client.article_pages("knb_1big")]
    assert [len(page) for page in pages] == [100, 100, 30]
    assert len({stub.id for page in pages for stub in page}) == 230


async def test_a_hidden_category_is_known(front: Front) -> None:
    assert await front.client.hidden_categories("knb_1help") == frozenset()
    front.act("kb_category_set", kb="knb_1help", category="Secret", hidden=True)
    (hidden,) = await front.client.hidden_categories("knb_1help")
    stubs = await front.client.article_stubs("knb_1help")
    assert [one.category == hidden for one in stubs].count(True) == 1


@pytest.mark.parametrize("channel", ["email", "chat", "sms"])
async def test_a_draft_goes_by_the_channel_of_the_conversation(front: Front, channel: str) -> None:
    id_ = front.customer(channel=channel)
    names = {one.id: one.type for one in await front.client.channels()}
    found = await front.client.channel_of(id_)
    assert found is not None
    assert names[found] == {"email": "smtp", "chat": "front_chat", "sms": "twilio"}[channel]
    draft = await front.client.write_draft(id_, body="Soon", to=None, cc=None)
    assert (draft.draft, draft.author) == (True, Author.AI)
    assert [one.id for one in await front.client.drafts(id_)] == [draft.id]


async def test_our_draft_is_edited_and_deleted_by_its_version(front: Front) -> None:
    id_ = front.customer()
    draft = await front.client.write_draft(id_, body="<p>Soon</p>", to=["k@s.example"], cc=[])
    channel = await front.client.channel_of(id_)
    assert channel is not None
    assert draft.version is not None
    again = await front.client.edit_draft(
        draft.id, body="<p>Now</p>", channel=channel, version=draft.version, to=None, cc=None
    )
    assert again.version not in (None, draft.version)
    with pytest.raises(Conflict):
        await front.client.delete_draft(draft.id, draft.version)
    await front.client.delete_draft(draft.id, again.version or "")
    assert await front.client.drafts(id_) == ()
    with pytest.raises(NotFound):
        await front.client.delete_draft(draft.id, again.version or "")


async def test_a_draft_that_a_person_changed_is_a_conflict(front: Front) -> None:
    id_ = front.customer()
    draft = await front.client.write_draft(id_, body="<p>Soon</p>", to=None, cc=None)
    front.act("edit_draft", draft=draft.id, teammate=MIA, text="Later")
    channel = await front.client.channel_of(id_) or ""
    with pytest.raises(Conflict):
        await front.client.edit_draft(
            draft.id, body="x", channel=channel, version=draft.version or "", to=None, cc=None
        )


async def test_a_token_that_may_do_all_is_found_to(front: Front) -> None:
    front.customer()
    assert {one.ok for one in await probe(front.client)} == {True}


@pytest.mark.parametrize("missing", [need.scope for need in NEEDED])
async def test_a_missing_permission_is_found(missing: str) -> None:
    scopes = tuple(need.scope for need in NEEDED if need.scope != missing)
    config = Config(tokens=(TokenConfig(LIMITED, scopes),), ratelimit=0)
    async with standing_in(config) as front:
        front.customer()
        limited = client(front.simulator.base_url, LIMITED)
        found = await probe(limited)
        await limited.aclose()
    assert [one.scope for one in found if one.ok is False] == [missing]


async def test_looking_for_permissions_changes_nothing(front: Front) -> None:
    id_ = front.customer()
    before = (await front.client.recent_events(50), await front.client.tags())
    await probe(front.client)
    assert (await front.client.recent_events(50), await front.client.tags()) == before
    assert [one.inbound for one in await front.client.messages(id_)] == [True]


async def test_a_permission_that_is_missing_is_named_by_the_call() -> None:
    async with standing_in(Config(tokens=(TokenConfig(LIMITED, ("inboxes:read",)),))) as front:
        limited = client(front.simulator.base_url, LIMITED)
        with pytest.raises(Forbidden) as forbidden:
            await limited.help_centers()
        await limited.aclose()
    assert forbidden.value.scope == "knowledge_bases:read"


async def test_the_company_is_named(front: Front) -> None:
    company = await front.client.company()
    assert (company.id, company.name) == ("cmp_1demo", "Example Company")
    assert company.host


async def test_the_newest_events_come_first(front: Front) -> None:
    for number in range(20):
        front.customer(handle=f"k{number}@shop.example")
    events = await front.client.recent_events(18)
    assert len(events) == 18
    times = [one["emitted_at"] for one in events]
    assert times == sorted(times, reverse=True)
