//! Published instances, where the shared folder is at hand: legal plans at the fewest sites, for several seeds.

use std::path::{Path, PathBuf};
use uchastok::districting::{Objective, Options, Problem, Sites, solve};
use uchastok::exchange::instances::districting::read;
use uchastok::search::{Budget, ignore_progress};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/bench/districting")
}

fn legal_for_all_seeds(file: &str, sites: Sites, goal: Objective, fewest: u32, moves: u64) {
    let path = folder().join(file);
    let Ok(text) = std::fs::read(&path) else {
        eprintln!("SKIPPED: {} is not there", path.display());
        return;
    };
    let problem = Problem::new(read(&text).expect("a sound file").territory).expect("a sound territory");
    for seed in 1..=5 {
        let options = Options {
            objectives: vec![goal],
            sites,
            seed,
            threads: 2,
        };
        let outcome = solve(
            &problem,
            &options,
            &Budget::iterations(moves),
            &mut ignore_progress,
        );
        assert!(outcome.feasible, "{file} seed {seed}: {:?}", outcome.reasons);
        assert_eq!(outcome.sites, fewest, "{file} seed {seed}");
    }
}

#[test]
fn tight_congressional_districts_are_legal() {
    legal_for_all_seeds(
        "vb21/AL_county.json",
        Sites::Exact(7),
        Objective::CutEdges,
        7,
        3_000_000,
    );
    legal_for_all_seeds(
        "vb21/NH_tract.json",
        Sites::Exact(2),
        Objective::CutEdges,
        2,
        3_000_000,
    );
}

#[test]
fn the_fewest_sites_of_small_instances_are_found() {
    legal_for_all_seeds("ar_garland_83.json", Sites::Min, Objective::Travel, 15, 2_000_000);
    legal_for_all_seeds("syn_rural_200.json", Sites::Min, Objective::Travel, 7, 1_000_000);
}
