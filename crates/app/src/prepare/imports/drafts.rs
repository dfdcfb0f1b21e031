//! From the rows of a file to what each of them says, on a thread of its own.

use std::collections::BTreeSet;
use std::io::Read;

use tables::{Reader, Row, RowProblem, SAMPLE_BYTES};
use tokio::sync::mpsc;

use super::mapping::{Mapping, Target, slug};
use super::units;
use crate::prepare::inventory::{Kind, NeedKind, Typed};

/// How many rows are planned and written at a time.
pub(super) const BATCH: usize = 500;

/// How much one record may need.
pub(super) const NEEDS_MAX: usize = 1_000;

/// How much the rows may need that are looked at together, but for the last of them.
const NEEDS_AT_ONCE: usize = 10_000;

/// How much is shown of the first cell of a row that cannot be used.
const CODE_CHARS_MAX: usize = 100;

/// What a row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Which row it is, counted from 1.
    pub number: u64,
    /// The line of the file on which it starts.
    pub line: u64,
    /// What it becomes.
    pub target: Target,
    /// The code of the record that it is about.
    pub code: String,
    /// What it says, by field.
    pub typed: Typed,
    /// Whose it is, if that is the name of an agency. Otherwise it is whose `typed` says.
    pub agency_if_known: Option<String>,
    /// The fields that are no length of time, where a number alone would be one: the header says
    /// what it counts.
    pub no_numbers: BTreeSet<&'static str>,
    /// What it needs, if the file says that.
    pub needs: Option<Vec<DraftNeed>>,
    /// Why the row cannot be used at all.
    pub problem: Option<String>,
    /// How many bytes of the file were read by then.
    pub n_bytes: u64,
}

/// Something that a row needs, by kind and code, or by code or name alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftNeed {
    /// What is needed.
    pub on: String,
    /// In which way.
    pub kind: NeedKind,
    /// Whether it is left out if there is no such thing.
    pub is_optional: bool,
}

impl Draft {
    pub(super) fn new((number, line): (u64, u64), target: Target, code: String) -> Draft {
        Draft {
            number,
            line,
            target,
            code,
            typed: Typed::new(),
            agency_if_known: None,
            no_numbers: BTreeSet::new(),
            needs: None,
            problem: None,
            n_bytes: 0,
        }
    }
}

/// Starts to read a CSV file. The drafts come in batches; who stops listening stops the reading.
pub(super) fn csv(
    input: impl Read + Send + 'static,
    mapping: Mapping,
) -> mpsc::Receiver<Vec<Draft>> {
    let (sender, receiver) = mpsc::channel(2);
    tokio::task::spawn_blocking(move || {
        let mut batch = Vec::with_capacity(BATCH);
        let mut reader = match open(input, &mapping) {
            Ok(reader) => reader,
            Err(problem) => {
                let unread = sender.blocking_send(vec![unusable(&mapping, &problem, 0)]);
                return unread.unwrap_or_default();
            }
        };
        let headers = reader.headers().to_vec();
        while let Some(row) = reader.next() {
            let draft = match row {
                Ok(row) if row.is_blank() => continue,
                Ok(row) => draft(&mapping, &headers, &row),
                Err(problem) => unusable(&mapping, &problem, 0),
            };
            batch.push(Draft { n_bytes: reader.n_bytes(), ..draft });
            if batch.len() == BATCH {
                let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
                if sender.blocking_send(full).is_err() {
                    return;
                }
            }
        }
        if !batch.is_empty() {
            sender.blocking_send(batch).unwrap_or_default();
        }
    });
    receiver
}

type Opened<R> = Reader<std::io::Chain<std::io::Cursor<Vec<u8>>, R>>;

/// A reader in the dialect that the mapping names, or that the file turns out to have.
pub(super) fn open<R: Read>(mut input: R, mapping: &Mapping) -> Result<Opened<R>, RowProblem> {
    let mut sample = Vec::new();
    let limit = u64::try_from(SAMPLE_BYTES).unwrap_or(u64::MAX);
    let read = input.by_ref().take(limit).read_to_end(&mut sample);
    read.map_err(|it| RowProblem {
        number: 0,
        line: 1,
        reason: tables::Reason::Unreadable(it.to_string()),
        cells: Vec::new(),
    })?;
    let dialect = mapping.dialect(&sample);
    Ok(Reader::new(std::io::Cursor::new(sample).chain(input), dialect)?.unguarded())
}

/// What a row says that cannot be used.
pub(super) fn unusable(mapping: &Mapping, problem: &RowProblem, n_bytes: u64) -> Draft {
    // It is only shown. It may be anything, and no database takes a zero byte for text.
    let cell = problem.cells.first().map_or("", String::as_str);
    let code = cell.chars().filter(|it| !it.is_control()).take(CODE_CHARS_MAX).collect();
    let draft = Draft::new((problem.number, problem.line), mapping.target, code);
    Draft { problem: Some(problem.reason.to_string()), n_bytes, ..draft }
}

/// What a row says by a mapping.
pub(super) fn draft(mapping: &Mapping, headers: &[String], row: &Row) -> Draft {
    let value = |field: &str| {
        let source = mapping.fields.get(field)?;
        let at = source.column.as_ref().and_then(|it| headers.iter().position(|h| h == it));
        let cell = at.and_then(|it| row.cells.get(it)).map(|it| it.trim()).unwrap_or_default();
        if source.is_empty() {
            return None;
        }
        Some(if cell.is_empty() { source.otherwise.clone() } else { cell.to_owned() })
    };
    let name = value("name").unwrap_or_default();
    let code = value("code").unwrap_or_else(|| name.clone());
    let mut draft = Draft::new((row.number, row.line), mapping.target, slug(&code));
    for field in mapping.target.fields() {
        match (field.key, value(field.key)) {
            (_, None) | ("code", _) => {}
            ("needs", Some(text)) => match needs(&text) {
                Ok(needs) => draft.needs = Some(needs),
                Err(problem) => draft.problem = Some(problem),
            },
            ("agency", Some(text)) => {
                let meant = mapping.agencies.get(&text).cloned().unwrap_or(text);
                draft.typed.insert("agency".to_owned(), meant);
            }
            (key, Some(text)) if field.has_lines => {
                draft.typed.insert(key.to_owned(), text);
            }
            (key, Some(text)) if field.is_span => {
                let header = mapping.fields.get(key).and_then(|it| it.column.as_deref());
                let span = header.and_then(|it| units::span(it, &text));
                if span.is_none() && header.is_some_and(units::is_in) {
                    draft.no_numbers.insert(key);
                }
                draft.typed.insert(key.to_owned(), span.map_or(text, |it| it.to_string()));
            }
            (key, Some(text)) => {
                let words: Vec<&str> = text.split_whitespace().collect();
                draft.typed.insert(key.to_owned(), words.join(" "));
            }
        }
    }
    if draft.code.is_empty() && draft.target != Target::Agency {
        draft.problem = Some(match code.trim() {
            "" => "The row has no code, and nothing that one can be made of.".to_owned(),
            code => format!("“{code}” makes no code. Choose another key."),
        });
    }
    draft
}

/// What a cell of needs says: things separated by `,`, `;`, `|` or line breaks, each of them once.
fn needs(text: &str) -> Result<Vec<DraftNeed>, String> {
    let parts = text.split([',', ';', '|', '\n']).map(str::trim).filter(|it| !it.is_empty());
    let mut said = BTreeSet::new();
    let mut needs = Vec::new();
    for part in parts.filter(|it| said.insert(*it)) {
        if needs.len() == NEEDS_MAX {
            return Err(too_many_needs());
        }
        let (on, kind) = (part.to_owned(), NeedKind::default());
        needs.push(DraftNeed { on, kind, is_optional: false });
    }
    Ok(needs)
}

pub(super) fn too_many_needs() -> String {
    "A record may need at most 1,000 others.".to_owned()
}

/// The drafts in portions that can be looked at together: few rows that do not need too much.
pub(super) fn portions(drafts: &[Draft]) -> impl Iterator<Item = &[Draft]> {
    let mut rest = drafts;
    std::iter::from_fn(move || {
        let mut n_needs = 0;
        let fits = |it: &&Draft| {
            let had = n_needs;
            n_needs += it.needs.as_ref().map_or(0, Vec::len);
            had < NEEDS_AT_ONCE
        };
        let n = rest.iter().take(BATCH).take_while(fits).count();
        let (portion, others) = rest.split_at_checked(n)?;
        rest = others;
        (!portion.is_empty()).then_some(portion)
    })
}

/// What a text names: a kind if it says one, and a code.
pub(super) fn named(text: &str) -> (Option<Kind>, String) {
    if let Some((kind, code)) = text.split_once(':')
        && let Ok(kind) = kind.trim().parse::<Kind>()
    {
        return (Some(kind), code.trim().to_owned());
    }
    (None, slug(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepare::imports::Source;

    #[test]
    fn rows_that_need_much_are_looked_at_few_at_a_time() {
        let draft = |n_needs: usize| {
            let text: String = (0..n_needs).map(|it| format!("{it},{it},")).collect();
            let needs = Some(needs(&text).unwrap());
            Draft { needs, ..Draft::new((1, 1), Target::Item(Kind::Service), "x".to_owned()) }
        };
        let sizes = |drafts: &[Draft]| portions(drafts).map(<[Draft]>::len).collect::<Vec<_>>();
        assert_eq!(sizes(&vec![draft(0); 1_001]), [500, 500, 1]);
        assert_eq!(sizes(&vec![draft(1_000); 21]), [10, 10, 1]);
        assert!(sizes(&[]).is_empty());
        let too_many: String = (0..=NEEDS_MAX).map(|it| format!("{it};")).collect();
        assert_eq!(needs(&too_many), Err(too_many_needs()));
    }

    #[test]
    fn a_row_says_what_its_columns_mean() {
        let mapping = Mapping::new(Target::Item(Kind::Service))
            .with("code", Source::column("id"))
            .with("name", Source::column("title"))
            .with("agency", Source { otherwise: "it".to_owned(), ..Source::column("org") })
            .with("tier", Source::constant("2"))
            .with("needs", Source::column("needs"));
        let mapping =
            Mapping { agencies: [("Dept. X".to_owned(), "x".to_owned())].into(), ..mapping };
        let headers = ["id", "title", "org", "needs"].map(str::to_owned);
        let row =
            |cells: [&str; 4]| Row { number: 1, line: 2, cells: cells.map(str::to_owned).to_vec() };
        let first = draft(&mapping, &headers, &row(["A 1", " Portal ", "", "asset:db; Web | "]));
        assert_eq!(first.code, "a-1");
        let typed: Vec<_> = first.typed.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(typed, [("agency", "it"), ("name", "Portal"), ("tier", "2")]);
        let on: Vec<_> = first.needs.iter().flatten().map(|it| named(&it.on)).collect();
        assert_eq!(on, [(Some(Kind::Asset), "db".to_owned()), (None, "web".to_owned())]);
        let second = draft(&mapping, &headers, &row(["…", "X", "Dept. X", ""]));
        assert_eq!(second.typed["agency"], "x");
        assert!(second.problem.is_some());
    }
}
