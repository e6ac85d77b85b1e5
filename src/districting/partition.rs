//! A plan under search: the site of every atom, what each site holds, and the price of a change.
//!
//! Pricing a move looks at the atom's neighbours and the two sites: constant time. Applying one updates the borders,
//! members and sums. The energy is the objective (by [`Weights`]) plus a penalty for residents outside the norm.

use super::atoms::{AtomEdge, Atoms};
use super::objective::{Weights, outside};
use super::problem::{NORM_CLASSES_MAX, UnitIx};
use super::site::count_classes;
use super::travel::Travel;

pub(super) use super::site::{NO_LABEL, Post, Site};

/// Price of a change, in energy.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Price {
    /// Of the objective.
    pub(super) objective: i64,
    /// Of residents outside the norm and pairs that should be apart.
    pub(super) penalty: i64,
}

impl Price {
    pub(super) fn total(self) -> i64 {
        self.objective + self.penalty
    }
}

/// A plan under search.
#[derive(Debug)]
pub(super) struct Partition<'a> {
    pub(super) atoms: &'a Atoms,
    pub(super) weights: Weights,
    pub(super) site_of: Vec<u32>,
    pub(super) sites: Vec<Site>,
    place: Vec<u32>,
    /// Travel of each atom to its own site's base.
    own_travel: Vec<i64>,
    /// Atoms with a neighbour in another site, in no order.
    pub(super) border: Vec<u32>,
    border_place: Vec<u32>,
    foreign: Vec<u32>,
    group_sites: Vec<Vec<(u32, u32)>>,
    /// Energy of the objective.
    pub(super) objective: i64,
    /// Residents outside the norm.
    pub(super) outside: i64,
    /// Sites outside the norm.
    pub(super) violated: u32,
    /// Pairs in one site that should be apart.
    pub(super) clashes: u32,
}

const NOWHERE: u32 = u32::MAX;

impl<'a> Partition<'a> {
    /// A plan from the site of every atom; every site below `sites` must hold an atom.
    pub(super) fn new(
        atoms: &'a Atoms,
        weights: Weights,
        travel: &mut Travel<'_>,
        site_of: Vec<u32>,
        sites: usize,
    ) -> Self {
        let empty = Site {
            population: 0,
            target: 0,
            class_counts: [0; NORM_CLASSES_MAX],
            members: Vec::new(),
            base: UnitIx(0),
            base_atom: 0,
            travel: 0,
            moves: 0,
            post: Post::Any,
            outside: 0,
            label: NO_LABEL,
            is_open: true,
        };
        let mut plan = Self {
            atoms,
            weights,
            place: vec![NOWHERE; site_of.len()],
            own_travel: vec![0; site_of.len()],
            border: Vec::new(),
            border_place: vec![NOWHERE; site_of.len()],
            foreign: vec![0; site_of.len()],
            group_sites: vec![Vec::new(); atoms.group_needs.len()],
            site_of,
            sites: vec![empty; sites],
            objective: 0,
            outside: 0,
            violated: 0,
            clashes: 0,
        };
        plan.fill();
        for site in 0..sites as u32 {
            plan.choose_first_base(site, travel);
        }
        plan.reprice();
        plan
    }

    fn fill(&mut self) {
        let atoms = self.atoms;
        for atom in 0..self.site_of.len() {
            let site = self.site_of[atom];
            let slot = &mut self.sites[site as usize];
            self.place[atom] = slot.members.len() as u32;
            slot.members.push(atom as u32);
            slot.population += atoms.population[atom];
            count_classes(&mut slot.class_counts, atoms.classes[atom], true);
            for &group in atoms.groups.row(atom) {
                enter_group(&mut self.group_sites[group as usize], site);
            }
            let site_of = &self.site_of;
            let foreign = atoms
                .edges
                .row(atom)
                .iter()
                .filter(|edge| site_of[edge.atom as usize] != site);
            self.foreign[atom] = foreign.count() as u32;
            if self.foreign[atom] > 0 {
                self.border_place[atom] = self.border.len() as u32;
                self.border.push(atom as u32);
            }
        }
    }

    /// Computes all sums again, after the weights or the bases changed.
    pub(super) fn reprice(&mut self) {
        let atoms = self.atoms;
        let weights = &self.weights;
        let mut objective = 0;
        self.outside = 0;
        self.violated = 0;
        for site in &mut self.sites {
            objective += weights.travel * site.travel + weights.of_deviation(site.population - site.target);
            let outside = outside(site.population, site.post.of(atoms.bounds(site.classes())));
            site.outside = outside;
            self.outside += outside;
            self.violated += u32::from(outside > 0);
        }
        let mut clashes = 0;
        for (atom, &site) in self.site_of.iter().enumerate() {
            for edge in atoms.edges.row(atom) {
                if (edge.atom as usize) > atom && self.site_of[edge.atom as usize] != site {
                    objective += weights.cut * i64::from(edge.pairs) + weights.border * edge.length;
                }
            }
            let label = self.sites[site as usize].label;
            objective += weights.change * changed(atoms, atom, label);
            let site_of = &self.site_of;
            clashes += atoms
                .apart
                .row(atom)
                .iter()
                .filter(|&&other| site_of[other as usize] == site)
                .count();
        }
        for (group, sites) in self.group_sites.iter().enumerate() {
            let excess = (sites.len() as i64 - i64::from(atoms.group_needs[group])).max(0);
            objective += weights.split * excess;
        }
        self.objective = objective;
        self.clashes = clashes as u32 / 2;
    }

    /// Travel of an atom to a site's base.
    fn travel_to(&self, travel: &Travel<'_>, atom: u32, base: UnitIx) -> i64 {
        travel_of(self.atoms, travel, atom, base)
    }

    /// What moving `atom` to `to` would cost; neither connectivity nor an emptied site is looked at.
    pub(super) fn price(&self, travel: &Travel<'_>, atom: u32, to: u32) -> Price {
        let index = atom as usize;
        let from = self.site_of[index];
        let (leaving, joining) = (&self.sites[from as usize], &self.sites[to as usize]);
        let weights = &self.weights;
        let people = self.atoms.population[index];
        let mut objective = 0;
        if weights.cut != 0 || weights.border != 0 {
            let (pairs, length) = self.border_change(index, from, to);
            objective += weights.cut * pairs + weights.border * length;
        }
        if weights.travel != 0 {
            let before = self.own_travel[index];
            let after = self.travel_to(travel, atom, joining.base);
            objective += weights.travel * (after - before);
        }
        if weights.change != 0 {
            objective += weights.change
                * (changed(self.atoms, index, joining.label) - changed(self.atoms, index, leaving.label));
        }
        if weights.split != 0 {
            for &group in self.atoms.groups.row(index) {
                objective += weights.split * self.split_change(group as usize, from, to);
            }
        }
        if weights.deviation != 0 || weights.square != 0 {
            let left = leaving.population - leaving.target;
            let joined = joining.population - joining.target;
            objective += weights.of_deviation(left - people) - weights.of_deviation(left);
            objective += weights.of_deviation(joined + people) - weights.of_deviation(joined);
        }
        let (out_from, out_to, in_from, in_to) = self.outside_change(index, from, to);
        let penalty = weights.of_outside(out_to) - weights.of_outside(out_from) + weights.of_outside(in_to)
            - weights.of_outside(in_from);
        Price {
            objective,
            penalty: penalty + weights.apart * self.clash_change(index, from, to),
        }
    }

    fn border_change(&self, atom: usize, from: u32, to: u32) -> (i64, i64) {
        let (mut pairs, mut length) = (0, 0);
        for &AtomEdge {
            atom: other,
            pairs: edge_pairs,
            length: edge_length,
        } in self.atoms.edges.row(atom)
        {
            let site = self.site_of[other as usize];
            if site == from {
                pairs += i64::from(edge_pairs);
                length += edge_length;
            } else if site == to {
                pairs -= i64::from(edge_pairs);
                length -= edge_length;
            }
        }
        (pairs, length)
    }

    fn split_change(&self, group: usize, from: u32, to: u32) -> i64 {
        let sites = &self.group_sites[group];
        let leaves = sites.iter().any(|&(site, count)| site == from && count == 1);
        let joins = !sites.iter().any(|&(site, _)| site == to);
        let needs = i64::from(self.atoms.group_needs[group]);
        let before = sites.len() as i64;
        let after = before - i64::from(leaves) + i64::from(joins);
        (after - needs).max(0) - (before - needs).max(0)
    }

    /// Residents outside the norm: of the left site before and after, of the joined site before and after.
    fn outside_change(&self, atom: usize, from: u32, to: u32) -> (i64, i64, i64, i64) {
        let atoms = self.atoms;
        let people = atoms.population[atom];
        let (leaving, joining) = (&self.sites[from as usize], &self.sites[to as usize]);
        let (left, joined) = (leaving.population - people, joining.population + people);
        let bounds = if let Some(bounds) = atoms.only_bounds {
            (bounds, bounds)
        } else {
            let own = atoms.classes[atom];
            (
                atoms.bounds(leaving.classes_without(own)),
                atoms.bounds(joining.classes() | own),
            )
        };
        (
            leaving.outside,
            outside(left, leaving.post.of(bounds.0)),
            joining.outside,
            outside(joined, joining.post.of(bounds.1)),
        )
    }

    fn clash_change(&self, atom: usize, from: u32, to: u32) -> i64 {
        let mut change = 0;
        for &other in self.atoms.apart.row(atom) {
            let site = self.site_of[other as usize];
            change += i64::from(site == to) - i64::from(site == from);
        }
        change
    }

    /// Moves `atom` to `to`. The left site must keep an atom, and its base's atom must stay.
    pub(super) fn shift(&mut self, travel: &Travel<'_>, atom: u32, to: u32) {
        let index = atom as usize;
        let from = self.site_of[index];
        let atoms = self.atoms;
        let price = self.price(travel, atom, to);
        self.objective += price.objective;
        let (out_from, out_to, in_from, in_to) = self.outside_change(index, from, to);
        self.outside += out_to - out_from + in_to - in_from;
        let bad = |outside: i64| u32::from(outside > 0);
        self.violated = self.violated + bad(out_to) + bad(in_to) - bad(out_from) - bad(in_from);
        self.clashes = (i64::from(self.clashes) + self.clash_change(index, from, to)) as u32;
        for &group in atoms.groups.row(index) {
            leave_group(&mut self.group_sites[group as usize], from);
            enter_group(&mut self.group_sites[group as usize], to);
        }
        let before = self.own_travel[index];
        if self.weights.travel != 0 {
            self.own_travel[index] = self.travel_to(travel, atom, self.sites[to as usize].base);
        }
        let after = self.own_travel[index];
        let people = atoms.population[index];
        let place = self.place[index];
        let leaving = &mut self.sites[from as usize];
        leaving.population -= people;
        leaving.travel -= before;
        leaving.outside = out_to;
        leaving.moves += 1;
        count_classes(&mut leaving.class_counts, atoms.classes[index], false);
        leaving.members.swap_remove(place as usize);
        if let Some(&swapped) = leaving.members.get(place as usize) {
            self.place[swapped as usize] = place;
        }
        let joining = &mut self.sites[to as usize];
        joining.population += people;
        joining.travel += after;
        joining.outside = in_to;
        joining.moves += 1;
        count_classes(&mut joining.class_counts, atoms.classes[index], true);
        self.place[index] = joining.members.len() as u32;
        joining.members.push(atom);
        self.site_of[index] = to;
        self.update_border(atom, from, to);
    }

    fn update_border(&mut self, atom: u32, from: u32, to: u32) {
        let atoms = self.atoms;
        for edge in atoms.edges.row(atom as usize) {
            let site = self.site_of[edge.atom as usize];
            if site == from {
                self.foreign[edge.atom as usize] += 1;
                self.foreign[atom as usize] += 1;
            } else if site == to {
                self.foreign[edge.atom as usize] -= 1;
                self.foreign[atom as usize] -= 1;
            } else {
                continue;
            }
            self.place_on_border(edge.atom);
        }
        self.place_on_border(atom);
    }

    fn place_on_border(&mut self, atom: u32) {
        let index = atom as usize;
        let listed = self.border_place[index] != NOWHERE;
        if self.foreign[index] > 0 && !listed {
            self.border_place[index] = self.border.len() as u32;
            self.border.push(atom);
        } else if self.foreign[index] == 0 && listed {
            let place = std::mem::replace(&mut self.border_place[index], NOWHERE);
            self.border.swap_remove(place as usize);
            if let Some(&swapped) = self.border.get(place as usize) {
                self.border_place[swapped as usize] = place;
            }
        }
    }

    /// True when the atom has a neighbour in another site.
    pub(super) fn is_on_border(&self, atom: u32) -> bool {
        self.foreign[atom as usize] > 0
    }

    /// Gives a site another base; its travel is summed again.
    pub(super) fn set_base(&mut self, site: u32, base: UnitIx, travel: &Travel<'_>) {
        let sum = self.sum_own_travel(site, base, travel);
        let slot = &mut self.sites[site as usize];
        self.objective += self.weights.travel * (sum - slot.travel);
        slot.travel = sum;
        slot.base = base;
        slot.base_atom = self.atoms.atom_of[base.get()];
        slot.moves = 0;
    }

    fn sum_own_travel(&mut self, site: u32, base: UnitIx, travel: &Travel<'_>) -> i64 {
        let mut sum = 0;
        for &atom in &self.sites[site as usize].members {
            let own = travel_of(self.atoms, travel, atom, base);
            self.own_travel[atom as usize] = own;
            sum += own;
        }
        sum
    }

    /// Travel of a site to a prepared base, up to the first atom that brings it to `enough`; that atom is then told.
    pub(super) fn travel_with(
        &self,
        site: u32,
        base: UnitIx,
        travel: &Travel<'_>,
        enough: i64,
    ) -> Result<i64, u32> {
        let mut sum = 0;
        for &atom in &self.sites[site as usize].members {
            sum += self.travel_to(travel, atom, base);
            if sum >= enough {
                return Err(atom);
            }
        }
        Ok(sum)
    }

    /// Units of a site, in no order.
    pub(super) fn units_of(&self, site: u32) -> impl Iterator<Item = u32> + Clone + '_ {
        let members = self.sites[site as usize].members.iter();
        members.flat_map(|&atom| self.atoms.members.row(atom as usize).iter().copied())
    }

    /// Sites next to a site, each once, in the order of their numbers.
    pub(super) fn neighbours_of(&self, site: u32) -> Vec<u32> {
        let members = self.sites[site as usize].members.iter();
        let edges = members.flat_map(|&atom| self.atoms.edges.row(atom as usize));
        let mut near: Vec<u32> = edges.map(|edge| self.site_of[edge.atom as usize]).collect();
        near.sort_unstable();
        near.dedup();
        near.retain(|&other| other != site);
        near
    }

    /// Bases in use.
    pub(super) fn bases(&self) -> Vec<UnitIx> {
        self.sites.iter().map(|site| site.base).collect()
    }

    /// The member with most residents stands in as the first base, to be improved by the search for medians.
    pub(super) fn choose_first_base(&mut self, site: u32, travel: &mut Travel<'_>) {
        let atoms = self.atoms;
        let members = &self.sites[site as usize].members;
        let most = members
            .iter()
            .max_by_key(|&&atom| (atoms.population[atom as usize], std::cmp::Reverse(atom)));
        let Some(&atom) = most else { return };
        let base = UnitIx(atoms.members.row(atom as usize)[0]);
        if self.weights.travel != 0 {
            travel.prepare(base, self.units_of(site), || self.bases());
        }
        if self.weights.travel != 0 {
            self.set_base(site, base, travel);
            return;
        }
        let slot = &mut self.sites[site as usize];
        slot.base = base;
        slot.base_atom = atom;
    }
}

/// Travel of an atom's residents to a prepared base.
pub(super) fn travel_of(atoms: &Atoms, travel: &Travel<'_>, atom: u32, base: UnitIx) -> i64 {
    let units = atoms.members.row(atom as usize);
    if let [unit] = units {
        return atoms.population[atom as usize] * travel.distance(base, *unit);
    }
    units
        .iter()
        .map(|&unit| travel.people(unit) * travel.distance(base, unit))
        .sum()
}

/// A pinned atom in another site than its own counts as so many times its residents: the site that holds it gets the
/// pin's number in the end, and then everybody else there would have another worker.
const PIN_PULL: i64 = 64;

/// Residents of an atom who would have another worker in the site that continues `label`.
fn changed(atoms: &Atoms, atom: usize, label: u32) -> i64 {
    if let Some(pin) = atoms.pinned[atom] {
        let strays = i64::from(pin.0 != label);
        return strays * PIN_PULL * atoms.population[atom].max(1);
    }
    atoms
        .incumbent
        .row(atom)
        .iter()
        .filter(|&&(before, _)| before != label)
        .map(|&(_, people)| people)
        .sum()
}

fn enter_group(sites: &mut Vec<(u32, u32)>, site: u32) {
    match sites.iter_mut().find(|slot| slot.0 == site) {
        Some(slot) => slot.1 += 1,
        None => sites.push((site, 1)),
    }
}

fn leave_group(sites: &mut Vec<(u32, u32)>, site: u32) {
    if let Some(place) = sites.iter().position(|slot| slot.0 == site) {
        sites[place].1 -= 1;
        if sites[place].1 == 0 {
            sites.swap_remove(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Partition, Weights};
    use crate::districting::atoms::Atoms;
    use crate::districting::moves::foreign_site;
    use crate::districting::travel::{Travel, WholeRows};
    use crate::districting::{Border, NodeIx, NormIx, Problem, Road, Territory, Unit, UnitIx};
    use crate::domain::{Metres, Norm, Persons};
    use crate::search::SearchRng;

    fn grid(side: u32) -> Problem {
        let units = (0..side * side).map(|at| Unit {
            population: Persons(i64::from(100 + at * 37 % 90)),
            norm: NormIx(at % 2),
            pinned: None,
        });
        let right = (0..side * side)
            .filter(|at| at % side + 1 < side)
            .map(|at| (at, at + 1));
        let down = (0..side * (side - 1)).map(|at| (at, at + side));
        let pairs: Vec<(u32, u32)> = right.chain(down).collect();
        let norm = |lower, upper| Norm {
            lower: Persons(lower),
            upper: Persons(upper),
        };
        let border = |&(a, b): &(u32, u32)| Border {
            a: UnitIx(a),
            b: UnitIx(b),
            length: i64::from(a + 1),
        };
        let road = |&(a, b): &(u32, u32)| Road::new(NodeIx(a), NodeIx(b), Metres(i64::from(50 + a * b % 70)));
        let territory = Territory {
            units: units.collect(),
            norms: vec![norm(300, 900), norm(400, 1000)],
            borders: pairs.iter().map(border).collect(),
            roads: pairs.iter().map(road).collect(),
            apart: vec![(UnitIx(0), UnitIx(1))],
            ..Territory::default()
        };
        Problem::new(territory).expect("a sound territory")
    }

    #[test]
    fn sums_after_many_shifts_are_those_of_a_fresh_plan() {
        let problem = grid(8);
        let (atoms, _) = Atoms::new(&problem);
        let weights = Weights {
            travel: 3,
            cut: 50,
            border: 7,
            deviation: 2,
            ..Weights::default()
        };
        let mut travel = Travel::new(&problem, &WholeRows::new(&problem), 4);
        let first = (0..64).map(|at| at / 16).collect();
        let mut plan = Partition::new(&atoms, weights.clone(), &mut travel, first, 4);
        let mut rng = SearchRng::new(4);
        for _ in 0..2000 {
            let atom = plan.border[rng.below(plan.border.len())];
            let from = plan.site_of[atom as usize] as usize;
            let Some(to) = foreign_site(&plan, atom, &mut rng) else {
                continue;
            };
            if plan.sites[from].base_atom != atom {
                plan.shift(&travel, atom, to);
            }
        }
        let (site_of, bases) = (plan.site_of.clone(), plan.bases());
        let mut fresh = Partition::new(&atoms, weights, &mut travel, site_of, 4);
        for (site, base) in bases.into_iter().enumerate() {
            fresh.set_base(site as u32, base, &travel);
        }
        assert_eq!(plan.objective, fresh.objective);
        assert_eq!(
            (plan.outside, plan.violated, plan.clashes),
            (fresh.outside, fresh.violated, fresh.clashes)
        );
        let sorted = |plan: &Partition<'_>| {
            let mut border = plan.border.clone();
            border.sort_unstable();
            border
        };
        assert_eq!(sorted(&plan), sorted(&fresh));
    }
}
