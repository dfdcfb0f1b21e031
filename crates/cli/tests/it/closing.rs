//! What stands beside the database when a command has ended: nothing, so that whoever copies the
//! one file has everything.

use std::io::{BufRead as _, BufReader};
use std::process::Command;

use crate::mainstay::{AGENCY, Mainstay};

/// The files of the database.
fn files(mainstay: &Mainstay) -> Vec<String> {
    let names = std::fs::read_dir(mainstay.at(".")).unwrap();
    let names = names.map(|it| it.unwrap().file_name().into_string().unwrap());
    names.filter(|it| it.starts_with("mainstay.db")).collect()
}

#[test]
fn to_look_at_the_settings_makes_no_database() {
    let mainstay = Mainstay::new();
    let done = mainstay.run(&["config", "check"]);
    assert_eq!(done.code, 0, "{done:?}");
    assert!(done.out.contains("not there yet"), "{done:?}");
    assert_eq!(files(&mainstay), [""; 0]);
}

#[test]
fn when_a_command_has_ended_the_database_is_one_file() {
    let mainstay = Mainstay::new();
    mainstay.write("p/mainstay.yaml", "format: 1\n");
    mainstay.write("p/agencies/it.yaml", AGENCY);
    mainstay
        .write("p/people/jane.yaml", "code: jane\nagency: it\nname: Jane Doe\nkind: employee\n");
    mainstay.write("good.csv", "id,name\n1,Mail\n");
    mainstay.write("bad.csv", "id,name,rto\n1,Mail,soon\n");
    let commands = [
        (0, "migrate"),
        (0, "import p"),
        (0, "import p --dry-run"),
        (0, "import good.csv --set agency=it"),
        (1, "import bad.csv --set agency=it"),
        (2, "import bad.csv --kind thing"),
        (0, "export out"),
        (0, "audit verify"),
        (0, "user invite jane jane@it.example"),
        (2, "user link nobody"),
        (0, "config check"),
    ];
    for (code, command) in commands {
        let done = mainstay.run(&command.split(' ').collect::<Vec<_>>());
        assert_eq!(done.code, code, "{command}: {done:?}");
        assert_eq!(files(&mainstay), ["mainstay.db"], "{command}");
    }
}

#[test]
fn when_the_server_was_told_to_stop_the_database_is_one_file() {
    let mainstay = Mainstay::new();
    let mut server = mainstay.serve();
    let log = BufReader::new(server.stderr.take().unwrap());
    let mut lines = log.lines().map_while(Result::ok);
    assert!(lines.any(|it| it.contains("Listening on")));
    assert!(1 < files(&mainstay).len());
    let told = Command::new("kill").arg(server.id().to_string()).status().unwrap();
    assert!(told.success());
    let rest: Vec<String> = lines.collect();
    assert!(server.wait().unwrap().success(), "{rest:?}");
    assert_eq!(files(&mainstay), ["mainstay.db"], "{rest:?}");
}
