//! Compliance over HTTP: the checklist of agencies, and one line of it with its evidence.

mod evidence;
mod list;
mod show;
mod steps;

use app::actor::Permission;
use app::ids::{AgencyId, ObligationId};

use crate::Routes;
use crate::routes::Access::Needs;

pub(super) fn routes() -> Routes {
    let read = Needs(Permission::ReadAssurance);
    let write = Needs(Permission::WriteAssurance);
    let attest = Needs(Permission::AttestAssurance);
    Routes::new()
        .get("/compliance", read, list::list)
        .get("/compliance.csv", read, list::csv)
        .get("/compliance.xlsx", read, list::xlsx)
        .get("/compliance/{agency}/{obligation}", read, show::show)
        .get("/compliance/{agency}/{obligation}/edit", write, steps::edit)
        .post("/compliance/{agency}/{obligation}/edit", write, steps::assign)
        .get("/compliance/{agency}/{obligation}/evidence", write, evidence::new)
        .post("/compliance/{agency}/{obligation}/evidence", write, evidence::add)
        .post("/compliance/{agency}/{obligation}/evidence/remove", write, evidence::remove)
        .get("/compliance/{agency}/{obligation}/attest", attest, steps::ask_attest)
        .post("/compliance/{agency}/{obligation}/attest", attest, steps::attest)
        .post("/compliance/{agency}/{obligation}/withdraw", attest, steps::withdraw)
}

/// The page of one agency and one obligation.
fn compliance_path((agency, obligation): (AgencyId, ObligationId)) -> String {
    format!("/compliance/{agency}/{obligation}")
}
