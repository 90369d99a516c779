"""A small, stateful stand-in for Front: state, wire, webhooks out, faults, and an inbox page.

Everything lives in memory on one event loop, and it listens on loopback only. It shares no code
and no models with the client it is there to test: one that did would share its mistakes.
"""

from frontmate.simulator.config import (
    Config,
    InboxConfig,
    Suggestion,
    TeammateConfig,
    TokenConfig,
    WebhookConfig,
)
from frontmate.simulator.content import load_conversations, load_help_centers
from frontmate.simulator.help_centers import HelpArticle, HelpCenter
from frontmate.simulator.invented import invented_articles
from frontmate.simulator.rules.rule import Rule, rule_from
from frontmate.simulator.serving import serve
from frontmate.simulator.simulator import Simulator

__all__ = [
    "Config",
    "HelpArticle",
    "HelpCenter",
    "InboxConfig",
    "Rule",
    "Simulator",
    "Suggestion",
    "TeammateConfig",
    "TokenConfig",
    "WebhookConfig",
    "invented_articles",
    "load_conversations",
    "load_help_centers",
    "rule_from",
    "serve",
]
