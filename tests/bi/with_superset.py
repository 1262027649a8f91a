"""Apache Superset reads a published database through its own API: connected, described, charted, queried, and after a replacement.

Runs in Superset's environment, not in the product's (`python -m tests.bi` makes that, and starts this). Prints one JSON line a finding.
"""

import json
import os
import shutil
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

HOME = Path(tempfile.mkdtemp(prefix="superset-"))
CONFIG = f"""
SECRET_KEY = "a key for one check on one machine"
SQLALCHEMY_DATABASE_URI = "sqlite:///{HOME}/superset.db"
WTF_CSRF_ENABLED = False
TALISMAN_ENABLED = False
PREVENT_UNSAFE_DB_CONNECTIONS = False
FAB_ADD_SECURITY_API = True
"""
READ_ONLY = json.dumps({"engine_params": {"connect_args": {"read_only": True}}})
MONTH = {"timeGrain": "P1M", "columnType": "BASE_AXIS", "sqlExpression": "business_date", "label": "month", "expressionType": "SQL"}
USER = {"username": "admin", "password": "one check"}


def told(what: str, result: Any, *, passed: bool) -> None:
    """Print a finding."""
    print(json.dumps({"what": what, "result": str(result), "passed": passed}), flush=True)


class Api:
    """Superset's API on this machine."""

    def __init__(self, port: int) -> None:
        self.base, self.token = f"http://127.0.0.1:{port}/api/v1/", ""

    def __call__(self, path: str, body: Any = None, *, method: str = "") -> dict[str, Any]:
        """Ask, and give the answer; a refusal is an answer too, with its status."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method or None)
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return {"status": answer.status, **json.load(answer)}
        except urllib.error.HTTPError as error:
            return {"status": error.code, "refused": error.read().decode(errors="replace")[:500]}


def started() -> Api:
    """Start Superset on a free port of this machine, with a home of its own; gives its API, signed in."""
    (HOME / "superset_config.py").write_text(CONFIG, encoding="utf-8")
    os.environ |= {
        "SUPERSET_CONFIG_PATH": str(HOME / "superset_config.py"),
        "SUPERSET_HOME": str(HOME),
        "FLASK_APP": "superset.app:create_app()",
    }
    from superset.app import create_app
    from werkzeug.serving import make_server

    app = create_app()
    with app.app_context():
        from flask_migrate import upgrade
        from superset.extensions import appbuilder, security_manager

        upgrade(directory=str(Path(sys.modules["superset"].__file__ or "").parent / "migrations"))
        appbuilder.add_permissions(update_perms=True)
        security_manager.sync_role_definitions()
        admin = security_manager.find_role("Admin")
        security_manager.add_user(USER["username"], "Ada", "Min", "admin@example.org", admin, password=USER["password"])
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    api = Api(server.server_port)
    api.token = api("security/login", {**USER, "provider": "db"})["access_token"]
    return api


def sql(api: Api, database: int, query: str) -> dict[str, Any]:
    """Ask in SQL Lab."""
    return api("sqllab/execute/", {"database_id": database, "sql": query, "schema": "marts", "runAsync": False, "expand_data": False})


def check(published: Path) -> None:
    """Look at a copy of the published database as a person with Superset would."""
    database = HOME / "switchboard.duckdb"
    shutil.copy2(published, database)
    api = started()
    connection = {"database_name": "switchboard", "sqlalchemy_uri": f"duckdb:///{database}", "extra": READ_ONLY}
    answer = api("database/test_connection/", connection)
    told("test_connection", answer.get("message") or answer, passed=answer["status"] == 200)
    answer = api("database/", {**connection, "expose_in_sqllab": True, "allow_dml": True})
    told("database", answer.get("id") or answer, passed=answer["status"] == 201)
    number = int(answer["id"])
    tables = {row["value"] for row in api(f"database/{number}/tables/?q=(force:!t,schema_name:marts)").get("result", [])}
    told("tables of marts", len(tables), passed={"scorecard", "kpi_daily", "kpi_monthly", "dim_queue", "meta_kpi"} <= tables)
    dataset = api("dataset/", {"database": number, "schema": "marts", "table_name": "kpi_daily"})
    told("dataset kpi_daily", dataset.get("id") or dataset, passed=dataset["status"] == 201)
    columns = api(f"dataset/{dataset['id']}")["result"]["columns"]
    unknown = [column["column_name"] for column in columns if not column["type"] or "UNKNOWN" in column["type"].upper()]
    told("columns with a type", f"{len(columns) - len(unknown)} of {len(columns)}", passed=not unknown)
    worded = [column for column in columns if column["description"]]
    told("columns with their comment as description", f"{len(worded)} of {len(columns)}", passed=len(worded) == len(columns))
    chart = {
        "datasource": {"id": dataset["id"], "type": "table"},
        "queries": [
            {
                "columns": [MONTH],
                "metrics": [{"expressionType": "SQL", "sqlExpression": "sum(numerator) / sum(denominator)", "label": "service level"}],
                "filters": [{"col": "kpi", "op": "==", "val": "service_level"}, {"col": "scope_type", "op": "==", "val": "company"}],
                "row_limit": 100,
            }
        ],
        "result_format": "json",
        "result_type": "full",
    }  # fmt: skip
    answer = api("chart/data", chart)
    months = answer["result"][0]["data"] if answer["status"] == 200 else []
    told(
        "chart by month",
        f"{len(months)} months" if months else answer,
        passed=bool(months) and all(0 <= row["service level"] <= 1 for row in months),
    )
    answer = sql(api, number, "select kpi_name, actual, verdict from marts.scorecard order by rank")
    told("SQL Lab", f"{len(answer.get('data', []))} rows of the scorecard" if "data" in answer else answer, passed=bool(answer.get("data")))
    refused = sql(api, number, "create table marts.mine as select 1 as x")
    told(
        "a write is refused, even where Superset allows it",
        "read-only" if "read-only" in str(refused) else refused,
        passed="read-only" in str(refused),
    )
    _replaced(api, number, database)


def _replaced(api: Api, number: int, database: Path) -> None:
    """Replace the file as a publication does; the next query must see the new one."""
    import duckdb

    again = database.with_suffix(".tmp")
    shutil.copy2(database, again)
    again.chmod(0o644)
    with duckdb.connect(str(again)) as con:
        con.execute("update marts.meta_run set centre_name = 'the next publication'")
    again.replace(database)
    answer = sql(api, number, "select centre_name from marts.meta_run")
    seen = answer.get("data") or answer
    told("the query after a replacement sees the new file", seen, passed=seen == [{"centre_name": "the next publication"}])


if __name__ == "__main__":
    try:
        check(Path(sys.argv[1]))
    finally:
        shutil.rmtree(HOME, ignore_errors=True)
    sys.stdout.flush()
    os._exit(0)  # the server's threads are daemons; nothing else is open
