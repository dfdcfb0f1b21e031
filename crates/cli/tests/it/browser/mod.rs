//! The pages in a real browser: what people see, with their eyes, ears and keyboards.
//!
//! Needs Chromium and axe-core; a test that finds neither says which package brings it. Nothing
//! here sleeps for a fixed time: what is awaited is looked for until it is there.

mod axe;
mod every_page;
mod main_paths;
mod offline;
mod tab;

use std::future::Future;

use tab::Chromium;

use crate::server::Server;

/// Runs a test with a server and a browser of its own.
fn with_browser<F, Fut>(test: F)
where
    F: FnOnce(Server, Chromium) -> Fut,
    Fut: Future<Output = ()>,
{
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let server = Server::start();
        let chromium = Chromium::start().await;
        test(server, chromium).await;
    });
}
