//! A block of trials side by side, and the functions that turn random words into durations.
//!
//! Written so that the compiler turns each loop over a block into vector instructions: no branches,
//! no calls, and nothing but what IEEE 754 rounds alike everywhere. So the same bits come out on any
//! processor.

use fearless_simd::{Level, Simd, dispatch};

/// How many trials a block has. Fewer leave the vectors of the processor waiting for each other.
pub(super) const LANES: usize = N_LANES as usize;

/// The same, to count with.
pub(super) const N_LANES: u32 = 64;

/// One value for each trial of a block.
pub(super) type Lanes = [f32; LANES];

/// Runs `work`, which must be `#[inline(always)]` all the way down, with the widest vectors that this
/// processor has.
#[inline(always)]
pub(super) fn widest<R>(level: Level, work: impl FnOnce() -> R) -> R {
    dispatch!(level, simd => simd.vectorize(work))
}

/// From a random word, a number above 0 and below 1, the same distance apart from each end.
///
/// Of 23 bits: 24 and a half would round to 1 where all of them are set, and 1 is endlessly far out.
#[inline(always)]
pub(super) fn uniform(word: u32) -> f32 {
    const ALMOST_ONE: f32 = 1.0 - 0.5 / 8_388_608.0;
    // One and 23 bits after the point.
    f32::from_bits(0x3F80_0000 | (word >> 9)) - ALMOST_ONE
}

/// The natural logarithm of a positive number.
///
/// The number is a power of two times what lies between √½ and √2; of that, the series of the inverse
/// hyperbolic tangent (Abramowitz and Stegun 1964, 4.1.27).
#[inline(always)]
pub(super) fn ln(number: f32) -> f32 {
    const HALF_ROOT: u32 = 0x3F35_04F3;
    let bits = number.to_bits().wrapping_sub(HALF_ROOT);
    let exponent = (bits.cast_signed() >> 23) as f32;
    let rest = f32::from_bits((bits & 0x007F_FFFF) + HALF_ROOT);
    let ratio = (rest - 1.0) / (rest + 1.0);
    let square = ratio * ratio;
    let series = polynomial(square, [0.222_222_22, 0.285_714_3, 0.4, 0.666_666_7, 2.0]);
    f32::mul_add(exponent, std::f32::consts::LN_2, ratio * series)
}

/// The exponential of a number between −87 and 88.
///
/// The power of two next to it, and the Taylor series of what remains (Abramowitz and Stegun 1964,
/// 4.2.1).
#[inline(always)]
pub(super) fn exp(number: f32) -> f32 {
    // Adding it leaves no bits after the point; in its lowest ones stands the whole number.
    const SHIFT: f32 = 12_582_912.0;
    let scaled = number.clamp(-87.0, 88.0) * std::f32::consts::LOG2_E;
    let shifted = scaled + SHIFT;
    let whole = shifted.to_bits().wrapping_sub(SHIFT.to_bits());
    let rest = (scaled - (shifted - SHIFT)) * std::f32::consts::LN_2;
    let series = polynomial(
        rest,
        [0.001_388_889, 0.008_333_333, 0.041_666_668, 0.166_666_67, 0.5, 1.0, 1.0],
    );
    f32::from_bits(whole.wrapping_add(127) << 23) * series
}

/// How many standard deviations from the mean the part `below` of a normal distribution ends.
///
/// Giles 2010, "Approximating the erfinv function", the single precision of its table 5. Both of its
/// branches are computed, and one is taken.
#[inline(always)]
pub(super) fn normal_quantile(below: f32) -> f32 {
    const MIDDLE: [f32; 9] = [
        2.810_226_4e-8,
        3.432_739_4e-7,
        -3.523_387_7e-6,
        -4.391_506_5e-6,
        0.000_218_580_87,
        -0.001_253_725,
        -0.004_177_681_6,
        0.246_640_72,
        1.501_409_4,
    ];
    const TAILS: [f32; 9] = [
        -0.000_200_214_26,
        0.000_100_950_56,
        0.001_349_343_2,
        -0.003_673_428_4,
        0.005_739_508,
        -0.007_622_461_3,
        0.009_438_870_5,
        1.001_674,
        2.832_976_8,
    ];
    let from_middle = 2.0 * below - 1.0;
    let far = -ln((1.0 - from_middle) * (1.0 + from_middle));
    let middle = polynomial(far - 2.5, MIDDLE);
    let tails = polynomial(far.sqrt() - 3.0, TAILS);
    std::f32::consts::SQRT_2 * from_middle * if far < 5.0 { middle } else { tails }
}

/// By the rule of Horner, the coefficient of the highest power first. A product and a sum that are
/// rounded once: one instruction on processors since 2013, slower but the same bits on others.
#[inline(always)]
fn polynomial<const N: usize>(at: f32, coefficients: [f32; N]) -> f32 {
    let mut sum = 0.0;
    for it in coefficients {
        sum = f32::mul_add(sum, at, it);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uniform_numbers_reach_neither_zero_nor_one() {
        assert!(0.0 < uniform(0));
        assert!(uniform(u32::MAX) < 1.0);
        assert_eq!(uniform(0), 1.0 - uniform(u32::MAX));
    }

    #[test]
    fn logarithms_and_exponentials_are_those_of_the_library() {
        for n in 1..20_000_u16 {
            let (small, large) = (f32::from(n) / 20_000.0, f32::from(n) / 20.0);
            for it in [small, large, uniform(u32::from(n))] {
                assert!((ln(it) - it.ln()).abs() < 1e-6 * it.ln().abs().max(1.0), "ln {it}");
            }
            for it in [small, f32::from(n) / 250.0, f32::from(n) / -250.0] {
                assert!((exp(it) / it.exp() - 1.0).abs() < 1e-5, "exp {it}");
            }
        }
    }

    /// Abramowitz and Stegun 1964, table 26.5; the last one by AS 241 (Wichura 1988).
    #[test]
    fn normal_quantiles_are_those_of_the_tables() {
        let known = [(0.5, 0.0), (0.9, 1.281_551_6), (0.975, 1.959_964), (0.001, -3.090_232_3)];
        for (below, quantile) in known {
            let found = normal_quantile(below);
            assert!((found - quantile).abs() < 5e-6, "{below}: {found}");
        }
        assert!((normal_quantile(uniform(0)) + 5.294_704).abs() < 5e-3);
    }
}
