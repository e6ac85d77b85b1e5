//! Faults: the server is killed with `kill -9` while it saves plans and works on jobs, and started again.
//!
//! What was acknowledged must be there, whole, and every job must come to its end. Eight kills by default; 500 with
//! `UCHASTOK_SLOW=1`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

#[path = "../it/support/village.rs"]
mod village;

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use uchastok::domain::{PlanId, RegionId};
use uchastok::store::{Change, Clock, NewUser, Role, Store, User};

const KILLS: usize = 8;
const KILLS_SLOW: usize = 500;

/// Jobs that the list shows.
const RECENT: usize = 100;

struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(url: &str) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_uchastok"))
            .args(["serve", "--database-url", url, "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let output = BufReader::new(process.stdout.take().expect("its output"));
        let line = output
            .lines()
            .map_while(Result::ok)
            .find(|line| line.contains("http://"));
        let line = line.expect("the server prints its address");
        let address = line
            .rsplit("http://")
            .next()
            .expect("after the scheme")
            .trim()
            .trim_end_matches('/')
            .to_owned();
        Self { process, address }
    }

    fn kill(mut self) {
        // `kill` sends SIGKILL.
        self.process.kill().expect("the server is killed");
        self.process.wait().expect("the server is gone");
    }
}

/// One request on a connection of its own; `None` when the server goes away in the middle.
fn ask(
    address: &str,
    cookie: &str,
    method: &str,
    path: &str,
    seen: Option<i64>,
    body: &Value,
) -> Option<(u16, Value)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    let body = body.to_string();
    let seen = seen.map_or_else(String::new, |seen| format!("If-Match: \"{seen}\"\r\n"));
    let head = format!(
        "{method} /api/v1{path} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nCookie: uchastok={cookie}\r\n\
         Connection: close\r\nContent-Type: application/json\r\n{seen}Content-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, serde_json::from_str(body).unwrap_or(Value::Null)))
}

async fn open(url: &str) -> Store {
    Store::open(url, RegionId::from("main"), Clock::System)
        .await
        .expect("the database opens")
}

async fn prepare(url: &str) -> String {
    let (store, by) = (open(url).await, Change::by("test"));
    store
        .import_territory(&village::territory("a"), &by)
        .await
        .unwrap();
    store.create_plan(&village::plan("p", "a"), &by).await.unwrap();
    let user = User {
        login: "m".into(),
        name: "m".into(),
        role: Role::Manager,
        municipality: None,
        site: None,
    };
    store
        .put_user(
            &NewUser {
                user,
                password: "one-time password".into(),
            },
            &by,
        )
        .await
        .unwrap();
    let token = store.begin_session("m").await.unwrap();
    store.close().await;
    token.secret().to_owned()
}

/// Saves titles that count upwards until the server is gone; the last acknowledged number and version are kept.
fn edit(address: &str, cookie: &str, acknowledged: &AtomicI64) {
    while let Some((200, plan)) = ask(address, cookie, "GET", "/plans/p", None, &Value::Null) {
        let version = plan["version"].as_i64().expect("a version");
        let title = json!({"title": format!("Правка {}", version + 1)});
        match ask(address, cookie, "PATCH", "/plans/p", Some(version), &title) {
            Some((200, saved)) => {
                acknowledged.store(saved["version"].as_i64().expect("a version"), Ordering::SeqCst);
            }
            Some((412, _)) => {}
            _ => return,
        }
    }
}

/// Holds the database against what was acknowledged, and returns the version that is there.
async fn verify(url: &str, folder: &Path, round: usize, acknowledged: i64) -> i64 {
    let store = open(url).await;
    let copy = folder.join(format!("after-{round}.sqlite"));
    store
        .back_up(&copy)
        .await
        .expect("the copy passes its integrity check");
    std::fs::remove_file(copy).unwrap();
    let record = store.plan(&PlanId::from("p")).await.unwrap().expect("the plan");
    assert!(
        record.version >= acknowledged,
        "round {round}: {} was acknowledged, {} is there",
        acknowledged,
        record.version
    );
    assert!(
        record.version <= acknowledged + 1,
        "round {round}: one save at most was in flight"
    );
    if record.version > 1 {
        assert_eq!(
            record.plan.title,
            format!("Правка {}", record.version),
            "round {round}: a save is whole"
        );
    }
    let entries = store.journal_of("p").await.unwrap().len();
    assert_eq!(
        entries as i64,
        record.version.min(200),
        "round {round}: one journal entry for each version"
    );
    for job in store.recent_jobs(None).await.unwrap() {
        let made = job.result.and_then(|result| result.plan);
        if let Some(plan) = made {
            assert!(
                store.plan(&plan).await.unwrap().is_some(),
                "round {round}: a job that is done has its plan"
            );
        }
    }
    store.close().await;
    record.version
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_kill_9() {
    let kills = if std::env::var_os("UCHASTOK_SLOW").is_some() {
        KILLS_SLOW
    } else {
        KILLS
    };
    let folder = tempfile::TempDir::new().unwrap();
    let url = format!("sqlite://{}", folder.path().join("f.sqlite").display());
    let cookie = prepare(&url).await;
    let acknowledged = Arc::new(AtomicI64::new(1));
    let queued = AtomicUsize::new(0);
    let (mut slowest, mut known, mut saves) = (Duration::ZERO, 1, 0);
    for round in 0..kills {
        let begun = Instant::now();
        let server = Server::start(&url);
        slowest = slowest.max(begun.elapsed());
        let partition =
            json!({"norm_profile": "yugra-2008", "sites": 2, "objectives": ["travel"], "iterations": 20_000});
        if let Some((202, _)) = ask(
            &server.address,
            &cookie,
            "POST",
            "/municipalities/a/plans/partition",
            None,
            &partition,
        ) {
            queued.fetch_add(1, Ordering::SeqCst);
        }
        let (address, cookie, count) = (server.address.clone(), cookie.clone(), Arc::clone(&acknowledged));
        let editor = std::thread::spawn(move || edit(&address, &cookie, &count));
        tokio::time::sleep(Duration::from_millis(30 + (round as u64 * 73) % 400)).await;
        server.kill();
        editor.join().unwrap();
        let there = verify(&url, folder.path(), round, acknowledged.load(Ordering::SeqCst)).await;
        saves += there - known;
        known = there;
        acknowledged.store(there, Ordering::SeqCst);
    }
    let jobs = finish(&url, &cookie).await;
    println!(
        "{kills} kills, {saves} saves, {jobs} jobs, slowest start {} ms",
        slowest.as_millis()
    );
    assert!(saves > 0 && jobs >= queued.load(Ordering::SeqCst).min(RECENT));
}

/// Lets a last server work until no job is open; every job has ended, and those that are done have their plans.
async fn finish(url: &str, cookie: &str) -> usize {
    let server = Server::start(url);
    let store = open(url).await;
    while store.open_jobs().await.unwrap() > 0 {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    store.close().await;
    let (status, jobs) = ask(&server.address, cookie, "GET", "/jobs", None, &Value::Null).expect("an answer");
    assert_eq!(status, 200);
    let jobs = jobs.as_array().expect("a list").clone();
    for job in &jobs {
        assert!(matches!(job["state"].as_str(), Some("done" | "failed")), "{job}");
        assert_eq!(job["state"] == "done", job["result"]["plan"].is_string(), "{job}");
    }
    server.kill();
    jobs.len()
}
