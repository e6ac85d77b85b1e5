//! A manager's conditions, a plan to start from, sets of plans to choose from, and repairs of a redrawing.

use super::{Case, case, made};
use std::collections::{BTreeMap, BTreeSet};
use uchastok::domain::{
    Catchment, Plan, PlanConditions, PlanObjective, SiteNumber, SitesAsked, UnitId, VariantAim,
};
use uchastok::exchange::{InputFile, catchments};
use uchastok::planning::check::{Finding, check_plan};
use uchastok::planning::{
    PartitionRequest, PlanningError, Start, UnitMove, VariantSet, compare, evaluate, partition, redraw,
    repairs, variants,
};
use uchastok::search::{Budget, StopToken, ignore_progress};

const MOVES: u64 = 30_000;

fn asked(case: &Case, sites: SitesAsked) -> PartitionRequest {
    PartitionRequest {
        sites,
        ..PartitionRequest::new(case.norms.clone(), "t")
    }
}

fn solved(case: &Case, request: &PartitionRequest) -> Result<Plan, PlanningError> {
    let budget = Budget::iterations(MOVES);
    partition(
        &case.territory,
        &case.ground,
        request,
        &made("p"),
        &budget,
        &mut ignore_progress,
    )
}

/// The plans of a set, in the series `s`.
fn chosen_from(case: &Case, request: &PartitionRequest, set: VariantSet) -> Vec<Plan> {
    let mut count = 0;
    let mut next = || {
        count += 1;
        made(&format!("p{count}"))
    };
    let budget = Budget::iterations(4 * MOVES);
    let (territory, ground) = (&case.territory, &case.ground);
    let set = (set, "s");
    variants(
        territory,
        ground,
        request,
        set,
        &mut next,
        &budget,
        &mut ignore_progress,
    )
    .unwrap()
}

fn undeclared(case: &Case, plan: &Plan) -> Vec<Finding> {
    let findings = check_plan(&case.territory, &case.ground, &case.norms, plan);
    findings.into_iter().filter(|finding| !finding.declared).collect()
}

/// Units of `plan` next to each other in different sites.
fn border(case: &Case, plan: &Plan) -> (UnitId, UnitId) {
    let id = |at: usize| case.territory.units[at].id.clone();
    let pairs = case.ground.neighbours.iter().map(|pair| (id(pair.a), id(pair.b)));
    pairs
        .into_iter()
        .find(|(a, b)| plan.assignment[a] != plan.assignment[b])
        .unwrap()
}

/// The town of blocks: every plan of eight sites there is legal, and conditions can be kept.
fn snezhinsk() -> (Case, Plan) {
    let case = case("snezhinsk");
    let plan = solved(&case, &asked(&case, SitesAsked::Exact(8))).unwrap();
    assert_eq!(plan.violations, []);
    (case, plan)
}

#[test]
fn what_must_be_together_or_apart_is() {
    let (case, before) = snezhinsk();
    let (a, b) = border(&case, &before);
    let units: Vec<UnitId> = before.assignment.keys().cloned().collect();
    let site = before.assignment[&units[0]];
    let mate = units
        .iter()
        .skip(1)
        .find(|unit| before.assignment[*unit] == site)
        .unwrap();
    let conditions = PlanConditions {
        together: vec![BTreeSet::from([a.clone(), b.clone()])],
        apart: vec![[units[0].clone(), mate.clone()]],
        ..PlanConditions::default()
    };
    let request = PartitionRequest {
        conditions: conditions.clone(),
        ..asked(&case, SitesAsked::Exact(8))
    };
    let plan = solved(&case, &request).unwrap();
    assert_eq!(plan.violations, []);
    assert_eq!(plan.assignment[&a], plan.assignment[&b]);
    assert_ne!(plan.assignment[&units[0]], plan.assignment[mate]);
    assert_eq!(
        plan.origin.conditions, conditions,
        "a plan remembers what it had to keep"
    );
    assert_eq!(undeclared(&case, &plan), []);
    // The checker sees a plan that forgets its conditions.
    let mut forgetful = before;
    forgetful.origin.conditions = conditions;
    let codes: BTreeSet<String> = undeclared(&case, &forgetful)
        .into_iter()
        .map(|f| f.code)
        .collect();
    assert_eq!(
        codes,
        BTreeSet::from(["plan.not_apart".to_owned(), "plan.not_together".to_owned()])
    );
}

#[test]
fn locked_sites_and_pins_hold_and_workers_stay_with_their_sites() {
    let (case, mut before) = snezhinsk();
    for site in &mut before.sites {
        site.worker = Some(format!("w{}", site.number.0).as_str().into());
    }
    let locked = SiteNumber(3);
    let (unit, wanted) = case
        .ground
        .neighbours
        .iter()
        .find_map(|pair| {
            let id = |at: usize| &case.territory.units[at].id;
            let (from, to) = (before.assignment[id(pair.a)], before.assignment[id(pair.b)]);
            (from != to && from != locked && to != locked).then(|| (id(pair.a).clone(), to))
        })
        .unwrap();
    let request = PartitionRequest {
        objectives: vec![PlanObjective::LeastChange],
        conditions: PlanConditions {
            pinned: BTreeMap::from([(unit.clone(), wanted)]),
            ..PlanConditions::default()
        },
        start: Some(Start {
            plan: before.clone(),
            locked: BTreeSet::from([locked]),
        }),
        ..asked(&case, SitesAsked::Exact(8))
    };
    let plan = solved(&case, &request).unwrap();
    assert_eq!(
        (plan.violations.as_slice(), undeclared(&case, &plan)),
        (&[][..], vec![])
    );
    assert_eq!(plan.assignment[&unit], wanted);
    let members = |plan: &Plan| -> BTreeSet<UnitId> {
        let units = plan.assignment.iter().filter(|(_, site)| **site == locked);
        units.map(|(unit, _)| unit.clone()).collect()
    };
    assert_eq!(members(&plan), members(&before));
    for (site, old) in plan.sites.iter().zip(&before.sites) {
        assert_eq!((site.number, &site.worker), (old.number, &old.worker));
    }
    let moved = compare(&case.territory, &before, &plan).people_moved;
    assert_eq!(plan.origin.people_moved, Some(moved));
    assert!(
        moved.get() > 0 && moved.get() < 10_000,
        "{moved} residents moved for one unit"
    );
    // A hand that reaches into a locked site is told so, and the plan says it.
    let (inside, outside) = (members(&plan).into_iter().next().unwrap(), wanted);
    let step = [UnitMove {
        unit: inside,
        to: outside,
    }];
    let judged = evaluate(&case.territory, &case.ground, &case.norms, &plan, &step).unwrap();
    assert!(
        judged
            .problems
            .iter()
            .any(|finding| finding.code == "site.unlocked")
    );
    let drawn = redraw(&case.territory, &case.ground, &case.norms, &plan, &step).unwrap();
    assert_eq!(undeclared(&case, &drawn), []);
}

#[test]
fn a_barrier_separates_and_a_crossing_joins() {
    let (case, before) = snezhinsk();
    // Barriers around one unit: it is on its own, too small for any site.
    let lonely = case.territory.units[0].id.clone();
    let barriers: Vec<[UnitId; 2]> = case
        .ground
        .neighbours
        .iter()
        .filter(|pair| pair.a == 0 || pair.b == 0)
        .map(|pair| {
            [
                case.territory.units[pair.a].id.clone(),
                case.territory.units[pair.b].id.clone(),
            ]
        })
        .collect();
    let cut_off = PlanConditions {
        barriers,
        ..PlanConditions::default()
    };
    let request = PartitionRequest {
        conditions: cut_off.clone(),
        ..asked(&case, SitesAsked::FREE)
    };
    let plan = solved(&case, &request).unwrap();
    assert!(!plan.violations.is_empty(), "{lonely} cannot be in a legal site");
    assert_eq!(undeclared(&case, &plan), []);
    let ferry = plan
        .origin
        .proof
        .advice
        .iter()
        .any(|advice| advice.units.contains(&lonely));
    assert!(
        ferry,
        "what would help names the unit: {:?}",
        plan.origin.proof.advice
    );
    // A ferry to a far unit makes it legal again, in the eyes of the checker too.
    let far = before.assignment.keys().next_back().unwrap().clone();
    let ferry = PartitionRequest {
        conditions: PlanConditions {
            crossings: vec![[lonely.clone(), far.clone()]],
            ..cut_off
        },
        ..asked(&case, SitesAsked::FREE)
    };
    let plan = solved(&case, &ferry).unwrap();
    assert_eq!(
        (plan.violations.as_slice(), undeclared(&case, &plan)),
        (&[][..], vec![])
    );
    assert_eq!(plan.assignment[&lonely], plan.assignment[&far]);
}

#[test]
fn conditions_that_cannot_be_understood_are_refused_all_at_once() {
    let case = case("vagay");
    let request = PartitionRequest {
        objectives: vec![PlanObjective::LeastChange],
        conditions: PlanConditions {
            apart: vec![["x".into(), "y".into()]],
            pinned: BTreeMap::from([(case.territory.units[0].id.clone(), SiteNumber(1))]),
            ..PlanConditions::default()
        },
        prove: true,
        ..asked(&case, SitesAsked::MIN)
    };
    let Err(PlanningError::Refused(problems)) = solved(&case, &request) else {
        panic!("it is refused");
    };
    let codes: Vec<&str> = problems.iter().map(|problem| problem.code.as_str()).collect();
    let expected = [
        "conditions.unit.unknown",
        "conditions.unit.unknown",
        "conditions.site.unknown",
        "objectives.no_start",
        "prove.needs_travel",
    ];
    assert_eq!(codes, expected);
}

#[test]
fn together_and_apart_at_once_is_refused_by_name() {
    let case = case("vagay");
    let units = &case.territory.units;
    let id = |at: usize| units[at].id.clone();
    // A chain of two sets joins the first and the third.
    let request = PartitionRequest {
        conditions: PlanConditions {
            together: vec![
                [id(0), id(1)].into_iter().collect(),
                [id(1), id(2)].into_iter().collect(),
            ],
            apart: vec![[id(0), id(2)], [id(0), id(3)]],
            ..PlanConditions::default()
        },
        ..asked(&case, SitesAsked::MIN)
    };
    let Err(PlanningError::Refused(problems)) = solved(&case, &request) else {
        panic!("it is refused");
    };
    let [problem] = problems.as_slice() else {
        panic!("{problems:?}");
    };
    assert_eq!(problem.code.as_str(), "conditions.together_and_apart");
    assert!(
        problem.cause.contains(&units[0].name) && problem.cause.contains(&units[2].name),
        "{problem:?}"
    );
}

/// The town of Vagay is above the norm by itself; a wrong number of sites is said all the same, with one that is better.
#[test]
fn a_wrong_number_is_said_beside_a_town_above_the_norm_and_a_better_one_advised() {
    let case = case("vagay");
    for (asked_for, cause) in [(2, "Участков задано 2"), (500, "единиц всего 103")] {
        let plan = solved(&case, &asked(&case, SitesAsked::Exact(asked_for))).unwrap();
        let named = plan
            .violations
            .iter()
            .filter(|violation| violation.reason.contains(cause));
        assert!(named.count() > 0, "{:?}", plan.violations);
        let consequence = |reason: &str| reason.contains("Следствие") || reason.contains("не столько");
        assert!(
            !plan
                .violations
                .iter()
                .any(|violation| consequence(&violation.reason))
        );
        let advice = plan.origin.proof.advice.iter().map(|advice| &advice.text.ru);
        let numbers: Vec<_> = advice
            .filter(|text| text.contains("другое число участков"))
            .collect();
        assert!(
            matches!(numbers.as_slice(), [one] if one.contains("с ним вне нормы останется")),
            "{numbers:?}"
        );
    }
}

#[test]
fn alternatives_are_legal_titled_and_really_different() {
    let (case, _) = snezhinsk();
    let balanced = PartitionRequest {
        objectives: vec![PlanObjective::Balance],
        ..asked(&case, SitesAsked::Exact(9))
    };
    let before = solved(&case, &balanced).unwrap();
    let people = |plan: &Plan| {
        let (least, most) = (
            plan.figures.smallest_site.unwrap(),
            plan.figures.largest_site.unwrap(),
        );
        (most - least).get()
    };
    assert!(
        people(&before) < 700,
        "balanced sites differ by {}",
        people(&before)
    );
    assert_eq!(before.violations, []);
    let request = PartitionRequest {
        start: Some(Start {
            plan: before,
            locked: BTreeSet::new(),
        }),
        ..asked(&case, SitesAsked::MIN)
    };
    let plans = chosen_from(&case, &request, VariantSet::Aims);
    let titles: Vec<&str> = plans.iter().map(|plan| plan.title.as_str()).collect();
    assert!(plans.len() >= 3, "{titles:?}");
    for (at, plan) in plans.iter().enumerate() {
        assert_eq!(
            (plan.violations.as_slice(), undeclared(&case, plan)),
            (&[][..], vec![])
        );
        assert_eq!(plan.origin.variant.as_ref().unwrap().series, "s");
        for other in &plans[..at] {
            assert_ne!((&other.title, &other.id), (&plan.title, &plan.id));
            assert!(compare(&case.territory, other, plan).people_moved.get() > 500);
        }
    }
    let of = |aim: VariantAim| {
        plans
            .iter()
            .find(|plan| plan.origin.variant.as_ref().unwrap().aim == aim)
    };
    let few = of(VariantAim::FewestSites).unwrap();
    assert!(plans.iter().all(|plan| plan.figures.sites >= few.figures.sites));
    if let Some(still) = of(VariantAim::LeastChange) {
        assert_eq!(
            still.origin.people_moved.unwrap().get(),
            0,
            "the start is legal and can stay"
        );
    }
}

#[test]
fn the_curve_goes_from_least_change_to_shortest_ways() {
    let (case, _) = snezhinsk();
    let balanced = PartitionRequest {
        objectives: vec![PlanObjective::Balance],
        ..asked(&case, SitesAsked::Exact(8))
    };
    let request = PartitionRequest {
        start: Some(Start {
            plan: solved(&case, &balanced).unwrap(),
            locked: BTreeSet::new(),
        }),
        ..asked(&case, SitesAsked::Exact(8))
    };
    let plans = chosen_from(&case, &request, VariantSet::ChangeCurve);
    assert!(plans.len() >= 2, "{} points", plans.len());
    let moved: Vec<i64> = plans
        .iter()
        .map(|plan| plan.origin.people_moved.unwrap().get())
        .collect();
    assert!(moved.windows(2).all(|pair| pair[0] < pair[1]), "{moved:?}");
    assert_eq!(
        plans[0].origin.variant.as_ref().unwrap().aim,
        VariantAim::LeastChange
    );
}

#[test]
fn what_would_make_vagay_legal_is_said_and_the_number_of_sites_is_explained() {
    let case = case("vagay");
    let plan = solved(&case, &asked(&case, SitesAsked::MIN)).unwrap();
    let proof = &plan.origin.proof;
    let advice: Vec<&str> = proof
        .advice
        .iter()
        .map(|advice| advice.text.ru.as_str())
        .collect();
    assert!(
        advice
            .iter()
            .any(|text| text.contains("Разделить «") && text.contains("Вагай")),
        "{advice:?}"
    );
    assert!(!proof.why_sites.is_empty());
    let (case, plan) = snezhinsk();
    let why = &plan.origin.proof.why_sites[0].ru;
    let people: i64 = case
        .territory
        .units
        .iter()
        .map(|unit| unit.population.get())
        .sum();
    assert!(
        why.contains(&people.to_string()) && why.contains("не менее 8"),
        "{why}"
    );
    let travel = plan.origin.proof.travel.unwrap();
    assert!(
        travel.at_least.get() > 0 && travel.at_least <= travel.found,
        "{travel:?}"
    );
}

#[test]
fn a_redrawing_that_breaks_the_norm_gets_repairs_that_mend_it() {
    let (case, before) = snezhinsk();
    // The largest neighbour over a border that breaks a rule.
    let broken = case.ground.neighbours.iter().find_map(|pair| {
        let unit = &case.territory.units[pair.a];
        let to = before.assignment[&case.territory.units[pair.b].id];
        let step = [UnitMove {
            unit: unit.id.clone(),
            to,
        }];
        let judged = evaluate(&case.territory, &case.ground, &case.norms, &before, &step).unwrap();
        let breaks = before.assignment[&unit.id] != to && !judged.problems.is_empty();
        breaks.then_some(step)
    });
    let step = broken.expect("a move that breaks a norm");
    let stop = StopToken::unlimited();
    let proposals = repairs(&case.territory, &case.ground, &case.norms, &before, &step, &stop).unwrap();
    assert!(!proposals.is_empty());
    for proposal in proposals {
        let all: Vec<UnitMove> = step.iter().chain(&proposal.moves).cloned().collect();
        let after = redraw(&case.territory, &case.ground, &case.norms, &before, &all).unwrap();
        assert_eq!(
            (after.violations.as_slice(), undeclared(&case, &after)),
            (&[][..], vec![])
        );
        assert_eq!(
            after.assignment[&step[0].unit], step[0].to,
            "the edit itself stays"
        );
    }
}

#[test]
fn a_layer_of_catchments_names_the_units_inside_and_what_is_wrong_with_it() {
    let (case, _) = snezhinsk();
    let square = |west: f64, south: f64, east: f64, north: f64, name: &str| {
        format!(
            r#"{{"type":"Feature","properties":{{"name":"{name}"}},"geometry":{{"type":"Polygon","coordinates":[[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]]}}}}"#
        )
    };
    let layer = format!(
        r#"{{"type":"FeatureCollection","features":[{},{},{}]}}"#,
        square(60.0, 55.0, 61.5, 57.0, "Школа 1"),
        square(60.0, 55.0, 61.5, 57.0, "Школа 2"),
        square(10.0, 10.0, 11.0, 11.0, "Школа 3"),
    );
    let (found, problems) = catchments(&InputFile::new("c.geojson", layer), &case.territory.units);
    let codes: BTreeSet<&str> = problems.iter().map(|problem| problem.code.as_str()).collect();
    assert_eq!(codes, BTreeSet::from(["catchment.empty", "catchment.overlap"]));
    let [Catchment { name, units }] = found.as_slice() else {
        panic!("one catchment holds units: {found:?}");
    };
    assert_eq!(
        (name.as_str(), units.len()),
        ("Школа 1", case.territory.units.len())
    );
}

#[test]
fn a_catchment_is_kept_whole_where_that_is_asked_first() {
    let (case, before) = snezhinsk();
    let (a, b) = border(&case, &before);
    let request = PartitionRequest {
        objectives: vec![PlanObjective::WholeSettlements],
        conditions: PlanConditions {
            catchments: vec![Catchment {
                name: "Школа 1".to_owned(),
                units: BTreeSet::from([a.clone(), b.clone()]),
            }],
            ..PlanConditions::default()
        },
        ..asked(&case, SitesAsked::Exact(8))
    };
    let plan = solved(&case, &request).unwrap();
    assert_eq!(
        (plan.assignment[&a], plan.violations.as_slice()),
        (plan.assignment[&b], &[][..])
    );
}
