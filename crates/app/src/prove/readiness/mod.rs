//! How ready an agency is, or the state: how many services can be back in time, which cannot, and
//! what is not known yet.
//!
//! Everything is counted in memory, over the board of [`recovery`](crate::prove::recovery).

mod awaited;
mod behind;
mod complete;
mod crews;
mod figures;
mod late;
mod read;

pub use awaited::{AwaitedTime, awaited_times};
pub use behind::{Behind, Figure, all_behind, behind};
pub use complete::{Coverage, Gap, GapKind};
pub use crews::{keep_trying, try_crews, watch_crews};
pub use figures::{AgencyFigures, Basis, Figures, Reason};
pub use late::{Counted, Late, counted_services, late};
pub use read::{Readiness, SinglePoint, completeness, readiness, single_points};
