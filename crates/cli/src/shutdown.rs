//! When to stop.

/// Listens from now on for somebody who asks the program to stop; wait for it to be told so.
#[cfg(unix)]
pub(crate) fn asked_to_stop() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    // Both before the first wait: until then, the signal would end the program as it stands.
    let [interrupt, terminate] = [SignalKind::interrupt(), SignalKind::terminate()].map(signal);
    let told = async |signal| match signal {
        Ok(mut it) => drop(tokio::signal::unix::Signal::recv(&mut it).await),
        Err(_) => std::future::pending().await,
    };
    async move {
        tokio::select! {
            () = told(interrupt) => {}
            () = told(terminate) => {}
        }
    }
}

/// Listens from now on for somebody who asks the program to stop; wait for it to be told so.
#[cfg(not(unix))]
pub(crate) async fn asked_to_stop() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
