-- description: Responders beside all contacts and tickets, by wait and outcome: who answers is not always who was served.
-- grain: [scope_type, scope_id, month, subject, dimension, band]
-- build: table
select
    scope_type,
    scope_id,
    month,
    subject,
    dimension,
    band,
    contacts,
    responders,
    contact_share,
    responder_share,
    response_share,
    p_value,
    is_biased,
from analysis.nonresponse
