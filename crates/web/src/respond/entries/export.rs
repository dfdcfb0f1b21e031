//! The lists as files.

use app::Timestamp;
use app::ids::DisruptionId;
use app::respond::entries::{self, Details, Entry, EntryKind};
use app::{Ctx, Paging};
use axum::response::Response;
use tables::{Cell, Column, Table};

use super::list::{known, query, sorted_by};
use crate::error::Answer;
use crate::layout::list::List;
use crate::prove::files::{Form, download};
use crate::request::{Address, Path};
use crate::shell::Shell;

/// `GET /disruptions/{id}/damage.csv` and its like
pub(super) async fn file(
    (kind, form): (EntryKind, Form),
    shell: Shell,
    Path(id): Path<DisruptionId>,
    Address(address): Address,
) -> Answer<Response> {
    download(kind.plural(), &table(&shell.ctx, (id, kind), &address).await?, form)
}

/// The columns that only one kind has.
const fn own(kind: EntryKind) -> &'static [&'static str] {
    match kind {
        EntryKind::Damage => &["severity", "safe_to_enter", "estimate", "repair_hours", "decision"],
        EntryKind::Cost => &["category", "amount", "emergency", "approved_by", "reference"],
        EntryKind::Access => &["who", "until", "standing", "approved_by"],
    }
}

async fn table(ctx: &Ctx, (id, kind): (DisruptionId, EntryKind), address: &str) -> Answer<Table> {
    let list = List::read(address, sorted_by(kind)).knowing(known(kind));
    let mut query = query(kind, &list);
    let columns = ["what", "at", "site", "item", "vendor"].iter().chain(own(kind)).chain(&["note"]);
    let column = |name: &&str| match *name {
        "estimate" | "amount" => Column::number(*name),
        "repair_hours" => Column::hours(name),
        _ => Column::text(*name),
    };
    let mut table = Table::new(kind.titles(), columns.map(column).collect());
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = entries::list(ctx, id, &query).await?;
        let is_last = page.is_last();
        table.rows.extend(page.items.into_iter().map(|it| cells(ctx, it)));
        if is_last {
            break;
        }
    }
    Ok(table)
}

fn cells(ctx: &Ctx, it: Entry) -> Vec<Cell> {
    let time = |at: Timestamp| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let text = |it: Option<String>| Cell::from(it.unwrap_or_default());
    let money = |it: app::prepare::impact::Money| {
        let cents = it.cents();
        // What a spreadsheet can add up.
        format!("{}.{:02}", cents / 100, cents % 100)
            .parse::<f64>()
            .map_or(Cell::Empty, Cell::Number)
    };
    let standing = it.access(ctx.now).map_or("", |it| it.code());
    let document = it.document;
    let mut cells = vec![
        Cell::from(document.what),
        Cell::from(time(document.at)),
        text(document.site),
        text(document.item),
        text(document.vendor),
    ];
    let yes = |it: bool| if it { "yes" } else { "no" };
    cells.extend(match document.details {
        Details::Damage(it) => vec![
            Cell::from(it.severity.code()),
            Cell::from(it.is_safe.map_or("", yes)),
            it.estimate.map_or(Cell::Empty, money),
            it.repair.map_or(Cell::Empty, |it| Cell::Hours(it.secs())),
            Cell::from(it.decision.code()),
        ],
        Details::Cost(it) => vec![
            Cell::from(it.category.code()),
            money(it.amount),
            Cell::from(yes(it.is_emergency)),
            Cell::from(it.approved_by),
            Cell::from(it.reference),
        ],
        Details::Access(it) => vec![
            Cell::from(it.who),
            Cell::from(time(it.until)),
            Cell::from(standing),
            Cell::from(it.approved_by),
        ],
    });
    cells.push(Cell::from(document.note));
    cells
}
