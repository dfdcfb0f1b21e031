//! How fast tables go in and out, and what memory that takes.
//!
//! `cargo run --release -p tables --example throughput`

#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use std::error::Error;
use std::fs;
use std::io::{self, Read};
use std::time::Instant;

use tables::{Cell, Column, CsvStyle, CsvWriter, Reader, XlsxWriter};

const N_ROWS: u32 = 1_000_000;
const N_SHEET_ROWS: u32 = 50_000;
const N_COLUMNS: u32 = 10;

/// A CSV file that is made while it is read: its headers, and then the same rows again and again,
/// so that neither its memory nor its making counts.
struct Made {
    n_blocks_left: u32,
    text: Vec<u8>,
    block: Vec<u8>,
    n_given: usize,
}

const N_BLOCKS: u32 = 1000;

impl Read for Made {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.n_given == self.text.len() && 0 < self.n_blocks_left {
            self.text.clone_from(&self.block);
            self.n_given = 0;
            self.n_blocks_left -= 1;
        }
        let mut rest = self.text.get(self.n_given..).unwrap_or_default();
        let n = rest.read(buffer)?;
        self.n_given += n;
        Ok(n)
    }
}

fn made() -> Made {
    let lines = |rows: std::ops::Range<u32>| rows.flat_map(line).collect();
    let block = lines(1..N_ROWS / N_BLOCKS + 1);
    Made { n_blocks_left: N_BLOCKS, text: lines(0..1), block, n_given: 0 }
}

fn line(row: u32) -> Vec<u8> {
    let cell = |column| match (row, column) {
        (0, _) => format!("column {column}"),
        (_, 3) => format!("\"Payroll, region {row}\""),
        (_, 7) => format!("\"José said \"\"{row}\"\"\""),
        _ => format!("cell {row}-{column}"),
    };
    let cells: Vec<_> = (0..N_COLUMNS).map(cell).collect();
    (cells.join(",") + "\r\n").into_bytes()
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("{:<12} {:>9} {:>12} {:>8} {:>12}", "what", "rows", "rows/s", "MB", "peak memory");
    measured("made", || {
        let n = io::copy(&mut made(), &mut io::sink())?;
        Ok((N_ROWS, n))
    })?;
    measured("CSV read", || {
        let mut reader = Reader::open(made())?;
        let mut n_rows = 0;
        for row in reader.by_ref() {
            row?;
            n_rows += 1;
        }
        Ok((n_rows, reader.n_bytes()))
    })?;
    measured("CSV write", || {
        let mut writer = CsvWriter::new(Counted(0), &columns(), CsvStyle::EXCEL)?;
        for number in 1..=N_ROWS {
            writer.write(&row(number))?;
        }
        Ok((N_ROWS, writer.finish()?.0))
    })?;
    measured("XLSX write", || {
        let mut writer = XlsxWriter::new("Throughput", &columns())?;
        for number in 1..=N_SHEET_ROWS {
            writer.write(&row(number))?;
        }
        Ok((N_SHEET_ROWS, writer.finish()?.len() as u64))
    })
}

/// Prints how long it took to treat some rows and bytes.
fn measured(
    name: &str,
    work: impl FnOnce() -> Result<(u32, u64), Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let (n_rows, n_bytes) = work()?;
    let rate = f64::from(n_rows) / start.elapsed().as_secs_f64();
    println!("{name:<12} {n_rows:>9} {rate:>12.0} {:>8} {:>12}", n_bytes / 1_000_000, peak());
    Ok(())
}

fn columns() -> Vec<Column> {
    (0..N_COLUMNS).map(|it| Column::text(format!("column {it}"))).collect()
}

fn row(number: u32) -> Vec<Cell> {
    (0..N_COLUMNS)
        .map(|column| match column {
            0..3 => Cell::from(number),
            _ => Cell::from(format!("cell {number}-{column}")),
        })
        .collect()
}

/// What this process ever held in memory, where the system tells.
fn peak() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"));
    line.unwrap_or("unknown").trim().to_owned()
}

/// Counts what is written and forgets it.
struct Counted(u64);

impl io::Write for Counted {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.0 += buffer.len() as u64;
        Ok(buffer.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
