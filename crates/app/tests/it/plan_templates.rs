//! Templates that the central team changes, and what agencies make of it.

use app::actor::{Reach, Role};
use app::plans::live;
use app::plans::plan::{self, PlanDocument, VersionDocument};
use app::plans::templates::{self, SectionTemplate, TemplateVersion, UpdateKind};
use app::plans::updates;
use app::programme::transfer::{self, ReadOptions, WriteOptions};
use app::{Ctx, Error, Paging};
use test_support::{ctx_in, ctx_with, fresh, platform_ctx, state};

use crate::impact_desk::{as_person, refusal};
use crate::plan_desk::{PlanDesk, plan_desk};

fn section(key: &str) -> SectionTemplate {
    SectionTemplate {
        key: key.to_owned(),
        title: "How we leave the cloud".to_owned(),
        guidance: "Say what is copied where before a contract ends, and who does it.".to_owned(),
        required: true,
        clauses: vec!["SR-2".to_owned()],
        blocks: vec![],
    }
}

/// The sections of today with one more at the end, one less, and other guidance in the first.
fn changed(current: &TemplateVersion, without: &str) -> Vec<SectionTemplate> {
    let mut sections = current.template.sections.clone();
    sections.retain(|it| it.key != without);
    sections[0].guidance = "Say who may activate it, and who stands in.".to_owned();
    sections[0].clauses.push("EO-298 4".to_owned());
    sections.push(section("cloud_exit"));
    sections
}

async fn publish(ctx: &Ctx, sections: Vec<SectionTemplate>, note: &str) -> TemplateVersion {
    let seen = templates::current(ctx, "drp").await.unwrap().number;
    templates::publish(ctx, "drp", seen, sections, note).await.unwrap()
}

fn told(update: &updates::Update) -> Vec<(String, UpdateKind)> {
    update.sections.iter().map(|it| (it.key().to_owned(), it.kind())).collect()
}

/// A plan whose section `silent` says nothing, and is not needed.
async fn with_silent(desk: &PlanDesk, code: &str, silent: &str) -> plan::Plan {
    let (plan, draft) = desk.drafted(code).await;
    let mut content = draft.content.clone();
    let it = content.sections.iter_mut().find(|it| it.key == silent).unwrap();
    it.text = String::new();
    plan::save(&desk.author, plan.id, draft.version, content).await.unwrap();
    plan
}

/// A section of the disaster recovery plan that is only text.
fn plain() -> String {
    let drp = templates::find("drp").unwrap();
    let plain = drp.sections.iter().skip(1).find(|it| it.blocks.is_empty());
    plain.unwrap().key.clone()
}

#[tokio::test]
async fn req_s1_31_a_changed_template_is_offered_to_agencies_and_never_forced() {
    let desk = plan_desk().await;
    let in_force = desk.in_force("in-force").await;
    let plain = plain();
    let drafted = with_silent(&desk, "drafted", &plain).await;
    let before = desk.newest(&drafted).await;
    let seen = updates::of(&desk.author, drafted.id).await.unwrap();
    assert_eq!((seen.is_available(), seen.current.number), (false, 1));
    let first = templates::current(&desk.team, "drp").await.unwrap();
    let published = publish(&desk.team, changed(&first, &plain), "Clouds.").await;
    assert_eq!(published.number, 2);

    // Nothing is forced: what is in force and what is drafted are as they were, and still complete.
    let after = desk.newest(&drafted).await;
    assert_eq!((&after.content, after.version), (&before.content, before.version));
    let opened = live::open(&desk.author, in_force.id, None).await.unwrap();
    assert_eq!(opened.template.sections, first.template.sections);
    assert_eq!(opened.version.sha256, Some(opened.version.content.sha256().unwrap()));

    // Both see that there is an update, with the difference.
    let drp = &templates::find("drp").unwrap().sections[0].key;
    for plan in [&in_force, &drafted] {
        let update = updates::of(&desk.author, plan.id).await.unwrap();
        assert!(update.is_available());
        assert_eq!(update.current.note, "Clouds.");
        let expected = [
            (drp.clone(), UpdateKind::Changed),
            ("cloud_exit".to_owned(), UpdateKind::Added),
            (plain.clone(), UpdateKind::Removed),
        ];
        assert_eq!(told(&update), expected);
        let names: Vec<&str> = update.sections[0].differences().iter().map(|it| it.0).collect();
        assert_eq!(names, ["Guidance", "Clauses"]);
    }

    // The other agency leaves it, and hears again of the next change only.
    updates::dismiss(&desk.author, in_force.id, 2).await.unwrap();
    let left = updates::of(&desk.author, in_force.id).await.unwrap();
    assert!(!left.is_available() && left.is_dismissed() && left.sections.len() == 3);
    let mut next = published.template.sections.clone();
    next[1].title = "Another title".to_owned();
    publish(&desk.team, next, "A title.").await;
    let again = updates::of(&desk.author, in_force.id).await.unwrap();
    assert!(again.is_available() && again.sections.len() == 4);
    let actions = desk.actions(&in_force).await;
    assert!(actions.contains(&"plan.template_dismissed".to_owned()), "{actions:?}");
}

#[tokio::test]
async fn req_s1_31_an_agency_takes_a_changed_template_over_section_by_section() {
    let desk = plan_desk().await;
    let plain = plain();
    let drafted = with_silent(&desk, "drafted", &plain).await;
    let before = desk.newest(&drafted).await;
    let first = templates::current(&desk.team, "drp").await.unwrap();
    publish(&desk.team, changed(&first, &plain), "Clouds.").await;
    let drp = &first.template.sections[0].key;

    // One section is taken over: it is to be written now, and the others are still open.
    let it = updates::take(&desk.author, drafted.id, (before.version, 2), "cloud_exit").await;
    let it = it.unwrap();
    let opened = live::open(&desk.author, drafted.id, None).await.unwrap();
    assert!(opened.template.section("cloud_exit").is_some());
    assert_eq!(opened.template.sections[0], first.template.sections[0]);
    let missing: Vec<&str> =
        it.content.missing(&opened.template).iter().map(|it| it.key.as_str()).collect();
    assert!(missing.contains(&"cloud_exit"), "{missing:?}");
    let error = plan::submit(&desk.author, drafted.id, it.version, "New.").await.unwrap_err();
    assert_eq!(refusal(error), "plan.incomplete");
    let words = |version: &plan::PlanVersion| {
        let said = version.content.sections.iter().filter(|it| !it.text.is_empty());
        said.map(|it| (it.key.clone(), it.text.clone())).collect::<Vec<_>>()
    };
    assert_eq!(words(&it), words(&before));
    let error = updates::take(&desk.author, drafted.id, (it.version, 2), "cloud_exit").await;
    assert_eq!(refusal(error.unwrap_err()), "template.taken");

    // What is empty goes; what says something stays until it has another place.
    let it = updates::take(&desk.author, drafted.id, (it.version, 2), &plain).await.unwrap();
    let opened = live::open(&desk.author, drafted.id, None).await.unwrap();
    assert!(opened.template.section(&plain).is_none());
    let left = updates::of(&desk.author, drafted.id).await.unwrap();
    assert_eq!(told(&left), [(drp.clone(), UpdateKind::Changed)]);
    updates::take(&desk.author, drafted.id, (it.version, 2), drp).await.unwrap();
    let left = updates::of(&desk.author, drafted.id).await.unwrap();
    assert!(!left.is_available() && left.sections.is_empty());
}

#[tokio::test]
async fn no_words_of_a_plan_are_lost_when_a_section_goes() {
    let desk = plan_desk().await;
    let (plan, draft) = desk.drafted("it").await;
    let plain = plain();
    let first = templates::current(&desk.team, "drp").await.unwrap();
    publish(&desk.team, changed(&first, &plain), "Less.").await;
    let take = |version| updates::take(&desk.author, plan.id, (version, 2), &plain);
    assert_eq!(refusal(take(draft.version).await.unwrap_err()), "template.words");
    assert_eq!(desk.newest(&plan).await.content, draft.content);
    let mut content = draft.content.clone();
    let at = content.sections.iter().position(|it| it.key == plain).unwrap();
    let text = std::mem::take(&mut content.sections[at].text);
    content.sections[0].text.push_str(&text);
    let saved = plan::save(&desk.author, plan.id, draft.version, content).await.unwrap();
    let taken = take(saved.version).await.unwrap();
    assert!(taken.content.sections[0].text.ends_with(&text));
    assert!(taken.content.section(&plain).is_none());
}

#[tokio::test]
async fn plans_that_are_started_later_begin_with_the_template_of_that_day() {
    let desk = plan_desk().await;
    let first = templates::current(&desk.team, "drp").await.unwrap();
    publish(&desk.team, changed(&first, &plain()), "Clouds.").await;
    let plan = desk.started("drp", "new").await;
    let draft = desk.newest(&plan).await;
    assert!(draft.content.section("cloud_exit").is_some());
    assert!(!updates::of(&desk.author, plan.id).await.unwrap().is_available());
    // Nobody writes themselves another template, neither by saving nor by a file.
    let mut content = draft.content.clone();
    content.outline = vec![section("only")];
    let saved = plan::save(&desk.author, plan.id, draft.version, content.clone()).await.unwrap();
    assert_eq!(saved.content.outline, draft.content.outline);
    let mut document = PlanDocument::new("commerce", "drp", "by-file", "By file");
    document.versions.push(VersionDocument::draft(content));
    let tx = desk.author.write().await.unwrap();
    plan::put_all(&tx, &desk.author, &[document]).await.unwrap();
    tx.commit().await.unwrap();
    let plan = plan::by_code(&desk.author, "by-file").await.unwrap();
    let by_file = desk.newest(&plan).await;
    assert_eq!(by_file.content.outline, draft.content.outline);
}

#[tokio::test]
async fn only_the_central_team_publishes_and_never_over_somebody_else() {
    let desk = plan_desk().await;
    let first = templates::current(&desk.team, "drp").await.unwrap();
    let sections = changed(&first, &plain());
    for ctx in [&desk.author, &desk.head] {
        let error = templates::publish(ctx, "drp", 1, sections.clone(), "Mine.").await;
        assert!(matches!(error.unwrap_err(), Error::Forbidden(_)));
    }
    let error = templates::publish(&desk.team, "drp", 1, first.template.sections.clone(), "Same.");
    assert_eq!(refusal(error.await.unwrap_err()), "template.same");
    let error = templates::publish(&desk.team, "drp", 1, vec![], " ").await.unwrap_err();
    let Error::Invalid(problems) = error else { panic!("{error:?}") };
    let fields: Vec<&str> = problems.iter().map(|it| it.field.as_ref()).collect();
    assert_eq!(fields, ["sections", "note"]);
    publish(&desk.team, sections.clone(), "First.").await;
    let error = templates::publish(&desk.team, "drp", 1, sections, "Second.").await.unwrap_err();
    assert!(matches!(error, Error::Stale("template")), "{error:?}");
    let versions = templates::versions(&desk.author, "drp").await.unwrap();
    assert_eq!(versions.iter().map(|it| it.number).collect::<Vec<_>>(), [2, 1]);
    let query = templates::Query {
        text: "leave the cloud".to_owned(),
        paging: Paging::default(),
        ..templates::Query::default()
    };
    let found = templates::list(&desk.author, &query).await.unwrap();
    assert_eq!((found.n_items, found.items[0].number), (1, 2));
    assert!(matches!(
        templates::versions(&desk.author, "poem").await.unwrap_err(),
        Error::NotFound(_)
    ));
}

#[tokio::test]
async fn who_may_not_write_a_plan_takes_nothing_over_and_other_agencies_see_nothing() {
    let desk = plan_desk().await;
    let (plan, draft) = desk.drafted("it").await;
    let first = templates::current(&desk.team, "drp").await.unwrap();
    publish(&desk.team, changed(&first, &plain()), "Clouds.").await;
    let seen = (draft.version, 2);
    let error = updates::take(&desk.team, plan.id, seen, "cloud_exit").await.unwrap_err();
    assert!(matches!(error, Error::Forbidden(_)), "{error:?}");
    let error = updates::dismiss(&desk.team, plan.id, 2).await.unwrap_err();
    assert!(matches!(error, Error::Forbidden(_)), "{error:?}");
    let elsewhere = ctx_in(&desk.platform, Role::PlanOwner, desk.at.revenue);
    assert!(matches!(updates::of(&elsewhere, plan.id).await.unwrap_err(), Error::NotFound("plan")));
    let error = updates::take(&elsewhere, plan.id, seen, "cloud_exit").await.unwrap_err();
    assert!(matches!(error, Error::NotFound("plan")), "{error:?}");
    let stale = updates::take(&desk.author, plan.id, (draft.version, 1), "cloud_exit").await;
    assert!(matches!(stale.unwrap_err(), Error::Stale("template")));
    let stale = updates::take(&desk.author, plan.id, (draft.version + 1, 2), "cloud_exit").await;
    assert!(matches!(stale.unwrap_err(), Error::Stale("plan")));
    assert!(matches!(
        updates::dismiss(&desk.author, plan.id, 1).await.unwrap_err(),
        Error::Stale("template")
    ));
    // Who judges a version sees it as it was handed in: nothing is taken over meanwhile.
    let handed = plan::submit(&desk.author, plan.id, draft.version, "New.").await.unwrap();
    let error = updates::take(&desk.author, plan.id, (handed.version, 2), "cloud_exit").await;
    assert_eq!(refusal(error.unwrap_err()), "plan.frozen");
    let other = as_person(&desk.platform, &desk.at, "bob", Role::PlanOwner).await;
    let head = ctx_with(&desk.platform, other.actor.person_id, Role::AgencyHead, Reach::State);
    assert!(updates::of(&head, plan.id).await.unwrap().is_available());
}

#[tokio::test]
async fn templates_and_what_plans_are_written_to_survive_an_export() {
    let desk = plan_desk().await;
    let (plan, draft) = desk.drafted("it").await;
    let first = templates::current(&desk.team, "drp").await.unwrap();
    publish(&desk.team, changed(&first, &plain()), "Clouds.").await;
    let seen = (draft.version, 2);
    let taken = updates::take(&desk.author, plan.id, seen, "cloud_exit").await.unwrap();
    let from = platform_ctx(&desk.platform);
    let programme = transfer::read(&from, ReadOptions { channels: true }).await.unwrap();
    assert_eq!(programme.templates.len(), 1);
    let dir = tempfile::tempdir().unwrap();
    app::programme::folder::write(&programme, dir.path()).unwrap();
    let (read, found) = app::programme::folder::read(dir.path()).unwrap();
    assert_eq!((found, &read), (vec![], &programme));
    let other = fresh().await;
    state(&other).await;
    let to = platform_ctx(&other);
    let summary = transfer::write(&to, &read, WriteOptions::default()).await.unwrap();
    assert_eq!(summary.templates.n_changed, 1);
    let current = templates::current(&to, "drp").await.unwrap();
    assert_eq!((current.number, current.note.as_str()), (2, "Clouds."));
    let there = plan::by_code(&to, "it").await.unwrap();
    let newest = plan::versions(&to, there.id).await.unwrap().remove(0);
    assert_eq!(newest.content, taken.content);
    assert!(updates::of(&to, there.id).await.unwrap().is_available());
    let again = transfer::write(&to, &read, WriteOptions::default()).await.unwrap();
    assert!(again.is_same(), "{again:?}");
}
