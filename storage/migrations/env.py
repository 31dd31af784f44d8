"""How migrations run: in one transaction; on SQLite in batch mode, with foreign keys off and checked afterwards."""

from __future__ import annotations

from alembic import context

from storage import engines
from storage.tables import meta

# batch mode drops and rebuilds a table: with foreign keys on, CASCADE would delete the children's rows


def _run() -> None:
    engine = engines.migrator(context.config.attributes["url"])
    with engine.connect() as db:
        lite = db.dialect.name == "sqlite"
        context.configure(connection=db, target_metadata=meta, render_as_batch=lite, transactional_ddl=True)
        with context.begin_transaction():
            context.run_migrations()
            if lite and (broken := db.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
                raise RuntimeError(f"the migration left {len(broken)} rows without their parents")
        db.commit()
    engine.dispose()


_run()
