//! Between the sections of a template and the fields of its form: numbered rows, `sections.0.title`,
//! each with its place. Rows in which nothing stands, or that are to be left out, are left out.

use std::collections::BTreeSet;

use super::rules::{SECTIONS_MAX, key_for};
use super::{BlockKind, SectionTemplate};
use crate::FieldProblem;
use crate::prepare::inventory::Typed;

/// The fields of a section, each with its label.
pub const FIELDS: [(&str, &str); 8] = [
    ("place", "Place"),
    ("key", "Key"),
    ("title", "Title"),
    ("guidance", "What belongs there"),
    ("required", "Required"),
    ("clauses", "Clauses that ask for it"),
    ("blocks", "Lists, and what writes itself there"),
    ("left_out", "Leave this section out"),
];

/// How many rows a form may send, whatever is in them.
const ROWS_MAX: usize = 2 * SECTIONS_MAX;

/// The sections that a form says, and what was typed with its rows numbered as in those; or what is
/// wrong with it.
pub fn typed(sent: &Typed) -> (Typed, Result<Vec<SectionTemplate>, Vec<FieldProblem>>) {
    let rows = rows(sent);
    let shown = renumbered(sent, &rows);
    let mut problems = Vec::new();
    let mut sections = Vec::new();
    let mut keys: BTreeSet<String> =
        rows.iter().map(|n| text(sent, *n, "key").to_owned()).collect();
    for (n, row) in rows.iter().enumerate() {
        let said = |field: &str| text(sent, *row, field);
        let key = match said("key") {
            "" => key_for(said("title"), &keys),
            key => key.to_owned(),
        };
        keys.insert(key.clone());
        let mut blocks = Vec::new();
        for line in lines(said("blocks")) {
            match block(line) {
                Some(it) => blocks.push(it),
                None => {
                    let line: String = line.chars().take(100).collect();
                    let reason = format!("There is no block called “{line}”.");
                    problems.push(FieldProblem::new(format!("sections.{n}.blocks"), reason));
                }
            }
        }
        sections.push(SectionTemplate {
            key,
            title: said("title").to_owned(),
            guidance: said("guidance").replace("\r\n", "\n"),
            required: said("required") == "true",
            clauses: lines(said("clauses")).map(str::to_owned).collect(),
            blocks,
        });
    }
    (shown, if problems.is_empty() { Ok(sections) } else { Err(problems) })
}

/// What a form shows of sections.
pub fn typed_of(sections: &[SectionTemplate]) -> Typed {
    let mut typed = Typed::new();
    for (n, it) in sections.iter().enumerate() {
        let blocks: Vec<&str> = it.blocks.iter().map(|it| it.title()).collect();
        let cells = [
            ("place", (n + 1).to_string()),
            ("key", it.key.clone()),
            ("title", it.title.clone()),
            ("guidance", it.guidance.clone()),
            ("required", if it.required { "true" } else { "" }.to_owned()),
            ("clauses", it.clauses.join("\n")),
            ("blocks", blocks.join("\n")),
        ];
        typed.extend(cells.map(|(field, cell)| (name(n, field), cell)));
    }
    typed
}

fn name(n: usize, field: &str) -> String {
    format!("sections.{n}.{field}")
}

fn text<'a>(typed: &'a Typed, n: usize, field: &str) -> &'a str {
    typed.get(&name(n, field)).map_or("", |it| it.trim())
}

/// The rows that say something, in the order that their places tell. A row without a place stands
/// where it stands.
fn rows(sent: &Typed) -> Vec<usize> {
    let says = |n: &usize| {
        let fields = ["key", "title", "guidance", "clauses", "blocks"];
        let is_out = text(sent, *n, "left_out") == "true";
        !is_out && fields.iter().any(|field| !text(sent, *n, field).is_empty())
    };
    let mut rows: Vec<usize> = (0..ROWS_MAX).filter(says).collect();
    let place = |n: &usize| text(sent, *n, "place").replace(',', ".").parse::<f64>().ok();
    let mut last = 0.0;
    let mut placed: Vec<(f64, usize)> = Vec::new();
    for n in rows.drain(..) {
        last = place(&n).filter(|it| it.is_finite()).unwrap_or(last + 1.0);
        placed.push((last, n));
    }
    placed.sort_by(|a, b| a.0.total_cmp(&b.0));
    placed.into_iter().map(|it| it.1).collect()
}

fn renumbered(sent: &Typed, rows: &[usize]) -> Typed {
    let mut shown: Typed = sent
        .iter()
        .filter(|it| !it.0.starts_with("sections."))
        .map(|(name, it)| (name.clone(), it.clone()))
        .collect();
    for (n, row) in rows.iter().enumerate() {
        for (field, _) in FIELDS {
            shown.insert(name(n, field), text(sent, *row, field).to_owned());
        }
        shown.insert(name(n, "place"), (n + 1).to_string());
    }
    shown
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|it| !it.is_empty())
}

/// The block that somebody means by its name for people or for programs.
fn block(line: &str) -> Option<BlockKind> {
    let wanted = db::fold(line);
    BlockKind::ALL.iter().copied().find(|it| it.code() == line || db::fold(it.title()) == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plans::templates;

    #[test]
    fn a_form_says_what_it_was_filled_in_with() {
        for it in templates::all() {
            assert_eq!(typed(&typed_of(&it.sections)).1.unwrap(), it.sections, "{}", it.code);
        }
    }

    #[test]
    fn places_decide_the_order_and_rows_are_left_out_or_added() {
        let drp = templates::find("drp").unwrap();
        let mut sent = typed_of(&drp.sections);
        let n = drp.sections.len();
        let mut say = |n: usize, field: &str, it: &str| sent.insert(name(n, field), it.to_owned());
        say(0, "place", "2.5");
        say(3, "left_out", "true");
        say(n, "title", "Cloud exit");
        say(n, "guidance", "Say how you leave.");
        say(n, "place", "1");
        let (shown, said) = typed(&sent);
        let said = said.unwrap();
        let keys: Vec<&str> = said.iter().map(|it| it.key.as_str()).collect();
        let old: Vec<&str> = drp.sections.iter().map(|it| it.key.as_str()).collect();
        assert_eq!(keys[..4], ["cloud_exit", old[1], old[0], old[2]]);
        assert_eq!(keys.len(), n);
        assert!(!keys.contains(&old[3]));
        assert_eq!(shown["sections.0.title"], "Cloud exit");
        assert_eq!(shown["sections.0.place"], "1");
    }

    #[test]
    fn a_block_that_is_none_is_named() {
        let mut sent = typed_of(&templates::find("drp").unwrap().sections);
        sent.insert(name(1, "blocks"), "steps\nPoems".to_owned());
        let problems = typed(&sent).1.unwrap_err();
        assert_eq!(problems[0].field, "sections.1.blocks");
        assert!(problems[0].reason.contains("Poems"));
    }
}
