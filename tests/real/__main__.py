"""`make real`: run the pipeline, by YAML alone, on the real exports beside the project, and say what came out.

Belongs here: running and printing. Does not: judging (test_real does that, against an independent reading).
"""

import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from tests.real.centres import CENTRES
from tests.real.running import Outcome

BANK_KPIS = {
    "offered": "offered",
    "answered": "answered",
    "abandoned": "abandoned",
    "service_level": "in time",
    "abandonment_rate": "lost",
    "speed_of_answer": "mean wait",
    "answer_wait_p90": "p90 wait",
    "handle_time": "handle",
}


def main(names: list[str]) -> int:
    """Run the named centres, or all; gives the exit code."""
    unknown = [name for name in names if name not in CENTRES]
    if unknown:
        print(f"no such centre: {', '.join(unknown)}; there are {', '.join(CENTRES)}")
        return 2
    failed = []
    for name in names or CENTRES:
        centre = CENTRES[name]
        print(f"\n{name}")
        if centre.absent:
            print(f"  skipped: {centre.absent}")
            continue
        with tempfile.TemporaryDirectory(prefix="switchboard-real-") as folder:
            outcome = centre.run(Path(folder))
            if outcome.exit_code:
                failed.append(name)
                print(outcome.said)
                continue
            _books(outcome)
            TELL[name](outcome)
    print(f"\nfailed: {', '.join(failed)}" if failed else "\nall runs ended well")
    return 1 if failed else 0


def _books(outcome: Outcome) -> None:
    rows = outcome.warehouse(
        "select source_id, status, count(*), sum(records), sum(loaded), sum(duplicates), sum(quarantined), sum(skipped), sum(repaired)"
        " from ops.file_manifest group by all order by 1, 2"
    )
    for source, status, files, records, loaded, duplicates, quarantined, skipped, repaired in rows:
        if status == "loaded":
            print(
                f"  {source}: {files} files, {records:,} records = {loaded:,} loaded + {duplicates:,} duplicate"
                f" + {quarantined:,} quarantined"
                f" + {skipped:,} skipped (header, no data); {repaired:,} repaired"
            )
        elif status != "refused":
            print(f"  {source}: {files} files {status}")
    for path, message in outcome.warehouse("select path, message from ops.file_manifest where status = 'refused' order by 1"):
        print(f"  refused {message if message.startswith(path) else f'{path}: {message}'}")
    for field, word, n in outcome.warehouse("select field, word, n from ops.unmapped order by 1, 2"):
        print(f"  unknown {field} {word!r}: {n} records, counted under `unmapped`")


def _bank(outcome: Outcome) -> None:
    total = {kpi: next(iter(outcome.monthly(kpi).values())) for kpi in BANK_KPIS}
    by_kpi = {kpi: outcome.daily(kpi) for kpi in BANK_KPIS}
    print("  " + " ".join(["day       ", *(f"{title:>10}" for title in BANK_KPIS.values())]))
    for day in sorted(by_kpi["offered"]):
        print("  " + _line(f"{day:%Y-%m-%d}", {kpi: values[day] for kpi, values in by_kpi.items()}))
    print("  " + _line("the week  ", total))
    excluded = outcome.warehouse("select count(*) from core.queue_leg where is_excluded")[0][0]
    print(f"  {excluded} phantom calls are kept and count in nothing")


def _line(title: str, values: Mapping[str, float]) -> str:
    shown = [
        f"{100 * values[kpi]:8.1f} %" if kpi in ("service_level", "abandonment_rate") else f"{values[kpi]:10,.0f}"
        for kpi in list(BANK_KPIS)[:5]
    ]
    return " ".join([title, *shown, *(f"{values[kpi]:8.1f} s" for kpi in list(BANK_KPIS)[5:])])


def _helpdesk(outcome: Outcome) -> None:
    rows = outcome.warehouse(
        "select ticket_id, created_at_utc, status, queue_id, first_response_s, resolution_s from core.ticket order by 2"
    )
    print(f"  {len(rows)} tickets; comments and changes of tickets that are not in the export wait for theirs")
    for ticket, created, status, queue, first_s, resolution_s in rows:
        answered = f"first answer after {first_s / 3600:.1f} h" if first_s is not None else "no answer of an agent"
        solved = f"solved after {resolution_s / 86400:.1f} days" if resolution_s is not None else "not solved"
        print(f"  ticket {ticket:>6} of {created:%Y-%m-%d %H:%M} UTC, {queue:<9} {status:<8} {answered}, {solved}")


def _survey(outcome: Outcome) -> None:
    for source, response, at, score in outcome.warehouse(
        "select source_id, response_id, answered_at_utc, score from core.survey_response order by 1"
    ):
        print(f"  {source}: answer {response} of {at:%Y-%m-%d %H:%M:%S} UTC, satisfaction {score:g}")


def _queues(outcome: Outcome) -> None:
    for queue, start, offered, answered, abandoned in outcome.published(
        "select queue_id, bucket_local, offered, answered, abandoned from marts.queue_interval order by 2"
    ):
        print(f"  {queue} from {start:%Y-%m-%d %H:%M} local: {offered} offered, {answered} answered, {abandoned} abandoned")


def _other(outcome: Outcome) -> None:
    def values(kpi: str) -> dict[date, float]:
        return outcome.daily(kpi)

    for day, offered in values("offered").items():
        print(f"  {day:%Y-%m-%d}: {offered:.0f} offered, {values('answered')[day]:.0f} answered, from the file that is whole")


def _dispatch(outcome: Outcome) -> None:
    rows = outcome.published(
        "select month, service, priority, incidents, units, basis, time_to_dispatch_s, time_to_dispatch_p90_s, within_target_share"
        " from marts.dispatch_month where site_id = 'all' and (priority = 'all' or service = 'medical') order by 1, 2, 3"
    )
    for month, service, priority, incidents, units, basis, mean_s, p90_s, share in rows:
        within = "no target" if share is None else f"{100 * share:.1f} % within target"
        print(
            f"  {month:%Y-%m} {service}, priority {priority}: {incidents} incidents, {units} units; from {basis}"
            f" mean {mean_s:.1f} s, p90 {p90_s:.1f} s, {within}"
        )


TELL: dict[str, Callable[[Outcome], None]] = {
    "anonymous_bank": _bank,
    "zendesk": _helpdesk,
    "qualtrics": _survey,
    "asterisk_queue_log": _queues,
    "bad_files": _other,
    "sf_fire": _dispatch,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
