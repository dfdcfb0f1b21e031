//! The names in a draft that nobody and nothing has. They are kept, because a draft loses no words,
//! and told at once: somebody who types a name wants to know of a mistake.

use std::collections::BTreeSet;

use super::Content;
use crate::people::persons;
use crate::prepare::inventory::{self, Kind, reference};
use crate::{Ctx, FieldProblem, Result};

/// Something that is named, with the field that names it.
type Named = (String, String);

/// The names of people and things in what a plan says that were never there, field by field. What went
/// out of use was there: the rules tell that.
pub async fn unknown_names(ctx: &Ctx, content: &Content) -> Result<Vec<FieldProblem>> {
    let (people, items) = (people(content), items(content));
    let tx = ctx.read().await?;
    let codes = people.iter().map(|it| it.1.as_str()).collect();
    let known = persons::ids_by_code(&tx, &codes).await?;
    let mut there: BTreeSet<String> = BTreeSet::new();
    for &kind in Kind::ALL {
        let of_kind = items.iter().filter_map(|it| it.1.split_once(':'));
        let codes: BTreeSet<&str> =
            of_kind.filter(|it| it.0.trim() == kind.code()).map(|it| it.1.trim()).collect();
        if !codes.is_empty() {
            let found = inventory::ids_by_codes(&tx, kind, &codes).await?;
            there.extend(found.keys().map(|it| reference(kind, it)));
        }
    }
    let is_there = |it: &str| {
        let parts = it.split_once(':');
        parts
            .is_some_and(|(kind, code)| there.contains(&format!("{}:{}", kind.trim(), code.trim())))
    };
    let nobody = people.into_iter().filter(|it| !known.contains_key(&it.1)).map(|(field, it)| {
        let reason = format!("There is nobody called “{it}”. Type part of a name, and choose.");
        FieldProblem::new(field, reason)
    });
    let nothing = items.into_iter().filter(|it| !is_there(&it.1)).map(|(field, it)| {
        FieldProblem::new(field, format!("There is no {it}. Type part of a name, and choose."))
    });
    Ok(nobody.chain(nothing).collect())
}

/// Everybody who is named, by code.
fn people(content: &Content) -> Vec<Named> {
    let mut all: Vec<(String, &str)> = Vec::new();
    for (n, it) in content.duties.iter().enumerate() {
        all.push((format!("duties.{n}.person"), &it.person));
        all.extend(it.alternates.iter().map(|it| (format!("duties.{n}.alternates"), it.as_str())));
    }
    for (n, it) in content.successions.iter().enumerate() {
        all.push((format!("successions.{n}.holder"), &it.holder));
        for (field, codes) in [("successors", &it.successors), ("elsewhere", &it.elsewhere)] {
            all.extend(codes.iter().map(|it| (format!("successions.{n}.{field}"), it.as_str())));
        }
    }
    for (n, it) in content.records.iter().enumerate() {
        all.push((format!("records.{n}.keeper"), &it.keeper));
    }
    for (n, it) in content.communication.iter().enumerate() {
        all.extend(it.parts().map(|(field, _, it)| (format!("communication.{n}.{field}"), it)));
    }
    said(all)
}

/// Everything that is named, as `asset:storage`.
fn items(content: &Content) -> Vec<Named> {
    let mut all: Vec<(String, String)> = Vec::new();
    let of = |kind: Kind, code: &str| match code.trim() {
        "" => String::new(),
        code => reference(kind, code),
    };
    for (n, it) in content.activation.iter().enumerate() {
        all.push((format!("activation.{n}.item"), it.item.clone()));
    }
    for (n, it) in content.steps.iter().enumerate() {
        // What names no kind is a duty of the plan.
        let by = if it.by.contains(':') { it.by.as_str() } else { "" };
        all.push((format!("steps.{n}.by"), by.to_owned()));
        all.push((format!("steps.{n}.restores"), it.restores.clone()));
    }
    for (n, it) in content.records.iter().enumerate() {
        let sites = it.copies.iter().map(|it| of(Kind::Site, &it.site));
        all.extend(sites.map(|it| (format!("records.{n}.copies"), it)));
    }
    for (n, it) in content.salvage.iter().enumerate() {
        all.push((format!("salvage.{n}.item"), it.item.clone()));
        all.push((format!("salvage.{n}.site"), of(Kind::Site, &it.site)));
        all.push((format!("salvage.{n}.vendor"), of(Kind::Vendor, &it.vendor)));
    }
    said(all.iter().map(|(field, it)| (field.clone(), it.as_str())).collect())
}

/// Those that say something.
fn said(all: Vec<(String, &str)>) -> Vec<Named> {
    let all = all.into_iter().map(|(field, it)| (field, it.trim().to_owned()));
    all.filter(|it| !it.1.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plans::plan::{
        Criterion, Duty, RecordCopy, SalvageItem, Step, Trigger, VitalRecord,
    };

    #[test]
    fn each_name_stands_with_the_field_that_names_it() {
        let text = str::to_owned;
        let content = Content {
            activation: vec![Criterion {
                text: text("Lost"),
                trigger: Trigger::SiteLost,
                item: text("site:east"),
                after: None,
            }],
            duties: vec![Duty {
                duty: text("Director"),
                person: text(" jane "),
                alternates: vec![text("joe"), text("")],
            }],
            steps: vec![
                Step { text: text("Do"), by: text("Director"), ..Step::default() },
                Step { text: text("Do"), by: text("crew:net"), ..Step::default() },
            ],
            records: vec![VitalRecord {
                name: text("Deeds"),
                keeper: text("ann"),
                copies: vec![RecordCopy { medium: text("tape"), site: text("west"), within: None }],
            }],
            salvage: vec![SalvageItem {
                what: text("Tapes"),
                priority: 1,
                item: String::new(),
                site: String::new(),
                vendor: text("dryers"),
                storage: String::new(),
                how: String::new(),
            }],
            ..Content::default()
        };
        let pair = |(field, it): &(&str, &str)| (text(field), text(it));
        let expected = [
            ("duties.0.person", "jane"),
            ("duties.0.alternates", "joe"),
            ("records.0.keeper", "ann"),
        ];
        assert_eq!(people(&content), expected.iter().map(pair).collect::<Vec<_>>());
        let expected = [
            ("activation.0.item", "site:east"),
            ("steps.1.by", "crew:net"),
            ("records.0.copies", "site:west"),
            ("salvage.0.vendor", "vendor:dryers"),
        ];
        assert_eq!(items(&content), expected.iter().map(pair).collect::<Vec<_>>());
    }
}
