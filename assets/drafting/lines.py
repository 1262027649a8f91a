"""Lines of a draft under construction, and a text as a scalar of YAML.

Belongs here: how a draft is written down. Does not: what it says (draft, vendors, states).
"""

import json
import re

FILL_IN = "FILL_IN"  # what only the owner knows; the settings refuse it until it is replaced


class Draft:
    """Lines of YAML under construction; `ask` puts a question at the line just written."""

    def __init__(self) -> None:
        self.lines: list[str] = ["sources:"]
        self.questions: list[str] = []
        self.options: dict[str, str] = {}  # option -> its YAML; they stand together, because a key stands once

    def put(self, text: str, *, depth: int = 2) -> None:
        """Write one line."""
        self.lines.append("  " * depth + text)

    def ask(self, question: str, *, depth: int = 2) -> None:
        """Write a question above the key it concerns."""
        self.questions.append(question)
        self.put(f"# ? {question}", depth=depth)

    def note(self, text: str, *, depth: int = 2) -> None:
        """Write a remark that needs no answer."""
        self.put(f"# {text}", depth=depth)

    def text(self) -> str:
        """The whole draft."""
        told = ", ".join(f"{option}: {value}" for option, value in self.options.items())
        return "\n".join([*self.lines, *([f"    options: {{{told}}}"] if told else [])]) + "\n"


def scalar(text: str) -> str:
    """Write a text as a YAML scalar, quoted where it could be read as anything else."""
    is_plain = re.fullmatch(r"[A-Za-z_][\w]*(?:[ ./+-][\w]+)*", text, re.ASCII)
    return (
        text
        if is_plain and text.lower() not in ("true", "false", "null", "yes", "no", "on", "off", "y", "n")
        else json.dumps(text, ensure_ascii=False)
    )


def begin_words(draft: Draft) -> None:
    """Write the key `words:`, which stands once."""
    if not any(line.strip() == "words:" for line in draft.lines):
        draft.put("words:")
