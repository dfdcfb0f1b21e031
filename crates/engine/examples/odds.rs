//! Nobody knows how long work takes: how likely is a deadline met, and what does that hang on?
//! `cargo run -p engine --example odds`

#![expect(clippy::print_stdout, reason = "an example: it prints what it finds")]

use std::error::Error;

use engine::chance::{Chance, Policy, Precision, Simulation};
use engine::sequence::{Effort, Goal, Order, Project, Resource, Task, sequence};

const NAMES: [&str; 4] = ["first server", "second server", "backup", "portal"];

pub(crate) fn main() -> Result<(), Box<dyn Error>> {
    // By plan: two servers that one team of two restores in turn, a backup that is read meanwhile, and
    // the portal, which needs all of them by hour 8.
    let server = |hours| Task::of(hours).taking(2, 0);
    let tasks = vec![server(3), server(2), Task::of(4), Task::of(1).due(8, 1)];
    let orders = [Order::then(0, 3), Order::then(1, 3), Order::then(2, 3)];
    let project = Project::new(tasks, &orders, vec![Resource::of(2)])?;
    let order = sequence(&project, Goal::Tardiness, Effort::default());
    println!("by plan all is done after {} h", order.makespan);
    assert_eq!((order.tardiness, order.makespan), (0, 6));

    let chances = [
        Chance::triangular(2.0, 3.0, 6.0),
        Chance::measured(&[1.5, 2.0, 2.0, 3.5]),
        Chance::lognormal(4.0, 9.0),
        // One time in ten it does not come up, and is begun again.
        Chance::planned().failing(0.1, 1),
    ];
    let simulation = Simulation::new(&project, &chances, &Policy::by_starts(&order.starts))?;
    // As many trials as it takes: to one percentage point, and on any number of threads the same.
    let outlook = simulation.run(&Precision::default(), 1);
    let portal = outlook.finishes.first().ok_or("nobody watches the portal")?;
    let met = portal.met.ok_or("the portal is never due")?;
    println!(
        "in time in {:.0} % of all cases ({:.0} to {:.0} %), nine times in ten after {:.1} h",
        100.0 * met.value,
        100.0 * met.low,
        100.0 * met.high,
        portal.percentile(0.9).value
    );
    assert!(outlook.is_precise && met.error() <= 0.01);
    assert!(0.6 < met.value && met.value < 0.75, "{met:?}");

    // What it hangs on: the backup, which by plan nobody had to wait for.
    let crucial = outlook.most_crucial(2);
    for it in simulation.tornado(&crucial, 20_000, 1, 2) {
        let what = NAMES.get(it.task as usize).copied().unwrap_or("?");
        println!("{what}: done after {:.1} to {:.1} h", it.outcome_low, it.outcome_high);
    }
    assert_eq!(crucial.first(), Some(&2));
    Ok(())
}
