//! How good sequences are: `MAINSTAY_DATA=… cargo bench -p engine --bench sequence`, with a number of
//! schedules after `--`.
//!
//! The problems are those of PSPLIB (Kolisch and Sprecher 1996), whose best known answers are in
//! `psplib/best_known.csv` of the data. The deviation is from the longest chain, as the literature has
//! it; the gap is from the best known.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measuring program: it asks where the data are, prints its table, and stops at the first surprise"
)]

use std::path::Path;
use std::time::Instant;

use engine::sequence::{Effort, Goal, read_psplib, sequence};

fn main() {
    let schedules = std::env::args().find_map(|it| it.parse().ok()).unwrap_or(5_000);
    let Ok(data) = std::env::var("MAINSTAY_DATA") else {
        return println!("MAINSTAY_DATA names no folder: nothing is measured.");
    };
    let data = Path::new(&data).join("psplib");
    let known = std::fs::read_to_string(data.join("best_known.csv")).unwrap();
    println!("| Set | Problems | Gap % | Deviation % | Best known | Proved | Schedules/s |");
    println!("|---|---:|---:|---:|---:|---:|---:|");
    for set in ["j30", "j60", "j90", "j120"] {
        let (mut n, mut gap, mut deviation) = (0_u32, 0.0, 0.0);
        let (mut n_hit, mut n_proved, mut n_tried) = (0, 0, 0);
        let start = Instant::now();
        for line in known.lines().skip(1) {
            let fields: Vec<&str> = line.split(',').collect();
            let file = data.join("sm").join(set).join(format!("{}.sm", fields[1]));
            let Some(text) =
                (fields[0] == set).then(|| std::fs::read_to_string(file).ok()).flatten()
            else {
                continue;
            };
            let project = read_psplib(&text).unwrap();
            let found =
                sequence(&project, Goal::Makespan, Effort { schedules, ..Effort::default() });
            assert_eq!(project.violation(&found.starts), None);
            let number = |at: usize| fields[at].parse::<f64>().unwrap();
            let (chain, best, makespan) = (number(3), number(5), f64::from(found.makespan));
            n += 1;
            gap += 100.0 * (makespan / best - 1.0);
            deviation += 100.0 * (makespan / chain - 1.0);
            n_hit += u32::from(makespan <= best);
            n_proved += u32::from(found.is_best(Goal::Makespan));
            n_tried += found.n_tried;
        }
        let (count, seconds) = (f64::from(n), start.elapsed().as_secs_f64());
        println!(
            "| {set} | {n} | {:.3} | {:.3} | {n_hit} | {n_proved} | {:.0} |",
            gap / count,
            deviation / count,
            f64::from(n_tried) / seconds,
        );
    }
}
