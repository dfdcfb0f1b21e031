//! What a file says that records need, and what people said of it before.

use app::actor::Role;
use app::events::{self, Action};
use app::prepare::imports::{self, File, Format, Mapping, Source};
use app::prepare::inventory::{
    self, Item, Kind, Need, NeedDocument, NeedKind, Strength, by_code, needs_of,
};
use app::{Ctx, Span};
use test_support::{fresh, item, platform_ctx, service, state};

use crate::imports::{services, upload};

fn mapping() -> Mapping {
    services().with("needs", Source::column("needs"))
}

fn file(text: &str) -> File {
    File::of(Format::Csv, text.as_bytes().to_vec())
}

async fn portal(ctx: &Ctx) -> Item {
    by_code(ctx, Kind::Service, "portal").await.unwrap()
}

/// Lets the portal do without its database for a while, as somebody does on its page.
async fn soften(ctx: &Ctx) -> Need {
    let (need, _) = needs_of(ctx, portal(ctx).await.id).await.unwrap().remove(0);
    let document = NeedDocument {
        kind: NeedKind::FedBy,
        max_gap: Some(Span::from_hours(4)),
        note: "It keeps the day's rates.".to_owned(),
        ..NeedDocument::hard(Kind::Asset, "db")
    };
    inventory::change_need(ctx, need.id, need.version, &document).await.unwrap()
}

const CSV: &str = "id,title,org,needs\nportal,Portal,,asset:db\n";

#[tokio::test]
async fn a_file_that_names_a_need_again_leaves_its_gap_note_and_kind_alone() {
    let platform = fresh().await;
    state(&platform).await;
    item(&platform, Kind::Asset, "commerce", "db").await;
    let ctx = platform_ctx(&platform);
    imports::put(&ctx, &file(CSV), &mapping(), false).await.unwrap();
    let soft = soften(&ctx).await;
    assert_eq!(soft.strength, Strength::Soft { max_gap: Span::from_hours(4) });

    let counts = imports::dry_run(&ctx, &file(CSV), &mapping()).await.unwrap();
    assert_eq!((counts.n_same, counts.n_changed), (1, 0), "{counts:?}");
    let counts = imports::put(&ctx, &file(CSV), &mapping(), false).await.unwrap();
    assert_eq!((counts.n_same, counts.n_changed), (1, 0), "{counts:?}");
    let needs = needs_of(&ctx, portal(&ctx).await.id).await.unwrap();
    assert_eq!(needs.into_iter().map(|(it, _)| it).collect::<Vec<_>>(), [soft]);
}

#[tokio::test]
async fn a_dry_run_counts_the_rows_that_take_away_needs() {
    let platform = fresh().await;
    state(&platform).await;
    item(&platform, Kind::Asset, "commerce", "db").await;
    let ctx = platform_ctx(&platform);
    imports::put(&ctx, &file(CSV), &mapping(), false).await.unwrap();
    let emptied = file("id,title,org,needs\nportal,Gate,,\nmail,Mail,,asset:db\n");
    let counts = imports::dry_run(&ctx, &emptied, &mapping()).await.unwrap();
    assert_eq!((counts.n_changed, counts.n_losing_needs), (1, 1), "{counts:?}");
    let counts = imports::dry_run(&ctx, &file(CSV), &mapping()).await.unwrap();
    assert_eq!(counts.n_losing_needs, 0);
}

/// Two agencies have a thing that is called alike: the row of one must not take the other's unseen.
#[tokio::test]
async fn a_dry_run_tells_what_would_change_in_which_record() {
    let platform = fresh().await;
    state(&platform).await;
    item(&platform, Kind::Asset, "commerce", "db").await;
    let ctx = platform_ctx(&platform);
    imports::put(&ctx, &file(CSV), &mapping(), false).await.unwrap();
    let other = file("id,title,org,needs\nportal,Gate,revenue,\n");
    let counts = imports::dry_run(&ctx, &other, &mapping()).await.unwrap();
    assert_eq!((counts.n_changed, counts.n_moved, counts.n_losing_needs), (1, 1, 1), "{counts:?}");
    let told: Vec<(&str, &str)> =
        counts.changes.iter().map(|it| (it.field.as_str(), it.reason.as_str())).collect();
    let [agency, name, needs] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(*agency, ("agency", "“commerce” becomes “revenue”"));
    assert_eq!(*name, ("name", "“Portal” becomes “Gate”"));
    assert_eq!(*needs, ("needs", "It would need 0 more and 1 fewer."));
}

/// A row is refused for what it needs, and a later one for being about the same record: that one does
/// not take its place, because nobody was told so.
#[tokio::test]
async fn what_is_put_in_is_what_the_dry_run_said() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let csv = "id,title,org,needs\nportal,Portal,,asset:none\nmail,Mail,,\nportal,Other,,\n";
    let said = imports::dry_run(&ctx, &file(csv), &mapping()).await.unwrap();
    assert_eq!((said.n_added, said.n_refused), (1, 2), "{said:?}");
    let done = imports::put(&ctx, &file(csv), &mapping(), true).await.unwrap();
    assert_eq!((done.n_added, done.n_refused), (1, 2), "{done:?}");
    assert!(by_code(&ctx, Kind::Service, "portal").await.is_err());
}

#[tokio::test]
async fn a_dry_run_says_which_rows_change_nothing_but_needs() {
    let platform = fresh().await;
    state(&platform).await;
    for code in ["db", "queue"] {
        item(&platform, Kind::Asset, "commerce", code).await;
    }
    let ctx = platform_ctx(&platform);
    imports::put(&ctx, &file(CSV), &mapping(), false).await.unwrap();
    let soft = soften(&ctx).await;

    // One more, and a service that a later row adds.
    let more = "id,title,org,needs\nportal,Portal,,\"asset:db, asset:queue, Mail\"\nmail,Mail,,\n";
    let import = upload(&ctx, "more.csv", more.as_bytes()).await;
    imports::map(&ctx, import.id, mapping()).await.unwrap();
    let checked = imports::check(&ctx, import.id).await.unwrap().counts;
    assert_eq!((checked.n_rows, checked.n_added, checked.n_changed), (2, 1, 1), "{checked:?}");
    let mut parts = imports::verdicts(&ctx, import.id).await.unwrap();
    let mut csv = Vec::new();
    while let Some(part) = parts.recv().await {
        csv.extend(part.unwrap());
    }
    let csv = String::from_utf8(csv).unwrap();
    let said = "2,portal,change,needs,It would need 2 more and 0 fewer.\r\n";
    assert!(csv.contains(said) && csv.ends_with("\r\n3,mail,add,,\r\n"), "{csv}");
    let committed = imports::commit(&ctx, import.id, false).await.unwrap().counts;
    assert_eq!(committed, checked);
    let needs = needs_of(&ctx, portal(&ctx).await.id).await.unwrap();
    assert_eq!(needs.len(), 3);
    assert!(needs.iter().any(|(it, _)| *it == soft));

    // Nothing at all: an empty cell says that, too.
    let none = file("id,title,org,needs\nportal,Portal,,\n");
    let counts = imports::dry_run(&ctx, &none, &mapping()).await.unwrap();
    assert_eq!((counts.n_changed, counts.n_same), (1, 0), "{counts:?}");
    imports::put(&ctx, &none, &mapping(), false).await.unwrap();
    assert!(needs_of(&ctx, portal(&ctx).await.id).await.unwrap().is_empty());
    let counts = imports::dry_run(&ctx, &none, &mapping()).await.unwrap();
    assert_eq!((counts.n_changed, counts.n_same), (0, 1), "{counts:?}");
}

#[tokio::test]
async fn the_log_has_each_change_of_a_file_as_it_was_and_is_and_the_commit_last() {
    let platform = fresh().await;
    state(&platform).await;
    item(&platform, Kind::Asset, "commerce", "db").await;
    for code in ["portal", "mail"] {
        service(&platform, code, 4, 1).await;
    }
    let ctx = platform_ctx(&platform);
    let csv = "id,title,org,needs\nportal,The portal,revenue,asset:db\nmail,Post,,\n";
    imports::put(&ctx, &file(csv), &mapping(), false).await.unwrap();
    let query = events::Query::default();
    let mut entries = events::list(&ctx, &query).await.unwrap().items;
    entries.truncate(4);
    let actions: Vec<_> = entries.iter().rev().map(|it| it.action.as_str()).collect();
    let changed = Action::ItemChanged.name();
    let (added, committed) = (Action::NeedAdded.name(), Action::ImportCommitted.name());
    assert_eq!(actions, [changed, changed, added, committed]);
    let of = |at: usize| {
        let (before, after) = (&entries[at].before, &entries[at].after);
        ["name", "agency"].map(|it| (before[it].clone(), after[it].clone()))
    };
    let was = by_code(&ctx, Kind::Service, "mail").await.unwrap();
    assert_eq!(was.name, "Post");
    assert_eq!(of(3)[0].1, "The portal");
    assert_eq!(of(3)[1], ("commerce".into(), "revenue".into()));
    assert_eq!(of(2)[0].1, "Post");
    assert_eq!(of(2)[1], ("commerce".into(), "commerce".into()));
    let verdict = events::verify(&ctx).await.unwrap();
    assert!(matches!(verdict, events::Verdict::Intact { .. }));
}

/// A file names what is needed by code, and codes can be guessed.
#[tokio::test]
async fn a_file_of_one_agency_cannot_find_out_what_another_has() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let shared = item(&platform, Kind::Asset, "revenue", "shared").await;
    item(&platform, Kind::Asset, "revenue", "secret").await;
    let ctx = test_support::ctx_in(&platform, Role::Coordinator, at.commerce);
    let named = |code: &str| file(&format!("id,title,org,needs\nportal,Portal,,asset:{code}\n"));
    for code in ["secret", "nothing"] {
        let counts = imports::dry_run(&ctx, &named(code), &mapping()).await.unwrap();
        assert_eq!((counts.n_added, counts.n_refused), (0, 1), "{code}: {counts:?}");
    }
    // What something of yet another agency needs is shared with everybody.
    let office = item(&platform, Kind::Service, "franklin", "office").await;
    test_support::need(&platform, &office, &shared).await;
    let counts = imports::put(&ctx, &named("shared"), &mapping(), false).await.unwrap();
    assert_eq!((counts.n_added, counts.n_refused), (1, 0), "{counts:?}");
    // And what the record needs already stays, whoever put it there.
    let secret = NeedDocument::hard(Kind::Asset, "secret");
    let root = platform_ctx(&platform);
    inventory::add_need(&root, portal(&root).await.id, &secret).await.unwrap();
    let both = file("id,title,org,needs\nportal,Portal,,\"asset:shared, asset:secret\"\n");
    let counts = imports::dry_run(&ctx, &both, &mapping()).await.unwrap();
    assert_eq!((counts.n_same, counts.n_refused), (1, 0), "{counts:?}");
}

/// What one record needs already, another may come to need, too; and of two that share a name, one's
/// own is meant.
#[tokio::test]
async fn a_file_adds_who_else_needs_something_and_means_what_one_has() {
    let platform = fresh().await;
    let at = state(&platform).await;
    item(&platform, Kind::Asset, "commerce", "db").await;
    let named = |code: &str| inventory::ItemDocument::new(Kind::Asset, "revenue", code, "Ledger");
    test_support::put(&platform, &named("a-ledger")).await;
    let own = inventory::ItemDocument { agency: "commerce".to_owned(), ..named("b-ledger") };
    test_support::put(&platform, &own).await;
    let ctx = test_support::ctx_in(&platform, Role::Coordinator, at.commerce);
    imports::put(&ctx, &file(CSV), &mapping(), false).await.unwrap();
    let both = "id,title,org,needs\nportal,Portal,,asset:db\nmail,Mail,,\"asset:db, Ledger\"\n";
    let counts = imports::put(&ctx, &file(both), &mapping(), false).await.unwrap();
    assert_eq!((counts.n_added, counts.n_same, counts.n_refused), (1, 1, 0), "{counts:?}");
    let mail = by_code(&ctx, Kind::Service, "mail").await.unwrap();
    let needs = needs_of(&ctx, mail.id).await.unwrap();
    let mut codes: Vec<&str> = needs.iter().map(|(_, it)| it.code.as_str()).collect();
    codes.sort_unstable();
    assert_eq!(codes, ["b-ledger", "db"]);
}
