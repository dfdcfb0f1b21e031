//! Files on their way into the inventory.

use std::path::PathBuf;

use app::actor::Role;
use app::people::agencies;
use app::prepare::imports::{
    self, File, Format, Import, Mapping, Source, State, Step, Target, Upload,
};
use app::prepare::inventory::{self, Kind, Query};
use app::{Ctx, Error, Platform, Span};
use test_support::{agency, ctx, ctx_in, fresh, item, platform_ctx, state};

pub(crate) async fn upload(ctx: &Ctx, name: &str, bytes: &[u8]) -> Import {
    let mut upload = Upload::begin(ctx, name).await.unwrap();
    for part in bytes.chunks(700_000) {
        upload.push(part).await.unwrap();
    }
    upload.finish().await.unwrap()
}

pub(crate) fn services() -> Mapping {
    Mapping::new(Target::Item(Kind::Service))
        .with("code", Source::column("id"))
        .with("name", Source::column("title"))
        .with("agency", Source { otherwise: "commerce".to_owned(), ..Source::column("org") })
}

async fn n_services(platform: &Platform) -> u64 {
    inventory::count(&platform_ctx(platform), &Query::all(Kind::Service)).await.unwrap()
}

const FILE: &str = "id;title;org;RTO;needs\r\n\
    1;Portal;;4 h;Mail, asset:db\r\n\
    2;Mail;Agency of revenue;1,5 h;\r\n\
    3;Broken;Nowhere;4 h;\r\n";

#[tokio::test]
async fn a_file_is_mapped_checked_and_committed() {
    let platform = fresh().await;
    state(&platform).await;
    item(&platform, Kind::Asset, "commerce", "db").await;
    let ctx = ctx(&platform, Role::ContinuityTeam);
    let import = upload(&ctx, "C:\\files\\services.csv", FILE.as_bytes()).await;
    assert_eq!((import.file_name.as_str(), import.state), ("services.csv", State::Arrived));

    let preview = imports::preview(&ctx, import.id, None).await.unwrap();
    assert_eq!(preview.headers, ["id", "title", "org", "RTO", "needs"]);
    assert_eq!(preview.mapping.fields["target_rto"], Source::column("RTO"));
    assert_eq!(preview.rows.len(), 3);

    let mapping = services().with("needs", Source::column("needs"));
    let mapping = mapping.with("target_rto", Source::column("RTO"));
    imports::map(&ctx, import.id, mapping).await.unwrap();
    let checked = imports::check(&ctx, import.id).await.unwrap();
    assert_eq!(checked.state, State::Checked);
    assert_eq!((checked.counts.n_added, checked.counts.n_refused), (0, 3), "{checked:?}");
    let fields: Vec<_> =
        checked.counts.problems.iter().map(|it| (it.line, it.field.as_str())).collect();
    // Row 1 needs row 2, which cannot be put in.
    assert_eq!(fields, [(3, "target_rto"), (4, "agency"), (2, "needs")]);

    let good = FILE.replace("1,5 h", "1.5 h");
    let import = upload(&ctx, "services.csv", good.as_bytes()).await;
    let mapping = preview.mapping;
    let mapping = Mapping { agencies: [("Nowhere".into(), "revenue".into())].into(), ..mapping }
        .with("agency", Source { otherwise: "commerce".to_owned(), ..Source::column("org") });
    imports::map(&ctx, import.id, mapping.clone()).await.unwrap();
    let checked = imports::check(&ctx, import.id).await.unwrap();
    assert_eq!((checked.counts.n_added, checked.counts.n_refused), (3, 0), "{checked:?}");
    assert_eq!(n_services(&platform).await, 0);
    let committed = imports::commit(&ctx, import.id, false).await.unwrap();
    assert_eq!(committed.state, State::Committed);
    assert_eq!(n_services(&platform).await, 3);

    let portal = inventory::by_code(&ctx, Kind::Service, "1").await.unwrap();
    assert_eq!(portal.recovery.target_rto, Some(Span::from_hours(4)));
    let needs = inventory::needs_of(&ctx, portal.id).await.unwrap();
    assert_eq!(needs.len(), 2);

    // The same file again changes nothing.
    let again = upload(&ctx, "services.csv", good.as_bytes()).await;
    imports::map(&ctx, again.id, mapping).await.unwrap();
    let again = imports::check(&ctx, again.id).await.unwrap();
    assert_eq!((again.counts.n_same, again.counts.n_rows), (3, 3));
}

#[tokio::test]
async fn what_is_not_mapped_stays_as_it_is() {
    let platform = fresh().await;
    state(&platform).await;
    test_support::service(&platform, "portal", 4, 1).await;
    let ctx = platform_ctx(&platform);
    let file = File::of(Format::Csv, b"id,title,org\nPortal,The new portal,\n".to_vec());
    let counts = imports::put(&ctx, &file, &services(), false).await.unwrap();
    assert_eq!((counts.n_changed, counts.n_rows), (1, 1));
    let portal = inventory::by_code(&ctx, Kind::Service, "portal").await.unwrap();
    assert_eq!(portal.name, "The new portal");
    assert_eq!(portal.recovery.target_rto, Some(Span::from_hours(4)));
}

#[tokio::test]
async fn rows_that_cannot_be_put_in_are_left_out_only_if_somebody_says_so() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let csv = "id,title,org,needs\n1,One,,Five\n2,Two,,nothing\n3,Three,Nowhere,\n\
        1,One again,,\n5,Five,,\n6,Six,,two\n";
    let import = upload(&ctx, "s.csv", csv.as_bytes()).await;
    let mapping = services().with("needs", Source::column("needs"));
    imports::map(&ctx, import.id, mapping).await.unwrap();
    let unchecked = imports::commit(&ctx, import.id, true).await.unwrap_err();
    assert!(matches!(unchecked, Error::Refused(it) if it.code == "import.unchecked"));
    let checked = imports::check(&ctx, import.id).await.unwrap();
    // Row 6 needs row 2, which needs what is not there.
    assert_eq!((checked.counts.n_added, checked.counts.n_refused), (2, 4), "{checked:?}");

    let refused = imports::commit(&ctx, import.id, false).await.unwrap_err();
    assert!(matches!(refused, Error::Refused(it) if it.code == "import.refused_rows"));
    assert_eq!(n_services(&platform).await, 0);

    let mut parts = imports::verdicts(&ctx, import.id).await.unwrap();
    let mut csv = Vec::new();
    while let Some(part) = parts.recv().await {
        csv.extend(part.unwrap());
    }
    let csv = String::from_utf8(csv).unwrap();
    // Each row once, though rows 2 and 6 are found to need what is not there after all were read.
    let lines: Vec<&str> = csv.lines().filter_map(|it| it.split(',').next()).skip(1).collect();
    assert_eq!(lines, ["2", "3", "4", "5", "6", "7"], "{csv}");
    assert!(csv.contains("3,2,refuse,needs,There is nothing called “nothing”."), "{csv}");
    assert!(csv.contains("4,3,refuse,agency,There is no agency called “Nowhere”."), "{csv}");
    let start = "\u{FEFF}Line,Code,Verdict,Field,Reason\r\n2,1,add,,\r\n";
    assert!(csv.starts_with(start), "{csv}");

    let committed = imports::commit(&ctx, import.id, true).await.unwrap();
    assert_eq!((committed.counts.n_added, committed.counts.n_refused), (2, 4));
    assert_eq!(n_services(&platform).await, 2);
    let over = imports::commit(&ctx, import.id, true).await.unwrap_err();
    assert!(matches!(over, Error::Refused(it) if it.code == "import.over"));
}

#[tokio::test]
async fn a_canceled_import_leaves_nothing() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let mut csv = String::from("id,title,org\n");
    for n in 0..3_000 {
        csv.push_str(&format!("{n},Service {n},\n"));
    }
    let import = upload(&ctx, "s.csv", csv.as_bytes()).await;
    imports::map(&ctx, import.id, services()).await.unwrap();
    imports::check(&ctx, import.id).await.unwrap();
    imports::start(&ctx, import.id, Step::Commit { leave_out: false }).await.unwrap();
    let mut progress = imports::watch(&ctx, import.id).unwrap();
    while progress.borrow_and_update().n_done == 0 {
        progress.changed().await.unwrap();
    }
    imports::cancel(&ctx, import.id).await.unwrap();
    // The channel closes when the work is over.
    while progress.changed().await.is_ok() {}

    let canceled = imports::show(&ctx, import.id).await.unwrap();
    assert_eq!(canceled.state, State::Canceled);
    assert_eq!(n_services(&platform).await, 0);
    let verdict = app::events::verify(&ctx).await.unwrap();
    assert!(matches!(verdict, app::events::Verdict::Intact { .. }));
}

#[tokio::test]
async fn nobody_imports_for_another_agency_or_sees_what_others_bring() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let coordinator = ctx_in(&platform, Role::Coordinator, at.revenue);
    let csv = "id,title,org\n1,Theirs,commerce\n2,Ours,revenue\n";
    let import = upload(&coordinator, "s.csv", csv.as_bytes()).await;
    imports::map(&coordinator, import.id, services()).await.unwrap();
    let checked = imports::check(&coordinator, import.id).await.unwrap();
    assert_eq!((checked.counts.n_added, checked.counts.n_refused), (1, 1));

    let other = ctx(&platform, Role::ContinuityTeam);
    assert!(matches!(imports::show(&other, import.id).await, Err(Error::NotFound(_))));
    let auditor = ctx(&platform, Role::Auditor);
    assert!(matches!(Upload::begin(&auditor, "s.csv").await, Err(Error::Forbidden(_))));
}

#[tokio::test]
async fn an_agency_is_known_by_the_names_that_an_import_found() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let ctx = platform_ctx(&platform);
    let file = File::of(Format::Csv, b"id,title,org\n1,One,Dept. of Trade\n".to_vec());
    let mapping = Mapping {
        agencies: [("Dept. of Trade".to_owned(), "commerce".to_owned())].into(),
        remember: true,
        ..services()
    };
    imports::put(&ctx, &file, &mapping, false).await.unwrap();
    assert_eq!(agencies::aliases(&ctx, at.commerce).await.unwrap(), ["Dept. of Trade"]);
    let counts = imports::dry_run(&ctx, &file, &services()).await.unwrap();
    assert_eq!(counts.n_same, 1);
}

#[tokio::test]
async fn a_backstage_catalog_becomes_items_with_needs() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let catalog = "kind: System\nmetadata: {name: payments}\nspec: {owner: Agency of revenue}\n\
        ---\nkind: Component\nmetadata: {name: ledger}\n\
        spec: {type: service, system: payments, owner: finance, dependsOn: [resource:db]}\n\
        ---\nkind: Resource\nmetadata: {name: db}\nspec: {type: database}\n";
    let file = File::of(Format::Backstage, catalog.as_bytes().to_vec());
    let mapping =
        Mapping::new(Target::Item(Kind::Service)).with("agency", Source::constant("commerce"));
    let counts = imports::put(&ctx, &file, &mapping, false).await.unwrap();
    assert_eq!((counts.n_added, counts.n_refused), (3, 0));
    let needs = |code: &'static str| {
        let ctx = ctx.clone();
        async move {
            let item = inventory::by_code(&ctx, Kind::Service, code).await.unwrap();
            let needs = inventory::needs_of(&ctx, item.id).await.unwrap();
            needs.into_iter().map(|(_, it)| it.code).collect::<Vec<_>>()
        }
    };
    assert_eq!(
        (needs("payments").await, needs("ledger").await),
        (vec!["ledger".to_owned()], vec!["db".to_owned()])
    );
    let again = imports::put(&ctx, &file, &mapping, false).await.unwrap();
    assert_eq!(again.n_same, 3);
}

/// The file, or none with a word about it when there is no such folder here.
#[expect(clippy::disallowed_methods, reason = "no setting of the product: where test data are")]
#[expect(clippy::print_stderr, reason = "a test that checked nothing must say so")]
fn published(name: &str) -> Option<File> {
    let path = std::env::var("MAINSTAY_DATA").ok().map(|it| PathBuf::from(it).join(name));
    let found = path.filter(|it| it.exists());
    if found.is_none() {
        eprintln!("not checked: {name} (MAINSTAY_DATA names no folder that has it)");
    }
    found.map(|it| File::at(it).unwrap())
}

#[tokio::test]
async fn the_136_applications_of_gov_uk_come_in() {
    let Some(file) = published("govuk-apps/govuk-apps.csv") else { return };
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let mapping = Mapping::new(Target::Item(Kind::Asset))
        .with("code", Source::column("app_name"))
        .with("name", Source::column("app_name"))
        .with("description", Source::column("description"))
        .with("asset_type", Source::constant("software"))
        .with("agency", Source::constant("commerce"));
    let counts = imports::dry_run(&ctx, &file, &mapping).await.unwrap();
    assert_eq!((counts.n_rows, counts.n_added), (136, 136), "{:?}", counts.problems);
    imports::put(&ctx, &file, &mapping, false).await.unwrap();
    assert_eq!(imports::put(&ctx, &file, &mapping, false).await.unwrap().n_same, 136);
}

/// One service stands in the file for two fiscal years: the second row is refused by name.
#[tokio::test]
async fn the_1752_services_of_canada_are_1751() {
    let Some(file) = published("gc-service-inventory/si_2024.csv") else { return };
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let mapping = Mapping::new(Target::Item(Kind::Service))
        .with("code", Source::column("service_id"))
        .with("name", Source::column("service_name_en"))
        .with("description", Source::column("service_description_en"))
        .with("agency", Source::constant("commerce"));
    let counts = imports::dry_run(&ctx, &file, &mapping).await.unwrap();
    let first: Vec<_> = counts.problems.iter().take(3).collect();
    assert_eq!((counts.n_rows, counts.n_added, counts.n_refused), (1752, 1751, 1), "{first:?}");
    assert_eq!(counts.problems[0].field, "code");
    let refused = imports::put(&ctx, &file, &mapping, false).await.unwrap_err();
    assert!(matches!(refused, Error::Refused(_)));
    assert_eq!(n_services(&platform).await, 0);
    imports::put(&ctx, &file, &mapping, true).await.unwrap();
    assert_eq!(n_services(&platform).await, 1751);
    let again = imports::put(&ctx, &file, &mapping, true).await.unwrap();
    assert_eq!((again.n_same, again.n_refused), (1751, 1));
}

/// Several spellings of one agency become one agency with other names.
#[tokio::test]
async fn the_agencies_of_north_carolina_merge_by_name() {
    let Some(file) = published("nc-organizations/nc-gov-domains.csv") else { return };
    let platform = fresh().await;
    agency(&platform, "nc", None).await;
    let ctx = platform_ctx(&platform);
    let mapping = Mapping {
        ignore: vec!["NC".to_owned(), "North Carolina".to_owned()],
        ..Mapping::new(Target::Agency)
    };
    let mapping = mapping
        .with("name", Source::column("organization_name"))
        .with("parent", Source::constant("nc"));
    let counts = imports::put(&ctx, &file, &mapping, false).await.unwrap();
    assert_eq!((counts.n_rows, counts.n_refused), (400, 0), "{:?}", counts.problems.first());
    let all = agencies::all(&ctx).await.unwrap();
    assert_eq!(u64::try_from(all.len()).unwrap(), counts.n_added + 1);
    assert!(counts.n_added < 380, "{}", counts.n_added);

    let found = |text: &'static str| {
        let ctx = ctx.clone();
        async move {
            let query = agencies::Query { text: text.to_owned(), ..agencies::Query::default() };
            agencies::list(&ctx, &query).await.unwrap().items
        }
    };
    let elections = found("NC State Board of Elections").await;
    assert_eq!(elections.len(), 1);
    let mut names = agencies::aliases(&ctx, elections[0].id).await.unwrap();
    names.push(elections[0].name.clone());
    names.sort();
    assert_eq!(
        names,
        [
            "NC State Board of Elections",
            "North Carolina State Board of Elections",
            "State Board of Elections"
        ]
    );
    let again = imports::put(&ctx, &file, &mapping, false).await.unwrap();
    assert_eq!((again.n_same, again.n_added, again.n_changed), (400, 0, 0));
}

#[tokio::test]
async fn the_100_counties_of_north_carolina_come_in_as_agencies() {
    let Some(file) = published("nc-geo/nc-counties.csv") else { return };
    let platform = fresh().await;
    agency(&platform, "nc", None).await;
    let ctx = platform_ctx(&platform);
    let mapping = Mapping::new(Target::Agency)
        .with("name", Source::column("county"))
        .with("county_fips", Source::column("fips"))
        .with("kind", Source::constant("County"))
        .with("parent", Source::constant("nc"));
    let counts = imports::put(&ctx, &file, &mapping, false).await.unwrap();
    assert_eq!((counts.n_added, counts.n_refused), (100, 0), "{:?}", counts.problems.first());
    let wake = agencies::by_code(&ctx, "wake").await.unwrap();
    assert_eq!(wake.county_fips.as_deref(), Some("37183"));
}

/// A file of which no more than a few megabytes are ever in memory.
#[tokio::test]
async fn many_rows_stream_through_a_dry_run() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let mut csv = String::from("id,title,org\n");
    for n in 0..20_000 {
        csv.push_str(&format!("{n},Service number {n} of a long list of services,\n"));
    }
    let import = upload(&ctx, "s.csv", csv.as_bytes()).await;
    imports::map(&ctx, import.id, services()).await.unwrap();
    let checked = imports::check(&ctx, import.id).await.unwrap();
    assert_eq!((checked.counts.n_rows, checked.counts.n_added), (20_000, 20_000));
}
