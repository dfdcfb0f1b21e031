//! How much is back over time, and what each crew does meanwhile.

/// How many of the watched nodes are back, over time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Curve {
    /// How many are watched.
    pub watched: u32,
    /// From when on, in seconds after the disruption, how many of them are back; by time, from time
    /// zero on. Between two points nothing changes. What never comes back is never counted.
    pub points: Vec<(u32, u32)>,
}

/// What a crew does over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrewLoad {
    /// The crew.
    pub crew: u32,
    /// From when on how many of its people are at work; by time, from time zero on.
    pub busy: Vec<(u32, u32)>,
    /// From when on how many people it has; by time, from time zero on. Empty: nobody said.
    pub people: Vec<(u32, u32)>,
    /// How much it works, in seconds of one of its people.
    pub work: u64,
}
