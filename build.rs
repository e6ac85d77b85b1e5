//! Builds the server again when the built front-end has changed: its files are embedded.

fn main() {
    // An absent folder would count as changed at every build; an empty one does not.
    let _ = std::fs::create_dir_all("web/dist");
    println!("cargo:rerun-if-changed=web/dist");
    println!("cargo:rerun-if-changed=build.rs");
}
