//! Why there is no legal plan: the cases a manager meets.

use super::municipalities::territory;
use uchastok::districting::{
    NormIx, Options, Outcome, Problem, Reason, Relaxation, SiteIx, Sites, Territory, UnitIx, Violation, solve,
};
use uchastok::domain::{Norm, Persons};
use uchastok::search::{Budget, ignore_progress};

fn run(territory: Territory, sites: Sites) -> Outcome {
    let problem = Problem::new(territory).expect("a sound territory");
    let options = Options {
        sites,
        ..Options::default()
    };
    solve(
        &problem,
        &options,
        &Budget::iterations(3_000),
        &mut ignore_progress,
    )
}

fn path(count: u32) -> Vec<(u32, u32)> {
    (1..count).map(|unit| (unit - 1, unit)).collect()
}

#[test]
fn a_unit_above_the_upper_bound_is_named_and_needs_splitting() {
    let outcome = run(territory(&[5008, 2000, 2000], (1500, 5000), &path(3)), Sites::Min);
    let reason = Reason::UnitAboveUpper {
        unit: UnitIx(0),
        population: 5008,
        upper: 5000,
    };
    assert_eq!(outcome.reasons, [reason]);
    let split = Relaxation::SplitUnit {
        unit: UnitIx(0),
        parts: 2,
    };
    assert_eq!(outcome.relaxations, [split]);
    assert_eq!(outcome.figures.norm_violation, 8, "the rest of the plan is legal");
}

#[test]
fn an_island_below_the_lower_bound_is_shown() {
    let pairs = [(0, 1), (1, 2), (3, 4)];
    let outcome = run(
        territory(&[1500, 1500, 1500, 500, 400], (1500, 5000), &pairs),
        Sites::Min,
    );
    let [
        Reason::ComponentBelowLower {
            units,
            population,
            lower,
            beside_locked: false,
        },
    ] = outcome.reasons.as_slice()
    else {
        panic!("{:?}", outcome.reasons);
    };
    assert_eq!(
        (units.as_slice(), *population, *lower),
        ([UnitIx(3), UnitIx(4)].as_slice(), 900, 1500)
    );
    assert_eq!(outcome.figures.norm_violation, 600);
    assert!(
        outcome
            .relaxations
            .contains(&Relaxation::Join { units: units.clone() })
    );
}

#[test]
fn eight_thousand_are_too_many_for_one_site_and_too_few_for_two() {
    let outcome = run(
        territory(&[2000, 2000, 2000, 2000], (5000, 7000), &path(4)),
        Sites::Min,
    );
    let [
        Reason::ComponentBetweenMultiples {
            sites_at_most,
            sites_at_least,
            ..
        },
    ] = outcome.reasons.as_slice()
    else {
        panic!("{:?}", outcome.reasons);
    };
    assert_eq!((*sites_at_most, *sites_at_least), (1, 2));
    assert_eq!(
        outcome.figures.norm_violation, 1000,
        "one site of 8,000 is least bad"
    );
    let raise = outcome.relaxations.iter().any(|relaxation| {
        matches!(
            relaxation,
            Relaxation::RaiseUpper {
                upper: 8000,
                sufficient: true,
                ..
            }
        )
    });
    assert!(raise, "{:?}", outcome.relaxations);
}

#[test]
fn a_number_of_sites_outside_the_bounds_is_refused_with_the_bound() {
    let people = [1000; 12];
    let few = run(territory(&people, (1500, 5000), &path(12)), Sites::Exact(2));
    assert_eq!(
        few.reasons,
        [Reason::SitesTooFew {
            wanted: 2,
            at_least: 3
        }]
    );
    assert_eq!(few.sites, 2, "the number asked for is kept");
    let many = run(territory(&people, (1500, 5000), &path(12)), Sites::Exact(9));
    assert!(matches!(
        many.reasons.as_slice(),
        [Reason::SitesTooMany { wanted: 9, .. }]
    ));
}

#[test]
fn units_that_no_arrangement_fits_are_proven_by_enumeration() {
    // A star: the middle can be in one site only, and the arms are too small alone.
    let pairs = [(0, 1), (0, 2), (0, 3)];
    let outcome = run(
        territory(&[100, 2000, 2000, 2000], (2050, 4000), &pairs),
        Sites::Min,
    );
    assert!(
        matches!(outcome.reasons.as_slice(), [Reason::ComponentExhausted { .. }]),
        "{:?}",
        outcome.reasons
    );
    assert!(outcome.reasons[0].is_proof());
}

#[test]
fn a_mixed_site_obeys_every_norm_in_it() {
    let mut territory = territory(&[1000, 1000, 1000, 1000], (1500, 5000), &path(4));
    territory.norms.push(Norm {
        lower: Persons(3000),
        upper: Persons(5000),
    });
    territory.units[3].norm = NormIx(1);
    let outcome = run(territory, Sites::Exact(2));
    assert!(
        !outcome.feasible && outcome.reasons.iter().all(Reason::is_proof),
        "{:?}",
        outcome.reasons
    );
}

#[test]
fn pins_together_and_apart_are_kept() {
    let mut territory = territory(&[1000; 12], (2000, 4000), &path(12));
    territory.units[0].pinned = Some(SiteIx(2));
    territory.units[11].pinned = Some(SiteIx(0));
    territory.together = vec![vec![UnitIx(3), UnitIx(5)]];
    territory.apart = vec![(UnitIx(7), UnitIx(8))];
    let outcome = run(territory, Sites::Exact(4));
    assert_eq!(outcome.violations, [], "{:?}", outcome.assignment);
    assert_eq!(outcome.assignment[0], SiteIx(2));
}

#[test]
fn a_locked_site_stays_as_it_is() {
    let mut territory = territory(&[1000; 12], (2000, 4000), &path(12));
    let before: Vec<_> = (0..12).map(|unit| Some(SiteIx(unit / 4))).collect();
    territory.incumbent = Some(before);
    territory.locked = vec![SiteIx(1)];
    let outcome = run(territory, Sites::Min);
    assert_eq!(outcome.violations, []);
    for unit in 4..8 {
        assert_eq!(outcome.assignment[unit], SiteIx(1));
    }
}

#[test]
fn units_that_cannot_hang_together_are_a_conflict_not_a_proof() {
    let mut territory = territory(&[2000, 2000, 2000, 2000], (2000, 4000), &[(0, 1), (2, 3)]);
    territory.together = vec![vec![UnitIx(0), UnitIx(2)]];
    let outcome = run(territory, Sites::Min);
    assert!(
        outcome
            .violations
            .iter()
            .any(|violation| matches!(violation, Violation::NotTogether { .. }))
    );
    assert!(
        outcome
            .reasons
            .iter()
            .any(|reason| matches!(reason, Reason::RulesConflict { .. }))
    );
}

/// Two places that must share a site, with two ways between them: where one way makes the site too large or cuts a
/// village off, the other is taken.
#[test]
fn places_that_belong_together_are_joined_by_the_way_that_is_legal() {
    // A, B; V and W between them; C beside V. Legal: A, W, B and V, C.
    let pairs = [(0, 2), (2, 1), (0, 3), (3, 1), (2, 4)];
    let mut both = territory(&[2080, 2080, 900, 800, 1500], (1500, 5000), &pairs);
    both.together = vec![vec![UnitIx(0), UnitIx(1)]];
    let outcome = run(both, Sites::Min);
    assert!(outcome.feasible, "{:?}", outcome.reasons);
    // The shorter way leads through a town that is too large for the site.
    let pairs = [(0, 2), (2, 1), (0, 3), (3, 4), (4, 1)];
    let mut town = territory(&[1000, 1000, 3800, 200, 200], (1500, 5000), &pairs);
    town.together = vec![vec![UnitIx(0), UnitIx(1)]];
    let outcome = run(town, Sites::Min);
    assert!(outcome.feasible, "{:?}", outcome.reasons);
    assert_eq!(outcome.figures.sites, 2);
}

#[test]
fn the_way_between_places_that_belong_together_keeps_clear_of_who_must_be_apart() {
    let pairs = [(0, 2), (2, 1), (0, 3), (3, 1), (2, 4)];
    let mut rules = territory(&[1000, 1000, 900, 800, 1500], (1500, 5000), &pairs);
    rules.together = vec![vec![UnitIx(0), UnitIx(1)]];
    rules.apart = vec![(UnitIx(0), UnitIx(2))];
    assert!(run(rules.clone(), Sites::Min).feasible);
    rules.apart.push((UnitIx(0), UnitIx(1)));
    let outcome = run(rules, Sites::Min);
    let conflict = Reason::RulesConflict {
        units: vec![UnitIx(0), UnitIx(1)],
    };
    assert!(outcome.reasons.contains(&conflict), "{:?}", outcome.reasons);
}

#[test]
fn a_number_of_sites_that_is_asked_for_is_kept_where_no_plan_is_legal() {
    let town = territory(&[9000, 300], (1500, 5000), &path(2));
    let outcome = run(town, Sites::Exact(2));
    assert_eq!(outcome.sites, 2, "{:?}", outcome.violations);
}

#[test]
fn what_a_locked_site_cuts_off_is_told_to_unlock_it() {
    let mut lock = territory(&[900, 2000, 2000, 2000], (1500, 5000), &path(4));
    lock.incumbent = Some(vec![
        Some(SiteIx(0)),
        Some(SiteIx(1)),
        Some(SiteIx(2)),
        Some(SiteIx(2)),
    ]);
    lock.locked = vec![SiteIx(1)];
    let outcome = run(lock, Sites::Free);
    let cut_off = outcome.reasons.iter().find_map(|reason| match reason {
        Reason::ComponentBelowLower {
            units, beside_locked, ..
        } => Some((units.clone(), *beside_locked)),
        _ => None,
    });
    assert_eq!(cut_off, Some((vec![UnitIx(0)], true)), "{:?}", outcome.reasons);
    let joins = |relaxation: &Relaxation| matches!(relaxation, Relaxation::Join { .. });
    assert!(!outcome.relaxations.iter().any(joins));
}
