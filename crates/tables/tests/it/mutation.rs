//! Damaged files and garbage: no panic, no endless loop, no invented row.

use std::io::{self, Read};

use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_oneof, proptest};
use proptest::sample::{Index, select};
use proptest::{prop_assert, prop_assert_eq, prop_assert_ne};
use tables::{Delimiter, Dialect, Encoding, Reader, Reason, RowProblem};

/// Reads to the end in any dialect. What holds for every file is checked here.
fn read_all(bytes: &[u8], dialect: Dialect) -> Result<Vec<Vec<String>>, RowProblem> {
    let mut reader = Reader::new(bytes, dialect)?;
    let n_columns = reader.headers().len();
    let mut rows = Vec::new();
    let mut last = (0, 0);
    for row in reader.by_ref() {
        let at = match &row {
            Ok(row) => (row.number, row.line),
            Err(problem) => (problem.number, problem.line),
        };
        assert_eq!(at.0, last.0 + 1, "rows are numbered one after the other");
        assert!(last.1 < at.1, "a row starts below the one before it");
        last = at;
        if let Ok(row) = row {
            assert_eq!(row.cells.len(), n_columns);
            rows.push(row.cells);
        }
    }
    assert!(reader.n_bytes() <= bytes.len() as u64);
    assert!(reader.next().is_none(), "an end is an end");
    Ok(rows)
}

fn read_in_every_dialect(bytes: &[u8]) {
    let guess = Dialect::sniff(bytes);
    let mut outcomes = vec![read_all(bytes, guess)];
    for encoding in Encoding::ALL {
        for delimiter in Delimiter::ALL {
            outcomes.push(read_all(bytes, Dialect::new(encoding, delimiter)));
        }
    }
    for problem in outcomes.into_iter().filter_map(Result::err) {
        assert!(!problem.to_string().is_empty());
    }
}

/// One thing that can happen to a file on its way.
#[derive(Debug, Clone)]
enum Damage {
    Flip(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    Repeat(Index, usize),
    CutAt(Index),
}

impl Damage {
    fn inflict(&self, bytes: &mut Vec<u8>) {
        let n_places = bytes.len() + 1;
        let at = |it: &Index| it.index(n_places);
        match self {
            Self::Flip(index, by) => {
                let at = at(index);
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= by;
                }
            }
            Self::Insert(index, what) => {
                let at = at(index);
                bytes.splice(at..at, what.iter().copied());
            }
            Self::Remove(index, n) => {
                let at = at(index);
                bytes.drain(at..(at + n).min(bytes.len()));
            }
            Self::Repeat(index, n) => {
                let at = at(index);
                let again = bytes[at..(at + n).min(bytes.len())].to_vec();
                bytes.splice(at..at, again);
            }
            Self::CutAt(index) => bytes.truncate(at(index)),
        }
    }
}

fn damage() -> impl Strategy<Value = Damage> {
    let special: Vec<&[u8]> = vec![
        b"\"",
        b"\"\"",
        b",",
        b";",
        b"\t",
        b"\r",
        b"\n",
        b"\r\n",
        b"\0",
        b"\xFF\xFE",
        b"\xEF\xBB\xBF",
        b"\xC3",
        b"\xE9",
        b"sep=;\n",
        b"\xD8\x00",
        b"PK\x03\x04",
    ];
    let bytes = prop_oneof![select(special).prop_map(<[u8]>::to_vec), vec(any::<u8>(), 1..20)];
    prop_oneof![
        (any::<Index>(), 1..=255_u8).prop_map(|(at, by)| Damage::Flip(at, by)),
        (any::<Index>(), bytes).prop_map(|(at, what)| Damage::Insert(at, what)),
        (any::<Index>(), 1..50_usize).prop_map(|(at, n)| Damage::Remove(at, n)),
        (any::<Index>(), 1..50_usize).prop_map(|(at, n)| Damage::Repeat(at, n)),
        any::<Index>().prop_map(Damage::CutAt),
    ]
}

fn valid_files() -> Vec<Vec<u8>> {
    const TEXT: &str = "code,name,owner,since\r\n\
        payroll,\"Payroll, state\",José Núñez,2019-04-01\r\n\
        licenses,\"Licenses \"\"A\"\"\nand B\",,2020-01-31\r\n\
        dispatch,Dispatch,Zoë,\r\n";
    let utf_16: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
    vec![
        TEXT.as_bytes().to_vec(),
        [b"\xEF\xBB\xBF", TEXT.as_bytes()].concat(),
        TEXT.replace(',', ";").into_bytes(),
        TEXT.replace(',', "\t").into_bytes(),
        format!("sep=|\r\n{}", TEXT.replace(',', "|")).into_bytes(),
        utf_16,
        encoding_rs::WINDOWS_1252.encode(TEXT).0.into_owned(),
    ]
}

/// Gives one byte at a time, and is interrupted before each.
struct Trickle<'a> {
    bytes: &'a [u8],
    is_interrupted: bool,
}

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.is_interrupted = !self.is_interrupted;
        if self.is_interrupted {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let n = buffer.len().min(1);
        self.bytes.read(&mut buffer[..n])
    }
}

proptest! {
    /// How bytes arrive does not matter.
    #[test]
    fn a_slow_connection_reads_as_a_fast_one(
        file in select(valid_files()),
        damages in vec(damage(), 0..4),
    ) {
        let mut bytes = file;
        for damage in &damages {
            damage.inflict(&mut bytes);
        }
        let fast = Reader::open(bytes.as_slice());
        let slow = Reader::open(Trickle { bytes: &bytes, is_interrupted: false });
        match (fast, slow) {
            (Ok(fast), Ok(slow)) => {
                prop_assert_eq!(fast.headers(), slow.headers());
                prop_assert_eq!(fast.dialect(), slow.dialect());
                prop_assert_eq!(fast.collect::<Vec<_>>(), slow.collect::<Vec<_>>());
            }
            (Err(fast), Err(slow)) => prop_assert_eq!(fast, slow),
            _ => prop_assert!(false, "one of them could be opened"),
        }
    }

    /// What is not UTF-8 is Windows-1252, in which every byte is a character.
    #[test]
    fn no_byte_but_zero_is_outside_the_guessed_encoding(bytes in vec(1..=0xEF_u8, 0..300)) {
        let Ok(reader) = Reader::open(bytes.as_slice()) else { return Ok(()) };
        for problem in reader.filter_map(Result::err) {
            prop_assert_ne!(problem.reason, Reason::NotInEncoding);
        }
    }

    #[test]
    fn garbage_never_panics(bytes in vec(any::<u8>(), 0..600)) {
        read_in_every_dialect(&bytes);
    }

    #[test]
    fn garbage_of_special_bytes_never_panics(
        bytes in vec(select(&b"\"\"\",;\t|\r\n\r\n\0 a'=\xE9\xC3\xA9\xFF\xFE\xD8"[..]), 0..200),
    ) {
        read_in_every_dialect(&bytes);
    }

    #[test]
    fn damaged_files_never_panic(
        file in select(valid_files()),
        damages in vec(damage(), 1..6),
    ) {
        let mut bytes = file;
        for damage in &damages {
            damage.inflict(&mut bytes);
        }
        read_in_every_dialect(&bytes);
    }

    /// Rows above the damage are read as if there were none.
    #[test]
    fn a_broken_end_leaves_the_beginning_alone(tail in vec(any::<u8>(), 0..80)) {
        let good = "a,b\n1,2\n\"3\n3\",4\n";
        let bytes = [good.as_bytes(), &tail].concat();
        let dialect = Dialect::new(Encoding::Utf8, Delimiter::Comma);
        let rows = read_all(&bytes, dialect).unwrap();
        prop_assert!(2 <= rows.len());
        prop_assert_eq!(&rows[..2], &[["1", "2"], ["3\n3", "4"]]);
    }

    /// Where the csv crate and we both find rows of the right width, they are the same rows.
    #[test]
    fn text_without_misplaced_quotes_reads_as_the_csv_crate_reads_it(
        cells in vec(vec("[a-z\",\n\r é]{0,8}", 3), 0..8),
        breaks in select(vec!["\n", "\r\n", "\r"]),
    ) {
        let quoted = |it: &String| format!("\"{}\"", it.replace('"', "\"\""));
        let row = |it: &Vec<String>| it.iter().map(quoted).collect::<Vec<_>>().join(",");
        let lines: Vec<_> = cells.iter().map(row).collect();
        let text = format!("x,y,z{breaks}{}", lines.join(breaks));
        let dialect = Dialect::new(Encoding::Utf8, Delimiter::Comma);
        let ours = read_all(text.as_bytes(), dialect).unwrap();
        let mut other = csv::Reader::from_reader(text.as_bytes());
        let theirs: Vec<Vec<String>> =
            other.records().map(|it| it.unwrap().iter().map(str::to_owned).collect()).collect();
        prop_assert_eq!(&ours, &theirs);
        prop_assert_eq!(&ours, &cells);
    }
}
