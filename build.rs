//! Tells cargo that the program embeds the built front-end, so that a new `web/dist` means a new binary.

#![allow(clippy::print_stdout, reason = "that is how a build script speaks to cargo")]

use std::path::Path;

fn main() {
    // A path that is missing would rebuild the program every time.
    let built = Path::new("web/dist");
    if let Err(cause) = std::fs::create_dir_all(built) {
        println!("cargo:warning=web/dist cannot be made: {cause}");
    }
    println!("cargo:rerun-if-changed=web/dist");
    println!("cargo:rerun-if-changed=data");
    println!("cargo:rerun-if-changed=migrations");
}
