"""Questions with defaults, numbered lists and marks: how a command talks with a person, or does
without one."""

from collections.abc import Collection, Sequence

from frontmate.cli.terminal import Terminal
from frontmate.setup import Problem


class UnansweredError(Exception):
    """A question that nobody is there to answer; the message names the option that does."""


class Talk:
    """With `unattended` every question takes its default, and one without raises."""

    def __init__(self, terminal: Terminal, *, unattended: bool = False) -> None:
        self._terminal = terminal
        self.unattended = unattended

    def taking_defaults(self) -> "Talk":
        """The same talk, in which nobody is asked."""
        return Talk(self._terminal, unattended=True)

    def say(self, text: str = "") -> None:
        self._terminal.write(f"{_printable(text)}\n")

    def head(self, text: str) -> None:
        self.say(f"\n{text}")

    def good(self, text: str) -> None:
        self.say(f"  ✓ {text}")

    def bad(self, text: str) -> None:
        self.say(f"  ✗ {text}")

    def unsure(self, text: str) -> None:
        self.say(f"  ? {text}")

    def problem(self, problem: Problem) -> None:
        self.bad(problem.what)
        if problem.fix:
            self.say(f"    → {problem.fix}")

    async def ask(self, question: str, default: str | None, option: str) -> str:
        """`default` None means that an answer is needed; `option` could have given it."""
        if self.unattended:
            return _known(default, question, option)
        shown = f" [{default}]" if default else ""
        while True:
            answer = (await self._terminal.read(_printable(f"{question}{shown}: "))).strip()
            if answer or default is not None:
                return answer or (default or "")

    async def secret(self, question: str, option: str) -> str:
        """What is typed is not shown."""
        if self.unattended:
            return _known(None, question, option)
        return (await self._terminal.read_secret(f"{question} (not shown): ")).strip()

    async def yes(self, question: str, default: bool, option: str) -> bool:
        answer = await self.ask(question, "Y/n" if default else "y/N", option)
        while answer not in ("Y/n", "y/N"):
            word = answer.lower()
            if word in ("y", "yes", "n", "no"):
                return word.startswith("y")
            answer = await self.ask("Please answer yes or no", "Y/n" if default else "y/N", option)
        return default

    async def one_of(
        self, question: str, choices: Sequence[str], default: int | None, option: str
    ) -> int:
        """The index of one of the choices, shown as a list numbered from 1."""
        self._list(choices)
        start = None if default is None else str(default + 1)
        while True:
            answer = await self.ask(question, start, option)
            found = _numbers(answer, len(choices))
            if found is not None and len(found) == 1:
                return found.pop()
            self.say(f"Please give one number from 1 to {len(choices)}.")

    async def some_of(
        self, question: str, choices: Sequence[str], chosen: Collection[int], option: str
    ) -> frozenset[int]:
        """The indexes of any of the choices; `chosen` are those ticked at first."""
        marked = [f"[{'x' if n in chosen else ' '}] {text}" for n, text in enumerate(choices)]
        self._list(marked)
        everything = frozenset(range(len(choices)))
        ticked = ", ".join(str(n + 1) for n in sorted(chosen)) or "none"
        start = "all" if frozenset(chosen) == everything else ticked
        while True:
            answer = (await self.ask(question, start, option)).lower()
            if answer in ("all", "none"):
                return everything if answer == "all" else frozenset()
            found = _numbers(answer, len(choices))
            if found is not None:
                return frozenset(found)
            self.say(f"Please give numbers from 1 to {len(choices)} (1, 3), `all` or `none`.")

    def _list(self, choices: Sequence[str]) -> None:
        for number, text in enumerate(choices, 1):
            self.say(f"  {number}. {text}")


def _printable(text: str) -> str:
    """Names come from Front, and one that holds signs for the terminal must not steer it."""
    return "".join(sign if sign.isprintable() or sign == "\n" else "�" for sign in text)


def _known(default: str | None, question: str, option: str) -> str:
    if default is None:
        raise UnansweredError(f"with --yes nobody is asked: {question} needs {option}")
    return default


def _numbers(answer: str, most: int) -> set[int] | None:
    """Indexes from 0; None if that is not what the answer says."""
    words = answer.replace(",", " ").split()
    if not words or not all(w.isascii() and w.isdecimal() and len(w) < 6 for w in words):
        return None
    numbers = {int(word) for word in words}
    return {n - 1 for n in numbers} if all(1 <= n <= most for n in numbers) else None
