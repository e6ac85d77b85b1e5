//! The list of problem codes and the codes in the sources are the same.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use uchastok::exchange::CODES;

/// Every string of a source that has the form of a code: lower-case words joined by dots.
fn codes_in(text: &str, found: &mut BTreeSet<String>) {
    let code = text.split("#[cfg(test)]").next().unwrap_or("");
    for part in code.split('"').skip(1).step_by(2) {
        let words: Vec<&str> = part.split('.').collect();
        let plain =
            |word: &&str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        if words.len() > 1 && words.iter().all(plain) {
            found.insert(part.to_owned());
        }
    }
}

fn walk(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() {
            // instance files of the solvers name their own codes
            if name != "instances" {
                walk(&path, found);
            }
        } else if name != "problems.rs" {
            codes_in(&fs::read_to_string(&path).expect("utf-8"), found);
        }
    }
}

#[test]
fn the_list_holds_every_code_in_use_and_no_other() {
    let mut used = BTreeSet::new();
    walk(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src/exchange"),
        &mut used,
    );
    used.insert("problems.more".to_owned());
    let endings = [".csv", ".toml", ".geojson", ".xlsx"];
    used.retain(|code| {
        !code.starts_with("settings.") && !endings.iter().any(|ending| code.ends_with(ending))
    });
    let listed: BTreeSet<String> = CODES.iter().map(|code| code.code.to_owned()).collect();
    let unlisted: Vec<_> = used.difference(&listed).collect();
    let unused: Vec<_> = listed.difference(&used).collect();
    assert!(
        unlisted.is_empty() && unused.is_empty(),
        "not listed: {unlisted:?}, not in use: {unused:?}"
    );
}
