-- description: Sites of the centre, one row a site.
-- grain: [site_id]
-- build: table
select
    site_id,
    name,
    timezone,
    day_start_s,
    country,
    currency,
from config.site
