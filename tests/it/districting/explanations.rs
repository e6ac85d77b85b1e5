//! Why there is no legal plan: the cases a manager meets.

use super::municipalities::territory;
use uchastok::districting::{
    Cut, LockedRule, NormIx, Options, Outcome, Problem, Reason, Relaxation, SiteIx, Sites, Territory, UnitIx,
    Violation, solve,
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
            at_least: 3,
            locked: 0
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
    // Two villages with three hamlets between them: each needs two, and nobody is anybody's only way out.
    let pairs = [(0, 2), (2, 1), (0, 3), (3, 1), (0, 4), (4, 1)];
    let people = [3000, 3000, 45, 45, 45];
    let outcome = run(territory(&people, (3050, 3100), &pairs), Sites::Min);
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
    let said = outcome.reasons[0].to_string();
    assert!(said.starts_with("unit 0 has no crossing"), "{said}");
    let joins = |relaxation: &Relaxation| matches!(relaxation, Relaxation::Join { .. });
    assert!(!outcome.relaxations.iter().any(joins));
}

/// A full village between the rest and a hamlet that is too small for a site: neither takes the hamlet.
#[test]
fn a_full_unit_on_the_only_way_out_proves_that_no_number_of_sites_is_legal() {
    let people = [4774, 720, 720, 2000, 2000];
    let outcome = run(
        territory(&people, (1500, 5000), &[(0, 1), (1, 2), (0, 3), (3, 4)]),
        Sites::Min,
    );
    let reason = Reason::OnlyWayOutFull {
        by: vec![UnitIx(0)],
        by_population: 4774,
        pieces: vec![Cut {
            units: vec![UnitIx(1), UnitIx(2)],
            population: 1440,
            lower: 1500,
        }],
        population: 6214,
        upper: 5000,
    };
    assert_eq!(outcome.reasons, [reason]);
    assert_eq!(
        (outcome.figures.norm_violation, outcome.bound.norm_violation),
        (60, 60)
    );
}

/// Twenty hamlets on one full village: each choice of a few is weighed, and the bound holds for all.
#[test]
fn a_gate_of_many_pieces_has_a_bound() {
    let mut people = vec![1000];
    people.extend([400; 20]);
    let star: Vec<(u32, u32)> = (1..21).map(|unit| (0, unit)).collect();
    let outcome = run(territory(&people, (500, 5000), &star), Sites::Min);
    assert!(
        matches!(outcome.reasons.as_slice(), [Reason::OnlyWayOutFull { .. }]),
        "{:?}",
        outcome.reasons
    );
    // Ten of the twenty stay with the village, each of the others is 100 short of a site; twelve are weighed.
    assert!(
        (200..=1000).contains(&outcome.bound.norm_violation),
        "{:?}",
        outcome.bound
    );
    assert!(outcome.figures.norm_violation >= outcome.bound.norm_violation);
}

/// Small villages between large ones are proven to fit nowhere however long the line is, and some of them are named.
#[test]
fn villages_that_fit_nowhere_are_named_in_a_part_of_any_size() {
    for units in [21, 301] {
        let people: Vec<i64> = (0..units)
            .map(|unit| if unit % 2 == 0 { 2600 } else { 900 })
            .collect();
        let outcome = run(territory(&people, (1500, 3000), &path(units)), Sites::Free);
        let is_stranded = |reason: &Reason| matches!(reason, Reason::Stranded { units, population: 900, .. } if units[0].get() % 2 == 1);
        assert!(outcome.reasons.iter().all(is_stranded), "{:?}", outcome.reasons);
        let named = outcome.reasons.len();
        assert_eq!(named, (units as usize / 2).min(12), "of {units} villages");
    }
}

#[test]
fn a_wrong_number_is_named_beside_a_unit_above_the_upper_bound() {
    let town = |sites| {
        run(
            territory(&[5847, 2000, 2000, 2000, 2000], (1500, 5000), &path(5)),
            sites,
        )
    };
    let few = town(Sites::Exact(2));
    let too_few = Reason::SitesTooFew {
        wanted: 2,
        at_least: 3,
        locked: 0,
    };
    assert!(few.reasons.contains(&too_few), "{:?}", few.reasons);
    let many = town(Sites::Exact(5));
    assert!(
        !many.reasons.iter().any(Reason::is_about_number),
        "{:?}",
        many.reasons
    );
    let more = town(Sites::Exact(6));
    let above = Reason::SitesAboveUnits { wanted: 6, units: 5 };
    assert!(more.reasons.contains(&above), "{:?}", more.reasons);
    let lower = run(
        territory(&[7500, 900, 900, 900], (3000, 5000), &path(4)),
        Sites::Exact(4),
    );
    let too_many = Reason::SitesTooMany {
        wanted: 4,
        at_most: 3,
    };
    assert!(lower.reasons.contains(&too_many), "{:?}", lower.reasons);
}

fn locked_at_the_end(people: &[i64], locked: &[usize]) -> Territory {
    let mut lock = territory(people, (1500, 5000), &path(people.len() as u32));
    let site = |unit: usize| Some(SiteIx(if locked.contains(&unit) { 1 } else { 0 }));
    lock.incumbent = Some((0..people.len()).map(site).collect());
    lock.locked = vec![SiteIx(1)];
    lock
}

#[test]
fn a_locked_site_outside_the_norm_is_the_reason_and_counts_in_the_bound() {
    for (people, outside) in [
        (vec![2000, 2000, 3000, 2158], 158),
        (vec![2000, 2000, 700, 427], 373),
    ] {
        let outcome = run(locked_at_the_end(&people, &[2, 3]), Sites::Free);
        let reason = Reason::LockedOutsideNorm {
            site: SiteIx(1),
            units: vec![UnitIx(2), UnitIx(3)],
            population: people[2] + people[3],
            lower: 1500,
            upper: 5000,
        };
        assert_eq!(outcome.reasons, [reason]);
        assert_eq!(outcome.bound.norm_violation, outside);
        assert_eq!(outcome.relaxations, [Relaxation::Unlock { site: SiteIx(1) }]);
    }
    let town = run(locked_at_the_end(&[2000, 2000, 5158], &[2]), Sites::Free);
    assert_eq!(town.bound.norm_violation, 158);
    let split = Relaxation::SplitUnit {
        unit: UnitIx(2),
        parts: 2,
    };
    assert_eq!(town.relaxations, [split], "to unlock it makes it no smaller");
}

#[test]
fn a_locked_site_against_a_rule_is_a_proof() {
    let lock = || locked_at_the_end(&[2000, 2000, 1000, 1000], &[2, 3]);
    let rule_of = |territory: Territory| {
        let outcome = run(territory, Sites::Free);
        let proofs: Vec<(Vec<UnitIx>, LockedRule)> = outcome
            .reasons
            .iter()
            .filter(|reason| reason.is_proof())
            .filter_map(|reason| match reason {
                Reason::LockedAgainstRule { units, rule, .. } => Some((units.clone(), *rule)),
                _ => None,
            })
            .collect();
        assert_eq!(proofs.len(), outcome.reasons.len(), "{:?}", outcome.reasons);
        proofs
    };
    let mut apart = lock();
    apart.apart = vec![(UnitIx(2), UnitIx(3))];
    assert_eq!(rule_of(apart), [(vec![UnitIx(2), UnitIx(3)], LockedRule::Apart)]);
    let mut pinned = lock();
    pinned.units[0].pinned = Some(SiteIx(1));
    pinned.units[3].pinned = Some(SiteIx(0));
    let both = [
        (vec![UnitIx(0)], LockedRule::Pinned),
        (vec![UnitIx(3)], LockedRule::Pinned),
    ];
    assert_eq!(rule_of(pinned), both);
    let mut together = lock();
    together.together = vec![vec![UnitIx(1), UnitIx(2)]];
    assert_eq!(
        rule_of(together),
        [(vec![UnitIx(1), UnitIx(2)], LockedRule::Together)]
    );
    let mut split = locked_at_the_end(&[2000, 1000, 1500, 1000], &[1, 3]);
    split.borders.truncate(3);
    assert_eq!(rule_of(split)[0], (vec![UnitIx(3)], LockedRule::Connected));
}

#[test]
fn locks_that_take_sites_are_named_as_part_of_the_cause() {
    let outcome = run(locked_at_the_end(&[3000, 3000, 1500], &[2]), Sites::Exact(2));
    let reason = Reason::SitesTooFew {
        wanted: 2,
        at_least: 3,
        locked: 1,
    };
    assert_eq!(outcome.reasons, [reason]);
}

/// The bounds of the sites that break the norm, not of the whole territory.
#[test]
fn an_advice_moves_the_bounds_of_the_sites_that_break_them() {
    for relaxation in run(
        territory(&[9000, 300, 2000, 2000], (1500, 5000), &path(4)),
        Sites::Min,
    )
    .relaxations
    {
        let splits = matches!(relaxation, Relaxation::SplitUnit { .. });
        assert!(splits, "only a split helps: {relaxation:?}");
    }
    // One unit of 62,919 residents: neither bound is to be moved.
    let town = run(territory(&[62_919], (5000, 7000), &[]), Sites::Min);
    let split = Relaxation::SplitUnit {
        unit: UnitIx(0),
        parts: 9,
    };
    assert_eq!(town.relaxations, [split]);
    assert_eq!(town.reasons.len(), 1, "{:?}", town.reasons);
}

/// Two places to be together, joined over one of two ways: what does not fit so is no conflict of the rules.
#[test]
fn a_way_that_was_chosen_is_named_as_such() {
    // A and B with a full place between them and a longer way around it.
    let pairs = [(0, 1), (1, 2), (0, 3), (3, 4), (4, 5), (5, 2)];
    let mut both = territory(&[2000, 2000, 2000, 400, 400, 100], (1500, 5000), &pairs);
    both.together = vec![vec![UnitIx(0), UnitIx(2)]];
    let outcome = run(both, Sites::Min);
    let is_conflict = |reason: &Reason| matches!(reason, Reason::RulesConflict { .. });
    assert!(!outcome.reasons.iter().any(is_conflict), "{:?}", outcome.reasons);
    assert!(outcome.feasible || !outcome.reasons.iter().any(Reason::is_proof));
    if !outcome.feasible {
        let named = outcome.reasons.iter().any(|reason| {
            matches!(reason, Reason::ChosenWayFull { units, .. } if units == &[UnitIx(0), UnitIx(2)])
        });
        assert!(named, "{:?}", outcome.reasons);
    }
}

/// A village that is too small alone and too large with any neighbour, in a part that is too large to be enumerated.
#[test]
fn a_unit_that_no_legal_site_holds_is_named() {
    // A ring of forty villages that can pair up, and a village of 4,500 between two of 2,600.
    let mut people = vec![2_600; 40];
    people.push(4_500);
    let mut pairs: Vec<(u32, u32)> = (0..40).map(|unit| (unit, (unit + 1) % 40)).collect();
    pairs.extend([(40, 0), (40, 7)]);
    let outcome = run(territory(&people, (5_000, 7_000), &pairs), Sites::Min);
    let stranded = Reason::Stranded {
        units: vec![UnitIx(40)],
        population: 4_500,
        lower: 5_000,
        upper: 7_000,
    };
    assert_eq!(outcome.reasons, [stranded]);
    people[7] = 2_400;
    let outcome = run(territory(&people, (5_000, 7_000), &pairs), Sites::Free);
    let is_said = |reason: &Reason| matches!(reason, Reason::Stranded { .. });
    assert!(!outcome.reasons.iter().any(is_said), "{:?}", outcome.reasons);
}
