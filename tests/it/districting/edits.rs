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
    let mut seen = 0;
    for seed in 0..6 {
        let first = random(seed, SHAPES[1], 80);
        let (before, _) = planned(&first, &Options::default());
        let mut changed = first.territory().clone();
        for (at, unit) in changed.units.iter_mut().enumerate() {
            unit.population.0 += unit.population.0 * (at as i64 % 5) / 20;
        }
        changed.incumbent = Some(before.iter().copied().map(Some).collect());
        let problem = Problem::new(changed).expect("a sound territory");
        let budget = Budget::iterations(40_000);
        let curve = change_curve(&problem, &Options::default(), &budget, &mut ignore_progress);
        for plan in &curve {
            assert_eq!(
                check(&problem, &plan.assignment, Sites::Free).figures,
                plan.figures
            );
            assert!(plan.feasible);
        }
        for pair in curve.windows(2) {
            let (one, other) = (&pair[0].figures, &pair[1].figures);
            assert!(one.moved_people < other.moved_people, "seed {seed}");
            assert!(one.travel_person_dm > other.travel_person_dm, "seed {seed}");
        }
        seen += curve.len();
        let offered = alternatives(&problem, &Options::default(), &budget, &mut ignore_progress);
        assert_eq!(offered.first().map(|plan| plan.aim), Some(Aim::FewestSites));
        for (at, one) in offered.iter().enumerate() {
            for other in &offered[..at] {
                assert_ne!(one.outcome.assignment, other.outcome.assignment, "seed {seed}");
            }
        }
    }
    assert!(seen >= 8, "only {seen} points on six curves");
}
