//! How long each task takes in each trial of a block.
//!
//! By inversion: one random number for each task and trial, so that a change of one task leaves the
//! others as they were, and two projects that differ in little are compared under the same luck.
//! Failures are few: their places are found by how many tries go well in between, which is
//! geometrically distributed (Devroye 1986, "Non-uniform random variate generation", X.2).

use std::collections::BTreeMap;

use fearless_simd::Level;

use super::lanes::{LANES, Lanes, N_LANES, ln, uniform, widest};
use super::spread::{Chance, Inverse, Lognormal, Spread};
use super::threefry::{Purpose, Stream, Words};
use crate::model::index;

/// Draws durations for a project's tasks.
#[derive(Debug, Clone)]
pub(super) struct Draws {
    level: Level,
    inverses: Vec<Inverse>,
    /// In which row of a block each task stands.
    rows: Vec<u32>,
    risks: Vec<Risk>,
}

/// Tasks that fail alike.
#[derive(Debug, Clone)]
struct Risk {
    tasks: Vec<u32>,
    /// Whether each try's time is lognormal.
    is_lognormal: bool,
    /// What the logarithm of a number between 0 and 1 is multiplied by for the number of tries
    /// that go well.
    per_logarithm: f32,
    repeats_max: u32,
}

/// Where a block's numbers are taken from, four words for each trial at a time.
struct Tape {
    level: Level,
    stream: Stream,
    block: u64,
    place: u32,
}

impl Tape {
    fn next(&mut self, purpose: Purpose) -> [Words; 4] {
        let (stream, block, place) = (self.stream, self.block, self.place);
        self.place += 1;
        widest(
            self.level,
            #[inline(always)]
            || stream.words(block, place, purpose),
        )
    }
}

/// Memory for one block after the other.
#[derive(Debug, Clone, Default)]
pub(super) struct Scratch {
    /// Places in a list of tries that fail.
    failures: Vec<u32>,
    /// The task times the lanes, plus the lane, of tries that fail.
    cells: Vec<u32>,
    next: Vec<u32>,
}

impl Draws {
    /// `rows` says in which row of a block each task stands, `planned` how long it should take.
    pub(super) fn of(chances: &[Chance], planned: &[u32], rows: Vec<u32>) -> Draws {
        let inverses = chances.iter().zip(planned).map(|it| Inverse::of(&it.0.spread, *it.1));
        let mut risks: BTreeMap<(u64, u32, bool), Vec<u32>> = BTreeMap::new();
        for (task, it) in (0..).zip(chances) {
            if 0.0 < it.fails && 0 < it.repeats_max {
                let is_lognormal = matches!(it.spread, Spread::Lognormal { .. });
                let alike = (it.fails.to_bits(), it.repeats_max, is_lognormal);
                risks.entry(alike).or_default().push(task);
            }
        }
        let risks = risks.into_iter().map(|((fails, repeats_max, is_lognormal), tasks)| {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "single precision is what is drawn"
            )]
            let per_logarithm = (1.0 / (-f64::from_bits(fails)).ln_1p()) as f32;
            Risk { tasks, is_lognormal, per_logarithm, repeats_max }
        });
        Draws { level: Level::new(), inverses: inverses.collect(), rows, risks: risks.collect() }
    }

    /// Writes how long each task takes in the trials of a block to its row.
    pub(super) fn block(
        &self,
        stream: Stream,
        block: u64,
        scratch: &mut Scratch,
        times: &mut [Lanes],
    ) {
        widest(
            self.level,
            #[inline(always)]
            || self.first_tries(stream, block, times),
        );
        let mut tape = Tape { level: self.level, stream, block, place: 0 };
        for risk in &self.risks {
            self.repeats(&mut tape, risk, scratch, times);
        }
    }

    #[inline(always)]
    fn first_tries(&self, stream: Stream, block: u64, times: &mut [Lanes]) {
        let fours = self.inverses.chunks(4).zip(self.rows.chunks(4));
        for (place, (inverses, rows)) in (0..).zip(fours) {
            let is_constant = |it: &Inverse| matches!(it, Inverse::Constant(_));
            let words = match inverses.iter().all(is_constant) {
                true => [[0; LANES]; 4],
                false => stream.words(block, place, Purpose::Durations),
            };
            for ((inverse, row), words) in inverses.iter().zip(rows).zip(&words) {
                let times = &mut times[*row as usize];
                match inverse {
                    Inverse::Constant(time) => *times = [*time; LANES],
                    Inverse::Triangular(it) => fill(
                        times,
                        words,
                        #[inline(always)]
                        |at| it.at(at),
                    ),
                    Inverse::Lognormal(it) => fill(
                        times,
                        words,
                        #[inline(always)]
                        |at| it.at(at),
                    ),
                    Inverse::Measured(_) => fill(times, words, |at| inverse.at(at)),
                }
            }
        }
    }

    /// Adds what repeats take.
    fn repeats(&self, tape: &mut Tape, risk: &Risk, scratch: &mut Scratch, times: &mut [Lanes]) {
        let Scratch { failures, cells, next } = scratch;
        for round in 0..risk.repeats_max {
            let n_tries = if round == 0 { risk.tasks.len() * LANES } else { cells.len() };
            risk.failures(tape, index(n_tries), failures);
            if failures.is_empty() {
                return;
            }
            next.clear();
            match round {
                0 => next.extend(
                    failures
                        .iter()
                        .map(|it| risk.tasks[(it / N_LANES) as usize] * N_LANES + it % N_LANES),
                ),
                _ => next.extend(failures.iter().map(|it| cells[*it as usize])),
            }
            std::mem::swap(cells, next);
            for some in cells.chunks(4 * LANES) {
                let words = tape.next(Purpose::Repeats);
                for (some, words) in some.chunks(LANES).zip(&words) {
                    self.add_repeats(risk.is_lognormal, some, words, times);
                }
            }
        }
    }

    fn add_repeats(&self, is_lognormal: bool, cells: &[u32], words: &Words, times: &mut [Lanes]) {
        let mut more = [0.0; LANES];
        if is_lognormal {
            // The logarithm and the exponential are worth a vector.
            let mut all = [Lognormal::default(); LANES];
            for (it, cell) in all.iter_mut().zip(cells) {
                if let Inverse::Lognormal(found) = &self.inverses[*cell as usize / LANES] {
                    *it = *found;
                }
            }
            widest(
                self.level,
                #[inline(always)]
                || {
                    for lane in 0..LANES {
                        more[lane] = all[lane].at(uniform(words[lane]));
                    }
                },
            );
        } else {
            for ((it, cell), word) in more.iter_mut().zip(cells).zip(words) {
                *it = self.inverses[*cell as usize / LANES].at(uniform(*word));
            }
        }
        for (cell, more) in cells.iter().zip(more) {
            let (task, lane) = (*cell as usize / LANES, *cell as usize % LANES);
            times[self.rows[task] as usize][lane] += more;
        }
    }
}

impl Risk {
    /// Which of `n_tries` fail.
    fn failures(&self, tape: &mut Tape, n_tries: u32, failures: &mut Vec<u32>) {
        failures.clear();
        let mut at = 0;
        loop {
            let words = tape.next(Purpose::Failures);
            let gaps = widest(
                tape.level,
                #[inline(always)]
                || self.gaps(&words),
            );
            for gap in gaps.as_flattened() {
                at += *gap;
                if n_tries <= at {
                    return;
                }
                failures.push(at);
                at += 1;
            }
        }
    }

    /// How many tries go well before the next one fails.
    #[inline(always)]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "cut off, as wanted"
    )]
    fn gaps(&self, words: &[Words; 4]) -> [[u32; LANES]; 4] {
        // Far more than there are tries, and few enough to be added up.
        const MANY: f32 = 1e9;
        let mut gaps = [[0; LANES]; 4];
        for (gaps, words) in gaps.iter_mut().zip(words) {
            for lane in 0..LANES {
                gaps[lane] = (ln(uniform(words[lane])) * self.per_logarithm).min(MANY) as u32;
            }
        }
        gaps
    }
}

#[inline(always)]
fn fill(times: &mut Lanes, words: &[u32; LANES], time: impl Fn(f32) -> f32) {
    for lane in 0..LANES {
        times[lane] = time(uniform(words[lane]));
    }
}
