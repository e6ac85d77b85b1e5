//! The structure of the program, held as a test: who may import whom, which crate may be named where, how long a file
//! and a function may be. It reads the sources as text, as formatted by rustfmt.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Longest file, in lines.
const FILE_LINES_MAX: usize = 600;
/// Longest function, in lines.
const FUNCTION_LINES_MAX: usize = 70;

/// Each layer with the layers that it may import, beside itself.
const LAYERS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("search", &[]),
    ("geometry", &["domain"]),
    ("roads", &["domain", "geometry"]),
    ("districting", &["domain", "geometry", "roads", "search"]),
    ("scheduling", &["domain", "geometry", "roads", "search"]),
    (
        "fleet_sizing",
        &["domain", "geometry", "roads", "search", "scheduling"],
    ),
    (
        "planning",
        &[
            "domain",
            "geometry",
            "roads",
            "search",
            "districting",
            "scheduling",
            "fleet_sizing",
        ],
    ),
    (
        "exchange",
        &["domain", "geometry", "roads", "districting", "scheduling"],
    ),
    ("store", &["domain"]),
    ("tiles", &["domain", "geometry"]),
    (
        "jobs",
        &[
            "domain", "geometry", "roads", "search", "planning", "exchange", "store", "tiles", "config",
        ],
    ),
    (
        "http",
        &[
            "domain", "geometry", "roads", "search", "planning", "exchange", "store", "tiles", "jobs",
            "config",
        ],
    ),
    ("config", &["domain", "store"]),
];

/// Crates that only some layers may name.
const CRATES: &[(&str, &[&str])] = &[
    ("sqlx", &["store"]),
    ("axum", &["http"]),
    ("utoipa", &["http"]),
    ("tower_http", &["http"]),
    ("hyper", &["http"]),
    ("hyper_util", &["http"]),
    ("argon2", &["store", "http"]),
    ("geojson", &["exchange"]),
    ("quick_xml", &["exchange"]),
    ("csv", &["exchange"]),
    ("calamine", &["exchange"]),
    ("rust_xlsxwriter", &["exchange"]),
    ("fast_mvt", &["tiles"]),
    ("clap", &["cli", "config", "main"]),
    ("indicatif", &["cli"]),
    ("anyhow", &["cli", "main"]),
    ("tokio", &["store", "jobs", "http", "cli", "main"]),
    ("rand_chacha", &["search"]),
    ("highs", &["districting"]),
];

struct Source {
    path: PathBuf,
    layer: String,
    text: String,
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a readable folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    rust_files(&root, &mut paths);
    paths.sort();
    assert!(paths.len() > 20, "the sources were not found");
    paths
        .into_iter()
        .map(|path| {
            let inside = path.strip_prefix(&root).expect("below src");
            let first = inside
                .components()
                .next()
                .expect("a name")
                .as_os_str()
                .to_string_lossy()
                .into_owned();
            let layer = first.trim_end_matches(".rs").to_owned();
            Source {
                layer,
                text: fs::read_to_string(&path).expect("utf-8"),
                path: inside.to_path_buf(),
            }
        })
        .collect()
}

/// Lines of code without comments, and without the tests at the end of the file.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| *line != "#[cfg(test)]")
        .map(|(at, line)| (at + 1, line.split("//").next().unwrap_or("")))
}

/// The names that follow `prefix` as a path in `line`: `crate::store::x` gives `store` for the prefix `crate::`.
fn names_after<'a>(line: &'a str, prefix: &str) -> Vec<&'a str> {
    line.match_indices(prefix)
        .filter(|(at, _)| {
            !line[..*at].ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == ':')
        })
        .map(|(at, _)| {
            let rest = &line[at + prefix.len()..];
            let end = rest
                .find(|c: char| !c.is_alphanumeric() && c != '_')
                .unwrap_or(rest.len());
            &rest[..end]
        })
        .filter(|name| !name.is_empty())
        .collect()
}

fn fail_with(breaches: &[String]) {
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

#[test]
fn imports_point_one_way() {
    let allowed: BTreeMap<_, _> = LAYERS.iter().copied().collect();
    let mut breaches = Vec::new();
    for source in sources() {
        let Some(may) = allowed.get(source.layer.as_str()) else {
            continue;
        };
        for (at, line) in code_lines(&source.text) {
            for name in names_after(line, "crate::") {
                let known = allowed.contains_key(name) || name == "cli";
                if known && name != source.layer && !may.contains(&name) {
                    breaches.push(format!(
                        "src/{}:{at}: {} may not import {name}",
                        source.path.display(),
                        source.layer
                    ));
                }
            }
        }
    }
    fail_with(&breaches);
}

#[test]
fn every_folder_of_src_is_a_layer() {
    let named: Vec<_> = LAYERS
        .iter()
        .map(|(name, _)| *name)
        .chain(["cli", "main", "lib"])
        .collect();
    let strangers: Vec<_> = sources()
        .iter()
        .filter(|source| !named.contains(&source.layer.as_str()))
        .map(|source| format!("src/{} belongs to no layer of this test", source.path.display()))
        .collect();
    fail_with(&strangers);
}

#[test]
fn a_crate_is_named_only_where_it_belongs() {
    let mut breaches = Vec::new();
    for source in sources() {
        for (at, line) in code_lines(&source.text) {
            for (name, layers) in CRATES {
                let used = line.trim_start().starts_with(&format!("use {name}::"))
                    || !names_after(line, &format!("{name}::")).is_empty();
                if used && !layers.contains(&source.layer.as_str()) {
                    breaches.push(format!(
                        "src/{}:{at}: {name} is for {layers:?}",
                        source.path.display()
                    ));
                }
            }
        }
    }
    fail_with(&breaches);
}

#[test]
fn each_folder_opens_with_a_page() {
    let bare: Vec<_> = sources()
        .iter()
        .filter(|source| !source.text.starts_with("//! "))
        .map(|source| {
            format!(
                "src/{}: the first line is not a `//!` page",
                source.path.display()
            )
        })
        .collect();
    fail_with(&bare);
}

#[test]
fn files_and_functions_are_short() {
    let mut breaches = Vec::new();
    for source in sources() {
        let lines: Vec<_> = source.text.lines().collect();
        if lines.len() > FILE_LINES_MAX {
            breaches.push(format!("src/{}: {} lines", source.path.display(), lines.len()));
        }
        for (start, length) in long_functions(&lines) {
            breaches.push(format!(
                "src/{}:{}: function of {length} lines",
                source.path.display(),
                start + 1
            ));
        }
    }
    fail_with(&breaches);
}

/// Start and length of each function longer than the limit: from its `fn` line to the brace at the same indent.
fn long_functions(lines: &[&str]) -> Vec<(usize, usize)> {
    let is_fn = |line: &str| {
        let words: Vec<_> = line.split_whitespace().take(4).collect();
        words.contains(&"fn") && !line.trim_start().starts_with("//")
    };
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate().filter(|(_, line)| is_fn(line)) {
        let end = lines.iter().enumerate().skip(start).find(|(_, other)| {
            indent(other) == indent(line)
                && (other.trim_start().starts_with('}') || other.trim_end().ends_with(';'))
        });
        let length = end.map_or(0, |(end, _)| end - start + 1);
        if length > FUNCTION_LINES_MAX {
            found.push((start, length));
        }
    }
    found
}

#[test]
fn the_rules_catch_what_they_forbid() {
    assert_eq!(names_after("use crate::store::Db;", "crate::"), ["store"]);
    assert!(names_after("use axum_extra::x;", "axum::").is_empty());
    assert_eq!(names_after("let x = sqlx::query(1);", "sqlx::"), ["query"]);
    let long: Vec<_> = std::iter::once("fn f() {")
        .chain(std::iter::repeat_n("    x();", 80))
        .chain(["}"])
        .collect();
    assert_eq!(long_functions(&long), [(0, 82)]);
}
