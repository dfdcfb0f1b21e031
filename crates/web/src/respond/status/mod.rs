//! How services are doing, for their clients: the only pages that somebody sees who is nothing but a
//! client.

mod list;
mod show;

use app::actor::Permission;
use app::ids::ItemId;

use crate::Routes;
use crate::routes::Access::Needs;

/// Where the list stands.
pub(crate) const LIST: &str = "/service-status";

pub(super) fn routes() -> Routes {
    let read = Needs(Permission::ReadStatus);
    Routes::new()
        .get("/service-status", read, list::list)
        .get("/service-status.csv", read, list::csv)
        .get("/service-status.xlsx", read, list::xlsx)
        .get("/service-status/{id}", read, show::show)
}

/// The page of one service.
fn status_path(id: ItemId) -> String {
    format!("{LIST}/{id}")
}

/// Hundredths of a percent, as people read them.
fn percent(n: u32) -> String {
    format!("{}.{:02} %", n / 100, n % 100)
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn hundredths_of_a_percent_have_two_digits() {
        assert_eq!((percent(10_000), percent(9_905)), ("100.00 %".into(), "99.05 %".into()));
    }
}
