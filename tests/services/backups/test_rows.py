"""Every column can be copied, whatever is added to the tables."""

from matchmaker.extensions import db
from matchmaker.services.backups.rows import kind_of


def test_it_is_known_what_every_column_holds() -> None:
    kinds = {kind_of(column) for table in db.metadata.sorted_tables for column in table.columns}

    assert {"moment", "whole number", "number", "text", "document"} <= kinds
