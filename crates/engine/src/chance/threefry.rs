//! Random numbers by counting: the same trial gets the same numbers on any thread.
//!
//! Threefry4x32 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3",
//! section 4.2): a cipher of additions, rotations and exclusive ors turns a counter into four words
//! that look random. Nothing is carried from one number to the next. Twelve rounds are the fewest that
//! pass the tests of `BigCrush`; twenty are what the authors advise. Philox, from the same paper, needs products of
//! twice the width, which vectors have half as many of: it took twice as long here.

use super::lanes::{LANES, N_LANES};

const ROUNDS: u32 = 20;
/// By how much words are rotated in each round, then all over again (table 2 of the paper).
const ROTATIONS: [[u32; 2]; 8] =
    [[10, 26], [11, 21], [13, 27], [23, 5], [6, 20], [17, 11], [25, 10], [18, 20]];
/// What the fifth word of a key is made of, as in Threefish.
const PARITY: u32 = 0x1BD1_1BDA;

/// One number for each trial of a block.
pub(super) type Words = [u32; LANES];

/// What the numbers are for: none is used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// How long each task takes.
    Durations = 0,
    /// How many tries go well before the next one fails.
    Failures = 1,
    /// How long repeats take.
    Repeats = 2,
}

/// All random numbers that follow from a seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stream {
    key: [u32; 5],
}

impl Stream {
    pub(super) fn of(seed: u64) -> Stream {
        let [low, high] = halves(seed);
        Stream { key: with_parity([low, high, 0, 0]) }
    }

    /// The four numbers that each trial of a block has at `place`.
    #[inline(always)]
    pub(super) fn words(self, block: u64, place: u32, purpose: Purpose) -> [Words; 4] {
        let mut words = [[0; LANES]; 4];
        let [first, high] = halves(block * LANES as u64);
        for n in 0..N_LANES {
            // Blocks begin at multiples of their length: this never carries over.
            let drawn = threefry([first + n, high, place, purpose as u32], self.key);
            let lane = n as usize;
            words[0][lane] = drawn[0];
            words[1][lane] = drawn[1];
            words[2][lane] = drawn[2];
            words[3][lane] = drawn[3];
        }
        words
    }
}

fn with_parity(key: [u32; 4]) -> [u32; 5] {
    [key[0], key[1], key[2], key[3], PARITY ^ key[0] ^ key[1] ^ key[2] ^ key[3]]
}

#[inline(always)]
fn threefry(counter: [u32; 4], key: [u32; 5]) -> [u32; 4] {
    let [mut a, mut b, mut c, mut d] = counter;
    a = a.wrapping_add(key[0]);
    b = b.wrapping_add(key[1]);
    c = c.wrapping_add(key[2]);
    d = d.wrapping_add(key[3]);
    for n in 0..ROUNDS / 4 {
        let turn = 4 * (n as usize % 2);
        (a, b, c, d) = mixed([a, b, c, d], ROTATIONS[turn]);
        (a, d, c, b) = mixed([a, d, c, b], ROTATIONS[turn + 1]);
        (a, b, c, d) = mixed([a, b, c, d], ROTATIONS[turn + 2]);
        (a, d, c, b) = mixed([a, d, c, b], ROTATIONS[turn + 3]);
        let n_added = n + 1;
        let turned = |by: u32| key[((n_added + by) % 5) as usize];
        a = a.wrapping_add(turned(0));
        b = b.wrapping_add(turned(1));
        c = c.wrapping_add(turned(2));
        d = d.wrapping_add(turned(3)).wrapping_add(n_added);
    }
    [a, b, c, d]
}

#[inline(always)]
fn mixed([a, b, c, d]: [u32; 4], by: [u32; 2]) -> (u32, u32, u32, u32) {
    let (a, c) = (a.wrapping_add(b), c.wrapping_add(d));
    (a, b.rotate_left(by[0]) ^ a, c, d.rotate_left(by[1]) ^ c)
}

/// The lower half, and the upper one.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "half by half")]
fn halves(word: u64) -> [u32; 2] {
    [word as u32, (word >> 32) as u32]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the file `kat_vectors` that comes with the authors' Random123.
    #[test]
    fn the_known_answers_come_out() {
        let zeros = threefry([0; 4], with_parity([0; 4]));
        assert_eq!(zeros, [0x9c6c_a96a, 0xe17e_ae66, 0xfc10_ecd4, 0x5256_a7d8]);
        let ones = threefry([u32::MAX; 4], with_parity([u32::MAX; 4]));
        assert_eq!(ones, [0x2a88_1696, 0x5701_2287, 0xf6c7_446e, 0xa16a_6732]);
        let counter = [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344];
        let key = with_parity([0xa409_3822, 0x299f_31d0, 0x082e_fa98, 0xec4e_6c89]);
        assert_eq!(threefry(counter, key), [0x59cd_1dbb, 0xb887_9579, 0x86b5_d00c, 0xac8b_6d84]);
    }

    #[test]
    fn each_trial_has_its_own_numbers() {
        let stream = Stream::of(7);
        let one = stream.words(0, 5, Purpose::Durations);
        let next = stream.words(1, 5, Purpose::Durations);
        assert_eq!(one[2][63], threefry([63, 0, 5, 0], with_parity([7, 0, 0, 0]))[2]);
        assert_eq!(next[3][0], threefry([64, 0, 5, 0], with_parity([7, 0, 0, 0]))[3]);
    }
}
