//! What has not been said yet.

use crate::prepare::inventory::{Kind, ServiceType, Standing};
use crate::prove::recovery::{Board, Entry, Marks, View};

/// Something that has not been said, and of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// What.
    pub kind: GapKind,
    /// Of how many it has not been said.
    pub n_missing: u64,
    /// Of how many it should have been.
    pub n_all: u64,
}

macro_rules! gaps {
    ($($(#[$doc:meta])* $name:ident($of:ident, $address:literal) = $title:literal,)*) => {
        /// What has not been said.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum GapKind {
            $($(#[$doc])* $name,)*
        }

        impl GapKind {
            /// Everything that is checked.
            pub const ALL: &[GapKind] = &[$(GapKind::$name,)*];

            /// What is missing, for people.
            pub const fn title(self) -> &'static str {
                match self { $(GapKind::$name => $title,)* }
            }

            /// What it is missing from.
            pub const fn of(self) -> Kind {
                match self { $(GapKind::$name => Kind::$of,)* }
            }

            /// What a list is filtered by to show them.
            pub const fn filter(self) -> &'static str {
                match self { $(GapKind::$name => $address,)* }
            }
        }
    };
}

gaps! {
    /// Nobody answers for a service.
    ServiceOwner(Service, "missing=owner") = "Services without a business owner",
    /// Nobody looks after a service.
    ServiceCustodian(Service, "missing=custodian") = "Services without a technical owner",
    /// Nobody has said how soon a service must be back.
    ServiceTarget(Service, "standing=no_target") = "Services without a target",
    /// Nobody has said how long a service takes to restore.
    ServicePromise(Service, "missing=promise") = "Services without a recovery time",
    /// Nobody has said what a service needs.
    ServiceNeeds(Service, "missing=needs") = "Services that need nothing",
    /// Nobody answers for an asset.
    AssetOwner(Asset, "missing=owner") = "Assets without an owner",
    /// Nobody has said how long an asset takes to restore.
    AssetPromise(Asset, "missing=promise") = "Assets without a recovery time",
    /// Nobody answers for data.
    DataSetOwner(DataSet, "missing=owner") = "Data sets without an owner",
    /// Nobody looks after data.
    DataSetCustodian(DataSet, "missing=custodian") = "Data sets without a custodian",
    /// Nobody has said which systems a process works with.
    ProcessSystem(Process, "missing=needs") = "Business processes without a system",
    /// Nobody has said what level of service a process must keep.
    ProcessLevel(Process, "missing=level") = "Business processes without a required level",
    /// Nobody has said how people manage without systems.
    ProcessWorkaround(Process, "missing=workaround") = "Business processes without a workaround",
    /// Nobody stands in for anybody.
    TeamAlternate(Team, "missing=alternate") = "Teams without an alternate",
}

impl GapKind {
    fn is_in(self, board: &Board, node: u32, entry: &Entry) -> bool {
        let needs_nothing = || {
            let model = board.engine.model();
            model.hard_needs(node).is_empty() && model.soft_needs(node).next().is_none()
        };
        match self {
            GapKind::ServiceOwner | GapKind::AssetOwner | GapKind::DataSetOwner => !entry.has_owner,
            GapKind::ServiceCustodian | GapKind::DataSetCustodian => !entry.has_custodian,
            GapKind::ServiceTarget => board.standing(node) == Standing::NoTarget,
            GapKind::ServicePromise | GapKind::AssetPromise => entry.recovery.restore.is_none(),
            GapKind::ServiceNeeds | GapKind::ProcessSystem => needs_nothing(),
            GapKind::ProcessLevel => matches!(&entry.marks, Marks::Process(it) if !it.has_level),
            GapKind::ProcessWorkaround => {
                matches!(&entry.marks, Marks::Process(it) if !it.has_workaround)
            }
            GapKind::TeamAlternate => {
                matches!(entry.marks, Marks::Team { has_alternate: false, .. })
            }
        }
    }
}

/// What has not been said about what counts.
pub(super) fn gaps(board: &Board, view: &View) -> Vec<Gap> {
    let all = GapKind::ALL.iter().map(|&kind| Gap { kind, n_missing: 0, n_all: 0 });
    let mut gaps: Vec<Gap> = all.collect();
    for (node, entry) in board.all().filter(|(node, it)| view.holds(board.place(*node), it)) {
        for gap in gaps.iter_mut().filter(|it| it.kind.of() == entry.kind) {
            gap.n_all += 1;
            gap.n_missing += u64::from(gap.kind.is_in(board, node, entry));
        }
    }
    gaps
}

/// How far services of one type are covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coverage {
    /// Which type. None: nobody has said.
    pub facility: Option<ServiceType>,
    /// How many services.
    pub n_services: u64,
    /// How many of them have a recovery time to meet.
    pub n_with_target: u64,
    /// How many of them can.
    pub n_in_time: u64,
}

/// How far the services of each type are covered that count: every type, also without services.
pub(super) fn coverage(board: &Board, view: &View) -> Vec<Coverage> {
    use ServiceType::{
        Application, ComputerSystem, DataService, Facility, Network, ServiceDesk, TechnicalSupport,
        Telecommunications,
    };
    let types = [
        ComputerSystem,
        Network,
        Application,
        Telecommunications,
        TechnicalSupport,
        ServiceDesk,
        DataService,
        Facility,
    ];
    let none = |facility| Coverage { facility, n_services: 0, n_with_target: 0, n_in_time: 0 };
    let mut found: Vec<Coverage> = types.map(Some).into_iter().map(none).collect();
    found.push(none(None));
    for (node, entry) in board.all().filter(|(node, it)| view.holds(board.place(*node), it)) {
        let Marks::Service { facility, .. } = entry.marks else { continue };
        if let Some(it) = found.iter_mut().find(|it| it.facility == facility) {
            let standing = board.standing(node);
            it.n_services += 1;
            it.n_with_target += u64::from(standing != Standing::NoTarget);
            it.n_in_time += u64::from(matches!(standing, Standing::Met | Standing::AtRisk));
        }
    }
    found.retain(|it| it.facility.is_some() || 0 < it.n_services);
    found
}
