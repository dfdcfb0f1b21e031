//! What the template reads: the plan as JSON, with levels and widths that it need not work out.

use serde_json::{Value, json};

use super::paper::{DataBlock, DataBody, PlanPaper, PlanSection};
use crate::error::Error;
use crate::markdown::{Block, Cell, Inline, Item, Side, Table, inline_text};

/// The narrowest and the widest that a column is taken for, in characters.
const COLUMN_MIN: usize = 6;
const COLUMN_MAX: usize = 40;
/// More columns than these have no room on a sheet: the others follow in the last.
const COLUMNS_MAX: usize = 12;

/// `paper` as the template reads it.
pub(super) fn sheet(paper: &PlanPaper, is_public: bool) -> Result<Value, Error> {
    let sections = paper.sections.iter().zip(paper.levels());
    let sections: Vec<Value> = sections.map(|(it, level)| section(it, level, is_public)).collect();
    let or_nothing = |it: &Option<String>| it.clone().filter(|it| !it.trim().is_empty());
    Ok(json!({
        "paper": paper.paper,
        "state": paper.state,
        "agency": or_nothing(&paper.agency),
        "title": paper.title,
        "plan_type": paper.plan_type,
        "code": paper.code,
        "version": paper.version,
        "status": paper.status,
        "is_public": is_public,
        "marking": if is_public { Some("Public edition".to_owned()) } else { or_nothing(&paper.marking) },
        "dates": paper.dates,
        "generated": paper.generated,
        "sections": sections,
        "approvals": serde_json::to_value(&paper.approvals)?,
        "distribution": serde_json::to_value(&paper.distribution)?,
        "changes": serde_json::to_value(&paper.changes)?,
    }))
}

fn section(section: &PlanSection, level: u8, is_public: bool) -> Value {
    let is_shown = !(is_public && section.is_withheld);
    json!({
        "level": level,
        "heading": section.heading(),
        "is_withheld": !is_shown,
        "text": if is_shown { blocks(&section.text, level) } else { json!([]) },
        "data": section.data.iter().filter(|_| is_shown).map(data).collect::<Vec<_>>(),
    })
}

fn data(block: &DataBlock) -> Value {
    let mut value = json!({
        "title": block.title,
        "sentence": block.sentence,
        "as_of": block.as_of,
    });
    let body = match &block.body {
        DataBody::Facts(facts) => json!({ "facts": facts }),
        DataBody::Table { heads, rows } => {
            let cells: Vec<Vec<String>> =
                rows.iter().map(|it| fitted(it.clone(), heads.len())).collect();
            json!({
                "widths": widths(heads, &cells),
                "heads": fitted(heads.clone(), heads.len()),
                "rows": cells,
            })
        }
    };
    if let (Value::Object(value), Value::Object(body)) = (&mut value, body) {
        value.extend(body);
    }
    value
}

/// `row` with `n` cells, or as many as there is room for.
fn fitted(mut row: Vec<String>, n: usize) -> Vec<String> {
    let n = n.clamp(1, COLUMNS_MAX);
    let rest = row.split_off(n.min(row.len()));
    row.resize(n, String::new());
    if let Some(last) = row.last_mut() {
        for it in rest.iter().filter(|it| !it.trim().is_empty()) {
            *last = format!("{last} · {it}");
        }
    }
    row
}

/// How wide each column is, as parts of the sheet: as wide as its longest cell, within reason.
fn widths(heads: &[String], rows: &[Vec<String>]) -> Vec<usize> {
    let n = heads.len().clamp(1, COLUMNS_MAX);
    let longest = |at: usize| {
        let cells = rows.iter().filter_map(|it| it.get(at)).chain(heads.get(at));
        cells.map(|it| it.chars().count()).max().unwrap_or(0)
    };
    (0..n).map(|at| longest(at).clamp(COLUMN_MIN, COLUMN_MAX)).collect()
}

fn blocks(blocks: &[Block], level: u8) -> Value {
    blocks.iter().map(|it| block(it, level)).collect()
}

fn block(block: &Block, section: u8) -> Value {
    match block {
        // The title of the section is level 2 of a page.
        Block::Heading { level, text } => json!({
            "k": "heading",
            "level": level.saturating_sub(2).saturating_add(section),
            "c": inlines(text),
        }),
        Block::Paragraph(text) => json!({ "k": "paragraph", "c": inlines(text) }),
        Block::List(list) => {
            let items: Vec<Value> = list.items.iter().map(|it| item(it, section)).collect();
            json!({ "k": "list", "start": list.start, "items": items })
        }
        Block::Quote(it) => json!({ "k": "quote", "c": blocks(it, section) }),
        Block::Code(lines) => json!({ "k": "code", "lines": lines }),
        Block::Table(it) => table(it),
        Block::Rule => json!({ "k": "rule" }),
    }
}

fn item(item: &Item, section: u8) -> Value {
    json!({ "done": item.done, "c": blocks(&item.blocks, section) })
}

fn table(table: &Table) -> Value {
    let plain = |row: &[Cell]| row.iter().map(|it| inline_text(it)).collect::<Vec<_>>();
    let rows: Vec<Vec<String>> = table.rows.iter().map(|it| plain(it)).collect();
    let widths = widths(&plain(&table.head), &rows);
    let row = |row: &[Cell]| -> Vec<Value> {
        let n = widths.len();
        let mut cells: Vec<Value> = row.iter().take(n).map(|it| inlines(it)).collect();
        cells.resize(n, json!([]));
        for (cell, it) in row.iter().skip(n).filter(|it| !it.is_empty()).map(|it| (n - 1, it)) {
            if let Some(Value::Array(last)) = cells.get_mut(cell) {
                last.push(json!({ "k": "text", "t": " · " }));
                last.extend(it.iter().map(inline));
            }
        }
        cells
    };
    let side = |it: &Side| match it {
        Side::Start => "left",
        Side::Center => "center",
        Side::End => "right",
    };
    json!({
        "k": "table",
        "sides": table.sides.iter().map(side).collect::<Vec<_>>(),
        "heads": row(&table.head),
        "rows": table.rows.iter().map(|it| row(it)).collect::<Vec<_>>(),
        "widths": widths,
    })
}

fn inlines(it: &[Inline]) -> Value {
    it.iter().map(inline).collect()
}

fn inline(it: &Inline) -> Value {
    match it {
        Inline::Text(it) => json!({ "k": "text", "t": it }),
        Inline::Code(it) => json!({ "k": "code", "t": it }),
        Inline::Strong(it) => json!({ "k": "strong", "c": inlines(it) }),
        Inline::Emphasis(it) => json!({ "k": "emphasis", "c": inlines(it) }),
        Inline::Link { target, text } => {
            json!({ "k": "link", "to": target, "c": inlines(text) })
        }
        Inline::Break => json!({ "k": "break" }),
    }
}
