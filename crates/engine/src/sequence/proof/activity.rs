//! Which numbers led to contradictions of late: those are decided first (Moskewicz et al. 2001).

/// What a contradiction counts when there were as many as can be counted.
const MOST: u64 = 1 << 56;

/// How often each number was part of a contradiction, later ones counting more.
#[derive(Debug)]
pub(super) struct Activity {
    counts: Vec<u64>,
    /// What one counts now.
    one: u64,
    /// All numbers that may be undecided, the most active on top: a heap.
    heap: Vec<u32>,
    /// Where each stands in the heap.
    places: Vec<u32>,
}

const ABSENT: u32 = u32::MAX;

impl Activity {
    pub(super) fn of(n: u32) -> Activity {
        Activity {
            counts: vec![0; n as usize],
            one: 1 << 8,
            heap: (0..n).collect(),
            places: (0..n).collect(),
        }
    }

    /// A number was part of a contradiction.
    pub(super) fn count(&mut self, number: u32) {
        self.counts[number as usize] += self.one;
        let place = self.places[number as usize];
        if place != ABSENT {
            self.rise(place as usize);
        }
    }

    /// What was counted so far counts a little less.
    pub(super) fn fade(&mut self) {
        self.one += self.one >> 4;
        if MOST < self.one {
            self.one >>= 40;
            self.counts.iter_mut().for_each(|it| *it >>= 40);
        }
    }

    /// A number may be undecided again.
    pub(super) fn put_back(&mut self, number: u32) {
        if self.places[number as usize] == ABSENT {
            self.places[number as usize] = crate::model::index(self.heap.len());
            self.heap.push(number);
            self.rise(self.heap.len() - 1);
        }
    }

    /// Takes the most active.
    pub(super) fn take(&mut self) -> Option<u32> {
        let last = self.heap.len().checked_sub(1)?;
        self.swap(0, last);
        let number = self.heap.pop()?;
        self.places[number as usize] = ABSENT;
        self.sink();
        Some(number)
    }

    /// Among equals the lower number comes first.
    fn is_before(&self, one: usize, two: usize) -> bool {
        let (one, two) = (self.heap[one], self.heap[two]);
        let key = |it: u32| (std::cmp::Reverse(self.counts[it as usize]), it);
        key(one) < key(two)
    }

    fn swap(&mut self, one: usize, two: usize) {
        self.heap.swap(one, two);
        for it in [one, two] {
            self.places[self.heap[it] as usize] = crate::model::index(it);
        }
    }

    fn rise(&mut self, mut place: usize) {
        while 0 < place && self.is_before(place, (place - 1) / 2) {
            self.swap(place, (place - 1) / 2);
            place = (place - 1) / 2;
        }
    }

    fn sink(&mut self) {
        let mut place = 0;
        loop {
            let children = [2 * place + 1, 2 * place + 2].into_iter();
            let first = children.filter(|it| *it < self.heap.len());
            let first = first.reduce(|one, two| if self.is_before(two, one) { two } else { one });
            match first {
                Some(child) if self.is_before(child, place) => self.swap(child, place),
                _ => return,
            }
            place = first.unwrap_or(place);
        }
    }
}
