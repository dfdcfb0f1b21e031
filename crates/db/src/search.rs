//! Full-text search that means the same on both engines. The index commits with the row.
//!
//! What people type is never handed to the engine's own query language: it is cut into words, and
//! each word must begin a word of the record. Records are cut the same way before the engine sees
//! them, because its own parser would keep `payroll.db` whole in one engine and not in the other.

use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait as _, DbBackend, FromQueryResult, Statement, Value};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use uuid::Uuid;

use crate::{Result, Tx, fold};

/// How many words of a search count.
const WORDS_MAX: usize = 8;

/// One record as search finds it.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Found {
    /// Its id.
    pub id: Uuid,
    /// What kind of record it is.
    pub kind: String,
    /// Whose it is, if an agency's.
    pub agency_id: Option<Uuid>,
    /// What it is called.
    pub title: String,
}

/// What the index keeps of a record.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The record as it is shown when found.
    pub found: Found,
    /// Further text that finds it.
    pub text: String,
}

/// Puts records into the index. They must not be in it: see [`remove`].
pub async fn add(tx: &Tx, entries: &[Entry]) -> Result<()> {
    let postgres = tx.get_database_backend() == DbBackend::Postgres;
    for entries in entries.chunks(200) {
        let mut values: Vec<Value> = Vec::with_capacity(entries.len() * 6);
        let mut rows = Vec::with_capacity(entries.len());
        for Entry { found, text } in entries {
            let words = words(&format!("{} {text}", found.title)).join(" ");
            let n = values.len();
            if postgres {
                rows.push(format!(
                    "(${}, ${}, ${}, ${}, to_tsvector('simple', ${}))",
                    n + 1,
                    n + 2,
                    n + 3,
                    n + 4,
                    n + 5
                ));
            } else {
                rows.push("(?, ?, ?, ?, ?, ?)".to_owned());
                values.push(row_number(found.id).into());
            }
            values.push(found.id.into());
            values.push(found.kind.clone().into());
            values.push(found.agency_id.into());
            values.push(found.title.clone().into());
            values.push(words.into());
        }
        let columns = match postgres {
            true => "id, kind, agency_id, title, words",
            false => "rowid, id, kind, agency_id, title, words",
        };
        let sql = format!("INSERT INTO search ({columns}) VALUES {}", rows.join(", "));
        run(tx, sql, values).await?;
    }
    Ok(())
}

/// Takes a record out of the index.
pub async fn remove(tx: &Tx, id: Uuid) -> Result<()> {
    match tx.get_database_backend() {
        DbBackend::Postgres => {
            run(tx, "DELETE FROM search WHERE id = $1".to_owned(), vec![id.into()]).await
        }
        _ => {
            let rowid = row_number(id).into();
            run(tx, "DELETE FROM search WHERE rowid = ?".to_owned(), vec![rowid]).await
        }
    }
}

/// What the index keeps of these records. Those that are not in it are left out.
pub async fn by_ids(tx: &Tx, ids: &[Uuid]) -> Result<Vec<Found>> {
    let backend = tx.get_database_backend();
    let mut found = Vec::with_capacity(ids.len());
    for ids in ids.chunks(500) {
        let places: Vec<String> = (1..=ids.len()).map(|n| format!("${n}")).collect();
        let (key, values): (_, Vec<Value>) = match backend {
            DbBackend::Postgres => ("id", ids.iter().map(|it| (*it).into()).collect()),
            _ => ("rowid", ids.iter().map(|it| row_number(*it).into()).collect()),
        };
        let places = places.join(", ");
        let sql =
            format!("SELECT id, kind, agency_id, title FROM search WHERE {key} IN ({places})");
        let statement = Statement::from_sql_and_values(backend, sql, values);
        found.extend(Found::find_by_statement(statement).all(tx).await?);
    }
    Ok(found)
}

/// Makes all records of the agency `from` records of the agency `to`.
pub async fn hand_over(tx: &Tx, from: Uuid, to: Uuid) -> Result<()> {
    let sql = "UPDATE search SET agency_id = $1 WHERE agency_id = $2";
    run(tx, sql.to_owned(), vec![to.into(), from.into()]).await
}

/// Whether the record whose id is in `column` is found by `text`. None if `text` has no words.
pub fn matches(backend: DbBackend, column: &str, text: &str) -> Option<Expr> {
    let pattern = pattern(backend, text)?;
    let condition = match backend {
        DbBackend::Postgres => {
            format!("{column} IN (SELECT id FROM search WHERE words @@ to_tsquery('simple', $1))")
        }
        _ => format!("{column} IN (SELECT id FROM search WHERE search MATCH ?)"),
    };
    Some(Expr::cust_with_values(condition, [pattern]))
}

/// Which records to look among.
#[derive(Debug, Clone, Default)]
pub struct Among {
    /// Only those of these kinds. Empty means all.
    pub kinds: Vec<String>,
    /// Only those of these agencies. None means all, and those that belong to none.
    pub agencies: Option<Vec<Uuid>>,
}

/// How many matches are looked at before the best are chosen.
const LOOKED_AT_MAX: usize = 500;

/// At most `n_max` records that `text` finds and `keep` lets see, the likeliest first.
pub async fn find(
    tx: &Tx,
    text: &str,
    among: &Among,
    n_max: usize,
    keep: impl Fn(&Found) -> bool,
) -> Result<Vec<Found>> {
    let backend = tx.get_database_backend();
    let Some(pattern) = pattern(backend, text) else { return Ok(Vec::new()) };
    let mut values: Vec<Value> = vec![pattern.into()];
    let mut mark = |value: Value| {
        values.push(value);
        match backend {
            DbBackend::Postgres => format!("${}", values.len()),
            _ => "?".to_owned(),
        }
    };
    let mut sql = match backend {
        DbBackend::Postgres => {
            "SELECT id, kind, agency_id, title FROM search WHERE words @@ to_tsquery('simple', $1)"
        }
        _ => "SELECT id, kind, agency_id, title FROM search WHERE search MATCH ?",
    }
    .to_owned();
    if !among.kinds.is_empty() {
        let kinds: Vec<String> = among.kinds.iter().map(|it| mark(it.clone().into())).collect();
        sql.push_str(&format!(" AND kind IN ({})", kinds.join(", ")));
    }
    if let Some(agencies) = &among.agencies {
        let ids: Vec<String> = agencies.iter().map(|it| mark((*it).into())).collect();
        let ids = if ids.is_empty() { "NULL".to_owned() } else { ids.join(", ") };
        sql.push_str(&format!(" AND agency_id IN ({ids})"));
    }
    sql.push_str(&format!(" LIMIT {LOOKED_AT_MAX}"));
    let statement = Statement::from_sql_and_values(backend, sql, values);
    let mut found = Found::find_by_statement(statement).all(tx).await?;
    found.retain(keep);
    let typed = fold(text.trim());
    found.sort_by_cached_key(|it| {
        let title = fold(&it.title);
        (!title.starts_with(&typed), !title.contains(&typed), title.chars().count(), title)
    });
    found.truncate(n_max);
    Ok(found)
}

/// `text` as the engine wants it: every word as a prefix, all of them required.
fn pattern(backend: DbBackend, text: &str) -> Option<String> {
    let words: Vec<String> = words(text)
        .into_iter()
        .take(WORDS_MAX)
        .map(|word| match backend {
            DbBackend::Postgres => format!("{word}:*"),
            _ => format!("\"{word}\"*"),
        })
        .collect();
    let and = if backend == DbBackend::Postgres { " & " } else { " " };
    (!words.is_empty()).then(|| words.join(and))
}

/// The words of `text` as both engines compare them: in lower case, without accents.
fn words(text: &str) -> Vec<String> {
    let plain: String = fold(text).nfd().filter(|it| !is_combining_mark(*it)).collect();
    let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty());
    words.map(str::to_owned).collect()
}

/// A row number for FTS5, which knows no other key. The random part of an id does.
fn row_number(id: Uuid) -> i64 {
    let low = id.as_u64_pair().1 >> 1;
    i64::try_from(low).unwrap_or(i64::MAX)
}

async fn run(tx: &Tx, sql: String, values: Vec<Value>) -> Result<()> {
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    Ok(())
}
