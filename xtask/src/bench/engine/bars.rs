//! The bars: what the engine must not fall below.

use super::table::Bar;

/// Figures in which two answers about the same inventory must agree.
pub(super) const FACTS: [&str; 9] = [
    "circles",
    "achievable_sum",
    "complete",
    "points_sum",
    "late",
    "stale",
    "required_sum",
    "origins_sum",
    "articulation_points",
];

/// All of them, in the order of the table.
pub(super) fn all() -> Vec<Bar> {
    [graphs(), sequences(), others()].concat()
}

fn graphs() -> Vec<Bar> {
    let graph = "graph-100000";
    let larger = "graph-1000000";
    vec![
        Bar::less("Full analysis of 100,000 nodes", "ms", &[graph, "full_ms"]).goal(60.0).peer(
            "rustworkx",
            "rustworkx.full_ms",
            Some(30.0),
        ),
        Bar::less("… without articulation points", "ms", &[graph, "without_articulation_ms"]).peer(
            "scipy",
            "scipy.full_ms",
            Some(15.0),
        ),
        Bar::less("… memory of the process", "MB", &[graph, "memory_mb"]).goal(50.0).peer(
            "rustworkx",
            "rustworkx.memory_mb",
            None,
        ),
        Bar::less("… answers that rustworkx has otherwise", "", &[graph, "unlike_rustworkx"])
            .goal(0.0),
        Bar::less("… answers that scipy has otherwise", "", &[graph, "unlike_scipy"]).goal(0.0),
        Bar::less("Full analysis of 1,000,000 nodes", "ms", &[larger, "full_ms"]).goal(1200.0),
        Bar::less("… memory of the process", "MB", &[larger, "memory_mb"]).goal(300.0),
        Bar::less("Edit a restore time, 100,000 nodes, 99 %", "ms", &[graph, "restore_ms"])
            .goal(0.3),
        Bar::less("Edit a target, 100,000 nodes, 99 %", "ms", &[graph, "target_ms"]).goal(0.3),
        Bar::less("Edit a restore time, 1,000,000 nodes, 99 %", "ms", &[larger, "restore_ms"])
            .goal(1.0),
        Bar::less("Edit a target, 1,000,000 nodes, 99 %", "ms", &[larger, "target_ms"]).goal(1.0),
        Bar::less("Add or remove a need, 100,000 nodes, 99 %", "ms", &[graph, "need_ms"]).goal(2.0),
        Bar::less("Open or close a circle, 100,000 nodes, 99 %", "ms", &[graph, "circle_ms"])
            .goal(2.0),
        Bar::less("A need against the order, 100,000 nodes, 99 %", "ms", &[graph, "turn_ms"])
            .goal(2.0),
        Bar::less("Of 100,000 edits, unlike a full analysis", "", &["soak", "unequal"]).goal(0.0),
        Bar::less("Blast radius of any set, 100,000 nodes", "ms", &[graph, "blast_ms"]).goal(10.0),
    ]
}

fn sequences() -> Vec<Bar> {
    let gap = |what: &'static str, set: &str, goal: f64| {
        Bar::less(what, "%", &["library", set, "gap"]).goal(goal).peer(
            "CP-SAT",
            &format!("cp_sat.{set}.gap"),
            None,
        )
    };
    let tried = |what: &'static str, set: &str, goal: f64| {
        Bar::less(what, "%", &["library", set, "tried.deviation"]).goal(goal).peer(
            "best known",
            &format!("library.{set}.tried.best_deviation"),
            None,
        )
    };
    let late = |what: &'static str, set: &str| {
        Bar::less(what, "", &["library", set, "late.tardiness"]).peer(
            "CP-SAT, 10 × the time",
            &format!("cp_sat.{set}.late.tardiness"),
            Some(1.0),
        )
    };
    vec![
        gap("PSPLIB j30, 1 s on 2 threads, gap to best known", "j30", 0.01),
        gap("PSPLIB j60", "j60", 0.30),
        gap("PSPLIB j90", "j90", 0.45),
        gap("PSPLIB j120", "j120", 1.20),
        Bar::more("… proved to be the best, of all four", "", &["library", "proved"]).peer(
            "CP-SAT",
            "cp_sat.proved",
            Some(1.0),
        ),
        tried("PSPLIB j60, 5,000 schedules, deviation from the longest chain", "j60", 11.1),
        tried("PSPLIB j120, 5,000 schedules", "j120", 32.5),
        late("j60 with due dates, ½ s on 2 threads, mean tardiness", "j60"),
        late("j120 with due dates", "j120"),
    ]
}

fn others() -> Vec<Bar> {
    vec![
        Bar::more("Trials of 200 tasks a second, no limits", "", &["trials", "free_speed"])
            .goal(750_000.0)
            .peer("numpy", "chance.free_speed", Some(5.0)),
        Bar::more("Trials of 200 tasks a second, with crews", "", &["trials", "crews_speed"])
            .goal(60_000.0)
            .peer("SimPy", "chance.crews_speed", Some(300.0)),
        Bar::less("Mean, no limits: off that of numpy", "%", &["trials", "free_off"]).goal(0.5),
        Bar::less("Mean, with crews: off that of SimPy", "%", &["trials", "crews_off"]).goal(1.0),
        Bar::less("Statewide restoration, first answer", "s", &["statewide", "first_s"]).goal(0.5),
        Bar::less("Statewide restoration, order and curve", "s", &["statewide", "order_s"])
            .goal(5.0),
    ]
}
