//! The inventory: services, business processes, assets, data sets, sites, vendors, teams, crews,
//! equipment and redundancy groups, and what each of them needs.
//!
//! One shape for all kinds, because a need may join any two. [`fields()`] says once what each kind
//! has; an [`ItemDocument`] is how forms, files, programs and the audit log write one down.

mod bulk;
mod codes;
mod details;
mod distance;
mod document;
mod entity;
mod fields;
mod item;
mod kind;
mod measured;
mod named;
mod need;
mod need_store;
mod needs;
mod neighborhood;
mod off_hours;
mod put;
mod query;
mod read;
mod row;
mod spread;
mod store;
mod write;

pub use bulk::{BULK_MAX, change_many, plan_many, retire_many};
pub use details::{
    Arrangement, AssetDetails, AssetType, Classification, CrewDetails, DataSetDetails, Details,
    Environment, EquipmentDetails, Failover, GroupDetails, Hosting, Hours, ImpactLevel, Importance,
    ProcessDetails, Protection, Readiness, ServiceDetails, ServiceType, SiteDetails, SiteRole,
    TeamDetails, TeamRole, VendorDetails, VendorTier,
};
pub use distance::{kilometers, shared_hazards};
pub use document::{ItemDocument, Typed};
pub use fields::{Field, Input, Part, Place as FieldPlace, fields};
pub use item::{
    Item, Line, Outcome, Overrun, Proof, ProofSource, Recovery, Standing, failing_tries,
};
pub use kind::Kind;
pub use named::{code_meant, reference_meant, typed};
pub use need::{Need, NeedDocument, NeedKind, Strength, reference};
pub use needs::{
    Around, add_need, around, change_need, n_needed_by, needed_by_after, needs_of, put_needs,
    remove_need, remove_need_seen, show_need,
};
pub use neighborhood::{Neighborhood, Steps, neighborhood};
pub use put::{Plan, plan_all, write_all};
pub use query::{Missing, Query, Sort};
pub use read::{
    Label, by_code, count, count_by_kind, documents, labels, lines, list, list_after, reads, show,
};
pub use spread::Spread;
pub use write::{add, change, restore, retire};

pub(crate) use details::seats_in;
pub(crate) use measured::measured;
pub(crate) use needs::{find_need, hard_needers, needs_after, needs_in, offered, put_needs_noting};
pub(crate) use put::{check_texts, write_noting};
pub(crate) use read::{
    all_after, by_ids, codes_by_name, documents_in, ids_by_codes, labels_in, list_in, save_outcomes,
};
pub(crate) use write::{restore_in, retire_in};
