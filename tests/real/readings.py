"""The real exports read a second time, in plain Python and pandas, sharing nothing with the pipeline: what must come out.

Belongs here: independent counts. Does not: running the pipeline.
"""

import csv
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd


@dataclass(frozen=True)
class BankWeek:
    """The bank's week by day (index) and as a whole; `total` has the same names."""

    records: int
    negative_menu_times: int
    by_day: pd.DataFrame
    total: pd.Series
    starts_utc: dict[str, datetime]


def bank_week(path: Path) -> BankWeek:
    """Count the week: offered is all but PHANTOM, answered is AGENT, abandoned is HANG, the wait is q_time."""
    rows = pd.read_csv(path, sep="\t", dtype=str, index_col=False, encoding="latin-1", lineterminator="\n")
    rows.columns = rows.columns.str.strip()
    assert rows["outcome"].isin(["AGENT", "HANG", "PHANTOM"]).all()
    for column in ("vru_time", "q_time", "ser_time"):
        rows[column] = rows[column].astype(int)
    entry_s = pd.to_timedelta(rows["vru_entry"].str.zfill(8)).dt.total_seconds()
    # The queue is entered where the menu is left; a menu time below zero is no time.
    queue_s = entry_s + rows["vru_time"].clip(lower=0)
    rows["start"] = pd.to_datetime(rows["date"], format="%y%m%d") + pd.to_timedelta(queue_s, unit="s")
    rows["day"] = rows["start"].dt.date
    by_day = pd.DataFrame({day: _figures(group) for day, group in rows.groupby("day")}).T
    # February 1999 has no clock change in Israel: two hours ahead of UTC.
    utc = rows["start"] - pd.Timedelta(hours=2)
    starts = dict(zip(rows["vru+line"] + " " + rows["call_id"], utc.dt.to_pydatetime()))
    return BankWeek(len(rows), int((rows["vru_time"] < 0).sum()), by_day, _figures(rows), starts)


def _figures(rows: pd.DataFrame) -> pd.Series:
    answered, lost = rows[rows["outcome"] == "AGENT"], rows[rows["outcome"] == "HANG"]
    offered = int((rows["outcome"] != "PHANTOM").sum())
    short = int((lost["q_time"] < 5).sum())
    return pd.Series(
        {
            "entered": offered,
            "offered": offered,
            "answered": len(answered),
            "abandoned": len(lost),
            "speed_of_answer": answered["q_time"].mean(),
            "answer_wait_p90": answered["q_time"].quantile(0.9),
            "handle_time": answered["ser_time"].mean(),
            "abandonment_rate": (len(lost) - short) / (offered - short),
            "service_level": int((answered["q_time"] <= 20).sum()) / (offered - short),
        }
    )


@dataclass(frozen=True)
class Ticket:
    """One ticket of the help desk, with what its history and comments tell."""

    created: datetime
    status: str
    group: str
    first_response_s: float | None
    resolution_s: float | None
    is_counted: bool


def tickets(folder: Path) -> dict[str, Ticket]:
    """Read the connector's tables with nothing but the csv module."""
    ticket_rows = _table(folder, "ticket")
    roles = {row["id"]: row["role"] for row in _table(folder, "user")}
    merged = {part.strip() for row in ticket_rows for part in row["merged_ticket_ids"].strip("[]").split(",") if part.strip()}
    found = {}
    for row in ticket_rows:
        created = _instant(row["created_at"])
        replies = [
            _instant(comment["created"])
            for comment in _table(folder, "ticket_comment")
            if comment["ticket_id"] == row["id"]
            and comment["public"].upper() == "TRUE"
            and roles.get(comment["user_id"]) in ("agent", "admin")
        ]
        found[row["id"]] = Ticket(
            created=created,
            status=row["status"],
            group=row["group_id"],
            first_response_s=(min(replies) - created).total_seconds() if replies else None,
            resolution_s=_resolution_s(row, created, _statuses(folder, row["id"])),
            is_counted=row["status"] != "deleted" and row["id"] not in merged,
        )
    return found


def _statuses(folder: Path, ticket_id: str) -> list[tuple[datetime, str]]:
    told = _table(folder, "ticket_field_history")
    return sorted(
        (_instant(row["updated"]), row["value"]) for row in told if row["field_name"] == "status" and row["ticket_id"] == ticket_id
    )


def _resolution_s(row: dict[str, str], created: datetime, statuses: list[tuple[datetime, str]]) -> float | None:
    """From creation to the last time it became solved; closed straight after solved is no second solution."""
    if not statuses:
        # Without history the last update is the latest moment at which it can have been solved.
        return (_instant(row["updated_at"]) - created).total_seconds() if row["status"] in ("solved", "closed") else None
    is_solved, last = False, None
    for at, status in statuses:
        if status in ("solved", "closed") and not is_solved:
            last = at
        is_solved = status in ("solved", "closed")
    return (last - created).total_seconds() if is_solved and last else None


def table_counts(folder: Path) -> dict[str, int]:
    """Count the records of every table, the header left out."""
    found = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            found[path.name] = sum(1 for _ in csv.reader(file)) - 1
    return found


def distinct_field_changes(folder: Path) -> int:
    """Changes told apart by what they say: field, ticket, instant, value; the export repeats some."""
    told = _table(folder, "ticket_field_history")
    return len({(row["field_name"], row["ticket_id"], row["updated"], row["value"]) for row in told})


def _table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}_data.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def pacific_day(utc: datetime) -> date:
    """The day of an instant on the desk's clock."""
    return utc.replace(tzinfo=UTC).astimezone(ZoneInfo("America/Los_Angeles")).date()


def answers(path: Path, *, header_rows: int, id_row: int) -> list[dict[str, str]]:
    """The survey answers below the header rows, by the names in row `id_row`."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    return [dict(zip(rows[id_row], row)) for row in rows[header_rows:]]


def planned(folder: Path) -> dict[tuple[str, datetime], tuple[str, datetime, float]]:
    """What a schedule plans: (agent, begin in UTC) -> activity, end, paid seconds; a later file replaces what begins at one moment."""
    found = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.reader(file) if len(row) > 6 and row[6][-1:] in ("M", "y")]
        for _, zone, _, agent, day, activity, start, end, length, paid, *_ in rows:
            clocks = ("12:00 AM", "12:00 AM") if start == "Full Day" else (start, end)
            begin, until = (_on_the_clock(f"{day} {clock}", zone) for clock in clocks)
            until += timedelta(seconds=_seconds(length)) if start == "Full Day" else timedelta()
            found[agent, begin] = (activity, until, _seconds(paid))
    return found


def _seconds(clock: str) -> float:
    hours, minutes = clock.split(":")
    return int(hours) * 3600.0 + int(minutes) * 60.0


def _on_the_clock(text: str, zone: str) -> datetime:
    form = "%m/%d/%y %I:%M:%S %p" if text.count(":") == 2 else "%m/%d/%y %I:%M %p"
    return datetime.strptime(text, form).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)
