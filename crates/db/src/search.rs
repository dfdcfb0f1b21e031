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
        let (mut rows, mut all_words) = (Values::new(postgres), Values::new(postgres));
        for Entry { found, text } in entries {
            let words = words(&format!("{} {text}", found.title)).join(" ");
            let folded = fold(&found.title);
            let mut row: Vec<Value> = vec![
                found.id.into(),
                found.kind.clone().into(),
                found.agency_id.into(),
                found.title.clone().into(),
                folded.into(),
            ];
            if postgres {
                row.push(words.into());
            } else {
                let number: Value = number(found.id).into();
                row.push(number.clone());
                all_words.row("(?, ?)", vec![number, words.into()]);
            }
            let shape = match postgres {
                true => "(?, ?, ?, ?, ?, to_tsvector('simple', ?))",
                false => "(?, ?, ?, ?, ?, ?)",
            };
            rows.row(shape, row);
        }
        let last = if postgres { "words" } else { "number" };
        let columns = format!("search (id, kind, agency_id, title, title_folded, {last})");
        rows.insert(tx, &columns).await?;
        if !postgres {
            all_words.insert(tx, "search_words (rowid, words)").await?;
        }
    }
    Ok(())
}

/// The rows of one statement that inserts them.
struct Values {
    numbers_places: bool,
    rows: Vec<String>,
    values: Vec<Value>,
}

impl Values {
    fn new(numbers_places: bool) -> Values {
        Values { numbers_places, rows: Vec::new(), values: Vec::new() }
    }

    /// One row of this shape, with a `?` for each value.
    fn row(&mut self, shape: &str, values: Vec<Value>) {
        let mut row = shape.to_owned();
        if self.numbers_places {
            for n in 1..=values.len() {
                row = row.replacen('?', &format!("${}", self.values.len() + n), 1);
            }
        }
        self.rows.push(row);
        self.values.extend(values);
    }

    async fn insert(self, tx: &Tx, into: &str) -> Result<()> {
        run(tx, format!("INSERT INTO {into} VALUES {}", self.rows.join(", ")), self.values).await
    }
}

/// Takes a record out of the index.
pub async fn remove(tx: &Tx, id: Uuid) -> Result<()> {
    if tx.get_database_backend() == DbBackend::Postgres {
        return run(tx, "DELETE FROM search WHERE id = $1".to_owned(), vec![id.into()]).await;
    }
    for sql in ["DELETE FROM search WHERE number = ?", "DELETE FROM search_words WHERE rowid = ?"] {
        run(tx, sql.to_owned(), vec![number(id).into()]).await?;
    }
    Ok(())
}

/// What the index keeps of these records. Those that are not in it are left out.
pub async fn by_ids(tx: &Tx, ids: &[Uuid]) -> Result<Vec<Found>> {
    let backend = tx.get_database_backend();
    let mut found = Vec::with_capacity(ids.len());
    for ids in ids.chunks(500) {
        let places: Vec<String> = (1..=ids.len()).map(|n| format!("${n}")).collect();
        let (key, values): (_, Vec<Value>) = match backend {
            DbBackend::Postgres => ("id", ids.iter().map(|it| (*it).into()).collect()),
            _ => ("number", ids.iter().map(|it| number(*it).into()).collect()),
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

/// Whether the record in `table` is found by `text`, by its id. None if `text` has no words.
///
/// For tables of some thousand rows: see [`matches()`] for larger ones.
pub fn matches_by_id(backend: DbBackend, table: &str, text: &str) -> Option<Expr> {
    let pattern = pattern(backend, text)?;
    let condition = match backend {
        DbBackend::Postgres => return matches(backend, table, text),
        _ => format!(
            "\"{table}\".\"id\" IN (SELECT id FROM search WHERE number IN \
             (SELECT rowid FROM search_words WHERE search_words MATCH ?))"
        ),
    };
    Some(Expr::cust_with_values(condition, [pattern]))
}

/// Whether the record in `table` is found by `text`. None if `text` has no words.
///
/// Beside its `id`, the table holds its [`number`] as `search_number`.
pub fn matches(backend: DbBackend, table: &str, text: &str) -> Option<Expr> {
    let pattern = pattern(backend, text)?;
    let condition = match backend {
        DbBackend::Postgres => format!(
            "\"{table}\".\"id\" IN \
             (SELECT id FROM search WHERE words @@ to_tsquery('simple', $1))"
        ),
        // A number of few bytes is compared, and the index that sorts has it: a word that half of
        // all records have costs a tenth of what it costs to go from its matches to the records.
        _ => format!(
            "\"{table}\".\"search_number\" IN \
             (SELECT rowid FROM search_words WHERE search_words MATCH ?)"
        ),
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

/// How many matches are looked at before the best are chosen, besides those that begin so.
const LOOKED_AT_MAX: usize = 500;

/// How many that begin so are looked at, at least: not everybody may see all of them.
const BEGINNINGS_MIN: usize = 100;

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
    let typed = fold(text.trim());
    // Titles that begin as typed come first whatever else matches, the one that is no longer at
    // the top.
    let begins = "search WHERE title_folded >= ? AND title_folded < ?";
    let range = vec![typed.clone().into(), format!("{typed}{}", char::MAX).into()];
    let matches = match (backend, &among.agencies) {
        (DbBackend::Postgres, _) => "search WHERE words @@ to_tsquery('simple', ?)",
        // A few agencies have fewer records than a word has matches.
        (_, Some(_)) => {
            "search WHERE number IN (SELECT rowid FROM search_words WHERE search_words MATCH ?)"
        }
        // Stops as soon as there are enough: the order of a cross join is the order of the work.
        (_, None) => {
            "search_words CROSS JOIN search ON number = search_words.rowid \
             WHERE search_words MATCH ?"
        }
    };
    let first = format!("ORDER BY title_folded LIMIT {}", n_max.max(BEGINNINGS_MIN));
    let mut found = select(tx, begins, range, among, &first).await?;
    let some = format!("LIMIT {LOOKED_AT_MAX}");
    found.extend(select(tx, matches, vec![pattern.into()], among, &some).await?);
    found.sort_by_key(|it| it.id);
    found.dedup_by_key(|it| it.id);
    found.retain(keep);
    found.sort_by_cached_key(|it| {
        let title = fold(&it.title);
        (!title.starts_with(&typed), !title.contains(&typed), title.chars().count(), title)
    });
    found.truncate(n_max);
    Ok(found)
}

async fn select(
    tx: &Tx,
    source: &str,
    mut values: Vec<Value>,
    among: &Among,
    how_many: &str,
) -> Result<Vec<Found>> {
    let mut sql = format!("SELECT id, kind, agency_id, title FROM {source}");
    let places = |n: usize| if n == 0 { "NULL".to_owned() } else { vec!["?"; n].join(", ") };
    if !among.kinds.is_empty() {
        sql.push_str(&format!(" AND kind IN ({})", places(among.kinds.len())));
        values.extend(among.kinds.iter().map(|it| Value::from(it.clone())));
    }
    if let Some(agencies) = &among.agencies {
        sql.push_str(&format!(" AND agency_id IN ({})", places(agencies.len())));
        values.extend(agencies.iter().map(|it| Value::from(*it)));
    }
    sql.push_str(&format!(" {how_many}"));
    let backend = tx.get_database_backend();
    if backend == DbBackend::Postgres {
        for n in 1..=values.len() {
            sql = sql.replacen('?', &format!("${n}"), 1);
        }
    }
    Found::find_by_statement(Statement::from_sql_and_values(backend, sql, values)).all(tx).await
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
pub fn words(text: &str) -> Vec<String> {
    let plain: String = fold(text).nfd().filter(|it| !is_combining_mark(*it)).collect();
    let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty());
    words.map(str::to_owned).collect()
}

/// The number of a record in the word index of SQLite, which knows no other key: the random part of
/// its id.
pub fn number(id: Uuid) -> i64 {
    let low = id.as_u64_pair().1 >> 1;
    i64::try_from(low).unwrap_or(i64::MAX)
}

async fn run(tx: &Tx, sql: String, values: Vec<Value>) -> Result<()> {
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    Ok(())
}
