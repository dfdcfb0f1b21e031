//! The program is killed, over and over, while people save: what they were told is saved is there,
//! and each change is in the record, in the search and in the audit log, or in none of them.

use std::time::{Duration, Instant};

use app::actor::Role;
use serde_json::{Value, json};
use tempfile::TempDir;
use ureq::Agent;

use crate::server::Server;

const N_KILLS: u64 = 100;

/// Somebody who is signed in, with the addresses of one run of the program.
#[derive(Clone)]
struct Person {
    agent: Agent,
    cookie: String,
}

/// What came back. None if nobody answered.
type Answer = Option<(u16, String, Value)>;

impl Person {
    fn sign_in(server: &Server, role: Role) -> Person {
        let config = Agent::config_builder().max_redirects(0).max_redirects_will_error(false);
        let agent: Agent = config.http_status_as_error(false).build().into();
        let form = [("email", server.email(role)), ("password", &server.password)];
        let answer = agent.post(format!("{}/sign-in", server.origin)).send_form(form).unwrap();
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        Person { agent, cookie: cookie.split(';').next().unwrap().to_owned() }
    }

    fn get(&self, origin: &str, path: &str) -> Value {
        let asked = self.agent.get(format!("{origin}/api/v1/{path}"));
        let (status, _, body) = read(asked.header("cookie", &self.cookie).call()).unwrap();
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    fn post(&self, origin: &str, path: &str, document: &Value) -> Answer {
        let asked = self.agent.post(format!("{origin}/api/v1/{path}"));
        let asked = asked.header("cookie", &self.cookie).content_type("application/json");
        read(asked.send(document.to_string()))
    }

    fn put(&self, origin: &str, path: &str, tag: &str, document: &Value) -> Answer {
        let asked = self.agent.put(format!("{origin}/api/v1/{path}"));
        let asked = asked.header("cookie", &self.cookie).header("if-match", tag);
        read(asked.content_type("application/json").send(document.to_string()))
    }
}

fn read(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
    let mut answer = answer.ok()?;
    let tag = answer.headers().get("etag").and_then(|it| it.to_str().ok()).unwrap_or_default();
    let tag = tag.to_owned();
    let body = answer.body_mut().read_to_string().ok()?;
    Some((answer.status().as_u16(), tag, serde_json::from_str(&body).unwrap_or_default()))
}

/// What somebody did until the program was gone.
struct Done {
    /// The last note that was saved.
    saved: u64,
    /// The last service that was added, and whether the answer said so.
    added: (String, bool),
}

/// Saves one service over and over, and adds another each time, until nobody answers.
fn work(person: &Person, origin: &str, path: &str, from: u64) -> Done {
    let mut done = Done { saved: from, added: (String::new(), true) };
    for note in from + 1.. {
        let record = person.agent.get(format!("{origin}/api/v1/{path}"));
        let Some((200, tag, service)) = read(record.header("cookie", &person.cookie).call()) else {
            return done;
        };
        let mut document = service["document"].clone();
        document["description"] = json!(format!("Note {note}"));
        match person.put(origin, path, &tag, &document) {
            Some((status, _, body)) => assert_eq!(status, 200, "{body}"),
            None => return done,
        }
        done.saved = note;
        let code = format!("drill-{note}");
        document["code"] = json!(code);
        document["name"] = json!(format!("Drill{note}"));
        done.added = (code, false);
        match person.post(origin, "services", &document) {
            Some((status, _, body)) => assert_eq!(status, 201, "{body}"),
            None => return done,
        }
        done.added.1 = true;
    }
    done
}

#[test]
fn killed_at_any_point_a_save_is_there_wholly_or_not_at_all() {
    let dir = TempDir::new().unwrap();
    let mut server = Server::start_in(dir.path());
    let coordinator = Person::sign_in(&server, Role::Coordinator);
    let auditor = Person::sign_in(&server, Role::Auditor);
    let mine = coordinator.get(&server.origin, "services?limit=1");
    let id = mine["items"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("services/{id}");
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    let mut saved = 0;
    let (mut n_adds_there, mut n_adds_missing) = (0, 0);
    for _ in 0..N_KILLS {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888);
        let delay = Duration::from_micros(random >> 33 & 0xF_FFFF) / 4;
        let (person, origin, at) = (coordinator.clone(), server.origin.clone(), path.clone());
        let worker = std::thread::spawn(move || work(&person, &origin, &at, saved));
        let start = Instant::now();
        while start.elapsed() < delay {
            std::thread::yield_now();
        }
        server.kill();
        let done = worker.join().unwrap();

        server = Server::start_in(dir.path());
        saved = saved_note(&coordinator, &auditor, &server.origin, &id);
        assert!(
            saved == done.saved || saved == done.saved + 1,
            "{} was saved, {saved} is there",
            done.saved
        );
        let (code, is_told) = done.added;
        if !code.is_empty() {
            let is_there = is_added(&coordinator, &auditor, &server.origin, &code);
            assert!(is_there || !is_told, "{code} was added, and is not there");
            *if is_there { &mut n_adds_there } else { &mut n_adds_missing } += 1;
        }
    }
    let verdict = auditor.get(&server.origin, "audit/verification");
    assert_eq!(verdict["intact"], true, "{verdict}");
    assert!(0 < n_adds_there && 0 < n_adds_missing, "{n_adds_there} and {n_adds_missing}");
}

/// The note of the service: the record, its version and the audit log must agree on it.
fn saved_note(coordinator: &Person, auditor: &Person, origin: &str, id: &str) -> u64 {
    let service = coordinator.get(origin, &format!("services/{id}"));
    let text = service["document"]["description"].as_str().unwrap_or_default();
    let events = auditor.get(origin, &format!("events?subject={id}&limit=1"));
    let event = &events["items"][0];
    let Some(note) = text.strip_prefix("Note ") else {
        assert!(!event["after"].to_string().contains("Note "), "the log is ahead: {event}");
        return 0;
    };
    assert_eq!(event["after"]["description"], text, "{event}");
    note.parse().unwrap()
}

/// Whether a service was added: the search and the audit log must agree on it.
fn is_added(coordinator: &Person, auditor: &Person, origin: &str, code: &str) -> bool {
    let name = code.replace("drill-", "Drill");
    let found = coordinator.get(origin, &format!("services?text={name}"));
    let is_found =
        found["items"].as_array().unwrap().iter().any(|it| it["document"]["code"] == code);
    let events = auditor.get(origin, "events?limit=5");
    let adds = |it: &Value| it["before"].is_null() && it["after"]["code"] == code;
    let is_logged = events["items"].as_array().unwrap().iter().any(adds);
    assert_eq!(is_found, is_logged, "{code}: found and logged: {found} {events}");
    is_found
}
