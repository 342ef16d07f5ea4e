"""What makes the database itself refuse to change the ledger: whether it is all there, and how it is put back."""

from sqlalchemy import Connection, text
from sqlmodel import Session

ONE_OF_EACH = "uq_ledger_lines_chain_number"
_REFUSED = "the ledger only grows"
_SQLITE = {
    (name := f"ledger_lines_no_{verb}"): f"CREATE TRIGGER {name} BEFORE {verb} ON ledger_lines BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
    for verb in ("update", "delete")
}
_FUNCTION = f" BEGIN RAISE EXCEPTION '{_REFUSED}'; END "
_POSTGRESQL = {
    "ledger_lines_only_grow": "BEFORE DELETE OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()",
    "ledger_lines_no_truncate": "BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
}
_STAND = text("SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = 'ledger_lines'::regclass AND tgenabled IN ('O', 'A')")
# The columns of each unique index without conditions, in their order.
_ONCE_ON_SQLITE = text(
    "SELECT (SELECT group_concat(name, ',') FROM (SELECT name FROM pragma_index_info(each.name) ORDER BY seqno))"
    " FROM pragma_index_list('ledger_lines') AS each WHERE each.\"unique\" AND NOT each.partial"
)
_ONCE_ON_POSTGRESQL = text(
    "SELECT (SELECT string_agg(attname, ',' ORDER BY place) FROM unnest(conkey) WITH ORDINALITY AS key(number, place)"
    " JOIN pg_attribute ON attrelid = conrelid AND attnum = key.number)"
    " FROM pg_constraint WHERE conrelid = 'ledger_lines'::regclass AND contype = 'u'"
)
_SOURCE = text("SELECT prosrc FROM pg_proc WHERE oid = to_regproc('ledger_only_grows')")


def missing(session: Session) -> list[str]:
    """What no longer guards the ledger, by its name in the database: a trigger that is gone, off or another one, or the constraint."""
    connection = session.connection()
    gone = _gone_on_sqlite(connection) if connection.dialect.name == "sqlite" else _gone_on_postgresql(connection)
    once = connection.execute(_ONCE_ON_SQLITE if connection.dialect.name == "sqlite" else _ONCE_ON_POSTGRESQL).all()
    return gone + ([] if ("chain,number",) in {tuple(row) for row in once} else [ONE_OF_EACH])


def put_back(session: Session) -> list[str]:
    """Make the triggers that are missing anew; their names. The constraint stays away: the table would have to be made anew for it."""
    gone = [name for name in missing(session) if name != ONE_OF_EACH]
    connection = session.connection()
    if gone and connection.dialect.name == "postgresql":
        function = f"CREATE OR REPLACE FUNCTION ledger_only_grows() RETURNS trigger LANGUAGE plpgsql AS $${_FUNCTION}$$"
        connection.exec_driver_sql(function)
    for name in gone:
        on = " ON ledger_lines" if connection.dialect.name == "postgresql" else ""
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}{on}")
        made = _POSTGRESQL[name].format(table="ledger_lines", function="ledger_only_grows") if on else ""
        connection.exec_driver_sql(f"CREATE TRIGGER {name} {made}" if on else _SQLITE[name])
    return gone


def _gone_on_sqlite(connection: Connection) -> list[str]:
    triggers = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger_lines'")
    there = {row.name: row.sql for row in connection.execute(triggers)}
    return [name for name, sql in _SQLITE.items() if there.get(name) != sql]


def _gone_on_postgresql(connection: Connection) -> list[str]:
    if connection.execute(_SOURCE).scalar() != _FUNCTION:
        return list(_POSTGRESQL)
    there = {name: made.replace("public.", "") for name, made in connection.execute(_STAND)}
    wanted = {name: made.format(table="ledger_lines", function="ledger_only_grows") for name, made in _POSTGRESQL.items()}
    return [name for name, made in wanted.items() if not there.get(name, "").endswith(made)]
