"""The keyboard shortcuts of the page; the script follows the attributes that carry them."""

from typing import Final

SHORTCUTS: Final = (
    ("Conversations", (("J", "Next"), ("K", "Previous"), ("N", "New"), ("/", "Find"))),
    (
        "Write",
        (
            ("W", "As the customer"),
            ("R", "Reply as a teammate"),
            ("C", "Comment"),
            ("Ctrl Enter", "Send"),
            ("Ctrl Shift Enter", "Send and archive"),
            ("Esc", "Leave the field"),
        ),
    ),
    (
        "Conversation",
        (
            ("E", "Archive or reopen"),
            ("A", "Assign"),
            ("S", "Snooze"),
            ("T", "Tag"),
            ("?", "This list"),
        ),
    ),
)
