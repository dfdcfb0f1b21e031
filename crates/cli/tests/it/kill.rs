//! The program is killed, over and over, in the middle of an import: the database opens, the audit
//! log is whole, and each import is there wholly or not at all.

use std::time::{Duration, Instant};

use crate::mainstay::{AGENCY, Mainstay};

const N_KILLS: u64 = 100;
const N_ROWS: u64 = 300;

#[test]
fn killed_at_any_point_an_import_is_there_wholly_or_not_at_all() {
    let mainstay = Mainstay::new();
    mainstay.write("p/mainstay.yaml", "format: 1\n");
    mainstay.write("p/agencies/it.yaml", AGENCY);
    mainstay.ok(&["import", "p", "--create"]);
    let mut random = 0x2545_F491_4F6C_DD1D_u64;
    let mut whole = time_of_a_whole_one(&mainstay);
    let (mut n_there, mut n_missing) = (0, 0);
    for n in 0..N_KILLS {
        write_table(&mainstay, n);
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888);
        // From the first instruction to well after the usual end: a busy machine takes longer.
        let share = u32::try_from(random >> 33 & 0xFFFF).unwrap();
        let delay = whole.mul_f64(f64::from(share) / 20_000.0);
        let start = Instant::now();
        let mut child = mainstay.start(&["import", "rows.csv", "--set", "agency=it"]);
        let mut ended = false;
        while start.elapsed() < delay && !ended {
            ended = child.try_wait().unwrap().is_some();
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        if ended {
            whole = start.elapsed().max(Duration::from_millis(20));
        }

        match state_of(&mainstay) {
            (N_ROWS, 0) => n_missing += 1,
            (0, N_ROWS) => n_there += 1,
            other => panic!("import {n} is there in part: {other:?}"),
        }
        if n % 20 == 19 {
            mainstay.ok(&["audit", "verify"]);
        }
    }
    assert!(0 < n_there && 0 < n_missing, "{n_there} there, {n_missing} missing");
}

fn write_table(mainstay: &Mainstay, n: u64) {
    let mut rows = String::from("id,name,description\n");
    for row in 0..N_ROWS {
        rows.push_str(&format!("{n}-{row},Service {row} of {n},Something to write down\n"));
    }
    mainstay.write("rows.csv", &rows);
}

fn time_of_a_whole_one(mainstay: &Mainstay) -> Duration {
    write_table(mainstay, N_KILLS);
    let start = Instant::now();
    mainstay.ok(&["import", "rows.csv", "--set", "agency=it"]);
    start.elapsed()
}

/// How many rows are still to be added, and how many are there.
fn state_of(mainstay: &Mainstay) -> (u64, u64) {
    let said = mainstay.ok(&["import", "rows.csv", "--set", "agency=it", "--dry-run", "--json"]);
    let counts: serde_json::Value = serde_json::from_str(&said).unwrap();
    (counts["n_added"].as_u64().unwrap(), counts["n_same"].as_u64().unwrap())
}
