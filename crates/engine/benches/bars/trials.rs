//! Trials of a made-up project: how many there are in a second of one thread.

use engine::chance::{Policy, Precision, Simulation};

use crate::clock::timed;
use crate::figure;
use crate::teams::{made_up, most_urgent};

/// With crews, a trial takes longer: there are so many times fewer.
const FEWER: u64 = 4;

pub(crate) fn measure(trials: u64) {
    let (project, chances) = made_up(200, 467);
    let policies = [
        ("free", Policy::Unlimited, trials),
        ("crews", Policy::Dispatch(most_urgent(&project)), trials / FEWER),
    ];
    for (name, policy, trials) in policies {
        let simulation = Simulation::new(&project, &chances, &policy).unwrap().without_chains();
        let (took, found) = timed(3, || simulation.run(&Precision::trials(trials), 1));
        figure(&format!("{name}_speed"), found.trials as f64 / took.as_secs_f64());
        figure(&format!("{name}_mean"), found.all.mean);
        figure(&format!("{name}_p95"), found.all.percentile(0.95).value);
    }
}
