//! Waivers of findings: who asks, who decides, until when something does not count, and that everything
//! that counts findings counts the same.

use app::actor::{Reach, Role};
use app::assure::obligations::{self, ask_waiver, found_now};
use app::assure::submissions::{self, CampaignDocument};
use app::plans::checks::{self, Finding, Severity};
use app::plans::plan::{self, Plan, Step};
use app::plans::waivers::{self, AskDocument, Query, Sort, Standing, Waiver};
use app::programme::check::{check, check_folder};
use app::programme::findings::{self, count, count_waived};
use app::programme::nightly;
use app::programme::transfer::{self, ReadOptions, WriteOptions};
use app::{Ctx, Error, Timestamp, runner};
use chrono::TimeDelta;
use test_support::{ctx_in, ctx_with, fresh, platform_ctx, state};

use crate::impact_desk::refusal;
use crate::plan_desk::{PlanDesk, plan_desk};

/// An error about steps: somebody does one whom the plan does not know.
const STRANGER: &str = "PLN-038";

pub(crate) fn at(ctx: &Ctx, now: &str) -> Ctx {
    Ctx::new(ctx.platform.clone(), ctx.actor.clone(), now.parse().unwrap())
}

/// A plan with a step that somebody does whom it does not know.
async fn spoiled(desk: &PlanDesk) -> Plan {
    spoiled_as(desk, "it").await
}

/// The same, called so.
pub(crate) async fn spoiled_as(desk: &PlanDesk, code: &str) -> Plan {
    let (plan, draft) = desk.drafted(code).await;
    let mut content = draft.content.clone();
    content.steps[0].by = "Nobody at all".to_owned();
    plan::save(&desk.author, plan.id, draft.version, content).await.unwrap();
    plan
}

/// What a rule finds in a plan, as its page shows it.
async fn found(ctx: &Ctx, plan: &Plan, rule: &str) -> Option<Finding> {
    let all = obligations::findings(ctx, plan.id).await.unwrap();
    all.into_iter().find(|it| it.code == rule)
}

fn document(it: &Finding, until: &str) -> AskDocument {
    AskDocument {
        rule: it.code.to_owned(),
        about: it.about.clone(),
        reason: "The new crew starts in December.".to_owned(),
        until: until.parse().unwrap(),
    }
}

async fn asked(desk: &PlanDesk, plan: &Plan) -> Waiver {
    asked_by(&desk.author, plan, "2026-11-30").await
}

/// That somebody asks for a waiver until a day.
pub(crate) async fn asked_by(ctx: &Ctx, plan: &Plan, until: &str) -> Waiver {
    let it = found(ctx, plan, STRANGER).await.unwrap();
    ask_waiver(ctx, plan.id, &document(&it, until)).await.unwrap()
}

async fn granted(desk: &PlanDesk, plan: &Plan) -> Waiver {
    let it = asked(desk, plan).await;
    waivers::decide(&desk.head, it.id, it.version, (true, "Until then.")).await.unwrap()
}

fn fields(error: Error) -> Vec<String> {
    match error {
        Error::Invalid(problems) => problems.into_iter().map(|it| it.field.into_owned()).collect(),
        other => vec![other.to_string()],
    }
}

#[tokio::test]
async fn a_finding_is_waived_through_the_last_day_and_counts_again_by_itself() {
    let desk = plan_desk().await;
    let plan = spoiled(&desk).await;
    let before = found(&desk.author, &plan, STRANGER).await.unwrap();
    assert_eq!((before.severity, before.waived.clone()), (Severity::Error, None));
    assert!(before.breaks());
    let it = asked(&desk, &plan).await;
    assert_eq!(it.sentence, before.sentence);
    // Who only asked has changed nothing.
    assert!(found(&desk.author, &plan, STRANGER).await.unwrap().is_open_as(Severity::Error));
    let it = waivers::decide(&desk.head, it.id, it.version, (true, " Until then. ")).await.unwrap();
    assert_eq!((it.decided_by, it.note.as_str()), (Some(desk.head.actor.person_id), "Until then."));
    let waived = found(&desk.author, &plan, STRANGER).await.unwrap();
    let why = waived.waived.clone().unwrap();
    assert_eq!(why.until, "2026-11-30".parse().unwrap());
    assert_eq!(why.reason, "The new crew starts in December.");
    assert!(!why.by.is_empty() && why.by != "Somebody", "{why:?}");
    let all = obligations::findings(&desk.author, plan.id).await.unwrap();
    assert!(!waived.breaks());
    assert!(all.last().unwrap().waived.is_some(), "what is waived stands apart, last");

    let last = at(&desk.author, "2026-11-30T23:59:59Z");
    assert!(found(&last, &plan, STRANGER).await.unwrap().waived.is_some());
    let after = at(&desk.author, "2026-12-01T00:00:00Z");
    assert!(found(&after, &plan, STRANGER).await.unwrap().is_open_as(Severity::Error));
    let actions = desk.actions(&plan).await;
    assert!(actions.ends_with(&["waiver.asked".to_owned(), "waiver.granted".to_owned()]));
}

#[tokio::test]
async fn a_waiver_follows_its_row_and_says_when_nothing_is_left_to_waive() {
    let desk = plan_desk().await;
    let plan = spoiled(&desk).await;
    let it = granted(&desk, &plan).await;
    let draft = desk.newest(&plan).await;
    let mut content = draft.content.clone();
    let first = Step { text: "Call everybody.".to_owned(), ..content.steps[0].clone() };
    content.steps.insert(0, first);
    let draft = plan::save(&desk.author, plan.id, draft.version, content.clone()).await.unwrap();
    let all = obligations::findings(&desk.author, plan.id).await.unwrap();
    let strangers: Vec<(&str, bool)> = all
        .iter()
        .filter(|it| it.code == STRANGER)
        .map(|it| (it.place.as_str(), it.waived.is_some()))
        .collect();
    // The same is wrong with the new step, and nobody answers for that.
    assert_eq!(strangers, [("steps.0.by", false), ("steps.1.by", true)]);
    let one = std::slice::from_ref(&it);
    assert_eq!(found_now(&desk.author, one).await.unwrap(), [Some(true)]);

    content.steps[1].by = "Recovery director".to_owned();
    plan::save(&desk.author, plan.id, draft.version, content).await.unwrap();
    assert_eq!(found_now(&desk.author, one).await.unwrap(), [Some(false)]);
    let error = ask_waiver(&desk.author, plan.id, &ask_of(&it)).await.unwrap_err();
    assert_eq!(fields(error), ["about"]);
}

fn ask_of(it: &Waiver) -> AskDocument {
    AskDocument {
        rule: it.rule.clone(),
        about: it.about.clone(),
        reason: it.reason.clone(),
        until: it.until,
    }
}

#[tokio::test]
async fn nobody_decides_about_their_own_and_nobody_else_may_ask_or_decide() {
    let desk = plan_desk().await;
    let plan = spoiled(&desk).await;
    let it = asked(&desk, &plan).await;
    let decide = async |ctx: &Ctx, seen: i64, note: &str| {
        waivers::decide(ctx, it.id, seen, (true, note)).await.unwrap_err()
    };
    // Who asked may approve plans, too: and still does not decide.
    let author = desk.author.actor.person_id;
    let both = ctx_with(&desk.platform, author, Role::AgencyHead, Reach::State);
    assert_eq!(refusal(decide(&both, 1, "Fine.").await), "waiver.own");
    for ctx in [&desk.author, &desk.team] {
        assert!(matches!(decide(ctx, 1, "Fine.").await, Error::Forbidden(_)));
    }
    let elsewhere = ctx_in(&desk.platform, Role::AgencyHead, desk.at.revenue);
    assert!(matches!(decide(&elsewhere, 1, "Fine.").await, Error::NotFound("waiver")));
    assert!(matches!(waivers::show(&elsewhere, it.id).await.unwrap_err(), Error::NotFound(_)));
    let none = waivers::list(&elsewhere, &Query::default()).await.unwrap();
    assert_eq!(none.n_items, 0);
    assert!(matches!(waivers::of_plan(&elsewhere, plan.id).await.unwrap_err(), Error::NotFound(_)));
    assert!(matches!(decide(&desk.head, 7, "Fine.").await, Error::Stale("waiver")));
    assert_eq!(fields(decide(&desk.head, 1, " ").await), ["note"]);

    let finding = found(&desk.author, &plan, STRANGER).await.unwrap();
    let ask = async |ctx: &Ctx, until: &str| {
        ask_waiver(ctx, plan.id, &document(&finding, until)).await.unwrap_err()
    };
    for ctx in [&desk.head, &desk.team] {
        assert!(matches!(ask(ctx, "2026-11-30").await, Error::Forbidden(_)));
    }
    assert!(matches!(ask(&elsewhere, "2026-11-30").await, Error::NotFound("plan")));
    assert_eq!(fields(ask(&desk.author, "2027-11-23").await), ["until"]);
    assert_eq!(fields(ask(&desk.author, "2026-11-20").await), ["until"]);
    assert_eq!(refusal(ask(&desk.author, "2026-12-30").await), "waiver.there");
    // Refused, it may be asked for again.
    let no = waivers::decide(&desk.head, it.id, 1, (false, "Name somebody.")).await.unwrap();
    assert_eq!(no.standing("2026-11-22".parse().unwrap()), Standing::Refused);
    assert!(found(&desk.author, &plan, STRANGER).await.unwrap().waived.is_none());
    ask_waiver(&desk.author, plan.id, &document(&finding, "2026-12-30")).await.unwrap();
}

#[tokio::test]
async fn a_waiver_that_is_withdrawn_counts_no_longer_and_one_may_be_made_to_last() {
    let desk = plan_desk().await;
    let plan = spoiled(&desk).await;
    let it = granted(&desk, &plan).await;
    // What holds already may be asked for only for longer.
    let finding = found(&desk.author, &plan, STRANGER).await.unwrap();
    let error = ask_waiver(&desk.author, plan.id, &document(&finding, "2026-11-29")).await;
    assert_eq!(refusal(error.unwrap_err()), "waiver.there");
    let longer =
        ask_waiver(&desk.author, plan.id, &document(&finding, "2026-12-31")).await.unwrap();
    let longer = waivers::decide(&desk.head, longer.id, 1, (true, "Once more.")).await.unwrap();
    let shown = found(&desk.author, &plan, STRANGER).await.unwrap().waived.unwrap();
    assert_eq!(shown.until, "2026-12-31".parse().unwrap());

    let error = waivers::withdraw(&desk.team, longer.id, longer.version).await.unwrap_err();
    assert!(matches!(error, Error::Forbidden(_)), "{error:?}");
    let error = waivers::withdraw(&desk.head, longer.id, 1).await.unwrap_err();
    assert!(matches!(error, Error::Stale("waiver")), "{error:?}");
    waivers::withdraw(&desk.head, longer.id, longer.version).await.unwrap();
    waivers::withdraw(&desk.author, it.id, it.version).await.unwrap();
    assert!(found(&desk.author, &plan, STRANGER).await.unwrap().waived.is_none());
    assert_eq!(desk.actions(&plan).await.last().unwrap(), "waiver.withdrawn");
}

#[tokio::test]
async fn waivers_are_found_by_how_they_stand_and_those_that_end_soon_wait_for_who_asked() {
    let desk = plan_desk().await;
    let plan = spoiled(&desk).await;
    let it = asked(&desk, &plan).await;
    let waits = waivers::waiting(&desk.head).await.unwrap();
    assert_eq!((waits.to_decide.len(), waits.ending.len()), (1, 0));
    assert!(waivers::waiting(&desk.author).await.unwrap().to_decide.is_empty());
    waivers::decide(&desk.head, it.id, 1, (true, "Fine.")).await.unwrap();
    let waits = waivers::waiting(&desk.author).await.unwrap();
    assert_eq!(waits.ending.iter().map(|it| it.id).collect::<Vec<_>>(), [it.id]);
    assert!(waivers::waiting(&desk.head).await.unwrap().to_decide.is_empty());

    let list = async |ctx: &Ctx, query: Query| waivers::list(ctx, &query).await.unwrap().n_items;
    let standing = |it| Query { standing: Some(it), sort: Sort::Asked, ..Query::default() };
    let later = at(&desk.team, "2026-12-01T08:00:00Z");
    assert_eq!(list(&desk.team, standing(Standing::Granted)).await, 1);
    assert_eq!(list(&later, standing(Standing::Granted)).await, 0);
    assert_eq!(list(&later, standing(Standing::Ended)).await, 1);
    assert_eq!(list(&desk.team, standing(Standing::Asked)).await, 0);
    let soon = |today: &str| Query::default().ending_soon(today.parse().unwrap());
    assert_eq!(list(&desk.team, soon("2026-11-21")).await, 1);
    assert_eq!(list(&later, soon("2026-12-01")).await, 0);
    let text = |text: &str| Query { text: text.to_owned(), ..Query::default() };
    assert_eq!(list(&desk.team, text("NEW CREW")).await, 1);
    assert_eq!(list(&desk.team, text("old crew")).await, 0);
    let agencies = |id| Query { agencies: Some([id].into()), ..Query::default() };
    assert_eq!(list(&desk.team, agencies(desk.at.commerce)).await, 1);
    assert_eq!(list(&desk.team, agencies(desk.at.revenue)).await, 0);
    let named = waivers::named(&desk.team, &[it]).await.unwrap().remove(0);
    assert_eq!((named.plan_code.as_str(), named.plan.as_str()), ("it", "Plan it"));
}

/// `mainstay check` over the exported folder counts what the page of the plan counts, before, while and
/// after something is waived; and a new database counts it too.
#[tokio::test]
async fn check_agrees_with_the_page_of_the_plan() {
    let desk = plan_desk().await;
    let plan = spoiled(&desk).await;
    let ctx = platform_ctx(&desk.platform);
    let day = |it: &str| it.parse().unwrap();
    let export = async || transfer::read(&ctx, ReadOptions { channels: true }).await.unwrap();
    let before = check(&export().await, day("2026-11-21"));
    granted(&desk, &plan).await;
    let programme = export().await;
    let dir = tempfile::tempdir().unwrap();
    app::programme::folder::write(&programme, dir.path()).unwrap();
    let (read, wrong) = app::programme::folder::read(dir.path()).unwrap();
    assert_eq!((wrong, &read), (vec![], &programme));

    for (today, is_waived) in [("2026-11-30", true), ("2026-12-01", false)] {
        let there = check_folder(dir.path(), day(today)).unwrap();
        let there = there.iter().find(|it| it.code == STRANGER).unwrap().waived.clone();
        let page = at(&desk.author, &format!("{today}T12:00:00Z"));
        let here = found(&page, &plan, STRANGER).await.unwrap().waived;
        assert_eq!(there, here, "on {today}");
        assert_eq!(here.is_some(), is_waived, "on {today}");
    }
    let now = check_folder(dir.path(), day("2026-11-21")).unwrap();
    let n = |all: &[findings::Finding]| {
        findings::Severity::ALL.map(|it| count(all, it)).into_iter().sum::<usize>()
    };
    assert_eq!((n(&now) + 1, now.len(), count_waived(&now)), (n(&before), before.len(), 1));
    let text = findings::text(&now);
    assert!(text.contains(&format!("waived[{STRANGER}]")), "{text}");
    assert!(text.contains(" until 2026-11-30: The new crew starts in December."), "{text}");
    let json = findings::json(&now);
    assert_eq!(json["n_waived"], 1);
    assert!(findings::sarif(&now, "1").to_string().contains("suppressions"));

    let other = fresh().await;
    state(&other).await;
    let to = platform_ctx(&other);
    let summary = transfer::write(&to, &read, WriteOptions::default()).await.unwrap();
    assert_eq!(summary.waivers.n_changed, 1);
    let again = transfer::write(&to, &read, WriteOptions::default()).await.unwrap();
    assert!(again.is_same(), "{again:?}");
    let there = plan::by_code(&to, "it").await.unwrap();
    assert!(found(&to, &there, STRANGER).await.unwrap().waived.is_some());
}

#[tokio::test]
async fn nobody_grants_a_waiver_by_a_file() {
    let desk = plan_desk().await;
    let plan = spoiled(&desk).await;
    granted(&desk, &plan).await;
    let from = platform_ctx(&desk.platform);
    let mut programme = transfer::read(&from, ReadOptions { channels: true }).await.unwrap();
    programme.waivers[0].waivers[0].granted_by = "ann-author".to_owned();
    let wrong = check(&programme, "2026-11-21".parse().unwrap());
    assert!(wrong.iter().any(|it| it.message.contains("Nobody grants what they asked for.")));
    assert!(wrong.iter().all(|it| it.waived.is_none()));
    let other = fresh().await;
    state(&other).await;
    let error = transfer::write(&platform_ctx(&other), &programme, WriteOptions::default()).await;
    assert!(matches!(error.unwrap_err(), Error::Invalid(_)));
}

#[tokio::test]
async fn the_night_counts_no_waived_finding_and_tells_it_as_new_when_that_ends() {
    let desk = plan_desk().await;
    let plan = spoiled(&desk).await;
    granted(&desk, &plan).await;
    let pass = async |night: Timestamp| {
        let ctx = platform_ctx(&desk.platform);
        let at = |now| Ctx::new(ctx.platform.clone(), ctx.actor.clone(), now);
        runner::enqueue_due(&at(night - TimeDelta::hours(2))).await.unwrap();
        runner::enqueue_due(&at(night)).await.unwrap();
        while runner::step(&desk.platform, &|| night).await.unwrap() {}
        nightly::of_plan(&desk.author, plan.id).await.unwrap().unwrap()
    };
    let first = pass("2026-11-22T08:30:00Z".parse().unwrap()).await;
    assert!(first.found.iter().any(|it| it.code == STRANGER), "{first:?}");
    assert!(!first.by_rule().contains_key(STRANGER), "{first:?}");
    assert!(first.open().all(|it| it.code != STRANGER));
    pass("2026-11-30T08:30:00Z".parse().unwrap()).await;
    let later = pass("2026-12-01T08:30:00Z".parse().unwrap()).await;
    assert_eq!(later.by_rule().get(STRANGER), Some(&1));
    assert!(later.new_errors().any(|it| it.code == STRANGER), "{later:?}");
}

/// What is waived stands in the dossier, and is no gap of the agency.
#[tokio::test]
async fn what_is_waived_is_not_counted_in_what_is_handed_in() {
    const UNREACHED: &str = "PLN-018";
    let desk = plan_desk().await;
    let plan = desk.in_force("it").await;
    let campaign = CampaignDocument {
        year: 2026,
        name: "Plans of 2026".to_owned(),
        plan_types: ["drp".to_owned()].into(),
        agencies: [].into(),
        opens_on: "2026-11-01".parse().unwrap(),
        due_on: "2026-12-01".parse().unwrap(),
        statute: "N.C.G.S. 143B-1331".to_owned(),
        guidance: String::new(),
    };
    submissions::add_campaign(&desk.team, &campaign).await.unwrap();
    let all = obligations::findings(&desk.author, plan.id).await.unwrap();
    // Nobody ever saw that those who are named can be reached.
    let unreached: Vec<&Finding> = all.iter().filter(|it| it.code == UNREACHED).collect();
    assert!(!unreached.is_empty(), "{all:?}");
    for it in unreached {
        let asked = ask_waiver(&desk.author, plan.id, &document(it, "2026-12-31")).await.unwrap();
        waivers::decide(&desk.head, asked.id, 1, (true, "Fine.")).await.unwrap();
    }
    let query = submissions::Query {
        agencies: Some([desk.at.commerce].into()),
        ..submissions::Query::default()
    };
    let it = submissions::list(&desk.head, &query).await.unwrap().items.remove(0);
    let words = "These plans are in force and were tested.";
    let it = submissions::attest(&desk.head, it.id, it.version, words).await.unwrap();
    while runner::step(&desk.platform, &test_support::now).await.unwrap() {}
    let filing = submissions::filings(&desk.head, &it).await.unwrap().remove(0);
    assert!(filing.made_at.is_some() && !filing.findings.is_empty(), "{filing:?}");
    assert!(!filing.findings.contains_key(UNREACHED), "{:?}", filing.findings);
    let there = checks::of(&platform_ctx(&desk.platform), plan.id).await.unwrap();
    assert!(there.iter().any(|it| it.code == UNREACHED && it.waived.is_some()), "{there:?}");
}
