//! Figures of a plan and of each of its sites, derived from the plan and the ground alone.

use super::ground::Ground;
use crate::domain::{
    Metres, Norm, NormProfile, NormStatus, Persons, Plan, PlanFigures, SettlementId, SiteNumber, Territory,
    UnitId,
};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A base is worth moving for so much of the mean way.
const WORTH_MOVING: Metres = Metres(100);

/// Way of a site's residents to its base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct WayToBase {
    /// Mean over the residents who have a way.
    pub mean: Metres,
    /// Farthest unit that has a way.
    pub max: Metres,
    /// Residents without any way to the base.
    pub cut_off: Persons,
}

/// The unit of a site from which its residents have the shortest ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct BestPlace {
    /// The unit, as a position in [`Territory::units`].
    unit: usize,
    way: WayToBase,
}

/// A unit of a site that would be a better base than its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BetterBase {
    /// The unit, as a position in [`Territory::units`].
    pub unit: usize,
    /// By how much the mean way of the site's residents would be shorter.
    pub saved: Metres,
}

/// One site as lists and maps show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SiteSummary {
    /// Number.
    pub number: SiteNumber,
    /// Residents.
    pub population: Persons,
    /// Bounds that the site must keep; `None` when the profile lacks a kind of place in it.
    pub norm: Option<Norm>,
    /// Where the population stands.
    pub status: Option<NormStatus>,
    /// Units, as positions in [`Territory::units`].
    #[serde(skip)]
    pub units: Vec<usize>,
    /// Way to the base.
    pub way: WayToBase,
}

impl WayToBase {
    /// Of all residents of the site together, in person-metres; those without a way are not in it.
    fn whole(&self, population: Persons) -> i64 {
        self.mean.get() * (population - self.cut_off).get()
    }
}

/// Residents outside the norm of their site, above its upper bound or missing to the lower.
#[must_use]
pub fn outside(territory: &Territory, profile: &NormProfile, plan: &Plan) -> Persons {
    let of_site = |units: Vec<usize>| {
        let members = || units.iter().filter_map(|&at| territory.units.get(at));
        let population = members().map(|unit| unit.population).sum();
        let norm = profile.site_norm(members().map(|unit| unit.place));
        norm.map_or(Persons::ZERO, |norm| norm.deviation(population))
    };
    units_by_site(territory, plan).into_values().map(of_site).sum()
}

/// The units of each site, as positions in [`Territory::units`]. Units without a site are left out.
#[must_use]
pub fn units_by_site(territory: &Territory, plan: &Plan) -> BTreeMap<SiteNumber, Vec<usize>> {
    let mut sites: BTreeMap<SiteNumber, Vec<usize>> =
        plan.sites.iter().map(|site| (site.number, Vec::new())).collect();
    for (at, unit) in territory.units.iter().enumerate() {
        if let Some(site) = plan.assignment.get(&unit.id) {
            sites.entry(*site).or_default().push(at);
        }
    }
    sites
}

/// The units of some sites, as [`units_by_site`] gives them, without a look at the others.
pub(super) fn units_of(
    territory: &Territory,
    plan: &Plan,
    wanted: &BTreeSet<SiteNumber>,
) -> BTreeMap<SiteNumber, Vec<usize>> {
    let members: HashMap<&UnitId, SiteNumber> = plan
        .assignment
        .iter()
        .filter(|(_, site)| wanted.contains(site))
        .map(|(unit, site)| (unit, *site))
        .collect();
    let numbers = plan.sites.iter().map(|site| site.number);
    let mut sites: BTreeMap<SiteNumber, Vec<usize>> = numbers
        .filter(|number| wanted.contains(number))
        .map(|number| (number, Vec::new()))
        .collect();
    for (at, unit) in territory.units.iter().enumerate() {
        if let Some(site) = members.get(&unit.id) {
            sites.entry(*site).or_default().push(at);
        }
    }
    sites
}

/// Summaries of all sites, by ascending number.
#[must_use]
pub fn site_summaries(
    territory: &Territory,
    ground: &Ground,
    profile: &NormProfile,
    plan: &Plan,
) -> Vec<SiteSummary> {
    let all = units_by_site(territory, plan).into_keys().collect();
    summaries_of(territory, ground, profile, plan, &all)
}

/// Summaries of some sites, by ascending number.
#[must_use]
pub(super) fn summaries_of(
    territory: &Territory,
    ground: &Ground,
    profile: &NormProfile,
    plan: &Plan,
    wanted: &BTreeSet<SiteNumber>,
) -> Vec<SiteSummary> {
    units_of(territory, plan, wanted)
        .into_iter()
        .map(|(number, units)| {
            let members = || units.iter().filter_map(|&at| territory.units.get(at));
            let population = members().map(|unit| unit.population).sum();
            let norm = profile.site_norm(members().map(|unit| unit.place));
            SiteSummary {
                number,
                population,
                norm,
                status: norm.map(|norm| norm.status(population)),
                way: way_to_base(territory, ground, plan, number, &units),
                units,
            }
        })
        .collect()
}

/// Way of the residents of `units` to the base of site `number`.
fn way_to_base(
    territory: &Territory,
    ground: &Ground,
    plan: &Plan,
    number: SiteNumber,
    units: &[usize],
) -> WayToBase {
    let site = plan.sites.iter().find(|site| site.number == number);
    let Some(base) = site.and_then(|site| territory.units.iter().position(|unit| unit.id == site.base))
    else {
        return WayToBase::default();
    };
    way_to(territory, ground, base, units)
}

/// Way of the residents of `units` to the unit `place`.
fn way_to(territory: &Territory, ground: &Ground, place: usize, units: &[usize]) -> WayToBase {
    let ways = ground.ways_from(place, units);
    let (mut weighted, mut reached, mut way) = (0i64, 0i64, WayToBase::default());
    for (&at, length) in units.iter().zip(ways) {
        let population = territory
            .units
            .get(at)
            .map_or(Persons::ZERO, |unit| unit.population);
        match length {
            Some(length) => {
                weighted += population.get() * length.get();
                reached += population.get();
                way.max = way.max.max(length);
            }
            None => way.cut_off += population,
        }
    }
    way.mean = Metres(weighted / reached.max(1));
    way
}

/// The best place for the residents of `units`, each tried, on all threads: the fewest without a way to it, then the shortest mean way.
fn best_place(territory: &Territory, ground: &Ground, units: &[usize]) -> Option<BestPlace> {
    let places = units.par_iter().map(|&unit| BestPlace {
        unit,
        way: way_to(territory, ground, unit, units),
    });
    places.min_by_key(|place| (place.way.cut_off, place.way.mean, place.unit))
}

/// The units of a site without any way to its base, as positions in [`Territory::units`].
#[must_use]
pub fn cut_off_units(territory: &Territory, ground: &Ground, plan: &Plan, site: &SiteSummary) -> Vec<usize> {
    let of = plan.sites.iter().find(|one| one.number == site.number);
    let Some(base) = of.and_then(|one| territory.units.iter().position(|unit| unit.id == one.base)) else {
        return Vec::new();
    };
    let ways = ground.ways_from(base, &site.units);
    let units = site.units.iter().copied().zip(ways);
    units
        .filter_map(|(unit, way)| way.is_none().then_some(unit))
        .collect()
}

/// Where the base of a site could move so that the ways of its residents become shorter by at least
/// [`WORTH_MOVING`], and nobody more is without one. Takes a shortest way search for each unit of the site.
#[must_use]
pub fn better_base(territory: &Territory, ground: &Ground, site: &SiteSummary) -> Option<BetterBase> {
    let best = best_place(territory, ground, &site.units)?;
    let saved = site.way.mean - best.way.mean;
    (best.way.cut_off == site.way.cut_off && saved >= WORTH_MOVING).then_some(BetterBase {
        unit: best.unit,
        saved,
    })
}

/// Travel of the residents of some sites to their bases, in person-metres; those without a way are not in it.
pub(super) fn travel_of(
    territory: &Territory,
    ground: &Ground,
    plan: &Plan,
    wanted: &BTreeSet<SiteNumber>,
) -> i64 {
    units_of(territory, plan, wanted)
        .into_iter()
        .map(|(number, units)| {
            let people = units.iter().filter_map(|&at| territory.units.get(at));
            let population = people.map(|unit| unit.population).sum();
            way_to_base(territory, ground, plan, number, &units).whole(population)
        })
        .sum()
}

/// Figures of the whole plan; `sites_bound` is taken over from the plan, which is where the solver's proof is kept.
#[must_use]
pub fn plan_figures(territory: &Territory, ground: &Ground, plan: &Plan) -> PlanFigures {
    let sites = units_by_site(territory, plan);
    let (mut weighted, mut residents, mut cut_off) = (0i64, Persons::ZERO, Persons::ZERO);
    let (mut to_best, mut reaching_best) = (0i64, 0i64);
    let mut populations = Vec::with_capacity(sites.len());
    for (&number, units) in &sites {
        let population: Persons = units
            .iter()
            .filter_map(|&at| territory.units.get(at))
            .map(|unit| unit.population)
            .sum();
        let way = way_to_base(territory, ground, plan, number, units);
        weighted += way.whole(population);
        residents += population;
        cut_off += way.cut_off;
        if let Some(best) = best_place(territory, ground, units) {
            to_best += best.way.whole(population);
            reaching_best += (population - best.way.cut_off).get();
        }
        populations.push(population);
    }
    let site_of: Vec<_> = territory
        .units
        .iter()
        .map(|unit| plan.assignment.get(&unit.id).copied())
        .collect();
    let site_at = |at: usize| site_of.get(at).copied().flatten();
    let cut = ground
        .neighbours
        .iter()
        .filter(|pair| site_at(pair.a) != site_at(pair.b))
        .count();
    let rural: BTreeMap<_, _> = territory
        .settlements
        .iter()
        .map(|place| (&place.id, place.rural_settlement.as_ref()))
        .collect();
    let settlements = territory
        .units
        .iter()
        .zip(&site_of)
        .map(|(unit, site)| (Some(&unit.settlement), *site));
    let rural_settlements = territory
        .units
        .iter()
        .zip(&site_of)
        .map(|(unit, site)| (rural.get(&unit.settlement).copied().flatten(), *site));
    let streets = sites_of_streets(territory, plan);
    let parted = || streets.values().filter(|sites| sites.len() > 1);
    PlanFigures {
        sites: count(plan.sites.len()),
        sites_bound: plan.figures.sites_bound,
        travel_per_person: Metres(weighted / (residents - cut_off).get().max(1)),
        travel_to_best: Some(Metres(to_best / reaching_best.max(1))),
        cut_off: Some(cut_off),
        cut_edges: count(cut),
        split_settlements: split_groups(settlements),
        split_rural_settlements: split_groups(rural_settlements),
        split_streets: Some(count(parted().count())),
        street_parts_extra: Some(count(parted().map(|sites| sites.len() - 1).sum())),
        smallest_site: populations.iter().min().copied(),
        largest_site: populations.iter().max().copied(),
    }
}

/// The sites of each street of a town.
fn sites_of_streets<'t>(
    territory: &'t Territory,
    plan: &Plan,
) -> BTreeMap<(&'t SettlementId, &'t str), BTreeSet<SiteNumber>> {
    let mut sites: BTreeMap<_, BTreeSet<SiteNumber>> = BTreeMap::new();
    for unit in &territory.units {
        for street in &unit.streets {
            let of = sites
                .entry((&unit.settlement, street.street.as_str()))
                .or_default();
            of.extend(plan.assignment.get(&unit.id));
        }
    }
    sites
}

/// Groups that lie in more than one site.
fn split_groups<G: Ord>(members: impl Iterator<Item = (Option<G>, Option<SiteNumber>)>) -> u32 {
    let mut sites: BTreeMap<G, BTreeSet<SiteNumber>> = BTreeMap::new();
    for (group, site) in members {
        if let (Some(group), Some(site)) = (group, site) {
            sites.entry(group).or_default().insert(site);
        }
    }
    count(sites.values().filter(|sites| sites.len() > 1).count())
}

fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}
