//! The programs that look into a PDF.

use std::path::{Path, PathBuf};
use std::process::Command;

use page_validation::{ValidationOptions, ValidationProfile, validate_pdf_bytes};

/// Saves `pdf` where the tests of this run may look at it.
pub(crate) fn saved(name: &str, pdf: &[u8]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.pdf"));
    std::fs::write(&path, pdf).expect("the folder for test files can be written");
    path
}

/// Fails unless `pdf` meets PDF/UA-1 (ISO 14289-1) and PDF/A-2a (ISO 19005-2), as far as somebody else's
/// program can tell: tags, languages, alternative texts, fonts, metadata.
pub(crate) fn conforms(pdf: &[u8]) {
    assert_eq!(faults(pdf), [""; 0]);
}

/// What `pdf` does otherwise than these demand.
pub(crate) fn faults(pdf: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for profile in [ValidationProfile::PdfUa1, ValidationProfile::PdfA2a] {
        let report = validate_pdf_bytes(pdf, &ValidationOptions::default().profile(profile));
        let report = report.expect("a PDF that can be read");
        assert!(report.rules.total > 100, "only {} rules", report.rules.total);
        found.extend(report.failures.iter().map(ToString::to_string));
    }
    found
}

/// What `pdftotext -layout` reads from `pdf`.
pub(crate) fn text(pdf: &Path) -> String {
    run("pdftotext", "poppler-utils", &["-layout".as_ref(), pdf.as_ref(), "-".as_ref()])
}

/// What `pdftotext` reads from `pdf`, without the white space that lines and columns bring.
pub(crate) fn letters(pdf: &Path) -> String {
    let text = run("pdftotext", "poppler-utils", &[pdf.as_ref(), "-".as_ref()]);
    text.chars().filter(|it| !it.is_whitespace()).collect()
}

/// What `pdfinfo` says about `pdf`.
pub(crate) fn info(pdf: &Path) -> String {
    run("pdfinfo", "poppler-utils", &[pdf.as_ref()])
}

/// The tags of `pdf` with their text, as assistive technology walks them.
pub(crate) fn structure(pdf: &Path) -> String {
    run("pdfinfo", "poppler-utils", &["-struct-text".as_ref(), pdf.as_ref()])
}

/// The fonts of `pdf`.
pub(crate) fn fonts(pdf: &Path) -> String {
    run("pdffonts", "poppler-utils", &[pdf.as_ref()])
}

/// What `qpdf --check` finds in `pdf`.
pub(crate) fn check(pdf: &Path) -> String {
    run("qpdf", "qpdf", &["--check".as_ref(), pdf.as_ref()])
}

fn run(program: &str, package: &str, arguments: &[&std::ffi::OsStr]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap_or_else(|it| {
        panic!("{program} does not start ({it}); install the Debian package {package}")
    });
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {said}{complaint}");
    said + &complaint
}
