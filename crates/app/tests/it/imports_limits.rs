//! What one person's files may take of everybody's time, memory and connections.

use app::prepare::imports::{self, State};
use test_support::{fresh, platform_ctx, state};

use crate::imports::{services, upload};

#[tokio::test]
async fn downloads_that_nobody_takes_leave_connections_for_others_and_end_with_their_reader() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let mut csv = String::from("id,title,org\n");
    for n in 0..4_000 {
        csv.push_str(&format!("{n},Service {n},\n"));
    }
    let import = upload(&ctx, "s.csv", csv.as_bytes()).await;
    imports::map(&ctx, import.id, services()).await.unwrap();
    // More than there are connections.
    let mut downloads = Vec::new();
    for _ in 0..20 {
        downloads.push(imports::verdicts(&ctx, import.id).await.unwrap());
    }
    let first = downloads[0].recv().await.unwrap();
    assert!(first.starts_with("\u{FEFF}Line,Code,Verdict".as_bytes()));
    // Others still read.
    imports::show(&ctx, import.id).await.unwrap();
    // When nobody listens any more, the places are free again.
    drop(downloads);
    let checked = imports::check(&ctx, import.id).await.unwrap();
    assert_eq!((checked.state, checked.counts.n_added), (State::Checked, 4_000));
}
