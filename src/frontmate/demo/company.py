"""The invented company: read from company.json and turned into what the parts need."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent

Json = dict[str, Any]


def help_center_folder() -> Path:
    return _HERE / "help_center"


@dataclass(frozen=True)
class Company:
    raw: Json

    @property
    def id(self) -> str:
        return str(self.raw["id"])

    @property
    def name(self) -> str:
        return str(self.raw["name"])

    @property
    def ai_teammate(self) -> str:
        return str(self.raw["ai_teammate"]["id"])

    @property
    def ai_name(self) -> str:
        return str(self.raw["ai_teammate"]["first_name"])

    def simulated_front(self, *, token: str, why_url: str, with_model: bool = False) -> Json:
        """The stand-in's configuration. `with_model`: with what shows a model's checks, first."""
        suggestions = self.suggestions(with_model=with_model)
        return {
            "company": {"id": self.id, "name": self.name},
            "token": token,
            "teammates": [self.raw["ai_teammate"], *self.raw["teammates"]],
            "inboxes": self.raw["inboxes"],
            "suggestions": [
                self._suggestion(suggestion)
                for suggestion in suggestions
                # A "thanks" makes sense only after an answer.
                if suggestion["expect"] != "solved"
            ],
            "intro": self.raw["intro"],
            "why_url": why_url,
        }

    def suggestions(self, *, with_model: bool = False) -> list[Json]:
        """What a newcomer may send first; with a model, what shows its checks comes first."""
        shown = self.raw["model_suggestions"] if with_model else []
        return [*shown, *self.raw["suggestions"]]

    def _suggestion(self, raw: Json) -> Json:
        names = {c["username"]: c["name"] for c in self.raw["customers"]}
        return {
            "label": raw["label"],
            "channel": raw["channel"],
            "subject": raw.get("subject", ""),
            # The page sends one message; what follows it can be typed there.
            "text": " ".join([raw["text"], *raw.get("then", [])]),
            "name": names[raw["customer"]],
        }

    def past_messages(self) -> list[tuple[Json, list[Json]]]:
        """Each past conversation with its messages, the customer's details filled in."""
        customers = {c["username"]: c for c in self.raw["customers"]}
        return [
            ({**past, "customer": customers[past["customer"]]}, past["messages"])
            for past in self.raw["past_conversations"]
        ]


def read_company() -> Company:
    return Company(json.loads((_HERE / "company.json").read_text(encoding="utf-8")))
