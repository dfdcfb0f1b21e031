//! WCAG 2.2 AA in both schemes: the stylesheet's tokens are read, and their contrast computed.

use std::collections::BTreeMap;

const STYLESHEET: &str = include_str!("../../assets/mainstay.css");

/// Relative luminance of each token, in the light and in the dark scheme.
fn luminances() -> BTreeMap<&'static str, [f64; 2]> {
    let mut tokens = BTreeMap::new();
    for line in STYLESHEET.lines() {
        let Some((name, value)) = line.trim().strip_prefix("--").and_then(|it| it.split_once(':'))
        else {
            continue;
        };
        let colors: Vec<f64> = value.split("oklch(").skip(1).map(luminance).collect();
        if let [light, dark] = colors[..] {
            tokens.insert(name, [light, dark]);
        }
    }
    tokens
}

/// Of `0.47 0.11 160)`: lightness, chroma, hue. By way of `OKLab` and linear sRGB.
fn luminance(oklch: &str) -> f64 {
    let numbers: Vec<f64> =
        oklch.split(')').next().unwrap().split_whitespace().map(|it| it.parse().unwrap()).collect();
    let (lightness, chroma, hue) = (numbers[0], numbers[1], numbers[2].to_radians());
    let (a, b) = (chroma * hue.cos(), chroma * hue.sin());
    let cube = |x: f64| x * x * x;
    let long = cube(lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b);
    let medium = cube(lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b);
    let short = cube(lightness - 0.089_484_177_5 * a - 1.291_485_548 * b);
    let red = 4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short;
    let green = -1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short;
    let blue = -0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701 * short;
    0.2126 * red.clamp(0.0, 1.0) + 0.7152 * green.clamp(0.0, 1.0) + 0.0722 * blue.clamp(0.0, 1.0)
}

fn contrast(a: f64, b: f64) -> f64 {
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Checks every pair in both schemes.
fn at_least(least: f64, on: &[&str], behind: &[&str]) {
    let tokens = luminances();
    for front in on {
        for back in behind {
            for (scheme, name) in ["light", "dark"].into_iter().enumerate() {
                let ratio = contrast(tokens[front][scheme], tokens[back][scheme]);
                assert!(least <= ratio, "{front} on {back}, {name}: {ratio:.2}");
            }
        }
    }
}

#[test]
fn text_has_a_contrast_of_four_and_a_half_to_one() {
    let text = ["ink", "ink-2", "accent", "good", "warn", "bad"];
    let behind = ["paper", "surface", "sunken", "good-bg", "warn-bg", "bad-bg"];
    at_least(4.5, &text, &behind);
    // Buttons turn it around.
    at_least(4.5, &["paper"], &["ink", "bad"]);
}

#[test]
fn edges_of_what_can_be_used_have_a_contrast_of_three_to_one() {
    at_least(3.0, &["edge", "accent"], &["paper", "surface", "sunken"]);
}
