//! Plans as files, in the database, and out of it again.

use app::plans::blocks::Block;
use app::plans::plan::{
    Content, Duty, PlanDocument, RecordCopy, Section, Standing, Step, Test, VersionDocument,
    VersionState, VitalRecord,
};
use app::plans::templates::BlockKind;
use app::programme::transfer::{ReadOptions, WriteOptions};
use app::programme::{ItemFile, Programme, transfer};
use test_support::{fresh, now, platform_ctx};

use super::choices::Choices;
use super::{get, put, small};

/// Plans under each other: in force, being written, and retired.
pub(super) fn plans(
    it: &mut Choices,
    agencies: &[String],
    (items, people): (&[ItemFile], &[String]),
) -> Vec<PlanDocument> {
    let at = |text: &str| Some(text.parse().unwrap());
    let mut plans: Vec<PlanDocument> = Vec::new();
    for n in 0..it.below(4) {
        let agency = &agencies[it.below(agencies.len())];
        let draft = VersionDocument { author: it.one(people).cloned(), ..draft(it, people) };
        let mut blocks = vec![Block::new(BlockKind::Steps, &["Step", "By"]).saying(it.text())];
        blocks[0].push("asset:db", [it.line(), it.line()]);
        let active = VersionDocument {
            state: VersionState::Active,
            approved_by: it.one(people).cloned(),
            approved_at: at("2026-02-28T10:30:00.000001Z"),
            published_at: at("2026-03-01T10:30:00Z"),
            sha256: Some("0".repeat(64)),
            frozen: Some(blocks),
            ..draft.clone()
        };
        let is_in_force = it.often();
        let versions = match is_in_force {
            true => vec![active, VersionDocument { number: 2, ..draft }],
            false => vec![draft],
        };
        let retired_at = (!it.often()).then(now);
        let standing = match (retired_at, is_in_force) {
            (Some(_), _) => Standing::Retired,
            (None, true) => Standing::Overdue,
            (None, false) => Standing::New,
        };
        let note = "It works.".to_owned();
        // Those that are called up first have the later codes: the order of files is no help.
        plans.push(PlanDocument {
            owner: it.one(people).cloned(),
            parent: it.one(&plans).map(|it| it.code.clone()),
            items: items.iter().take(it.below(4)).map(ItemFile::reference).collect(),
            standing,
            because: it.line(),
            review_due: at("2027-02-28T10:30:00Z"),
            review_from: it.often().then(|| "2027-01-28".parse().unwrap()),
            test: it.often().then(|| Test { on: Some("2026-01-31".parse().unwrap()), note }),
            retired_at,
            versions,
            ..PlanDocument::new(agency, "drp", &format!("plan-{}", 9 - n), &it.line())
        });
    }
    plans
}

/// A first draft with something in every list.
fn draft(it: &mut Choices, people: &[String]) -> VersionDocument {
    let section =
        |key: &str, text: String| Section { key: key.to_owned(), text, ..Section::default() };
    let person = it.one(people).cloned().unwrap_or_default();
    let step = Step { text: it.line(), takes: it.span(), check: it.text(), ..Step::default() };
    let copies = vec![RecordCopy { medium: it.line(), site: it.line(), within: it.span() }];
    VersionDocument::draft(Content {
        sections: vec![section("activation", it.text()), section("scope", it.line())],
        duties: vec![Duty { duty: it.line(), person: person.clone(), alternates: vec![it.line()] }],
        steps: vec![step],
        records: vec![VitalRecord { name: it.line(), keeper: person, copies }],
        ..Content::default()
    })
}

/// A small programme with a plan in force, and its draft of the next version.
fn planned() -> Programme {
    let contacts = |reach: &str| {
        let mut block = Block::new(BlockKind::Contacts, &["Name", "How to reach them"]);
        block.push("person:jane", ["Jane".to_owned(), reach.to_owned()]);
        vec![Block::new(BlockKind::Steps, &["Step"]), block]
    };
    let draft = VersionDocument::draft(Content::default());
    let active = VersionDocument {
        state: VersionState::Active,
        frozen: Some(contacts("jane@franklin.gov")),
        ..draft.clone()
    };
    let code = small().agencies[0].code.clone();
    let plan = PlanDocument {
        standing: Standing::Active,
        versions: vec![active, VersionDocument { number: 2, ..draft }],
        ..PlanDocument::new(&code, "drp", "recover", "What to do")
    };
    Programme { plans: vec![plan], ..small() }
}

#[tokio::test]
async fn how_people_were_reached_leaves_with_a_plan_only_when_asked_for_and_survives_an_import() {
    let platform = fresh().await;
    let ctx = platform_ctx(&platform);
    put(&platform, &planned()).await;
    let without = get(&platform).await;
    let text = serde_json::to_string(&without.plans).unwrap();
    assert!(!text.contains("jane@franklin.gov"), "{text}");

    assert!(put(&platform, &without).await.is_same());
    let all = transfer::read(&ctx, ReadOptions { channels: true }).await.unwrap();
    assert_eq!(all.plans, planned().plans);
}

#[tokio::test]
async fn a_plan_that_no_file_mentions_is_retired_when_pruned() {
    let platform = fresh().await;
    let ctx = platform_ctx(&platform);
    put(&platform, &planned()).await;
    put(&platform, &small()).await;
    assert_eq!(get(&platform).await.plans[0].retired_at, None);
    let options = WriteOptions { prune: true, ..WriteOptions::default() };
    let summary = transfer::write(&ctx, &small(), options).await.unwrap();
    assert_eq!((summary.plans.n_retired, summary.is_same()), (1, false));
    assert_eq!(get(&platform).await.plans[0].standing, Standing::Retired);
    assert!(transfer::write(&ctx, &small(), options).await.unwrap().is_same());
}
