//! Who counts on the same people at the same time.

/// A crew that several owners count on at once, more than it has people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoubleBooking {
    /// The crew.
    pub crew: u32,
    /// From when on, in seconds after the disruption.
    pub from: u32,
    /// Until when.
    pub until: u32,
    /// Who counts on it meanwhile, ascending, and on how many of its people at most.
    pub owners: Vec<(u32, u32)>,
    /// When it is worst.
    pub worst_at: u32,
    /// How many people they count on then, all together.
    pub asked: u32,
    /// How many people it has then.
    pub there: u32,
}

// /// `owners`: by node; each owner plans alone. Nodes beyond the end of the list are nobody's.
// pub fn double_bookings(model: &Model, disruption: &Disruption, owners: &[Option<u32>], effort: Effort) -> Vec<DoubleBooking>
