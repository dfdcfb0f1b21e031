//! Figures of the engine and of its peers, against bars.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Figures by name, such as `graph-100000.full_ms`, and why others are not there.
#[derive(Debug, Default)]
pub(super) struct Found {
    figures: BTreeMap<String, f64>,
    /// By the beginning of the name.
    missing: Vec<(String, String)>,
}

impl Found {
    /// Reads figures, one a line, and puts `name` in front of theirs. Other lines mean nothing.
    pub(super) fn read(&mut self, name: &str, said: &str) {
        for line in said.lines() {
            if let Some((figure, value)) = line.split_once(' ')
                && let Ok(value) = value.parse()
            {
                self.figures.insert(format!("{name}.{figure}"), value);
            }
        }
    }

    /// Says why there are no figures whose names begin so.
    pub(super) fn missing(&mut self, name: &str, why: &str) {
        self.missing.push((format!("{name}."), why.to_owned()));
    }

    fn get(&self, name: &str) -> Option<f64> {
        self.figures.get(name).copied()
    }

    /// Why a figure is not there.
    fn why_not(&self, name: &str) -> &str {
        let found = self.missing.iter().find(|it| name.starts_with(&it.0));
        found.map_or("there is no such figure", |it| &it.1)
    }

    /// Counts in how many of `facts` a peer says something else.
    pub(super) fn compare(&mut self, ours: &str, peer: &str, facts: &[&str]) {
        let unlike = format!("{ours}.unlike_{peer}");
        let pairs = facts.iter().filter_map(|it| {
            let ours = self.get(&format!("{ours}.{it}"))?;
            Some((it, ours, self.get(&format!("{peer}.{it}"))?))
        });
        let mut n_compared = 0;
        let mut n_unlike = 0;
        for (fact, ours, theirs) in pairs {
            n_compared += 1;
            if ours.total_cmp(&theirs).is_ne() {
                println!("{fact}: {ours}, but with {peer} {theirs}");
                n_unlike += 1;
            }
        }
        match n_compared {
            0 => self.missing.push((unlike, self.why_not(&format!("{peer}.")).to_owned())),
            _ => drop(self.figures.insert(unlike, f64::from(n_unlike))),
        }
    }

    /// By how many percent one figure is off another.
    pub(super) fn deviate(&mut self, name: &str, ours: &str, theirs: &str) {
        match self.get(ours).zip(self.get(theirs)) {
            Some((ours, theirs)) => {
                let off = 100.0 * (ours / theirs - 1.0).abs();
                self.figures.insert(name.to_owned(), off);
            }
            None => self.missing.push((name.to_owned(), self.why_not(theirs).to_owned())),
        }
    }

    /// The largest of several figures.
    pub(super) fn best_of(&mut self, name: &str, all: &[&str]) {
        let best = all.iter().filter_map(|it| self.get(it)).reduce(f64::max);
        best.map(|it| self.figures.insert(name.to_owned(), it));
    }

    /// All of several figures together, if all are there.
    pub(super) fn sum(&mut self, name: &str, all: &[String]) {
        let sum = all.iter().map(|it| self.get(it)).sum::<Option<f64>>();
        match sum {
            Some(sum) => drop(self.figures.insert(name.to_owned(), sum)),
            None => {
                let missing = all.iter().find(|it| self.get(it).is_none());
                let why = missing.map_or("", |it| self.why_not(it)).to_owned();
                self.missing.push((name.to_owned(), why));
            }
        }
    }
}

/// One line of the table: a figure, and what it must be.
#[derive(Debug, Clone)]
pub(super) struct Bar {
    what: &'static str,
    unit: &'static str,
    figure: String,
    is_more_better: bool,
    goal: Option<f64>,
    peer: Option<Peer>,
}

/// Who else does the same.
#[derive(Debug, Clone)]
struct Peer {
    name: &'static str,
    figure: String,
    /// How many times better the engine has to be.
    times: Option<f64>,
}

impl Bar {
    /// A figure that shall be small. Its name is put together from parts.
    pub(super) fn less(what: &'static str, unit: &'static str, figure: &[&str]) -> Bar {
        let figure = figure.join(".");
        Bar { what, unit, figure, is_more_better: false, goal: None, peer: None }
    }

    /// A figure that shall be large.
    pub(super) fn more(what: &'static str, unit: &'static str, figure: &[&str]) -> Bar {
        Bar { is_more_better: true, ..Bar::less(what, unit, figure) }
    }

    /// The same, and it must reach this.
    pub(super) fn goal(self, goal: f64) -> Bar {
        Bar { goal: Some(goal), ..self }
    }

    /// The same, side by side with somebody else's figure, and maybe so many times better.
    pub(super) fn peer(self, name: &'static str, figure: &str, times: Option<f64>) -> Bar {
        let figure = figure.to_owned();
        Bar { peer: Some(Peer { name, figure, times }), ..self }
    }

    fn line(&self, found: &Found) -> Line {
        let ours = found.get(&self.figure);
        let theirs = self.peer.as_ref().and_then(|it| found.get(&it.figure));
        let ratio = ours.zip(theirs).map(|(ours, theirs)| {
            let (better, worse) = if self.is_more_better { (ours, theirs) } else { (theirs, ours) };
            // Neither has any: they are equal.
            if better.total_cmp(&worse).is_eq() { 1.0 } else { better / worse }
        });
        let reaches = |ours: f64, goal: f64| match self.is_more_better {
            true => goal <= ours,
            false => ours <= goal,
        };
        let times = self.peer.as_ref().and_then(|it| it.times);
        let is_reached = ours.zip(self.goal).map(|(ours, goal)| reaches(ours, goal));
        let is_beaten = ratio.zip(times).map(|(ratio, times)| times <= ratio);
        let verdict = match (is_reached, is_beaten) {
            (Some(false), _) | (_, Some(false)) => Verdict::Missed,
            (Some(true), _) | (_, Some(true)) => Verdict::Holds,
            (None, None) if ours.is_none() => {
                Verdict::NotMeasured(found.why_not(&self.figure).to_owned())
            }
            (None, None) => Verdict::NoBar,
        };
        let why_no_peer = match (&self.peer, theirs) {
            (Some(peer), None) => found.why_not(&peer.figure).to_owned(),
            _ => String::new(),
        };
        Line { bar: self.clone(), ours, theirs, ratio, why_no_peer, verdict }
    }
}

/// What became of a bar.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Verdict {
    Holds,
    Missed,
    /// With the reason.
    NotMeasured(String),
    NoBar,
}

/// A bar with what was measured.
#[derive(Debug)]
struct Line {
    bar: Bar,
    ours: Option<f64>,
    theirs: Option<f64>,
    /// How many times better the engine is than the peer.
    ratio: Option<f64>,
    why_no_peer: String,
    verdict: Verdict,
}

/// All bars with what was measured.
#[derive(Debug)]
pub(super) struct Table(Vec<Line>);

impl Table {
    pub(super) fn of(bars: &[Bar], found: &Found) -> Table {
        Table(bars.iter().map(|it| it.line(found)).collect())
    }

    /// What is missed, each with its figure.
    pub(super) fn missed(&self) -> Vec<String> {
        let missed = self.0.iter().filter(|it| it.verdict == Verdict::Missed);
        missed.map(|it| format!("{}: {}, not {}", it.bar.what, it.measured(), it.goals())).collect()
    }

    pub(super) fn markdown(&self) -> String {
        let mut text = String::from(
            "| What | Engine | Bar | Peer in the same run | |\n|---|---:|---:|---|---|\n",
        );
        for it in &self.0 {
            let verdict = match &it.verdict {
                Verdict::Holds => "holds",
                Verdict::Missed => "**missed**",
                Verdict::NotMeasured(why) => &format!("not measured: {why}"),
                Verdict::NoBar => "",
            };
            // Writing to a string cannot fail.
            let _infallible = writeln!(
                text,
                "| {} | {} | {} | {} | {verdict} |",
                it.bar.what,
                it.measured(),
                it.goals(),
                it.peer()
            );
        }
        text
    }

    /// For programs: one line each, figures in the unit of their column.
    pub(super) fn csv(&self) -> String {
        let mut text =
            String::from("what,unit,engine,bar,peer,peer_figure,times,times_bar,verdict\n");
        let number = |it: Option<f64>| it.map(|it| it.to_string()).unwrap_or_default();
        for it in &self.0 {
            let peer = it.bar.peer.as_ref();
            let verdict = match &it.verdict {
                Verdict::Holds => "holds",
                Verdict::Missed => "missed",
                Verdict::NotMeasured(_) => "not measured",
                Verdict::NoBar => "",
            };
            let _infallible = writeln!(
                text,
                "\"{}\",{},{},{},\"{}\",{},{},{},{verdict}",
                it.bar.what,
                it.bar.unit,
                number(it.ours),
                number(it.bar.goal),
                peer.map_or("", |it| it.name),
                number(it.theirs),
                number(it.ratio),
                number(peer.and_then(|it| it.times)),
            );
        }
        text
    }
}

impl Line {
    fn measured(&self) -> String {
        self.ours.map(|it| shown(it, self.bar.unit)).unwrap_or_default()
    }

    fn goals(&self) -> String {
        let sign = if self.bar.is_more_better { "≥" } else { "≤" };
        let goal = self.bar.goal.map(|it| format!("{sign} {}", shown(it, self.bar.unit)));
        let times = self.bar.peer.as_ref().and_then(|it| it.times);
        let times = times.map(|it| format!("≥ {it} ×"));
        goal.into_iter().chain(times).collect::<Vec<_>>().join(", ")
    }

    fn peer(&self) -> String {
        let Some(peer) = &self.bar.peer else { return String::new() };
        let Some(theirs) = self.theirs else {
            return format!("{}: {}", peer.name, self.why_no_peer);
        };
        let ratio = self.ratio.filter(|it| it.is_finite());
        let ratio = ratio.map(|it| format!(" ({it:.1} ×)")).unwrap_or_default();
        format!("{}: {}{ratio}", peer.name, shown(theirs, self.bar.unit))
    }
}

/// With three digits or all before the point.
fn shown(figure: f64, unit: &str) -> String {
    let text = match figure.abs() {
        it if 100.0 <= it || it == figure.abs().round() => format!("{figure:.0}"),
        it if 10.0 <= it => format!("{figure:.1}"),
        it if 1.0 <= it => format!("{figure:.2}"),
        _ => format!("{figure:.3}"),
    };
    format!("{text} {unit}").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bars() -> Vec<Bar> {
        vec![
            Bar::less("time", "ms", &["a", "ms"]).goal(60.0).peer("other", "b.ms", Some(30.0)),
            Bar::more("speed", "", &["a", "speed"]).goal(100.0),
            Bar::less("library", "%", &["c", "gap"]).goal(1.0),
            Bar::more("proved", "", &["a", "proved"]).peer("other", "b.proved", Some(1.0)),
        ]
    }

    #[test]
    fn a_bar_is_missed_by_itself_or_against_a_peer_and_named() {
        let mut found = Found::default();
        found.read("a", "compiling\nms 50\nspeed 100\nproved 7\n");
        found.read("b", "ms 1600\nproved 7");
        found.missing("c", "no data");
        let table = Table::of(&bars(), &found);
        assert_eq!(table.missed(), Vec::<String>::new());
        let text = table.markdown();
        assert!(
            text.contains("| time | 50 ms | ≤ 60 ms, ≥ 30 × | other: 1600 ms (32.0 ×) | holds |")
        );
        assert!(text.contains("| library |  | ≤ 1 % |  | not measured: no data |"));
        found.read("b", "ms 1400\nproved 8");
        found.read("a", "speed 99.5");
        let missed = Table::of(&bars(), &found).missed();
        assert_eq!(
            missed,
            ["time: 50 ms, not ≤ 60 ms, ≥ 30 ×", "speed: 99.5, not ≥ 100", "proved: 7, not ≥ 1 ×"]
        );
        let csv = Table::of(&bars(), &found).csv();
        assert!(csv.contains("\"time\",ms,50,60,\"other\",1400,28,30,missed\n"));
    }

    #[test]
    fn without_a_peer_only_the_own_bar_counts() {
        let mut found = Found::default();
        found.read("a", "ms 50\nproved 7");
        found.missing("b", "not installed");
        let table = Table::of(&bars(), &found);
        assert!(table.markdown().contains("| other: not installed | holds |"));
        assert!(table.missed().is_empty());
    }

    #[test]
    fn facts_that_differ_are_counted() {
        let mut found = Found::default();
        found.read("a", "one 1\ntwo 2\nthree 3");
        found.read("b", "one 1\ntwo 3");
        found.compare("a", "b", &["one", "two", "three"]);
        assert_eq!(found.get("a.unlike_b"), Some(1.0));
        found.missing("c", "failed");
        found.compare("a", "c", &["one"]);
        assert_eq!((found.get("a.unlike_c"), found.why_not("a.unlike_c")), (None, "failed"));
        found.deviate("a.off", "a.two", "b.two");
        assert!((found.get("a.off").unwrap() - 100.0 / 3.0).abs() < 1e-9);
    }
}
