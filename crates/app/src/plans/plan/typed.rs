//! Between the lists of a plan and the fields of their forms. Rows are numbered:
//! `duties.0.person`, `duties.1.person`. Rows in which nothing stands are left out.

use super::content::{
    Content, Criterion, Delegation, Duty, KitItem, Message, RecordCopy, SalvageItem, Step,
    Succession, Trigger, VitalRecord,
};
use super::rules::ROWS_MAX;
use crate::plans::templates::BlockKind;
use crate::prepare::inventory::Typed;
use crate::{FieldProblem, Span};

/// A field of a row: its name, its label, and an example or what helps.
pub type RowField = (&'static str, &'static str, &'static str);

/// The lists that people write, with the fields of a row.
pub const LISTS: [(BlockKind, &[RowField]); 9] = [
    (
        BlockKind::Activation,
        &[
            ("text", "When", "Two of three observers report the data center unreachable"),
            ("trigger", "What sets it off", ""),
            ("item", "Watched", "site:eastern-data-center"),
            ("after", "Gone for", "10 min"),
        ],
    ),
    (
        BlockKind::Duties,
        &[
            ("duty", "Duty", "Recovery director"),
            ("person", "Who", "code of a person"),
            ("alternates", "Who stands in", "codes, separated by commas"),
        ],
    ),
    (
        BlockKind::Steps,
        &[
            ("text", "What is done", "Restore the block storage"),
            ("by", "By", "a duty, or crew:network"),
            ("takes", "Takes", "2 h"),
            ("restores", "Brings back", "asset:storage"),
            ("check", "Done when", "A read and a write succeed"),
        ],
    ),
    (
        BlockKind::Successions,
        &[
            ("position", "Position", "Director"),
            ("holder", "Holder", "code of a person"),
            ("successors", "Who follows", "codes, separated by commas"),
            ("elsewhere", "Far away", "of these, who works elsewhere"),
            ("conditions", "Conditions", "When the holder cannot be reached for 1 h"),
        ],
    ),
    (
        BlockKind::Delegations,
        &[
            ("authority", "Authority", "Sign emergency contracts"),
            ("from", "From", "Director"),
            ("to", "To", "Deputy director"),
            ("begins", "Begins", "When the plan is activated"),
            ("ends", "Ends", "When it is stood down"),
            ("limits", "Limits", "Up to $250,000 each"),
        ],
    ),
    (
        BlockKind::Records,
        &[
            ("name", "Record", "Register of deeds"),
            ("keeper", "Keeper", "code of a person"),
            ("copies", "Copies", "tape at western-data-center in 4 h; paper at archive"),
        ],
    ),
    (
        BlockKind::Kit,
        &[
            ("what", "What", "Satellite phone"),
            ("count", "How many", "2"),
            ("place", "Where", "Room 114"),
            ("expires", "Replace by", "2027-06-30"),
        ],
    ),
    (
        BlockKind::Communication,
        &[
            ("what", "What is told", "That the office is closed, to all staff"),
            ("responsible", "Who tells it", "code of a person"),
            ("accountable", "Who answers for it", "code of a person"),
            ("consulted", "Who is asked before", "codes, separated by commas"),
            ("informed", "Who is told", "codes, separated by commas"),
        ],
    ),
    (
        BlockKind::Salvage,
        &[
            ("what", "What is saved", "Backup tapes of the payroll"),
            ("priority", "Priority, 1 first", "1"),
            ("item", "In the inventory", "asset:storage"),
            ("site", "Where it stands", "code of a site"),
            ("vendor", "Contractor", "code of a vendor"),
            ("storage", "Where it is brought", "Cold store of the archive"),
            ("how", "How it is treated", "Freeze within 48 hours"),
        ],
    ),
];

/// The fields of a list of `kind`.
fn fields(kind: BlockKind) -> &'static [RowField] {
    LISTS.iter().find(|it| it.0 == kind).map_or(&[], |it| it.1)
}

/// What was typed in one row.
struct Cells<'a> {
    typed: &'a Typed,
    prefix: String,
    problems: Vec<FieldProblem>,
}

impl Cells<'_> {
    fn text(&self, field: &str) -> String {
        let name = format!("{}.{field}", self.prefix);
        self.typed.get(&name).map(|it| it.trim().to_owned()).unwrap_or_default()
    }

    fn list(&self, field: &str) -> Vec<String> {
        let text = self.text(field);
        let parts = text.split([',', ';']).map(str::trim).filter(|it| !it.is_empty());
        parts.map(str::to_owned).collect()
    }

    fn span(&mut self, field: &str) -> Option<Span> {
        let text = self.text(field);
        if text.is_empty() {
            return None;
        }
        let read = text.parse::<Span>();
        read.map_err(|it| self.wrong(field, it.to_string())).ok()
    }

    fn wrong(&mut self, field: &str, reason: impl Into<std::borrow::Cow<'static, str>>) {
        self.problems.push(FieldProblem::new(format!("{}.{field}", self.prefix), reason));
    }
}

/// `content` with the list of `kind` as it was typed; or what is wrong with that.
///
/// # Errors
///
/// The problems, by field.
pub fn typed_list(
    content: &Content,
    kind: BlockKind,
    typed: &Typed,
) -> Result<Content, Vec<FieldProblem>> {
    let mut next = Content { ..content.clone() };
    next.clear(kind);
    let mut problems = Vec::new();
    for n in 0..=ROWS_MAX {
        let prefix = format!("{}.{n}", kind.code());
        let mut cells = Cells { typed, prefix, problems: Vec::new() };
        // A trigger is always chosen, and alone says nothing.
        let says = |it: &&(&str, &str, &str)| it.0 != "trigger" && !cells.text(it.0).is_empty();
        if fields(kind).iter().any(|it| says(&it)) {
            next.add(kind, &mut cells);
        }
        problems.append(&mut cells.problems);
    }
    if problems.is_empty() { Ok(next) } else { Err(problems) }
}

impl Content {
    fn clear(&mut self, kind: BlockKind) {
        match kind {
            BlockKind::Activation => self.activation.clear(),
            BlockKind::Duties => self.duties.clear(),
            BlockKind::Steps => self.steps.clear(),
            BlockKind::Successions => self.successions.clear(),
            BlockKind::Delegations => self.delegations.clear(),
            BlockKind::Records => self.records.clear(),
            BlockKind::Kit => self.kit.clear(),
            BlockKind::Communication => self.communication.clear(),
            BlockKind::Salvage => self.salvage.clear(),
            _ => {}
        }
    }

    fn add(&mut self, kind: BlockKind, row: &mut Cells<'_>) {
        match kind {
            BlockKind::Activation => {
                let after = row.span("after");
                let trigger = Trigger::from_code(&row.text("trigger")).unwrap_or_default();
                let (text, item) = (row.text("text"), row.text("item"));
                self.activation.push(Criterion { text, trigger, item, after });
            }
            BlockKind::Duties => {
                let (duty, person) = (row.text("duty"), row.text("person"));
                self.duties.push(Duty { duty, person, alternates: row.list("alternates") });
            }
            BlockKind::Steps => {
                let takes = row.span("takes");
                let (text, by) = (row.text("text"), row.text("by"));
                let (restores, check) = (row.text("restores"), row.text("check"));
                self.steps.push(Step { text, by, takes, restores, check });
            }
            BlockKind::Successions => self.successions.push(Succession {
                position: row.text("position"),
                holder: row.text("holder"),
                successors: row.list("successors"),
                elsewhere: row.list("elsewhere"),
                conditions: row.text("conditions"),
            }),
            BlockKind::Delegations => self.delegations.push(Delegation {
                authority: row.text("authority"),
                from: row.text("from"),
                to: row.text("to"),
                begins: row.text("begins"),
                ends: row.text("ends"),
                limits: row.text("limits"),
            }),
            BlockKind::Records => {
                let copies = copies(row);
                let (name, keeper) = (row.text("name"), row.text("keeper"));
                self.records.push(VitalRecord { name, keeper, copies });
            }
            BlockKind::Kit => {
                let kit = kit(row);
                self.kit.push(kit);
            }
            BlockKind::Communication => self.communication.push(Message {
                what: row.text("what"),
                responsible: row.text("responsible"),
                accountable: row.text("accountable"),
                consulted: row.list("consulted"),
                informed: row.list("informed"),
            }),
            BlockKind::Salvage => {
                let salvage = salvage(row);
                self.salvage.push(salvage);
            }
            _ => {}
        }
    }
}

/// The copies of a record, as `tape at western in 4 h; paper at archive`.
fn copies(row: &mut Cells<'_>) -> Vec<RecordCopy> {
    let text = row.text("copies");
    let mut copies = Vec::new();
    for it in text.split(';').map(str::trim).filter(|it| !it.is_empty()) {
        let (rest, within) = match it.rsplit_once(" in ") {
            Some((rest, span)) => match span.trim().parse::<Span>() {
                Ok(span) => (rest, Some(span)),
                Err(error) => {
                    row.wrong("copies", format!("“{}”: {error}", span.trim()));
                    continue;
                }
            },
            None => (it, None),
        };
        let (medium, site) = rest.split_once(" at ").unwrap_or((rest, ""));
        let (medium, site) = (medium.trim().to_owned(), site.trim().to_owned());
        copies.push(RecordCopy { medium, site, within });
    }
    copies
}

fn kit(row: &mut Cells<'_>) -> KitItem {
    let count = match row.text("count").as_str() {
        "" => 1,
        text => text.parse().unwrap_or_else(|_: std::num::ParseIntError| {
            row.wrong("count", "Give a whole number.");
            1
        }),
    };
    let expires = match row.text("expires").as_str() {
        "" => None,
        text => {
            let read = text.parse();
            if read.is_err() {
                row.wrong("expires", "Give a day as 2027-06-30.");
            }
            read.ok()
        }
    };
    KitItem { what: row.text("what"), count, place: row.text("place"), expires }
}

fn salvage(row: &mut Cells<'_>) -> SalvageItem {
    let priority = match row.text("priority").as_str() {
        "" => 3,
        text => text.parse().unwrap_or_else(|_: std::num::ParseIntError| {
            row.wrong("priority", "Use a number from 1 to 5.");
            3
        }),
    };
    SalvageItem {
        what: row.text("what"),
        priority,
        item: row.text("item"),
        site: row.text("site"),
        vendor: row.text("vendor"),
        storage: row.text("storage"),
        how: row.text("how"),
    }
}

/// The cells of what is saved first.
fn salvage_row(it: &SalvageItem) -> Vec<String> {
    let (what, priority) = (it.what.clone(), it.priority.to_string());
    let [item, site, vendor] = [&it.item, &it.site, &it.vendor].map(Clone::clone);
    vec![what, priority, item, site, vendor, it.storage.clone(), it.how.clone()]
}

/// What a form shows of the list of `kind`: the cells of each row.
pub fn typed_rows(content: &Content, kind: BlockKind) -> Vec<Vec<String>> {
    let span = |it: Option<Span>| it.map(|it| it.to_string()).unwrap_or_default();
    match kind {
        BlockKind::Activation => {
            let row = |it: &Criterion| {
                vec![it.text.clone(), it.trigger.code().to_owned(), it.item.clone(), span(it.after)]
            };
            content.activation.iter().map(row).collect()
        }
        BlockKind::Duties => {
            let row =
                |it: &Duty| vec![it.duty.clone(), it.person.clone(), it.alternates.join(", ")];
            content.duties.iter().map(row).collect()
        }
        BlockKind::Steps => {
            let row = |it: &Step| {
                let takes = span(it.takes);
                vec![it.text.clone(), it.by.clone(), takes, it.restores.clone(), it.check.clone()]
            };
            content.steps.iter().map(row).collect()
        }
        BlockKind::Successions => {
            let row = |it: &Succession| {
                let lists = [it.successors.join(", "), it.elsewhere.join(", ")];
                let [successors, elsewhere] = lists;
                let (position, holder) = (it.position.clone(), it.holder.clone());
                vec![position, holder, successors, elsewhere, it.conditions.clone()]
            };
            content.successions.iter().map(row).collect()
        }
        BlockKind::Delegations => {
            let row = |it: &Delegation| {
                let cells = [&it.authority, &it.from, &it.to, &it.begins, &it.ends, &it.limits];
                cells.map(Clone::clone).to_vec()
            };
            content.delegations.iter().map(row).collect()
        }
        BlockKind::Records => {
            let copy = |it: &RecordCopy| {
                let at =
                    if it.site.is_empty() { String::new() } else { format!(" at {}", it.site) };
                let within = it.within.map(|it| format!(" in {it}")).unwrap_or_default();
                format!("{}{at}{within}", it.medium)
            };
            let row = |it: &VitalRecord| {
                let copies: Vec<String> = it.copies.iter().map(copy).collect();
                vec![it.name.clone(), it.keeper.clone(), copies.join("; ")]
            };
            content.records.iter().map(row).collect()
        }
        BlockKind::Kit => {
            let row = |it: &KitItem| {
                let expires = it.expires.map(|it| it.to_string()).unwrap_or_default();
                vec![it.what.clone(), it.count.to_string(), it.place.clone(), expires]
            };
            content.kit.iter().map(row).collect()
        }
        BlockKind::Communication => {
            let row = |it: &Message| {
                let one = [it.what.clone(), it.responsible.clone(), it.accountable.clone()];
                let [what, responsible, accountable] = one;
                let (consulted, informed) = (it.consulted.join(", "), it.informed.join(", "));
                vec![what, responsible, accountable, consulted, informed]
            };
            content.communication.iter().map(row).collect()
        }
        BlockKind::Salvage => content.salvage.iter().map(salvage_row).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(kind: BlockKind, content: &Content) -> Typed {
        let mut typed = Typed::new();
        for (n, row) in typed_rows(content, kind).into_iter().enumerate() {
            for ((name, _, _), cell) in fields(kind).iter().zip(row) {
                typed.insert(format!("{}.{n}.{name}", kind.code()), cell);
            }
        }
        typed
    }

    #[test]
    fn a_form_says_what_it_was_filled_in_with() {
        let codes = |all: &[&str]| all.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let content = Content {
            activation: vec![Criterion {
                text: "It is gone.".to_owned(),
                trigger: Trigger::SiteLost,
                item: "site:east".to_owned(),
                after: Some(Span::from_minutes(10)),
            }],
            duties: vec![Duty {
                duty: "Director".to_owned(),
                person: "jane".to_owned(),
                alternates: codes(&["joe", "ann"]),
            }],
            steps: vec![Step {
                text: "Do it.".to_owned(),
                by: "Director".to_owned(),
                takes: Some(Span::from_hours(2)),
                ..Step::default()
            }],
            records: vec![VitalRecord {
                name: "Deeds".to_owned(),
                keeper: String::new(),
                copies: vec![
                    RecordCopy {
                        medium: "tape".to_owned(),
                        site: "west".to_owned(),
                        within: Some(Span::from_hours(4)),
                    },
                    RecordCopy { medium: "paper".to_owned(), site: String::new(), within: None },
                ],
            }],
            kit: vec![KitItem {
                what: "Phone".to_owned(),
                count: 2,
                place: "Room 1".to_owned(),
                expires: "2027-06-30".parse().ok(),
            }],
            communication: vec![Message {
                what: "It is closed.".to_owned(),
                responsible: "jane".to_owned(),
                accountable: "joe".to_owned(),
                consulted: Vec::new(),
                informed: codes(&["ann", "bob"]),
            }],
            salvage: vec![SalvageItem {
                what: "Tapes".to_owned(),
                priority: 1,
                item: "asset:tapes".to_owned(),
                site: "east".to_owned(),
                vendor: "dryers".to_owned(),
                storage: "Cold store".to_owned(),
                how: "Freeze them.".to_owned(),
            }],
            ..Content::default()
        };
        for (kind, _) in LISTS {
            let next = typed_list(&content, kind, &typed(kind, &content)).unwrap();
            assert_eq!(next, content, "{kind:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_field() {
        let sent = [("steps.0.text", "Do it."), ("steps.0.takes", "long"), ("kit.0.what", "x")];
        let sent: Typed =
            sent.map(|(name, it)| (name.to_owned(), it.to_owned())).into_iter().collect();
        let problems = typed_list(&Content::default(), BlockKind::Steps, &sent).unwrap_err();
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].field, "steps.0.takes");
    }
}
