"""From a thread and the knowledge to a checked outcome: an answer with its sources, or a person."""

from frontmate.agent.answer import answer, read, warm_up
from frontmate.agent.checks import check
from frontmate.agent.engine import Engine
from frontmate.agent.explain import Explanation, explain
from frontmate.agent.extractive import ExtractiveEngine
from frontmate.agent.model import ModelEngine
from frontmate.agent.model_health import ModelHealth
from frontmate.agent.open_model import ModelSettingError, open_model
from frontmate.agent.pictures import PictureReader, Unseen
from frontmate.agent.review import review
from frontmate.agent.thread import Attached, Line, Role, Thread

__all__ = [
    "Attached",
    "Engine",
    "Explanation",
    "ExtractiveEngine",
    "Line",
    "ModelEngine",
    "ModelHealth",
    "ModelSettingError",
    "PictureReader",
    "Role",
    "Thread",
    "Unseen",
    "answer",
    "check",
    "explain",
    "open_model",
    "read",
    "review",
    "warm_up",
]
