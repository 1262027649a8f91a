"""The connector's tables about hours and promises: schedules, their changes and holidays, which ticket follows which, SLA policies, labels.

Belongs here: what becomes of their rows. Does not: tickets, comments, people (zendesk), which table a file is (zendesk).
"""

from collections.abc import Collection

from assets.readers.cells import cell, iso_instant, literal, told, yes_no

Columns = Collection[str]
Values = dict[str, str]
CHANGED = "workweek changed from"


def schedule(columns: Columns) -> Values:
    """One interval of a schedule; minutes count from Sunday 00:00 on the schedule's own clock."""
    return {
        "schedule_id": told("id"),
        "name": told("name") if "name" in columns else "null",
        "timezone": told("time_zone"),
        "week_start_s": _seconds("start_time"),
        "week_end_s": _seconds("end_time"),
    }


def holiday(columns: Columns) -> Values:
    """One holiday of a schedule, its last day included."""
    return {
        "schedule_id": told("schedule_id"),
        "holiday_id": told("id"),
        "first_date": _date("start_date"),
        "last_date": _date("end_date"),
        "name": told("name"),
    }


def schedule_change(columns: Columns) -> Values:
    """One change of a schedule's hours, as the audit log tells it: the week before and after, in the log's own notation."""
    # the log is written as a web page, sometimes twice over
    plain = cell("change_description")
    for written, meant in (("&amp;", "&"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'")):
        plain = f"replace({plain}, {literal(written)}, {literal(meant)})"
    weeks = f"split_part(lower({plain}), {literal(CHANGED)}, 2)"
    return {
        "change_id": told("id"),
        "schedule_id": told("source_id"),
        "week_before": f"trim(split_part({weeks}, ' to ', 1))",
        "week_after": f"trim(split_part({weeks}, ' to ', 2))",
    }


def is_no_schedule_change(columns: Columns) -> str:
    """Tell the log's other entries, of which nothing is made."""
    return f"not contains(lower({cell('change_description')}), {literal(CHANGED)})"


def ticket_schedule(columns: Columns) -> Values:
    """From this instant on a ticket's business hours are those of a schedule."""
    return {
        "ticket_id": told("ticket_id"),
        "event_id": f"concat_ws('|', 'schedule', {iso_instant('created_at')}, {told('schedule_id')})",
        "event_type": "'schedule'",
        "actor_role": "'system'",
        "new_value": told("schedule_id"),
    }


def ticket_sla_policy(columns: Columns) -> Values:
    """From this instant on a policy's promises hold for a ticket."""
    return {
        "ticket_id": told("ticket_id"),
        "event_id": f"concat_ws('|', 'sla_policy', {iso_instant('policy_applied_at')}, {told('sla_policy_id')})",
        "event_type": "'sla_policy'",
        "actor_role": "'system'",
        "new_value": told("sla_policy_id"),
    }


def policy_metric(columns: Columns) -> Values:
    """One promise of a policy for one priority; minutes."""
    return {
        "policy_id": told("sla_policy_id"),
        "metric": told("metric"),
        "priority": told("priority"),
        "target_s": f"60 * try_cast({told('target')} as double)",
        "is_business": yes_no("business_hours"),
    }


def ticket_tag(columns: Columns) -> Values:
    """A label of a ticket; the connector does not say since when, so it carries the time of the export."""
    return {
        "ticket_id": told("ticket_id"),
        "event_id": f"'tag|' || {cell('tag')}",
        "event_type": "'tag'",
        "actor_role": "'system'",
        "new_value": f"lower({cell('tag')})",
    }


def _seconds(minutes: str) -> str:
    return f"60 * try_cast({told(minutes)} as bigint)"


def _date(column: str) -> str:
    return f"try_cast(left({told(column)}, 10) as date)"
