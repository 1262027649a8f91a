"""The real exports there are, and how each is put into a landing folder.

Belongs here: which files go where, and the day each run takes for today. Does not: what must come out (readings).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.real.running import HERE, REAL, Outcome, run

BANK_FILE = REAL / "anonymous_bank" / "anonymous_bank_1999-02-01_to_07.txt"
GOOD_EXPORT = """\
id,queue,start,wait,talk,outcome
1,Requests,2024-01-15 09:00:00,10,120,answered
2,Requests,2024-01-15 09:05:00,40,0,abandoned
3,Requests,2024-01-15 09:10:00,15,60,answered
"""


@dataclass(frozen=True)
class Centre:
    """One folder of real exports with the centre it is read as: `name` is both folder names, below shared data and here."""

    name: str
    below: str
    today: str

    @property
    def folder(self) -> Path:
        """Where the exports are, if they are."""
        return REAL / self.name

    @property
    def absent(self) -> str | None:
        """Say why this centre cannot be run; None where it can."""
        return None if self.folder.is_dir() else f"folder absent ({self.folder.name} is not beside the project)"

    def landing(self) -> Mapping[str, Path | str]:
        """Give the files of the landing folder."""
        exports = [
            path
            for path in sorted(self.folder.iterdir())
            if path.suffix in (".csv", ".txt", ".json", ".jsonl") and "shifts" not in path.name and path.name != "structure.txt"
        ]
        good = {f"{self.below}/good.csv": GOOD_EXPORT} if self.name == "bad_files" else {}
        return {f"{self.below}/{path.name}": path for path in exports} | good

    def run(self, data: Path) -> Outcome:
        """Run the pipeline over the exports, by the YAML in this folder alone."""
        return run(HERE / self.name, data, landing=self.landing(), today=self.today)


CENTRES = {
    centre.name: centre
    for centre in (
        Centre("anonymous_bank", "calls", "1999-02-08"),
        Centre("zendesk", "zendesk", "2021-02-01"),
        Centre("servicenow", "servicenow", "2017-03-01"),
        Centre("jira", "jira", "2020-12-15"),
        Centre("amazon_connect", "connect", "2022-04-10"),
        Centre("genesys", "genesys", "2021-04-04"),
        Centre("twilio", "twilio", "2023-06-01"),
        Centre("nhs111", "returns", "2015-11-01"),
        Centre("daily_centre", "days", "2022-11-02"),
        Centre("qualtrics", "surveys", "2017-07-20"),
        Centre("asterisk_queue_log", "asterisk", "2015-05-08"),
        Centre("bad_files", "requests", "2024-01-20"),
        Centre("sf_fire", "cad", "2017-01-04"),
        Centre("agent_schedule", "schedule", "2025-11-20"),
    )
}
