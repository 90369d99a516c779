"""The addresses of connecting; administrators only."""

from frontmate.console.access import Page
from frontmate.console.connect import (
    connection_page,
    events_page,
    knowledge_page,
    list_page,
    rules_page,
    teammate_page,
    token_page,
    trial_page,
)
from frontmate.console.connect.shown import HOME
from frontmate.store import Role

_NEW = f"{HOME}/new"
_PENDING = f"{HOME}/new/{{name}}"
_ONE = f"{HOME}/{{name}}"

_PAGES: tuple[tuple[str, str, Page], ...] = (
    ("GET", HOME, list_page.show_connections),
    # Before the connections, none of which can be called that.
    ("GET", _NEW, token_page.show_new),
    ("POST", _NEW, token_page.begin_new),
    ("GET", _PENDING, token_page.show_check),
    ("POST", f"{_PENDING}/check", token_page.check_again),
    ("POST", f"{_PENDING}/cancel", token_page.cancel),
    ("POST", f"{_PENDING}/use", token_page.use_token),
    ("GET", f"{_PENDING}/teammate", teammate_page.show_first),
    ("POST", f"{_PENDING}/teammate", teammate_page.pick_first),
    ("GET", _ONE, connection_page.show_connection),
    ("GET", f"{_ONE}/token", token_page.show_token),
    ("POST", f"{_ONE}/token", token_page.begin_change),
    ("GET", f"{_ONE}/teammate", teammate_page.show_other),
    ("POST", f"{_ONE}/teammate", teammate_page.pick_other),
    ("GET", f"{_ONE}/events", events_page.show_events),
    ("POST", f"{_ONE}/events", events_page.enter_key),
    ("POST", f"{_ONE}/events/intake", events_page.choose_intake),
    ("GET", f"{_ONE}/rules", rules_page.show_rules),
    ("POST", f"{_ONE}/rules", rules_page.save_rules),
    ("GET", f"{_ONE}/knowledge", knowledge_page.show_knowledge),
    ("POST", f"{_ONE}/knowledge", knowledge_page.choose_sources),
    ("POST", f"{_ONE}/knowledge/find", knowledge_page.find_sources),
    ("POST", f"{_ONE}/knowledge/folder", knowledge_page.add_folder),
    ("POST", f"{_ONE}/knowledge/token", knowledge_page.enter_token),
    ("POST", f"{_ONE}/switch", connection_page.switch),
    ("GET", f"{_ONE}/test", trial_page.show_test),
    ("POST", f"{_ONE}/test", trial_page.open_test),
    ("GET", f"{_ONE}/summary", connection_page.show_summary),
    ("GET", f"{_ONE}/disconnect", connection_page.ask_disconnect),
    ("POST", f"{_ONE}/disconnect", connection_page.disconnect),
)

CONNECT_PAGES: tuple[tuple[str, str, Page, Role], ...] = tuple(
    (method, path, page, Role.ADMIN) for method, path, page in _PAGES
)
