//! Hand edits: what the judge says is what the checker says; repairs are legal; least change moves few.

use super::municipalities::{SHAPES, random, territory};
use uchastok::districting::{
    Aim, Objective, Options, Problem, Redraw, SiteIx, Sites, UnitIx, alternatives, change_curve, check,
    solve, violations,
};
use uchastok::search::{Budget, SearchRng, StopToken, ignore_progress};

fn planned(problem: &Problem, options: &Options) -> (Vec<SiteIx>, Vec<UnitIx>) {
    let outcome = solve(problem, options, &Budget::iterations(5_000), &mut ignore_progress);
    (outcome.assignment, outcome.figures.bases)
}

#[test]
fn the_judge_and_the_checker_agree() {
    for seed in 0..60 {
        let problem = random(seed, SHAPES[seed as usize % SHAPES.len()], 60);
        let (plan, bases) = planned(&problem, &Options::default());
        let sites = plan.iter().map(|site| site.0 + 1).max().unwrap_or(1);
        let mut redraw = Redraw::new(&problem, &plan, &bases);
        let mut rng = SearchRng::new(seed);
        for _ in 0..20 {
            let unit = UnitIx::at(rng.below(plan.len()));
            let to = SiteIx::at(rng.below(sites as usize));
            let verdict = redraw.judge(&[unit], to);
            assert_eq!(redraw.assignment(), plan, "judging changes nothing");
            let mut edited = plan.clone();
            edited[unit.get()] = to;
            let (before, after) = (
                check(&problem, &plan, Sites::Free),
                check(&problem, &edited, Sites::Free),
            );
            let change = i64::from(after.figures.cut_edges) - i64::from(before.figures.cut_edges);
            assert_eq!(verdict.cut_edges_change, change, "seed {seed}");
            for site in &verdict.sites {
                let now = after
                    .figures
                    .populations
                    .get(site.site.get())
                    .copied()
                    .unwrap_or(0);
                assert_eq!(site.population_after, now, "seed {seed}");
            }
            if before.is_legal() {
                assert_eq!(
                    verdict.is_legal(),
                    after.is_legal(),
                    "seed {seed} {:?}",
                    after.violations
                );
            }
        }
    }
}

#[test]
fn an_edit_that_cuts_a_village_off_shows_it_and_is_repaired() {
    // A ladder of twelve units; moving unit 2 cuts 0 and 1 off the first site.
    let pairs: Vec<(u32, u32)> = (0..12u32)
        .flat_map(|at| [(at, at + 1), (at, at + 12)])
        .filter(|&(_, b)| b < 24)
        .collect();
    let people = [500; 24];
    let problem = Problem::new(territory(&people, (2000, 5000), &pairs)).expect("a sound territory");
    let plan: Vec<SiteIx> = (0..24).map(|unit| SiteIx(unit % 12 / 4)).collect();
    let bases = check(&problem, &plan, Sites::Free).figures.bases;
    let mut redraw = Redraw::new(&problem, &plan, &bases);
    let edit = [UnitIx(2), UnitIx(14)];
    let verdict = redraw.judge(&edit, SiteIx(1));
    assert!(!verdict.is_legal());
    assert_eq!(verdict.sites[0].cut_off.len(), 1);
    let repairs = redraw.repairs(&edit, SiteIx(1), &StopToken::unlimited());
    assert!(!repairs.is_empty(), "no repair found");
    for repair in repairs {
        let mut edited = plan.clone();
        for unit in edit {
            edited[unit.get()] = SiteIx(1);
        }
        for (unit, site) in repair.moves {
            edited[unit.get()] = site;
        }
        assert_eq!(edited[2], SiteIx(1), "the edit itself is kept");
        assert_eq!(violations(&problem, &edited, Sites::Exact(3)), []);
    }
}

#[test]
fn an_applied_edit_is_the_plan() {
    let problem = Problem::new(territory(
        &[1000; 6],
        (2000, 4000),
        &[(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)],
    ))
    .expect("a sound territory");
    let plan: Vec<SiteIx> = (0..6).map(|unit| SiteIx(unit / 3)).collect();
    let mut redraw = Redraw::new(&problem, &plan, &[UnitIx(1), UnitIx(4)]);
    redraw.apply(&[UnitIx(2)], SiteIx(1));
    assert_eq!(redraw.assignment()[2], SiteIx(1));
    let back = redraw.judge(&[UnitIx(2)], SiteIx(0));
    assert_eq!(back.sites[0].population_after, 3000);
    let fresh = redraw.judge(&[UnitIx(5)], SiteIx(2));
    assert_eq!(fresh.sites.len(), 2, "a new site may be opened");
}

#[test]
fn least_change_keeps_a_legal_plan_and_moves_few_otherwise() {
    let pairs: Vec<(u32, u32)> = (1..20).map(|unit| (unit - 1, unit)).collect();
    let mut changed = territory(&[400; 20], (1500, 2500), &pairs);
    let before: Vec<_> = (0..20).map(|unit| Some(SiteIx(unit / 5))).collect();
    changed.incumbent = Some(before.clone());
    let options = Options {
        objectives: vec![Objective::Change, Objective::Travel],
        sites: Sites::Free,
        ..Options::default()
    };
    let problem = Problem::new(changed.clone()).expect("a sound territory");
    let (same, _) = planned(&problem, &options);
    assert!(
        same.iter().zip(&before).all(|(now, then)| Some(*now) == *then),
        "nobody has to move"
    );
    // The first unit doubles twice over: its site is too large by one unit.
    changed.units[0].population = uchastok::domain::Persons(1200);
    let problem = Problem::new(changed).expect("a sound territory");
    let (now, _) = planned(&problem, &options);
    let figures = check(&problem, &now, Sites::Free);
    assert!(figures.is_legal(), "{:?}", figures.violations);
    assert_eq!(figures.figures.moved_people, 400, "one unit at the border moves");
}

#[test]
fn the_curve_trades_change_for_travel_and_alternatives_differ() {
    // Four strips of two rows each on an 8 × 8 grid, where four squares are nearer.
    let right = (0..64u32).filter(|at| at % 8 < 7).map(|at| (at, at + 1));
    let pairs: Vec<(u32, u32)> = right.chain((0..56).map(|at| (at, at + 8))).collect();
    let mut strips = territory(&[300; 64], (4000, 5600), &pairs);
    strips.incumbent = Some((0..64).map(|at| Some(SiteIx(at / 16))).collect());
    let problem = Problem::new(strips).expect("a sound territory");
    let budget = Budget::iterations(400_000);
    let curve = change_curve(&problem, &Options::default(), &budget, &mut ignore_progress);
    let points: Vec<(i64, i64)> = curve
        .iter()
        .map(|plan| (plan.figures.moved_people, plan.figures.travel_person_dm))
        .collect();
    assert!(points.len() >= 2, "{points:?}");
    assert_eq!(points[0].0, 0, "nobody has to move: {points:?}");
    for pair in points.windows(2) {
        assert!(pair[0].0 < pair[1].0 && pair[0].1 > pair[1].1, "{points:?}");
    }
    for plan in &curve {
        assert!(check(&problem, &plan.assignment, Sites::Free).is_legal());
    }
    let offered = alternatives(&problem, &Options::default(), &budget, &mut ignore_progress);
    assert_eq!(offered.first().map(|plan| plan.aim), Some(Aim::FewestSites));
    for (at, one) in offered.iter().enumerate() {
        for other in &offered[..at] {
            assert_ne!(one.outcome.assignment, other.outcome.assignment);
        }
    }
}
