-- description: First contact resolution three ways, side by side and never merged: nobody came back, the customer says so, the ticket took one touch; how often two of them agree on the same case, and how many contacts are known.
-- grain: [scope_type, scope_id, month]
-- build: table
with figure as (
    select
        monthly.kpi,
        monthly.scope_type,
        monthly.scope_id,
        monthly.month,
        monthly.value,
        monthly.n,
        monthly.provisional,
    from kpi.monthly as monthly
    inner join kpi.definition as definition
        on definition.kpi = monthly.kpi
        and definition.version = monthly.version
    where definition.is_current
        and monthly.kpi in ('fcr_repeat', 'fcr_repeat_net', 'fcr_survey', 'one_touch_rate', 'identified_share')
),

asked as (
    select
        contact_id,
        ticket_id,
        score >= 1 as is_said,
    from core.counted_answer
    where instrument = 'fcr'
        and (contact_id is not null or ticket_id is not null)
),

judged_contact as (
    -- only these can be compared with anything
    select
        source_id,
        contact_id,
        channel,
        site_id,
        queue_id,
        business_date,
        known_resolved > 0 as is_unrepeated,
    from core.customer_contact
    where channel <> 'all'
        and known_served > 0
        and is_mature
),

judged_ticket as (
    select
        source_id,
        ticket_id,
        contact_id,
        site_id,
        queue_id,
        business_date,
        is_one_touch,
    from core.ticket
    where is_counted
        and is_solved
        and is_response_known
),

pair as (
    select
        'repeat_survey' as kinds,
        contact.site_id,
        contact.queue_id,
        contact.business_date,
        contact.is_unrepeated = asked.is_said as is_agreed,
    from asked
    inner join judged_contact as contact
        on contact.contact_id = coalesce(asked.contact_id, asked.ticket_id)
        and (contact.channel = 'ticket') = (asked.contact_id is null)

    union all

    select
        'survey_ticket' as kinds,
        ticket.site_id,
        ticket.queue_id,
        ticket.business_date,
        ticket.is_one_touch = asked.is_said as is_agreed,
    from asked
    inner join judged_ticket as ticket
        on ticket.ticket_id = asked.ticket_id

    union all

    -- a ticket that is a contact of its own, or the call it was born of
    select
        'repeat_ticket' as kinds,
        ticket.site_id,
        ticket.queue_id,
        ticket.business_date,
        ticket.is_one_touch = contact.is_unrepeated as is_agreed,
    from judged_ticket as ticket
    inner join judged_contact as contact
        on contact.contact_id = coalesce(ticket.contact_id, ticket.ticket_id)
        and case when ticket.contact_id is null then contact.channel = 'ticket' and contact.source_id = ticket.source_id else contact.channel <> 'ticket' end
),

scoped as (
    select
        scope.scope_type,
        case scope.scope_type when 'queue' then pair.queue_id when 'site' then pair.site_id else 'all' end as scope_id,
        cast(date_trunc('month', pair.business_date) as date) as month,
        pair.kinds,
        pair.is_agreed,
    from pair
    cross join (
        values
            ('queue'),
            ('site'),
            ('company')
    ) as scope(scope_type)
),

overlap as (
    select
        scope_type,
        scope_id,
        month,
        cast(count(*) filter (where kinds = 'repeat_survey') as bigint) as repeat_survey_n,
        cast(count(*) filter (where kinds = 'repeat_survey' and is_agreed) as bigint) as repeat_survey_agreed,
        cast(count(*) filter (where kinds = 'repeat_ticket') as bigint) as repeat_ticket_n,
        cast(count(*) filter (where kinds = 'repeat_ticket' and is_agreed) as bigint) as repeat_ticket_agreed,
        cast(count(*) filter (where kinds = 'survey_ticket') as bigint) as survey_ticket_n,
        cast(count(*) filter (where kinds = 'survey_ticket' and is_agreed) as bigint) as survey_ticket_agreed,
    from scoped
    group by scope_type, scope_id, month
)

select
    figure.scope_type,
    figure.scope_id,
    figure.month,
    max(value) filter (where kpi = 'fcr_repeat') as fcr_repeat_share,
    max(n) filter (where kpi = 'fcr_repeat') as fcr_repeat_n,
    max(value) filter (where kpi = 'fcr_repeat_net') as fcr_repeat_net_share,
    max(value) filter (where kpi = 'fcr_survey') as fcr_survey_share,
    max(n) filter (where kpi = 'fcr_survey') as fcr_survey_n,
    max(value) filter (where kpi = 'one_touch_rate') as fcr_ticket_share,
    max(n) filter (where kpi = 'one_touch_rate') as fcr_ticket_n,
    coalesce(max(overlap.repeat_survey_n), 0) as repeat_survey_n,
    max(overlap.repeat_survey_agreed) / nullif(max(overlap.repeat_survey_n), 0) as repeat_survey_agreement_share,
    coalesce(max(overlap.repeat_ticket_n), 0) as repeat_ticket_n,
    max(overlap.repeat_ticket_agreed) / nullif(max(overlap.repeat_ticket_n), 0) as repeat_ticket_agreement_share,
    coalesce(max(overlap.survey_ticket_n), 0) as survey_ticket_n,
    max(overlap.survey_ticket_agreed) / nullif(max(overlap.survey_ticket_n), 0) as survey_ticket_agreement_share,
    max(value) filter (where kpi = 'identified_share') as identified_share,
    -- what is said of repeats stands on too few known customers
    coalesce(max(value) filter (where kpi = 'identified_share') < 0.6, false) as low_coverage,
    coalesce(bool_or(provisional), false) as provisional,
from figure
left join overlap
    on overlap.scope_type = figure.scope_type
    and overlap.scope_id = figure.scope_id
    and overlap.month = figure.month
group by figure.scope_type, figure.scope_id, figure.month
