"""The connector's tables of which nothing is made here, told by their columns or, where those could be anybody's, by the file's name.

Belongs here: what is set aside by name. Does not: what is read (zendesk).
"""

import re
from collections.abc import Collection
from pathlib import Path

# Columns that no other table has together.
BY_COLUMNS: dict[str, frozenset[str]] = {
    "brand": frozenset(("id", "brand_url", "subdomain")),
    "daylight_time": frozenset(("time_zone", "year", "daylight_offset")),
    "domain_name": frozenset(("organization_id", "domain_name")),
    "organization": frozenset(("id", "shared_tickets", "shared_comments")),
    "organization_tag": frozenset(("organization_id", "tag")),
    "ticket_chat": frozenset(("chat_id", "ticket_id", "visitor_id")),
    "ticket_chat_event": frozenset(("chat_id", "chat_index", "actor_id")),
    "ticket_form_history": frozenset(("id", "display_name", "end_user_visible")),
    "time_zone": frozenset(("time_zone", "standard_offset")),
    "user_tag": frozenset(("user_id", "tag")),
}
# What a connector lands besides; most have an id, a title and two dates.
_NAMES = """
    automation call call_leg custom_role fivetran_audit fivetran_metadata forum_topic group_member ivr_menu ivr_menu_route line
    macro organization_member organization_user post post_comment satisfaction_rating_reason skip_ticket_history sla_policy_filter
    sla_policy_filter_all sla_policy_filter_any sla_policy_history ticket_alert ticket_comment_attachment ticket_custom_field
    ticket_custom_field_option ticket_email_cc ticket_field ticket_field_option ticket_follower ticket_link ticket_tag_history trigger
    user_field user_field_history user_identity view
"""
BY_NAME = frozenset(_NAMES.split())
STAMPS = ("_fivetran_synced", "_fivetran_deleted", "_fivetran_id")


def unused_table(columns: Collection[str], file_name: str, *, is_read: bool) -> str | None:
    """Name the table of which nothing is made: by its columns, else, unless they can be read, by the name of a file with the stamp."""
    present = frozenset(columns)
    for table, signature in BY_COLUMNS.items():
        if signature <= present:
            return table
    stem = re.sub(r"^zendesk[_-]|[_-](data|export)$", "", Path(file_name).name.split(".")[0].lower())
    return stem if not is_read and stem in BY_NAME and present.intersection(STAMPS) else None
