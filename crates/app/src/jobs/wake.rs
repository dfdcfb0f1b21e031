//! Telling those who carry out jobs that there may be one.

use std::sync::Arc;

use tokio::sync::Notify;

/// A bell. Whoever rings it is heard once by somebody who waits, or by the next who does.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wake(Arc<Notify>);

impl Wake {
    /// Says that there may be something to do. Another process does not hear it, and looks by itself
    /// from time to time.
    pub(crate) fn ring(&self) {
        self.0.notify_one();
    }

    /// Waits until somebody rings.
    pub(crate) async fn heard(&self) {
        self.0.notified().await;
    }
}
