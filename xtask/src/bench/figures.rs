//! Figures, against what they must not exceed.

use std::fmt::Write as _;
use std::time::Duration;

/// One line of the table.
#[derive(Debug)]
struct Figure {
    name: String,
    n: usize,
    median: f64,
    slow: f64,
    most: f64,
    unit: &'static str,
    bar: Option<f64>,
}

/// What was measured so far.
#[derive(Debug, Default)]
pub(super) struct Figures(Vec<Figure>);

impl Figures {
    pub(super) fn new() -> Figures {
        Figures::default()
    }

    /// Something that happened once.
    pub(super) fn once(&mut self, name: &str, took: Duration, bar: Duration) {
        let ms = took.as_secs_f64() * 1e3;
        self.add(name, &[ms], "ms", Some(bar.as_secs_f64() * 1e3));
    }

    /// Something that happened many times. Its median counts.
    pub(super) fn many(&mut self, name: &str, took: Vec<Duration>, bar: Option<Duration>) {
        let mut ms: Vec<f64> = took.into_iter().map(|it| it.as_secs_f64() * 1e3).collect();
        ms.sort_by(f64::total_cmp);
        self.add(name, &ms, "ms", bar.map(|it| it.as_secs_f64() * 1e3));
    }

    /// How much of something there was, in bytes.
    pub(super) fn size(&mut self, name: &str, bytes: u64, bar: u64) {
        let mib = |bytes: u64| f64::from(u32::try_from(bytes / 1024).unwrap_or(u32::MAX)) / 1024.0;
        self.add(name, &[mib(bytes)], "MiB", Some(mib(bar)));
    }

    fn add(&mut self, name: &str, sorted: &[f64], unit: &'static str, bar: Option<f64>) {
        let at = |percent: usize| sorted.get((sorted.len() - 1) * percent / 100).copied();
        self.0.push(Figure {
            name: name.to_owned(),
            n: sorted.len(),
            median: at(50).unwrap_or_default(),
            slow: at(95).unwrap_or_default(),
            most: at(100).unwrap_or_default(),
            unit,
            bar,
        });
    }

    /// Whether no bar is missed.
    pub(super) fn all_hold(&self) -> bool {
        self.0.iter().all(Figure::holds)
    }

    /// As Markdown.
    pub(super) fn table(&self) -> String {
        let mut text = String::from(
            "| What | Times | Median | 95 % | Most | Bar | |\n|---|---:|---:|---:|---:|---:|---|\n",
        );
        for it in &self.0 {
            let bar = it.bar.map(|bar| shown(bar, it.unit)).unwrap_or_default();
            let verdict = match (it.bar, it.holds()) {
                (None, _) => "",
                (Some(_), true) => "holds",
                (Some(_), false) => "**missed**",
            };
            let [median, slow, most] = [it.median, it.slow, it.most].map(|x| shown(x, it.unit));
            // Writing to a string cannot fail.
            let _infallible = writeln!(
                text,
                "| {} | {} | {median} | {slow} | {most} | {bar} | {verdict} |",
                it.name, it.n
            );
        }
        text
    }

    /// For programs: one line each, figures in the unit of their column.
    pub(super) fn csv(&self) -> String {
        let mut text = String::from("what,times,unit,median,p95,max,bar,holds\n");
        for it in &self.0 {
            let bar = it.bar.map(|bar| bar.to_string()).unwrap_or_default();
            let _infallible = writeln!(
                text,
                "\"{}\",{},{},{:.3},{:.3},{:.3},{bar},{}",
                it.name,
                it.n,
                it.unit,
                it.median,
                it.slow,
                it.most,
                it.holds()
            );
        }
        text
    }
}

impl Figure {
    fn holds(&self) -> bool {
        self.bar.is_none_or(|bar| self.median < bar)
    }
}

fn shown(figure: f64, unit: &str) -> String {
    match (unit, figure) {
        ("ms", figure) if 10_000.0 <= figure => format!("{:.1} s", figure / 1e3),
        (_, figure) if figure < 100.0 => format!("{figure:.1} {unit}"),
        (_, figure) => format!("{figure:.0} {unit}"),
    }
}

/// The mean of a histogram in the text format of Prometheus: `name{labels}`.
pub(super) fn mean(numbers: &str, series: &str) -> Option<Duration> {
    let (name, labels) = series.split_once('{')?;
    let value = |what: &str| -> Option<f64> {
        let series = format!("{name}_{what}{{{labels} ");
        numbers.lines().find_map(|it| it.strip_prefix(&series)?.parse().ok())
    };
    let (sum, count) = (value("sum")?, value("count")?);
    (0.0 < count).then(|| Duration::from_secs_f64(sum / count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missed_bar_is_said() {
        let mut figures = Figures::new();
        let ms = Duration::from_millis;
        figures.many("page", vec![ms(9), ms(30), ms(3)], Some(ms(10)));
        assert!(figures.all_hold());
        figures.once("load", ms(11), ms(10));
        assert!(!figures.all_hold());
        assert!(
            figures.table().contains("| page | 3 | 9.0 ms | 9.0 ms | 30.0 ms | 10.0 ms | holds |")
        );
        assert!(figures.csv().contains("\"load\",1,ms,11.000,11.000,11.000,10,false"));
    }

    #[test]
    fn a_mean_is_read_from_the_numbers_of_a_server() {
        let numbers = "# TYPE t histogram\nt_sum{of=\"all\"} 3\nt_count{of=\"all\"} 2\n";
        assert_eq!(mean(numbers, "t{of=\"all\"}"), Some(Duration::from_millis(1500)));
        assert_eq!(mean(numbers, "t{of=\"some\"}"), None);
    }
}
