//! How much of each resource is free at each time, bit by bit.
//!
//! The amounts of 64 units of time lie in slices: the lowest bits of all 64 in one word, the next in
//! the next. Comparing or subtracting word by word then treats 64 times at once, without any special
//! instructions (O'Neil and Quass 1997, "Improved query performance with variant indexes", compare
//! so; Rinfret, O'Neil and O'Neil 2001, "Bit-sliced index arithmetic", subtract so). The words of four
//! resources lie side by side, for compilers to treat them at once, too.

use super::project::{Project, Resource, Task};

/// How many units of time share one word.
const UNITS: usize = 64;

/// How many resources are treated at once.
const LANES: usize = 4;

/// One bit of an amount of each of four resources, at 64 units of time.
type Slice = [u64; LANES];

/// How many bits the amounts of a project have.
fn n_bits(resources: &[Resource]) -> usize {
    let amounts = resources.iter().flat_map(|it| {
        let changed = it.changes.iter().map(|it| it.1);
        changed.chain([it.capacity])
    });
    (u32::BITS - amounts.max().unwrap_or(1).max(1).leading_zeros()) as usize
}

/// What each task takes.
#[derive(Debug, Clone)]
pub(super) struct Demands {
    n_bits: usize,
    /// Where those of each task begin in `groups`; one more entry than tasks.
    firsts: Vec<usize>,
    /// The fours of resources of which a task takes any.
    groups: Vec<usize>,
    /// What it takes of each, at any time.
    slices: Vec<Slice>,
}

impl Demands {
    pub(super) fn of(project: &Project) -> Demands {
        let n_bits = n_bits(&project.resources);
        let mut all = Demands { n_bits, firsts: vec![0], groups: Vec::new(), slices: Vec::new() };
        for task in &project.tasks {
            all.add(task);
            all.firsts.push(all.groups.len());
        }
        all
    }

    fn add(&mut self, task: &Task) {
        let mut amounts: Vec<(usize, [u32; LANES])> = Vec::new();
        for it in task.uses.iter().filter(|it| 0 < it.amount) {
            let (group, lane) = (it.resource as usize / LANES, it.resource as usize % LANES);
            match amounts.iter_mut().find(|it| it.0 == group) {
                Some(found) => found.1[lane] += it.amount,
                None => {
                    let mut of_group = [0; LANES];
                    of_group[lane] = it.amount;
                    amounts.push((group, of_group));
                }
            }
        }
        for (group, of_group) in amounts {
            self.groups.push(group);
            let slices = (0..self.n_bits).map(|bit| of_group.map(|it| all_if(it >> bit & 1 == 1)));
            self.slices.extend(slices);
        }
    }

    /// What a task takes.
    pub(super) fn task(&self, task: u32) -> Demand<'_> {
        let (first, last) = (self.firsts[task as usize], self.firsts[task as usize + 1]);
        Demand {
            groups: &self.groups[first..last],
            slices: &self.slices[first * self.n_bits..last * self.n_bits],
        }
    }
}

/// What one task takes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Demand<'a> {
    groups: &'a [usize],
    slices: &'a [Slice],
}

/// What is free of each resource at each time.
#[derive(Debug, Clone)]
pub(super) struct Profile {
    /// How many bits an amount has.
    n_bits: usize,
    /// How many slices 64 units of time take: each bit of each four resources.
    stride: usize,
    /// What there is, up to the last change.
    there: Vec<Slice>,
    /// What there is from then on.
    last: Vec<Slice>,
    /// What is free, from the first to the last unit of time at which anything is taken.
    free: Vec<Slice>,
}

impl Profile {
    pub(super) fn of(resources: &[Resource]) -> Profile {
        let n_bits = n_bits(resources);
        let stride = n_bits * resources.len().div_ceil(LANES);
        let changes = resources.iter().filter_map(|it| it.changes.last());
        let length = changes.map(|it| it.0 as usize).max().unwrap_or(0);
        let word = |n: usize| (0..stride).map(move |at| slice(resources, n_bits, at, n));
        let there: Vec<Slice> = (0..length.div_ceil(UNITS)).flat_map(word).collect();
        let last = word(length.div_ceil(UNITS)).collect();
        Profile { n_bits, stride, there, last, free: Vec::new() }
    }

    /// Makes everything free again.
    pub(super) fn clear(&mut self) {
        self.free.clear();
        self.free.extend_from_slice(&self.there);
    }

    /// Takes `demand` for `duration`, as early as there is room, but not before `earliest`. Says
    /// from when on.
    pub(super) fn place(&mut self, demand: Demand<'_>, earliest: u32, duration: u32) -> u32 {
        if duration == 0 || demand.groups.is_empty() {
            return earliest;
        }
        let start = self.room(demand, earliest as usize, duration as usize);
        self.take(demand, start, start + duration as usize);
        u32::try_from(start).unwrap_or(u32::MAX)
    }

    /// The first time from `earliest` on at which there is room for `duration`.
    fn room(&self, demand: Demand<'_>, earliest: usize, duration: usize) -> usize {
        let mut word = earliest / UNITS;
        let mut allowed = u64::MAX << (earliest % UNITS);
        // For how long there was room just before this word.
        let mut run = 0;
        while let Some(slices) = self.free.get(word * self.stride..(word + 1) * self.stride) {
            let fits = self.fits(slices, demand) & allowed;
            if duration <= run + fits.trailing_ones() as usize {
                return word * UNITS - run;
            }
            let starts = starts_of_runs(fits, duration);
            if starts != 0 {
                return word * UNITS + starts.trailing_zeros() as usize;
            }
            run = if fits == u64::MAX { run + UNITS } else { fits.leading_ones() as usize };
            allowed = u64::MAX;
            word += 1;
        }
        // Beyond the end everything is free.
        earliest.max(word * UNITS - run)
    }

    /// At which of 64 units of time there is enough.
    fn fits(&self, free: &[Slice], demand: Demand<'_>) -> u64 {
        let mut all = [u64::MAX; LANES];
        for (group, amount) in demand.groups.iter().zip(demand.slices.chunks_exact(self.n_bits)) {
            // From the lowest bit to the highest: the higher one decides, unless it is the same.
            let mut enough = [u64::MAX; LANES];
            for (free, amount) in free[group * self.n_bits..][..self.n_bits].iter().zip(amount) {
                for ((enough, free), amount) in enough.iter_mut().zip(free).zip(amount) {
                    *enough = majority(*free, *enough, !amount);
                }
            }
            for (all, enough) in all.iter_mut().zip(enough) {
                *all &= enough;
            }
        }
        all.iter().fold(u64::MAX, |all, it| all & it)
    }

    fn take(&mut self, demand: Demand<'_>, from: usize, to: usize) {
        let (first, last) = (from / UNITS, (to - 1) / UNITS);
        while self.free.len() <= last * self.stride {
            self.free.extend_from_slice(&self.last);
        }
        for word in first..=last {
            let mut units = u64::MAX;
            if word == first {
                units &= u64::MAX << (from % UNITS);
            }
            if word == last {
                units &= u64::MAX >> (UNITS - 1 - (to - 1) % UNITS);
            }
            let free = &mut self.free[word * self.stride..][..self.stride];
            for (group, amount) in demand.groups.iter().zip(demand.slices.chunks_exact(self.n_bits))
            {
                subtract(&mut free[group * self.n_bits..][..self.n_bits], amount, units);
            }
        }
    }
}

/// Takes `amount` from what is free at `units` of time.
fn subtract(free: &mut [Slice], amount: &[Slice], units: u64) {
    let mut borrow = [0; LANES];
    for (free, amount) in free.iter_mut().zip(amount) {
        for ((free, amount), borrow) in free.iter_mut().zip(amount).zip(&mut borrow) {
            let taken = amount & units;
            let left = *free ^ taken ^ *borrow;
            *borrow = majority(!*free, taken, *borrow);
            *free = left;
        }
    }
}

/// One bit of what there is of four resources at the units of time in `word`.
fn slice(resources: &[Resource], n_bits: usize, at: usize, word: usize) -> Slice {
    let (group, bit) = (at / n_bits, at % n_bits);
    let mut slice = Slice::default();
    for (lane, it) in slice.iter_mut().zip(resources.iter().skip(group * LANES)) {
        for (unit, time) in (0..UNITS).zip((0_u32..).skip(word * UNITS)) {
            *lane |= u64::from(it.at(time) >> bit & 1) << unit;
        }
    }
    slice
}

/// Where runs of at least `length` ones begin.
fn starts_of_runs(ones: u64, length: usize) -> u64 {
    if UNITS < length {
        return 0;
    }
    let (mut starts, mut known) = (ones, 1);
    while known < length {
        let more = known.min(length - known);
        starts &= starts >> more;
        known += more;
    }
    starts
}

/// All ones if so, none otherwise.
fn all_if(is_so: bool) -> u64 {
    u64::from(is_so).wrapping_neg()
}

/// Each bit as most of the three have it.
fn majority(one: u64, other: u64, third: u64) -> u64 {
    (one & other) | (third & (one | other))
}
