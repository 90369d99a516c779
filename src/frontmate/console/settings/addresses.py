"""The addresses of policy, people, account and audit log, and who may open each."""

from frontmate.console.access import Page
from frontmate.console.settings.account_page import change_password, show_account
from frontmate.console.settings.audit_page import show_audit
from frontmate.console.settings.history_page import restore, show_history, show_restore
from frontmate.console.settings.people_page import (
    add_person,
    change_role,
    remove_person,
    renew_password,
    show_people,
)
from frontmate.console.settings.policy_page import save_policy, show_policy, show_settings
from frontmate.store import Role

_A, _V = Role.ADMIN, Role.VIEWER
_POLICY = "/settings/policy/{connection}"

SETTINGS_PAGES: tuple[tuple[str, str, Page, Role], ...] = (
    ("GET", "/settings", show_settings, _V),
    ("GET", "/settings/policy", show_policy, _V),
    ("GET", _POLICY, show_policy, _V),
    ("POST", _POLICY, save_policy, _A),
    ("GET", f"{_POLICY}/history", show_history, _V),
    ("GET", f"{_POLICY}/restore/{{version:int}}", show_restore, _A),
    ("POST", f"{_POLICY}/restore/{{version:int}}", restore, _A),
    ("GET", "/settings/people", show_people, _A),
    ("POST", "/settings/people", add_person, _A),
    ("POST", "/settings/people/role", change_role, _A),
    ("POST", "/settings/people/password", renew_password, _A),
    ("POST", "/settings/people/remove", remove_person, _A),
    ("GET", "/settings/account", show_account, _V),
    ("POST", "/settings/account", change_password, _V),
    ("GET", "/settings/audit", show_audit, _A),
)
