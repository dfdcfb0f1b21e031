//! What the tests need beside Rust: a browser, a database server, readers of PDF, and three test
//! tools that no Debian package has.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};

use crate::command::{find, is_program, is_root, output, root, run, succeeds, tools_folder};
use crate::postgres;

/// The accessibility rules, as a script for the browser.
const AXE: &str = "node_modules/axe-core/axe.min.js";

/// Where the tools are that the tests start.
#[derive(Debug)]
pub(crate) struct Tools {
    pub(crate) axe: PathBuf,
    pub(crate) chromium: PathBuf,
    pub(crate) schemathesis: PathBuf,
    /// A Python that knows aiosmtpd.
    pub(crate) mail: PathBuf,
}

/// Installs what is missing, and says where it is.
pub(crate) fn ready() -> Result<Tools> {
    install_packages()?;
    let folder = tools_folder()?;
    let tools = Tools {
        axe: from_npm(&folder.join("node"))?,
        chromium: chromium().context("there is no Chromium")?,
        schemathesis: schemathesis(&folder.join("python"))?,
        mail: mail_server(&folder.join("mail"))?,
    };
    println!("axe-core      {}", tools.axe.display());
    println!("Chromium      {}", tools.chromium.display());
    println!("schemathesis  {}", tools.schemathesis.display());
    println!("aiosmtpd      {}", tools.mail.display());
    Ok(tools)
}

/// Debian packages, each with whether what we need of it is here.
fn packages() -> [(&'static str, bool); 8] {
    let can_make_venv = || succeeds(Command::new("python3").args(["-c", "import venv, ensurepip"]));
    [
        ("chromium", chromium().is_some()),
        ("npm", find("npm").is_some()),
        ("openssl", find("openssl").is_some()),
        ("poppler-utils", ["pdftotext", "pdfinfo", "pdftoppm"].iter().all(|it| find(it).is_some())),
        ("postgresql", postgres::programs().is_some()),
        ("python3-venv", can_make_venv()),
        ("qpdf", find("qpdf").is_some()),
        ("util-linux", find("setpriv").is_some()),
    ]
}

fn missing() -> Vec<&'static str> {
    packages().into_iter().filter(|(_, is_here)| !is_here).map(|(name, _)| name).collect()
}

fn install_packages() -> Result<()> {
    let wanted = missing();
    if wanted.is_empty() {
        return Ok(());
    }
    let words = format!("apt-get install -y --no-install-recommends {}", wanted.join(" "));
    if !is_root() || find("apt-get").is_none() {
        bail!("the tests need programs that are not here. On Debian:\n\n    sudo {words}\n");
    }
    println!("{words}");
    let apt = || {
        let mut command = Command::new("apt-get");
        command.args(["-qq", "-o", "DPkg::Lock::Timeout=120"]);
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    run(apt().arg("update"))?;
    // What each package did is of no interest unless it failed.
    output(apt().args(["install", "-y", "--no-install-recommends"]).args(&wanted))?;
    let wanted = missing();
    ensure!(wanted.is_empty(), "`{words}` did not bring {}", wanted.join(" "));
    Ok(())
}

fn chromium() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome"].iter().find_map(|it| find(it))
}

/// axe-core in the version, and with the checksum, that the lock file names.
fn from_npm(folder: &Path) -> Result<PathBuf> {
    let axe = folder.join(AXE);
    install("package-lock.json", folder, &axe, || {
        let manifest = root().join("xtask/tools/package.json");
        fs::copy(manifest, folder.join("package.json"))?;
        fs::copy(root().join("xtask/tools/package-lock.json"), folder.join("package-lock.json"))?;
        let words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
        run(Command::new("npm").args(words).current_dir(folder))
    })?;
    Ok(axe)
}

/// schemathesis in a Python of its own.
fn schemathesis(folder: &Path) -> Result<PathBuf> {
    let program = folder.join("bin/schemathesis");
    from_pypi("requirements.txt", folder, &program)?;
    ensure!(is_program(&program), "schemathesis is not where it should be");
    Ok(program)
}

/// A Python of its own with aiosmtpd, a mail server.
fn mail_server(folder: &Path) -> Result<PathBuf> {
    from_pypi("mail.txt", folder, &folder.join("bin/aiosmtpd"))?;
    Ok(folder.join("bin/python"))
}

/// A Python of its own in `folder`, with every package in the version that the list `pins` names.
/// `product` is there once it is made.
pub(crate) fn from_pypi(pins: &str, folder: &Path, product: &Path) -> Result<()> {
    install(pins, folder, product, || {
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder))?;
        let words = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"];
        let list = root().join("xtask/tools").join(pins);
        run(Command::new(folder.join("bin/python")).args(words).arg(list))
    })
}

/// Runs `steps` unless `product` is there, made from the `pins` that `xtask/tools` has now.
fn install(
    pins: &str,
    folder: &Path,
    product: &Path,
    steps: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let now = fs::read(root().join("xtask/tools").join(pins))?;
    let stamp = folder.join(format!("{pins}.installed"));
    if product.is_file() && fs::read(&stamp).is_ok_and(|it| it == now) {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    steps()?;
    ensure!(product.is_file(), "{} was not installed", product.display());
    Ok(fs::write(stamp, now)?)
}
