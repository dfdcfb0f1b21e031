//! What a plan says: its sections with their texts, and its blocks as tables.

use std::collections::BTreeMap;

use app::plans::blocks::{Block, BlockRow};
use app::plans::live::Target;
use app::plans::plan::Content;
use app::plans::templates::{BlockKind, SectionTemplate, Template};
use maud::{Markup, html};

use super::plan_path;
use crate::layout::lists;
use crate::layout::states::{Tone, state};
use crate::people::policies::prose;
use crate::prepare::inventory::item_path;

/// Where the rows of blocks lead, by how they name it.
pub(crate) type Targets = BTreeMap<String, Target>;

/// All sections, in the order of the type of plan. `edit`: where a section is written, if the reader
/// may do so. `beside` is what stands at the end of a section, by its key.
pub(crate) fn sections(
    template: &Template,
    content: &Content,
    (blocks, targets): (&[Block], &Targets),
    edit: Option<&str>,
    beside: impl Fn(&str) -> Markup,
) -> Markup {
    let known = |key: &str| template.section(key).is_some();
    html! {
        article.panel.document {
            div.body {
                @for (n, it) in (1_u32..).zip(&template.sections) {
                    section id={ "section-" (it.key) } {
                        (heading(n, it, content, edit))
                        (words(content, &it.key))
                        @for kind in &it.blocks {
                            @if let Some(block) = blocks.iter().find(|it| it.kind == *kind) {
                                (block_table(block, targets))
                            }
                        }
                        (beside(&it.key))
                    }
                }
                @for it in content.sections.iter().filter(|it| !known(&it.key)) {
                    section id={ "section-" (it.key) } {
                        h2 { (it.key) }
                        (words(content, &it.key))
                        (beside(&it.key))
                    }
                }
            }
        }
    }
}

fn heading(n: u32, it: &SectionTemplate, content: &Content, edit: Option<&str>) -> Markup {
    html! {
        div.section-head {
            h2 { (n) ". " (it.title) }
            @if it.required && !content.is_complete(it) { (state(Tone::Warn, "Missing")) }
            @if let Some(edit) = edit {
                a.edit href={ (edit) "/" (it.key) } aria-label={ "Edit: " (it.title) } { "Edit" }
            }
        }
    }
}

fn words(content: &Content, key: &str) -> Markup {
    html! {
        @if let Some(it) = content.section(key) {
            (prose(&it.text))
            @if !it.not_applicable.trim().is_empty() {
                p.said { span.quiet { "Does not apply: " } (it.not_applicable) }
            }
        }
    }
}

/// A block: what it comes to, and its table.
pub(super) fn block_table(block: &Block, targets: &Targets) -> Markup {
    html! {
        div.block {
            h3 { (block.kind.title()) }
            @if !block.says.is_empty() { p.quiet { (block.says) } }
            @if !block.rows.is_empty() {
                (lists::table(block.kind.title(), html! {
                    @for column in &block.columns {
                        th.num[is_number(column)] scope="col" { (column) }
                    }
                }, html! {
                    @for row in &block.rows { (row_of(block, row, targets)) }
                }))
            }
        }
    }
}

fn row_of(block: &Block, row: &BlockRow, targets: &Targets) -> Markup {
    let linked = linked_column(block.kind);
    let href = targets.get(&row.of).map(|it| target_path(*it));
    html! {
        tr {
            @for (n, (column, cell)) in block.columns.iter().zip(&row.cells).enumerate() {
                td.num[is_number(column)] data-label=(column) {
                    @match href.as_ref().filter(|_| n == linked && !cell.is_empty()) {
                        Some(href) => a href=(href) { (cell) },
                        None => (cell),
                    }
                }
            }
        }
    }
}

/// The page of what a row is about.
fn target_path(target: Target) -> String {
    match target {
        Target::Item(kind, id) => item_path(kind, id),
        Target::Person(id) => format!("/people/{id}"),
        Target::Plan(id) => plan_path(id),
    }
}

/// Which column names what a row is about.
const fn linked_column(kind: BlockKind) -> usize {
    match kind {
        BlockKind::RecoveryOrder | BlockKind::Salvage => 1,
        BlockKind::Activation => 2,
        BlockKind::Steps => 4,
        _ => 0,
    }
}

/// Whether a column holds numbers or lengths of time, which are read from the right.
fn is_number(column: &str) -> bool {
    let numbers = [
        "Order",
        "Step",
        "Starts",
        "Back",
        "Takes",
        "Gone for",
        "How many",
        "Seats",
        "Seats needed",
        "Tier",
        "There",
        "Short by",
        "Priority",
        "At least",
        "Must be back in",
        "Can be back in",
        "Data at most",
    ];
    numbers.contains(&column)
}
