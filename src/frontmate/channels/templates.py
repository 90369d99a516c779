"""Greetings and sign-offs as an admin words them, with {name} and {ai_name} in them (9.3)."""

import re

LONGEST = 200
MOST_LINES = 4
NAMES = ("name", "ai_name")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def template_fault(template: str) -> str | None:
    """What is wrong with it, in words for whoever has typed it; None if it can be used."""
    if len(template) > LONGEST:
        return f"This is longer than {LONGEST} characters."
    if len(template.split("\n")) > MOST_LINES:
        return f"These are more than {MOST_LINES} lines."
    known = {f"{{{name}}}" for name in NAMES}
    unknown = [found.group() for found in _PLACEHOLDER.finditer(template)]
    wrong = next((word for word in unknown if word not in known), None)
    if wrong is not None:
        return f"There is no {wrong} to put in. There are {{name}} and {{ai_name}}."
    if "{" in _PLACEHOLDER.sub("", template) or "}" in _PLACEHOLDER.sub("", template):
        return "A brace stands alone. Write {name} or {ai_name}, or no braces."
    return None


def fill_template(template: str | None, *, name: str, ai_name: str) -> str:
    """The words for one customer; empty where it asks for a name that is not known."""
    if not template or template_fault(template) or ("{name}" in template and not name):
        return ""
    values = {"name": name, "ai_name": ai_name}
    # In one pass: a name that itself looks like a placeholder stays as it is.
    return _PLACEHOLDER.sub(lambda found: values[found.group(1)], template).strip()
