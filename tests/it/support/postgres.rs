//! A throwaway PostgreSQL cluster: started once for the whole test binary, gone with it.
//!
//! A shell keeper starts the cluster as user `postgres` (PostgreSQL refuses to run as root) in a temporary directory on
//! a unix socket, waits until its standard input ends, which it does when the test binary is gone for whatever reason,
//! stops the cluster and removes the directory.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

const KEEPER: &str = r#"
set -eu
dir=$(mktemp -d /tmp/uchastok-pg.XXXXXX)
as_postgres() {
    if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi
}
stop() {
    as_postgres "$BIN/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$dir"
}
trap stop EXIT
if [ "$(id -u)" = 0 ]; then chown postgres:postgres "$dir"; fi
cd "$dir"
as_postgres "$BIN/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C >"$dir/log" 2>&1
as_postgres "$BIN/pg_ctl" -D "$dir/data" -w -t 60 -l "$dir/server.log" \
    -o "-c listen_addresses='' -c unix_socket_directories='$dir' -c fsync=off -c max_connections=400" start >>"$dir/log" 2>&1
echo "$dir"
cat >/dev/null
"#;

static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

struct Cluster {
    directory: String,
    bin: PathBuf,
    _keeper: Child,
}

fn bin() -> Option<PathBuf> {
    let mut folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH")?).collect();
    if let Ok(versions) = std::fs::read_dir("/usr/lib/postgresql") {
        folders.splice(0..0, versions.flatten().map(|version| version.path().join("bin")));
    }
    folders
        .into_iter()
        .find(|folder| folder.join("initdb").exists() && folder.join("pg_ctl").exists())
}

fn start() -> Option<Cluster> {
    let started = bin().and_then(|bin| keep(&bin));
    if started.is_none() {
        let text = "SKIPPED: no PostgreSQL was found or it did not start; the PostgreSQL half of the store's tests did not run";
        assert!(std::env::var_os("UCHASTOK_REQUIRE_ALL").is_none(), "{text}");
        eprintln!("\n*** {text} ***\n");
    }
    started
}

fn keep(bin: &Path) -> Option<Cluster> {
    let mut keeper = Command::new("sh")
        .args(["-c", KEEPER])
        .env("BIN", bin)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let mut directory = String::new();
    BufReader::new(keeper.stdout.take()?)
        .read_line(&mut directory)
        .ok()?;
    let directory = directory.trim().to_owned();
    (!directory.is_empty()).then(|| Cluster {
        directory,
        bin: bin.to_owned(),
        _keeper: keeper,
    })
}

/// Address of a new, empty database; `None` (after saying so loudly) where there is no PostgreSQL.
pub(crate) fn new_database() -> Option<String> {
    let cluster = CLUSTER.get_or_init(start).as_ref()?;
    let name = format!("t{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    let made = Command::new(cluster.bin.join("createdb"))
        .args(["-h", &cluster.directory, "-U", "postgres", &name])
        .status()
        .expect("createdb runs");
    assert!(made.success(), "createdb {name}");
    let host = cluster.directory.replace('/', "%2F");
    Some(format!("postgres://postgres@{host}/{name}"))
}
