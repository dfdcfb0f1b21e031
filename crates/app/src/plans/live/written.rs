//! Blocks of rows that people wrote, with the names that they mean.

use std::collections::BTreeMap;

use crate::Span;
use crate::plans::blocks::{Block, day};
use crate::plans::plan::{Content, SalvageItem};
use crate::plans::templates::BlockKind;

/// What people are called, by code.
pub(super) type People = BTreeMap<String, String>;

/// What items are called, by reference: `asset:storage`.
pub(super) type Items = BTreeMap<String, String>;

/// How vendors are reached, by reference: `vendor:dryers`.
pub(super) type Contacts = BTreeMap<String, String>;

/// The names that the rows of a plan mean.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) people: People,
    pub(super) items: Items,
    pub(super) contacts: Contacts,
}

/// The block of a kind that people write. None: it is of a kind that writes itself.
pub(super) fn block(kind: BlockKind, it: &Content, names: &Names) -> Option<Block> {
    let Names { people, items, contacts } = names;
    let person = |code: &str| name(people, code);
    let names = |codes: &[String]| {
        let names: Vec<String> = codes.iter().map(|it| person(it)).collect();
        names.join(", ")
    };
    let item = |reference: &str| name(items, reference);
    Some(match kind {
        BlockKind::Activation => {
            let mut block = Block::new(kind, &["When", "What sets it off", "Watched", "Gone for"]);
            for it in &it.activation {
                let cells = [
                    it.text.clone(),
                    it.trigger.title().to_owned(),
                    item(&it.item),
                    span(it.after),
                ];
                block.push(it.item.clone(), cells);
            }
            block
        }
        BlockKind::Duties => {
            let mut block = Block::new(kind, &["Duty", "Who", "Who stands in"]);
            for it in &it.duties {
                block.push("", [it.duty.clone(), person(&it.person), names(&it.alternates)]);
            }
            block
        }
        BlockKind::Steps => steps(it, &item),
        BlockKind::Successions => {
            let mut block =
                Block::new(kind, &["Position", "Holder", "Who follows", "Far away", "Conditions"]);
            for it in &it.successions {
                let who = [person(&it.holder), names(&it.successors), names(&it.elsewhere)];
                let [holder, successors, elsewhere] = who;
                let cells =
                    [it.position.clone(), holder, successors, elsewhere, it.conditions.clone()];
                block.push("", cells);
            }
            block
        }
        BlockKind::Delegations => delegations(it),
        BlockKind::Records => {
            let mut block = Block::new(kind, &["Record", "Keeper", "Copies"]);
            for it in &it.records {
                let copies = it.copies.iter().map(|copy| {
                    let place = item(&format!("site:{}", copy.site));
                    let place = if copy.site.is_empty() { String::new() } else { place };
                    let parts = [copy.medium.clone(), place, span(copy.within)];
                    let parts: Vec<String> =
                        parts.into_iter().filter(|it| !it.is_empty()).collect();
                    parts.join(", ")
                });
                let copies: Vec<String> = copies.collect();
                block.push("", [it.name.clone(), person(&it.keeper), copies.join("; ")]);
            }
            block
        }
        BlockKind::Kit => kit(it),
        BlockKind::Communication => communication(it, people),
        BlockKind::Salvage => salvage(it, &item, contacts),
        _ => return None,
    })
}

/// What is saved, by priority, with how to reach whoever saves it (S3-18).
fn salvage(content: &Content, item: &dyn Fn(&str) -> String, contacts: &Contacts) -> Block {
    let columns =
        ["Priority", "What", "Where", "Contractor", "How to reach them", "Goes to", "Treated"];
    let mut block = Block::new(BlockKind::Salvage, &columns);
    let mut all: Vec<&SalvageItem> = content.salvage.iter().collect();
    // Those of one priority stay in the order in which they were written.
    all.sort_by_key(|it| it.priority);
    let named = |kind: &str, code: &str| match code {
        "" => String::new(),
        code => item(&format!("{kind}:{code}")),
    };
    for it in all {
        let contact = contacts.get(&format!("vendor:{}", it.vendor)).cloned();
        let cells = [
            it.priority.to_string(),
            it.what.clone(),
            named("site", &it.site),
            named("vendor", &it.vendor),
            contact.unwrap_or_default(),
            it.storage.clone(),
            it.how.clone(),
        ];
        block.push(it.item.clone(), cells);
    }
    let without = content.salvage.iter().filter(|it| it.vendor.is_empty()).count();
    match (content.salvage.len(), without) {
        (0, _) => block,
        (_, 0) => block.saying("For everything somebody is named who saves it."),
        (n, without) => block.saying(format!("For {without} of {n} nobody is named who saves it.")),
    }
}

fn delegations(content: &Content) -> Block {
    let columns = ["Authority", "From", "To", "Begins", "Ends", "Limits"];
    let mut block = Block::new(BlockKind::Delegations, &columns);
    for it in &content.delegations {
        let cells = [&it.authority, &it.from, &it.to, &it.begins, &it.ends, &it.limits];
        block.push("", cells.map(Clone::clone));
    }
    block
}

fn communication(content: &Content, people: &People) -> Block {
    let person = |code: &str| name(people, code);
    let names = |codes: &[String]| {
        let names: Vec<String> = codes.iter().map(|it| person(it)).collect();
        names.join(", ")
    };
    let columns = [
        "What is told",
        "Who tells it",
        "Who answers for it",
        "Who is asked before",
        "Who is told",
    ];
    let mut block = Block::new(BlockKind::Communication, &columns);
    for it in &content.communication {
        let (responsible, accountable) = (person(&it.responsible), person(&it.accountable));
        let (consulted, informed) = (names(&it.consulted), names(&it.informed));
        block.push("", [it.what.clone(), responsible, accountable, consulted, informed]);
    }
    block
}

fn kit(content: &Content) -> Block {
    let mut block = Block::new(BlockKind::Kit, &["What", "How many", "Where", "Replace by"]);
    for it in &content.kit {
        let expires = it.expires.map(day).unwrap_or_default();
        block.push("", [it.what.clone(), it.count.to_string(), it.place.clone(), expires]);
    }
    block
}

fn steps(content: &Content, item: &impl Fn(&str) -> String) -> Block {
    let columns = ["Step", "What is done", "By", "Takes", "Brings back", "Done when"];
    let mut block = Block::new(BlockKind::Steps, &columns);
    let mut all = Some(Span::ZERO);
    for (n, it) in (1..).zip(&content.steps) {
        all = all.zip(it.takes).map(|(all, takes)| all.plus(takes));
        let n: u32 = n;
        let cells = [
            n.to_string(),
            it.text.clone(),
            item(&it.by),
            span(it.takes),
            item(&it.restores),
            it.check.clone(),
        ];
        block.push(it.restores.clone(), cells);
    }
    match all.filter(|_| !block.rows.is_empty()) {
        Some(all) => block.saying(format!("One after the other, the steps take {all}.")),
        None => block,
    }
}

/// What somebody or something is called, or else as it was written.
fn name(names: &BTreeMap<String, String>, code: &str) -> String {
    names.get(code).cloned().unwrap_or_else(|| code.to_owned())
}

fn span(it: Option<Span>) -> String {
    it.map(|it| it.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plans::plan::{Duty, Step};

    #[test]
    fn every_kind_that_people_write_has_a_block() {
        let names = Names::default();
        for &kind in BlockKind::ALL {
            let block = block(kind, &Content::default(), &names);
            assert_eq!(block.is_some(), kind.is_written(), "{kind:?}");
        }
    }

    #[test]
    fn people_and_things_are_called_by_their_names() {
        let people = People::from([("jane".to_owned(), "Jane Doe".to_owned())]);
        let items = Items::from([("crew:net".to_owned(), "Network".to_owned())]);
        let duty = "Director".to_owned();
        let alternates = vec!["gone".to_owned()];
        let step = |by: &str| Step {
            text: "Switch it on.".to_owned(),
            by: by.to_owned(),
            takes: Some(Span::from_minutes(30)),
            ..Step::default()
        };
        let content = Content {
            duties: vec![Duty { duty, person: "jane".to_owned(), alternates }],
            steps: vec![step("crew:net"), step("Director")],
            ..Content::default()
        };
        let names = Names { people, items, ..Names::default() };
        let duties = block(BlockKind::Duties, &content, &names).unwrap();
        assert_eq!(duties.rows[0].cells, ["Director", "Jane Doe", "gone"]);
        let steps = block(BlockKind::Steps, &content, &names).unwrap();
        assert_eq!(steps.says, "One after the other, the steps take 1 h.");
        assert_eq!(steps.rows[0].cells[2], "Network");
        assert_eq!(steps.rows[1].cells[2], "Director");
    }
}
