//! What people's spreadsheets save, read.

use std::io::{self, Read};

use tables::{CELL_BYTES_MAX, Delimiter, Dialect, Encoding, Reader, Reason, Row, RowProblem};

fn open(bytes: &[u8]) -> Reader<impl Read> {
    Reader::open(bytes).unwrap()
}

fn results(bytes: &[u8]) -> Vec<Result<Row, RowProblem>> {
    open(bytes).collect()
}

fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
    results(bytes).into_iter().map(|it| it.unwrap().cells).collect()
}

fn utf_16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(to_bytes).collect()
}

#[test]
fn the_same_table_is_read_from_every_encoding() {
    const TEXT: &str = "name;town\nCafé “Zoë”;Zürich\n\"a;b\";€ 5\n";
    let files = [
        (Encoding::Utf8, TEXT.as_bytes().to_vec()),
        (Encoding::Utf8Bom, format!("\u{FEFF}{TEXT}").into_bytes()),
        (Encoding::Utf16Le, utf_16(&format!("\u{FEFF}{TEXT}"), u16::to_le_bytes)),
        (Encoding::Utf16Le, utf_16(TEXT, u16::to_le_bytes)),
        (Encoding::Utf16Be, utf_16(&format!("\u{FEFF}{TEXT}"), u16::to_be_bytes)),
        (Encoding::Utf16Be, utf_16(TEXT, u16::to_be_bytes)),
        (Encoding::Windows1252, encoding_rs::WINDOWS_1252.encode(TEXT).0.into_owned()),
    ];
    for (encoding, bytes) in files {
        let reader = open(&bytes);
        assert_eq!(reader.dialect().encoding, encoding);
        assert_eq!(reader.dialect().delimiter, Delimiter::Semicolon);
        assert_eq!(reader.headers(), ["name", "town"]);
        assert_eq!(cells(&bytes), [["Café “Zoë”", "Zürich"], ["a;b", "€ 5"]], "{encoding}");
    }
}

#[test]
fn an_accent_far_below_the_sample_still_decides_the_encoding() {
    let mut bytes = b"name,town\n".to_vec();
    bytes.extend(b"a,b\n".repeat(50_000));
    bytes.extend(b"Ren\xE9,x\n");
    let mut reader = open(&bytes);
    assert_eq!(reader.dialect().encoding, Encoding::Utf8);
    let last = reader.by_ref().last().unwrap().unwrap();
    assert_eq!(last.cells, ["René", "x"]);
    assert_eq!((last.number, last.line), (50_001, 50_002));
    assert_eq!(reader.dialect().encoding, Encoding::Windows1252);
    assert_eq!(reader.n_bytes(), bytes.len() as u64);
}

#[test]
fn bytes_that_are_no_text_cost_only_their_row() {
    let mut bytes = "name,town\né,b\n".repeat(9000).into_bytes();
    bytes.extend(b"Ren\xE9,x\nlast,y\n");
    let rows = results(&bytes);
    let problem = rows[rows.len() - 2].clone().unwrap_err();
    assert_eq!(problem.reason, Reason::NotInEncoding);
    assert_eq!(problem.cells, ["Ren\u{FFFD}", "x"]);
    assert_eq!(rows.last().unwrap().as_ref().unwrap().cells, ["last", "y"]);
    let half = utf_16("a,b\n1,2\n", u16::to_le_bytes);
    let half = [half.as_slice(), b"\x00\xD8,\0x\0\n\0", &utf_16("3,4\n", u16::to_le_bytes)];
    let dialect = Dialect::new(Encoding::Utf16Le, Delimiter::Comma);
    let rows: Vec<_> = Reader::new(half.concat().as_slice(), dialect).unwrap().collect();
    assert_eq!(rows[1].clone().unwrap_err().reason, Reason::NotInEncoding);
    assert_eq!(rows[2].clone().unwrap().cells, ["3", "4"]);
}

#[test]
fn a_person_may_overrule_the_guess() {
    let bytes = "a;b\ncaf\u{e9};1\n".as_bytes();
    let guess = Dialect::sniff(bytes);
    let other = guess.with_encoding(Encoding::Windows1252).with_delimiter(Delimiter::Comma);
    let mut reader = Reader::new(bytes, other).unwrap();
    assert_eq!(reader.headers(), ["a;b"]);
    assert_eq!(reader.next().unwrap().unwrap().cells, ["cafÃ©;1"]);
    let utf_8 = Dialect::new(Encoding::Utf8, Delimiter::Comma);
    let problem = Reader::new(&b"a\ncaf\xE9\n"[..], utf_8).unwrap().next().unwrap().unwrap_err();
    assert_eq!(problem.reason, Reason::NotInEncoding);
}

#[test]
fn the_line_for_excel_is_no_header() {
    for file in ["sep=;\r\na;b\r\n1;2\r\n", "\"sep=;\"\na;b\n1;2\n", "\u{FEFF}SEP=;\na;b\n1;2\n"] {
        assert_eq!(open(file.as_bytes()).headers(), ["a", "b"]);
        assert_eq!(cells(file.as_bytes()), [["1", "2"]]);
        let row = results(file.as_bytes()).remove(0).unwrap();
        assert_eq!((row.number, row.line), (1, 3));
        let comma = Dialect::new(Encoding::Utf8, Delimiter::Comma);
        assert_eq!(Reader::new(file.as_bytes(), comma).unwrap().headers(), ["a;b"]);
    }
}

#[test]
fn headers_stay_unlike_each_other_when_they_are_unguarded() {
    let reader = open(b"=a,'=a,b,b,\n1,2,3,4,5\n").unguarded();
    assert_eq!(reader.headers(), ["=a", "=a (2)", "b", "b (2)", "Column 5"]);
    let notes: Vec<_> = reader.header_notes().iter().map(ToString::to_string).collect();
    assert_eq!(notes.len(), 3);
    assert_eq!(notes[1], "column 5 has no name and is called \"Column 5\" here");
    assert_eq!(reader.last().unwrap().unwrap().cells, ["1", "2", "3", "4", "5"]);
}

#[test]
fn ragged_rows_are_named_by_line_and_the_rest_is_read() {
    let rows = results(b"a,b,c\n1,2,3\n\"x\ny\",2\n\n4,5,6,7\n8,9,10,,\n");
    assert_eq!(rows[0].as_ref().unwrap().cells, ["1", "2", "3"]);
    let short = rows[1].clone().unwrap_err();
    assert_eq!((short.number, short.line), (2, 3));
    assert_eq!(short.reason, Reason::Ragged { expected: 3, found: 2 });
    assert_eq!(short.to_string(), "line 3: 2 cells for 3 columns");
    let long = rows[2].clone().unwrap_err();
    assert_eq!((long.line, long.cells.len()), (6, 4));
    let trailing = rows[3].clone().unwrap();
    assert_eq!((trailing.number, trailing.line, trailing.cells.len()), (4, 7, 3));
}

#[test]
fn lines_of_blanks_are_skipped_where_there_are_columns() {
    assert_eq!(cells(b"a,b\n  \n1,2\n\t\n"), [["1", "2"]]);
    assert_eq!(cells(b"a\n  \nx\n"), [["  "], ["x"]]);
    assert!(results(b"a,b\n , \n")[0].as_ref().unwrap().is_blank());
}

#[test]
fn a_stray_quotation_mark_or_zero_byte_costs_only_its_row() {
    let rows = results(b"a,b\n\"say \"hi\"\",x\nb\0d,y\nfine,z\n");
    assert_eq!(rows[0].clone().unwrap_err().reason, Reason::StrayQuote);
    let zero = rows[1].clone().unwrap_err();
    assert_eq!((zero.reason, zero.line), (Reason::ZeroByte, 3));
    assert_eq!(rows[2].as_ref().unwrap().cells, ["fine", "z"]);
}

#[test]
fn an_open_quotation_mark_ends_the_file() {
    let rows = results(b"a,b\n1,2\n3,\"4\n5,6\n");
    assert_eq!(rows.len(), 2);
    let problem = rows[1].clone().unwrap_err();
    assert_eq!((problem.line, problem.reason), (3, Reason::UnclosedQuote { line: 3 }));
}

#[test]
fn a_cell_without_end_is_refused_without_being_held() {
    let endless = Read::chain(&b"a,b\n1,2\nx,\"y"[..], io::repeat(b'z'));
    let mut reader = Reader::open(endless).unwrap();
    assert!(reader.next().unwrap().is_ok());
    let problem = reader.next().unwrap().unwrap_err();
    assert_eq!((problem.line, problem.reason), (3, Reason::CellTooLong));
    assert!(reader.n_bytes() < 2 * CELL_BYTES_MAX as u64);
    assert_eq!(reader.next(), None);
    let wide = Reader::open(Read::chain(&b"a,b\n"[..], io::repeat(b','))).unwrap().next();
    assert_eq!(wide.unwrap().unwrap_err().reason, Reason::TooManyColumns);
}

#[test]
fn what_is_no_table_is_refused_at_once() {
    let refused = |bytes: &'static [u8]| Reader::open(bytes).unwrap_err().reason;
    assert_eq!(refused(b""), Reason::NoHeaders);
    assert_eq!(refused(b"\n\r\n"), Reason::NoHeaders);
    assert_eq!(refused(b"\xEF\xBB\xBF"), Reason::NoHeaders);
    assert_eq!(refused(b"sep=;\n"), Reason::NoHeaders);
    assert!(matches!(refused(b"PK\x03\x04\x14\0"), Reason::NotCsv(_)));
    assert!(matches!(refused(b"<html><table>"), Reason::NotCsv("a web page")));
    assert_eq!(refused(b"a,\"b\n"), Reason::UnclosedQuote { line: 1 });
}

#[test]
fn a_failing_disk_is_a_problem_and_not_an_end() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let dialect = Dialect::new(Encoding::Utf8, Delimiter::Comma);
    let reader = Reader::new(Read::chain(&b"a,b\n1,2\n3,"[..], Broken), dialect).unwrap();
    let rows: Vec<_> = reader.collect();
    assert_eq!(rows.len(), 2);
    let reason = Reason::Unreadable("the disk is gone".to_owned());
    assert_eq!(rows[1].clone().unwrap_err().reason, reason);
}
