//! The fields of each kind of entry, and between them and what they say.

use app::prepare::impact::Money;
use app::prepare::inventory::{self, Kind};
use app::respond::entries::{
    Access, Category, Cost, Damage, Decision, Details, EntryDocument, EntryKind, Severity,
};
use app::{FieldProblem, Timestamp};
use maud::{Markup, html};

use crate::error::Answer;
use crate::layout::forms::{self, Choice, Field};
use crate::people::form::{Filled, Typed, local_minute, maybe, moment_typed, text};
use crate::shell::Shell;

/// What the fields of every kind are called.
pub(super) const LABELS: &[(&str, &str)] = &[
    ("what", "What"),
    ("at", "When"),
    ("until", "Until when"),
    ("site", "Site"),
    ("item", "In the inventory"),
    ("vendor", "Vendor"),
    ("severity", "How bad it is"),
    ("is_safe", "Safe to enter"),
    ("estimate", "Estimate"),
    ("repair", "Time to repair"),
    ("decision", "Decision"),
    ("category", "For what"),
    ("amount", "Amount"),
    ("is_emergency", "Emergency purchase"),
    ("approved_by", "Allowed by"),
    ("reference", "Reference"),
    ("who", "Who"),
    ("note", "Note"),
];

const FIND: &str = "Type part of a name, and choose.";

/// Every field of a kind, in the order in which somebody standing there fills them in.
pub(super) fn fields(kind: EntryKind, filled: &Filled) -> Markup {
    html! {
        (forms::error_summary(&filled.problems))
        @match kind {
            EntryKind::Damage => (damage(filled)),
            EntryKind::Cost => (cost(filled)),
            EntryKind::Access => (access(filled)),
        }
        (forms::textarea(&filled.field("note", "Note"), 2))
    }
}

fn site(filled: &Filled) -> Markup {
    forms::lookup(&filled.field("site", "Site").hint(FIND), "/search.json?kind=site")
}

fn item(filled: &Filled, hint: &'static str) -> Markup {
    forms::lookup(&filled.field("item", "In the inventory").hint(hint), "/search.json?refs=true")
}

fn damage(filled: &Filled) -> Markup {
    let severities = Severity::ALL.iter().rev().map(|it| Choice::new(it.code(), it.title()));
    let severities: Vec<Choice<'_>> = severities.collect();
    let decisions = Decision::ALL.iter().map(|it| Choice::new(it.code(), it.title()));
    let decisions: Vec<Choice<'_>> = decisions.collect();
    let safe = [Choice::new("yes", "Yes"), Choice::new("no", "No: keep out")];
    html! {
        (forms::text(&filled.field("what", "What is damaged").required()))
        (forms::select(&filled.field("severity", "How bad it is").required(), &severities, "Choose"))
        (forms::select(&filled.field("is_safe", "Safe to enter"), &safe, "Nobody knows yet"))
        (site(filled))
        (item(filled, "The asset, if it has a record: type part of its name, and choose."))
        (forms::text(&filled.field("estimate", "Estimate in dollars")
            .hint("What it takes to put it right, such as 12,500")))
        (forms::duration(&filled.field("repair", "Time to repair")))
        (forms::select(&filled.field("decision", "Decision"), &decisions, ""))
        (forms::moment(&filled.field("at", "When you looked").required()))
    }
}

fn cost(filled: &Filled) -> Markup {
    let categories = Category::ALL.iter().map(|it| Choice::new(it.code(), it.title()));
    let categories: Vec<Choice<'_>> = categories.collect();
    let emergency = Field::new("is_emergency", "Bought under the rules for emergencies")
        .problem_in(&filled.problems);
    let approved =
        filled.field("approved_by", "Allowed by").hint("Needed for an emergency purchase");
    let reference = filled.field("reference", "Reference");
    html! {
        (forms::text(&filled.field("what", "What it was for").required()))
        (forms::select(&filled.field("category", "For what").required(), &categories, "Choose"))
        (forms::text(&filled.field("amount", "Amount in dollars").required().hint("Such as 1,250.00")))
        (forms::moment(&filled.field("at", "When it was spent").required()))
        (forms::lookup(&filled.field("vendor", "Vendor").hint(FIND), "/search.json?kind=vendor"))
        (site(filled))
        (forms::checkbox(&emergency, filled.value("is_emergency") == "true"))
        (forms::text(&approved))
        (forms::text(&reference.hint("The number of an order, an invoice or a grant")))
    }
}

fn access(filled: &Filled) -> Markup {
    html! {
        (forms::text(&filled.field("who", "Who may enter").required()))
        (forms::text(&filled.field("what", "What they may enter").required()
            .hint("A room, a site or a system")))
        (site(filled))
        (item(filled, "The system, if it has a record: type part of its name, and choose."))
        (forms::moment(&filled.field("at", "From when on").required()))
        (forms::moment(&filled.field("until", "Until when").required()
            .hint("It ends by itself then. At most 90 days.")))
        (forms::text(&filled.field("approved_by", "Allowed by").required()))
    }
}

/// The document that a form says, or what is wrong with it. Whoever types a name means the one record
/// that is called so.
pub(super) async fn read(
    shell: &Shell,
    kind: EntryKind,
    sent: &Typed,
    before: Option<&EntryDocument>,
) -> Answer<Result<EntryDocument, Vec<FieldProblem>>> {
    let mut problems = Vec::new();
    let zone = shell.zone();
    let moment =
        |field: &'static str, was: Option<Timestamp>, problems: &mut Vec<_>| match moment_typed(
            text(sent, field),
            (field, zone),
            was,
        ) {
            Ok(at) => at,
            Err(problem) => {
                problems.push(problem);
                shell.ctx.now
            }
        };
    let at = moment("at", before.map(|it| it.at), &mut problems);
    let until = match kind {
        EntryKind::Access => {
            let was = before.and_then(|it| match &it.details {
                Details::Access(it) => Some(it.until),
                _ => None,
            });
            moment("until", was, &mut problems)
        }
        EntryKind::Damage | EntryKind::Cost => at,
    };
    let mut meant = [None, None, None];
    for (place, field) in meant.iter_mut().zip(["site", "item", "vendor"]) {
        let Some(typed) = maybe(sent, field) else { continue };
        let found = match field {
            "site" => inventory::code_meant(&shell.ctx, Kind::Site, &typed).await?,
            "vendor" => inventory::code_meant(&shell.ctx, Kind::Vendor, &typed).await?,
            _ => inventory::reference_meant(&shell.ctx, &typed).await?,
        };
        match found {
            Ok(code) => *place = Some(code),
            Err(reason) => problems.push(FieldProblem::new(field, reason)),
        }
    }
    let [site, item, vendor] = meant;
    let (details, unread) = details(kind, sent, until);
    problems.extend(unread);
    let document = EntryDocument {
        what: text(sent, "what").to_owned(),
        at,
        site,
        item,
        vendor,
        note: text(sent, "note").replace("\r\n", "\n"),
        details,
    };
    if problems.is_empty() {
        return Ok(Ok(document));
    }
    for it in document.problems(shell.ctx.now) {
        if problems.iter().all(|known| known.field != it.field) {
            problems.push(it);
        }
    }
    problems.sort_by_key(|it| LABELS.iter().position(|label| label.0 == it.field));
    Ok(Err(problems))
}

/// What the fields of a kind say, as far as they can be read, and what cannot.
fn details(kind: EntryKind, sent: &Typed, until: Timestamp) -> (Details, Vec<FieldProblem>) {
    let mut problems = Vec::new();
    let mut wrong = |field: &'static str, reason: String| {
        problems.push(FieldProblem::new(field, reason));
    };
    let details = match kind {
        EntryKind::Damage => {
            let severity = text(sent, "severity").parse::<Severity>();
            if severity.is_err() {
                wrong("severity", "Say how bad it is.".to_owned());
            }
            let estimate = maybe(sent, "estimate").map(|it| it.parse::<Money>());
            let decision = maybe(sent, "decision").map(|it| it.parse::<Decision>());
            if let Some(Err(_)) = &decision {
                wrong("decision", "Choose what is done about it.".to_owned());
            }
            let repair = maybe(sent, "repair").map(|it| it.parse::<app::Span>());
            if let Some(Err(error)) = &estimate {
                wrong("estimate", error.to_string());
            }
            if let Some(Err(error)) = &repair {
                wrong("repair", error.to_string());
            }
            Details::Damage(Damage {
                severity: severity.unwrap_or_default(),
                is_safe: match text(sent, "is_safe") {
                    "yes" => Some(true),
                    "no" => Some(false),
                    _ => None,
                },
                estimate: estimate.and_then(Result::ok),
                repair: repair.and_then(Result::ok),
                decision: decision.and_then(Result::ok).unwrap_or_default(),
            })
        }
        EntryKind::Cost => {
            let category = text(sent, "category").parse::<Category>();
            if category.is_err() {
                wrong("category", "Say for what it was.".to_owned());
            }
            let amount = text(sent, "amount").parse::<Money>();
            if let Err(error) = &amount {
                wrong("amount", error.to_string());
            }
            Details::Cost(Cost {
                category: category.unwrap_or_default(),
                amount: amount.unwrap_or_default(),
                is_emergency: text(sent, "is_emergency") == "true",
                approved_by: text(sent, "approved_by").to_owned(),
                reference: text(sent, "reference").to_owned(),
            })
        }
        EntryKind::Access => Details::Access(Access {
            who: text(sent, "who").to_owned(),
            until,
            approved_by: text(sent, "approved_by").to_owned(),
        }),
    };
    (details, problems)
}

/// What a form shows of an entry.
pub(super) fn typed_of(shell: &Shell, it: &EntryDocument) -> Typed {
    let zone = shell.zone();
    let code = |it: &Option<String>| it.clone().unwrap_or_default();
    let mut typed: Typed = [
        ("what", it.what.clone()),
        ("at", local_minute(it.at, zone)),
        ("site", code(&it.site)),
        ("item", code(&it.item)),
        ("vendor", code(&it.vendor)),
        ("note", it.note.clone()),
    ]
    .map(|(name, it)| (name.to_owned(), it))
    .into();
    let more = match &it.details {
        Details::Damage(it) => vec![
            ("severity", it.severity.code().to_owned()),
            ("is_safe", it.is_safe.map_or("", |it| if it { "yes" } else { "no" }).to_owned()),
            ("estimate", it.estimate.map(|it| it.to_string()).unwrap_or_default()),
            ("repair", it.repair.map(|it| it.to_string()).unwrap_or_default()),
            ("decision", it.decision.code().to_owned()),
        ],
        Details::Cost(it) => vec![
            ("category", it.category.code().to_owned()),
            ("amount", it.amount.to_string()),
            ("is_emergency", if it.is_emergency { "true" } else { "" }.to_owned()),
            ("approved_by", it.approved_by.clone()),
            ("reference", it.reference.clone()),
        ],
        Details::Access(it) => vec![
            ("who", it.who.clone()),
            ("until", local_minute(it.until, zone)),
            ("approved_by", it.approved_by.clone()),
        ],
    };
    typed.extend(more.into_iter().map(|(name, it)| (name.to_owned(), it)));
    typed
}
