//! Which records somebody means who searches a list.

use db::Tx;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait as _};

/// The records of `table` that `text` is about. What is retired is not in the index of words, so it is
/// found by how it is called alone: by its folded name, or its code.
pub(crate) fn about<C: ColumnTrait>(
    tx: &Tx,
    table: &str,
    (name_folded, code): (C, C),
    (text, is_retired): (&str, bool),
) -> Condition {
    match is_retired {
        true => Condition::all().add_option(called((name_folded, code), text)),
        false => {
            let found = db::search::matches_by_id(tx.get_database_backend(), table, text.trim());
            Condition::all().add_option(found)
        }
    }
}

/// The records with `text` in their folded name or their code, if there is any text.
pub(crate) fn called<C: ColumnTrait>((name_folded, code): (C, C), text: &str) -> Option<Condition> {
    let text = text.trim();
    let found = Condition::any().add(db::contains(name_folded, text)).add(db::contains(code, text));
    (!text.is_empty()).then_some(found)
}
