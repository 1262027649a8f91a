"""`make bi-check`: BI programs in environments of their own read the published database; what came of it is written into docs/bi.md.

Belongs here: environments, order, the record. Does not: what is looked at (`with_superset`, `with_harlequin`). An environment that cannot
be made here is told as skipped.
"""

import json
import re
import subprocess
import sys
import venv
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pipelines.surroundings import place_from_environment

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
PAGE = ROOT / "docs" / "bi.md"
PLACE = re.compile(r"(<!-- bi-check -->\n).*?(<!-- end of bi-check -->)", re.DOTALL)
PROGRAMS = {"superset": "Apache Superset", "harlequin": "Harlequin"}
Line = tuple[str, str, str]  # program, what was looked at, what came of it


def main() -> int:
    """Check every program; gives the exit code: 1 where something did not hold."""
    published = Path(sys.argv[1]) if len(sys.argv) > 1 else place_from_environment().database
    if not published.exists():
        print(f"bi-check: {published} is not there; `make run` publishes it")
        return 2
    lines: list[Line] = []
    broken = 0
    for name, title in PROGRAMS.items():
        python = environment(name)
        if python is None:
            print(f"{title}: SKIPPED, pip cannot get what tests/bi/{name}.txt names")
            continue
        version = next(line for line in pins(name) if line.replace("-", "_").startswith((f"{name}==", f"apache_{name}==")))
        for what, result, passed in findings(python, name, published):
            broken += not passed
            lines.append((f"{title} {version.partition('==')[2]}", what, result if passed else f"FAILED: {result}"))
            print(f"{title}: {'ok  ' if passed else 'FAIL'} {what}: {result}", flush=True)
    if lines:
        record(lines)
    return 1 if broken else 0


def pins(name: str) -> list[str]:
    """Give the packages of a program's environment, each with its version."""
    return (HERE / f"{name}.txt").read_text(encoding="utf-8").split()


def environment(name: str) -> Path | None:
    """Give the interpreter of a program's environment, made where it is missing or out of date; None where it cannot be."""
    folder = ROOT / ".venv-bi" / name
    python, ready = folder / "bin" / "python", folder / "pins"
    if ready.exists() and ready.read_text(encoding="utf-8").split() == pins(name):
        return python
    print(f"installing {PROGRAMS[name]} into {folder.relative_to(ROOT)} (some minutes, once)", flush=True)
    venv.create(folder, with_pip=True, clear=True)
    command = [str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check", "-r", str(HERE / f"{name}.txt")]
    if subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode:
        return None
    ready.write_text("\n".join(pins(name)), encoding="utf-8")
    return python


def findings(python: Path, name: str, published: Path) -> Iterator[tuple[str, str, bool]]:
    """Run a program's check, and give what it found; a check that breaks off is a finding too."""
    done = subprocess.run([str(python), str(HERE / f"with_{name}.py"), str(published)], capture_output=True, text=True, check=False)
    for line in done.stdout.splitlines():
        if line.startswith('{"what"'):
            found = json.loads(line)
            yield found["what"], found["result"], found["passed"]
    if done.returncode:
        yield "the check ran to its end", done.stderr.strip().splitlines()[-1], False


def record(lines: list[Line]) -> None:
    """Write what was found into the page."""
    rows = "".join(f"| {program} | {what} | {_cell(result)} |\n" for program, what, result in lines)
    told = f"Found by `make bi-check` on {datetime.now(UTC):%-d %B %Y}:\n\n| program | looked at | result |\n|---|---|---|\n{rows}"
    PAGE.write_text(PLACE.sub(lambda found: f"{found[1]}{told}{found[2]}", PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


if __name__ == "__main__":
    sys.exit(main())
