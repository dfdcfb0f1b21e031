//! A plan of the State of Franklin, as large as a test wants it.

use chrono::DateTime;
use documents::plan::{Approval, Change, DataBlock, DataBody, PlanPaper, PlanSection, Recipient};
use documents::{Fact, Paper, markdown};

/// The text of a section, with everything that Markdown has.
pub(crate) const TEXT: &str = "The emergency response team **activates** this plan when the \
*co-ordination plan* calls for it, or `observe --all` says so. See \
[the state plan](https://plans.franklin.example/state).

### First hour

1. Page the crew.
2. Open the bridge:
   - [x] number known
   - [ ] recording on
3. Tell the agency.

> Nobody restores alone.

#### Signs

| Sign | Where | Minutes |
|---|:-:|--:|
| No heartbeat | Eastern | 10 |
| Two observers | Western | 15 |

```
ping  core-1
    restore --from vault
```

---

Done when the board says so.";

/// A plan with a section of each kind.
pub(crate) fn plan() -> PlanPaper {
    PlanPaper {
        paper: Paper::UsLetter,
        state: "State of Franklin".to_owned(),
        agency: Some("Department of Commerce".to_owned()),
        title: "Computer systems and network plan".to_owned(),
        plan_type: "Disaster recovery plan".to_owned(),
        code: "COM-DR-01".to_owned(),
        version: "Version 7".to_owned(),
        status: "In review".to_owned(),
        marking: Some("For official use only".to_owned()),
        dates: vec![fact("Approved", "November 14, 2025"), fact("Review due", "May 1, 2027")],
        generated: "November 21, 2026, 4:05 pm EST".to_owned(),
        generated_at: DateTime::parse_from_rfc3339("2026-11-21T16:05:00-05:00").expect("a moment"),
        sections: vec![
            section("1", "When this plan is activated", TEXT),
            PlanSection {
                data: vec![order(4)],
                ..section("2", "What is restored, in what order", "The order is computed.")
            },
            section("2.1", "Crews", "Those of the *agency*."),
            PlanSection { data: vec![hotline()], ..section("3", "Who acts", "") },
        ],
        approvals: vec![
            approval("Plan owner", "Dana Whitfield", "Approved", "November 12, 2026"),
            approval("Agency head", "Lee Okafor", "", ""),
        ],
        distribution: vec![Recipient {
            name: "Dana Whitfield".to_owned(),
            role: "Recovery coordinator".to_owned(),
            copy: "Paper, sealed envelope".to_owned(),
        }],
        changes: vec![Change {
            version: "7".to_owned(),
            date: "November 14, 2026".to_owned(),
            by: "Continuity team".to_owned(),
            summary: "New order of restoration".to_owned(),
        }],
    }
}

/// A plan of about `n` pages.
pub(crate) fn long_plan(n: usize) -> PlanPaper {
    let sections = (1..=n).map(|at| {
        let text = format!("{TEXT}\n\n{}", "A sentence that goes on. ".repeat(30));
        PlanSection { data: vec![order(8)], ..section(&at.to_string(), "Procedure", &text) }
    });
    PlanPaper { sections: sections.collect(), ..plan() }
}

/// A section with `text` and no data.
pub(crate) fn section(number: &str, title: &str, text: &str) -> PlanSection {
    PlanSection {
        number: number.to_owned(),
        title: title.to_owned(),
        text: markdown::parse(text),
        data: Vec::new(),
        is_withheld: false,
    }
}

/// A table of `n` rows.
pub(crate) fn order(n: usize) -> DataBlock {
    let row = |it: usize| {
        ["Order", "Block storage", "Storage crew", "0:40"].map(|word| format!("{word} {it}"))
    };
    DataBlock {
        title: "Order of restoration".to_owned(),
        sentence: "What is restored first stands first.".to_owned(),
        as_of: "as of November 21, 2026".to_owned(),
        body: DataBody::Table {
            heads: ["Order", "Part", "Crew", "Starts"].map(str::to_owned).to_vec(),
            rows: (1..=n).map(|it| row(it).to_vec()).collect(),
        },
        is_withheld: false,
    }
}

/// Facts that the public edition leaves out.
pub(crate) fn hotline() -> DataBlock {
    DataBlock {
        title: "Hotline".to_owned(),
        sentence: String::new(),
        as_of: String::new(),
        body: DataBody::Facts(vec![fact("Bridge", "room 4"), fact("Crew", "on call")]),
        is_withheld: true,
    }
}

pub(crate) fn fact(label: &str, value: &str) -> Fact {
    Fact { label: label.to_owned(), value: value.to_owned() }
}

fn approval(role: &str, name: &str, decision: &str, date: &str) -> Approval {
    Approval {
        role: role.to_owned(),
        name: name.to_owned(),
        decision: decision.to_owned(),
        date: date.to_owned(),
    }
}
