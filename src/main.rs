//! The program `uchastok`.

fn main() {}
