-- description: What every KPI means, one row a KPI and version of its definition, with the SQL that makes it.
-- grain: [kpi, version]
-- build: table
select
    kpi,
    version,
    name,
    description,
    unit,
    better,
    measure,
    maturity_days,
    is_current,
    definition_sql,
from kpi.definition
