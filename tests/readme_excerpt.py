"""The excerpt in README.md: the closing words of a real run over a small sample, the same wherever it is made.

`.venv/bin/python -m tests.readme_excerpt` writes it anew. Belongs here: making and placing it. Does not: comparing (test_docs).
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
SAMPLE = ("--days", "60", "--calls-per-day", "150", "--seed", "1", "--until", "2026-10-31")
TODAY = "2026-11-01"
BLOCK = re.compile(r"(?<=<!-- excerpt: tests/readme_excerpt.py -->\n```text\n).*?(?=```\n)", re.DOTALL)


def run_sample(data: Path) -> str:
    """Run the pipeline over the small sample in the folder `data`, and give what it prints last, without what differs by machine."""
    switchboard(data, "sample", *SAMPLE)
    return tidy(switchboard(data, "run", "--no-sample"), data)


def switchboard(data: Path, command: str, *options: str) -> str:
    """Run one command of the project in a process of its own and give what it prints."""
    world = {**os.environ, "SWITCHBOARD_TODAY": TODAY, "COLUMNS": "120", "NO_COLOR": "1"}
    world.pop("SWITCHBOARD_CONFIG", None)
    words = [sys.executable, "-m", "pipelines.cli", command, "--data", str(data), *options]
    done = subprocess.run(words, cwd=ROOT, env=world, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(words[2:])} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


def tidy(printed: str, data: Path) -> str:
    """Keep the lines from `Run` on; leave out the run's id, seconds and sizes, and name the folder as the default is named."""
    closing = printed[re.search(r"^Run ", printed, re.MULTILINE).start() :]  # type: ignore[union-attr]
    closing = re.sub(r"^Run \w+ took [\d.]+ s", "Run <id> took <seconds> s", closing)
    closing = re.sub(r"\s+\([\d.]+ [kM]B\)", "", closing).replace(str(data.resolve()), "data")
    return "".join(f"{line.rstrip()}\n" for line in closing.splitlines())


def excerpt() -> str:
    """Give the excerpt as README.md shows it."""
    found = BLOCK.search(README.read_text(encoding="utf-8"))
    assert found, "README.md: no block after `<!-- excerpt: tests/readme_excerpt.py -->`"
    return found[0]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        fresh = run_sample(Path(folder) / "data")
    README.write_text(BLOCK.sub(lambda _: fresh, README.read_text(encoding="utf-8"), count=1), encoding="utf-8")
    print(fresh)
