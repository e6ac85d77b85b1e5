//! Check of what a plan had to keep beside the norm: together, apart, pinned, locked.

use super::Finding;
use crate::domain::{Plan, PlanConditions, SiteNumber, Territory, UnitId};
use crate::planning::ground::Ground;
use std::collections::{BTreeMap, BTreeSet};

/// Neighbours of every unit, by position: those of the ground with the plan's crossings and without its barriers.
pub(super) fn neighbours(
    territory: &Territory,
    ground: &Ground,
    conditions: &PlanConditions,
) -> Vec<Vec<usize>> {
    let named: BTreeSet<&UnitId> = conditions
        .barriers
        .iter()
        .chain(&conditions.crossings)
        .flatten()
        .collect();
    let units = territory.units.iter().enumerate();
    let at: BTreeMap<&UnitId, usize> = units
        .filter(|(_, unit)| named.contains(&unit.id))
        .map(|(at, unit)| (&unit.id, at))
        .collect();
    let pairs = |list: &[[UnitId; 2]]| -> BTreeSet<(usize, usize)> {
        let ordered = |[a, b]: &[UnitId; 2]| {
            let (a, b) = (*at.get(a)?, *at.get(b)?);
            Some((a.min(b), a.max(b)))
        };
        list.iter().filter_map(ordered).collect()
    };
    let (barriers, crossings) = (pairs(&conditions.barriers), pairs(&conditions.crossings));
    let natural = ground.neighbours.iter().map(|pair| (pair.a, pair.b));
    let mut beside = vec![Vec::new(); territory.units.len()];
    for (a, b) in natural.chain(crossings) {
        if barriers.contains(&(a.min(b), a.max(b))) {
            continue;
        }
        for (from, to) in [(a, b), (b, a)] {
            if let Some(list) = beside.get_mut(from) {
                list.push(to);
            }
        }
    }
    beside
}

/// Every condition that the plan does not keep.
pub(super) fn kept(territory: &Territory, plan: &Plan) -> Vec<Finding> {
    if plan.origin.conditions.is_empty() {
        return Vec::new();
    }
    let names: BTreeMap<&UnitId, &str> = territory
        .units
        .iter()
        .map(|unit| (&unit.id, unit.name.as_str()))
        .collect();
    let check = Kept { plan, names };
    let conditions = &plan.origin.conditions;
    let mut findings: Vec<Finding> = Vec::new();
    findings.extend(conditions.together.iter().filter_map(|set| check.together(set)));
    findings.extend(conditions.apart.iter().filter_map(|pair| check.apart(pair)));
    findings.extend(
        conditions
            .pinned
            .iter()
            .filter_map(|(unit, site)| check.pinned(unit, *site)),
    );
    findings.extend(
        conditions
            .locked
            .iter()
            .filter_map(|(site, units)| check.locked(*site, units)),
    );
    findings
}

struct Kept<'a> {
    plan: &'a Plan,
    names: BTreeMap<&'a UnitId, &'a str>,
}

impl Kept<'_> {
    /// The site of a unit; `None` also for a unit that is gone since.
    fn site(&self, unit: &UnitId) -> Option<SiteNumber> {
        self.plan.assignment.get(unit).copied()
    }

    fn names(&self, units: &[UnitId]) -> String {
        let names: Vec<&str> = units
            .iter()
            .filter_map(|unit| self.names.get(unit).copied())
            .collect();
        names.join(", ")
    }

    fn together(&self, set: &BTreeSet<UnitId>) -> Option<Finding> {
        let sites: BTreeSet<SiteNumber> = set.iter().filter_map(|unit| self.site(unit)).collect();
        (sites.len() > 1).then(|| {
            let units: Vec<UnitId> = set.iter().cloned().collect();
            let names = self.names(&units);
            Finding::new(
                "plan.not_together",
                None,
                units,
                format!("По условию в одном участке, а лежат в разных: {names}."),
                format!("To be in one site by condition and are not: {names}."),
            )
        })
    }

    fn apart(&self, pair: &[UnitId; 2]) -> Option<Finding> {
        let [a, b] = pair.each_ref().map(|unit| self.site(unit));
        (a.is_some() && a == b).then(|| {
            let names = self.names(pair);
            Finding::new(
                "plan.not_apart",
                None,
                pair.to_vec(),
                format!("По условию в разных участках, а лежат в одном: {names}."),
                format!("To be in different sites by condition and are not: {names}."),
            )
        })
    }

    fn pinned(&self, unit: &UnitId, wanted: SiteNumber) -> Option<Finding> {
        let site = self.site(unit)?;
        (site != wanted).then(|| {
            let units = vec![unit.clone()];
            let name = self.names(&units);
            Finding::new(
                "unit.unpinned",
                Some(wanted),
                units,
                format!("{name}: по условию в участке {}, а лежит в {}.", wanted.0, site.0),
                format!(
                    "{name}: to be in site {} by condition, and is in {}.",
                    wanted.0, site.0
                ),
            )
        })
    }

    fn locked(&self, site: SiteNumber, units: &BTreeSet<UnitId>) -> Option<Finding> {
        let now = |unit: &&UnitId| self.site(unit) == Some(site);
        let left = units
            .iter()
            .filter(|unit| self.site(unit).is_some_and(|now| now != site));
        let joined = self
            .plan
            .assignment
            .keys()
            .filter(now)
            .filter(|unit| !units.contains(*unit));
        let changed: Vec<UnitId> = left.chain(joined).cloned().collect();
        (!changed.is_empty()).then(|| {
            let names = self.names(&changed);
            Finding::new(
                "site.unlocked",
                Some(site),
                changed,
                format!("Участок {} по условию не меняется, а изменён: {names}.", site.0),
                format!("Site {} was not to change and did: {names}.", site.0),
            )
        })
    }
}
