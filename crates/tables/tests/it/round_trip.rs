//! What is written is read again, whatever the text, the delimiter and the encoding.

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof, proptest};
use proptest::sample::select;
use proptest::{prop_assert, prop_assert_eq, prop_assume};
use tables::{
    Cell, Column, CsvStyle, Delimiter, Dialect, Encoding, Reader, Row, Table, guard, unguard,
};

/// Text without zero bytes, with more than its share of what is special in CSV.
fn text() -> impl Strategy<Value = String> {
    let special = select(vec![
        "\"", "\"\"", ",", ";", "\t", "|", "\r\n", "\n", "\r", "=", "+", "-", "@", "'", " ", "1.5",
        "sep=", "\u{FEFF}", "é", "€", "漢", "🏛",
    ]);
    let piece = prop_oneof![special.prop_map(str::to_owned), "[^\0]{0,5}", "[a-z]{1,6}"];
    vec(piece, 0..6).prop_map(|it| it.concat())
}

/// Headers as any reader gives them back: trimmed, not empty, not twice.
fn table() -> impl Strategy<Value = Table> {
    let size = (1..6_usize, 0..8_usize);
    size.prop_flat_map(|(n_columns, n_rows)| {
        let rows = vec(vec(text(), n_columns), n_rows);
        (Just(n_columns), rows)
    })
    .prop_map(|(n_columns, rows)| {
        let columns = (1..=n_columns).map(|it| Column::text(format!("=column {it}"))).collect();
        let rows = rows.into_iter().map(|it| it.into_iter().map(Cell::from).collect()).collect();
        Table { rows, ..Table::new("any", columns) }
    })
}

fn texts(table: &Table) -> Vec<Vec<String>> {
    let text = |it: &Cell| match it {
        Cell::Text(text) => text.clone(),
        _ => String::new(),
    };
    table.rows.iter().map(|it| it.iter().map(text).collect()).collect()
}

/// The bytes of UTF-8 text in another encoding, if it can hold them.
fn encoded(text: &str, encoding: Encoding) -> Option<Vec<u8>> {
    match encoding {
        Encoding::Utf8 => Some(text.as_bytes().to_vec()),
        Encoding::Utf8Bom => Some([b"\xEF\xBB\xBF", text.as_bytes()].concat()),
        Encoding::Utf16Le => Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        Encoding::Utf16Be => Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        Encoding::Windows1252 => {
            let (bytes, _, has_unmappable) = encoding_rs::WINDOWS_1252.encode(text);
            (!has_unmappable).then(|| bytes.into_owned())
        }
    }
}

proptest! {
    #[test]
    fn any_text_survives_in_every_encoding_and_delimiter(table in table()) {
        let expected = texts(&table);
        for delimiter in Delimiter::ALL {
            let bytes = table.to_csv(CsvStyle { delimiter, has_bom: false }).unwrap();
            let text = String::from_utf8(bytes).unwrap();
            for encoding in Encoding::ALL {
                let Some(bytes) = encoded(&text, encoding) else { continue };
                let reader = Reader::new(bytes.as_slice(), Dialect::new(encoding, delimiter));
                let reader = reader.unwrap().unguarded();
                let headers: Vec<_> = table.columns.iter().map(|it| it.name.clone()).collect();
                prop_assert_eq!(reader.headers(), headers);
                let rows: Result<Vec<Row>, _> = reader.collect();
                let cells: Vec<_> = rows.unwrap().into_iter().map(|it| it.cells).collect();
                prop_assert_eq!(&cells, &expected, "{} {}", encoding, delimiter);
            }
        }
    }

    #[test]
    fn a_written_table_is_recognized_without_being_told(
        cells in vec(vec("[A-Za-zé0-9 ,;.\"\n-]{1,12}", 3), 2..20),
        delimiter in select(&Delimiter::ALL[..]),
        has_bom in any::<bool>(),
    ) {
        let columns = vec![Column::text("name"), Column::text("owner"), Column::text("note")];
        let rows = cells.iter().map(|it| it.iter().map(|it| Cell::from(it.as_str())).collect());
        let table = Table { rows: rows.collect(), ..Table::new("t", columns) };
        let bytes = table.to_csv(CsvStyle { delimiter, has_bom }).unwrap();
        let reader = Reader::open(bytes.as_slice()).unwrap().unguarded();
        prop_assert_eq!(reader.dialect().delimiter, delimiter);
        let read: Vec<_> = reader.map(|it| it.unwrap().cells).collect();
        prop_assert_eq!(read, cells);
    }

    #[test]
    fn guarding_is_undone_by_unguarding(text in text()) {
        let guarded = guard(&text);
        prop_assert_eq!(unguard(&guarded), &text);
        prop_assert!(guarded.len() - text.len() <= 1);
    }

    #[test]
    fn nothing_guarded_starts_like_a_formula(text in text()) {
        let guarded = guard(&text);
        prop_assume!(guarded.parse::<f64>().is_err());
        prop_assert!(!guarded.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
    }
}
