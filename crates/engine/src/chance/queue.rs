//! What happens next in a trial.
//!
//! A sorted list from which events are taken at the front: few tasks run at a time, so that finding a
//! place by halves and moving the rest is faster than a heap, whose comparisons nobody can foresee.

/// Events in the order of time, and of those at the same time, the lowest number first.
#[derive(Debug, Clone, Default)]
pub(super) struct Queue {
    /// The bits of the time, which for times from zero on are in their order, then the number.
    events: Vec<u64>,
    /// How many are over.
    n_over: usize,
}

impl Queue {
    pub(super) fn clear(&mut self) {
        self.events.clear();
        self.n_over = 0;
    }

    /// `at` is not before anything that is over.
    #[inline]
    pub(super) fn add(&mut self, at: f32, number: u32) {
        let event = u64::from(at.to_bits()) << 32 | u64::from(number);
        let place = self.events[self.n_over..].partition_point(|it| *it < event);
        self.events.insert(self.n_over + place, event);
    }

    /// When the next event is.
    #[inline]
    pub(super) fn next(&self) -> Option<f32> {
        self.events.get(self.n_over).map(|it| f32::from_bits((it >> 32) as u32))
    }

    /// Takes the next event if it is at `at` or before.
    #[inline]
    pub(super) fn take(&mut self, at: f32) -> Option<u32> {
        if !self.next().is_some_and(|it| it <= at) {
            return None;
        }
        let event = self.events[self.n_over];
        self.n_over += 1;
        #[expect(clippy::cast_possible_truncation, reason = "the lower half is the number")]
        Some(event as u32)
    }
}
