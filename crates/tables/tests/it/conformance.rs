//! Files that real agencies published. `MAINSTAY_DATA` names the folder that has them.

use std::fs::File;
use std::path::PathBuf;

use tables::{Delimiter, Encoding, Reader, Row};

/// The file, or none with a word about it when there is no such folder here.
#[expect(clippy::disallowed_methods, reason = "no setting of the product: where test data are")]
#[expect(clippy::print_stderr, reason = "a test that checked nothing must say so")]
fn published(name: &str) -> Option<PathBuf> {
    let path = std::env::var("MAINSTAY_DATA").ok().map(|it| PathBuf::from(it).join(name));
    let found = path.filter(|it| it.exists());
    if found.is_none() {
        eprintln!("not checked: {name} (MAINSTAY_DATA names no folder that has it)");
    }
    found
}

/// Every row of the file, all of which must be good.
fn rows(name: &str) -> Option<(Reader<impl std::io::Read>, Vec<Row>)> {
    let path = published(name)?;
    let mut reader = Reader::open(File::open(&path).unwrap()).unwrap();
    let rows = reader.by_ref().map(|it| it.unwrap_or_else(|it| panic!("{name}: {it}"))).collect();
    assert_eq!(reader.n_bytes(), path.metadata().unwrap().len());
    Some((reader, rows))
}

#[test]
fn the_service_inventory_of_canada_has_1752_services() {
    let Some((reader, rows)) = rows("gc-service-inventory/si_2024.csv") else { return };
    assert_eq!(rows.len(), 1752);
    assert_eq!(reader.dialect().encoding, Encoding::Utf8Bom);
    assert_eq!(reader.dialect().delimiter, Delimiter::Comma);
    assert_eq!(reader.headers()[..3], ["fiscal_yr", "service_id", "service_name_en"]);
    assert_eq!(reader.header_notes(), []);
    assert!(rows.iter().any(|it| it.number + 1 < it.line), "cells with line breaks");
}

#[test]
fn its_companions_are_read_to_the_last_row() {
    for (name, n_rows) in
        [("ss_2024", 2343), ("ifoi_en", 597), ("org_var", 1697), ("serv_prog", 10_063)]
    {
        let Some((_, rows)) = rows(&format!("gc-service-inventory/{name}.csv")) else { return };
        assert_eq!(rows.len(), n_rows, "{name}");
    }
}

#[test]
fn the_applications_of_gov_uk_are_136() {
    let Some((reader, rows)) = rows("govuk-apps/govuk-apps.csv") else { return };
    assert_eq!(rows.len(), 136);
    assert_eq!(reader.header_notes(), []);
}

#[test]
fn the_organizations_of_north_carolina_are_400_and_those_of_all_states_1445() {
    let Some((reader, rows_nc)) = rows("nc-organizations/nc-gov-domains.csv") else { return };
    assert_eq!(reader.headers()[2], "organization_name");
    assert_eq!(rows_nc.len(), 400);
    let Some((_, rows)) = rows("nc-organizations/all-states-state-orgs.csv") else { return };
    assert_eq!(rows.len(), 1445);
}

#[test]
fn north_carolina_has_100_counties() {
    let Some((_, rows)) = rows("nc-geo/nc-counties.csv") else { return };
    assert_eq!(rows.len(), 100);
}

/// What the other reader in the house makes of a file is what ours does.
#[test]
fn every_published_file_reads_as_the_csv_crate_reads_it() {
    for name in [
        "gc-service-inventory/si_2024.csv",
        "gc-service-inventory/ss_2024.csv",
        "cisa-kev/known_exploited_vulnerabilities.csv",
        "fema-disaster-declarations/DisasterDeclarationsSummaries_tornado_1000.csv",
        "psplib/best_known.csv",
    ] {
        let Some((_, rows)) = rows(name) else { return };
        let mut other = csv::Reader::from_path(published(name).unwrap()).unwrap();
        let theirs: Vec<_> = other.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), theirs.len(), "{name}");
        for (row, record) in rows.iter().zip(theirs) {
            assert!(row.cells.iter().eq(record.iter()), "{name} line {}", row.line);
        }
    }
}
