//! One evaluation of the relaxation: the price of every base's best site, the cheapest bases, the bound.
//!
//! The prices are sharpened only where they count: every base is priced by a knapsack with fractions and no lower
//! bound, and as long as one of the bases chosen has no better price it gets one: by fractions with the lower bound, by
//! whole items, by connected sites. Whichever price stands in the end bounds the base's sites from below, so the sum
//! bounds every plan.

use super::knapsack::{Best, Item, WHOLE, at_least, by_ratio, fractional, whole};
use super::left::{Forced, Left};
use super::model::Model;
use super::site::{Sites, is_site};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// How far prices are sharpened.
#[derive(Debug, Clone, Copy)]
pub(in crate::districting) struct Sharpness {
    /// Steps of a knapsack of whole items; 0 for fractions only.
    pub(in crate::districting) whole_nodes: u32,
    /// Steps of a search over connected sites; 0 for none.
    pub(in crate::districting) site_nodes: u64,
}

/// A base with the price of its best site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Priced {
    pub(super) value: i64,
    pub(super) base: u32,
    is_sharp: bool,
}

/// A base of the relaxed plan.
#[derive(Debug, Clone)]
pub(in crate::districting) struct Chosen {
    pub(in crate::districting) base: u32,
    /// Atoms beside its own, with the share taken in 1/[`WHOLE`].
    pub(in crate::districting) atoms: Vec<(u32, i64)>,
    /// True when these atoms and the base are a site that keeps every rule.
    pub(in crate::districting) is_site: bool,
}

/// A relaxed plan.
#[derive(Debug, Clone)]
pub(in crate::districting) struct Evaluation {
    /// No plan left has less travel.
    pub(in crate::districting) bound: i64,
    pub(in crate::districting) chosen: Vec<Chosen>,
    /// Every open base with its price, in no order.
    pub(super) priced: Vec<Priced>,
    /// The highest price among the chosen that are not forced, if there are any.
    pub(super) dearest: Option<i64>,
}

/// Prices the bases of one state of what is left.
pub(in crate::districting) struct Relaxation<'a> {
    pub(in crate::districting) model: &'a Model<'a>,
    pub(in crate::districting) left: &'a Left,
    pub(in crate::districting) forced: &'a Forced,
    pub(in crate::districting) sharpness: Sharpness,
}

impl Relaxation<'_> {
    /// Evaluates the multipliers; `None` when no plan is left.
    pub(in crate::districting) fn evaluate(&self, multipliers: &[i64]) -> Option<Evaluation> {
        let mut sites: Vec<Option<Chosen>> = vec![None; self.left.bases.len()];
        let reach = highest_ratio(self.model, multipliers);
        let (mut must, mut may) = (Vec::new(), Vec::new());
        for at in 0..self.left.bases.len() as u32 {
            let is_site = self.forced.is_site[at as usize];
            let list = if is_site { &mut must } else { &mut may };
            match self.first_price(at, multipliers, reach, &mut sites) {
                Some(value) => list.push(Priced {
                    value,
                    base: at,
                    is_sharp: false,
                }),
                None if is_site => return None,
                None => {}
            }
        }
        let free = self.model.sites.checked_sub(must.len())?;
        for priced in &mut must {
            self.sharpen(priced, multipliers, &mut sites).then_some(())?;
        }
        let picked = self.pick(&mut may, free, multipliers, &mut sites)?;
        let dearest = picked.last().map(|priced| priced.value);
        let (mut bound, mut chosen) = (self.model.locked_travel, Vec::new());
        for priced in must.iter().chain(&picked) {
            bound += priced.value;
            chosen.push(match sites[priced.base as usize].take() {
                Some(site) => site,
                None => self.fractions(priced.base, multipliers),
            });
        }
        bound += multipliers.iter().sum::<i64>();
        must.extend(picked);
        must.append(&mut may);
        Some(Evaluation {
            bound,
            chosen,
            priced: must,
            dearest,
        })
    }

    /// The `free` cheapest bases of different atoms, sharpened, in rising order; `may` keeps the rest.
    fn pick(
        &self,
        may: &mut Vec<Priced>,
        free: usize,
        multipliers: &[i64],
        sites: &mut [Option<Chosen>],
    ) -> Option<Vec<Priced>> {
        let mut taken = vec![false; self.model.atoms.len()];
        let mut picked = Vec::with_capacity(free);
        let mut left_aside = Vec::new();
        let mut queue: BinaryHeap<Reverse<Priced>> = may.drain(..).map(Reverse).collect();
        while picked.len() < free {
            let Reverse(mut priced) = queue.pop()?;
            let atom = self.model.bases[priced.base as usize].atom as usize;
            if taken[atom] {
                left_aside.push(priced);
            } else if priced.is_sharp {
                taken[atom] = true;
                picked.push(priced);
            } else if self.sharpen(&mut priced, multipliers, sites) {
                queue.push(Reverse(priced));
            }
        }
        may.extend(queue.into_iter().map(|Reverse(priced)| priced));
        may.append(&mut left_aside);
        Some(picked)
    }

    /// A quick lower bound on the price of a base's best site; `None` for a base that is closed.
    fn first_price(
        &self,
        at: u32,
        multipliers: &[i64],
        reach: i64,
        sites: &mut [Option<Chosen>],
    ) -> Option<i64> {
        let of_base = &self.left.bases[at as usize];
        if !of_base.is_open {
            return None;
        }
        let base = self.model.bases[at as usize];
        let paid = multipliers[base.atom as usize];
        if let Some(columns) = &self.left.columns {
            let best = columns[at as usize]
                .iter()
                .min_by_key(|column| column.price(multipliers))?;
            sites[at as usize] = Some(Chosen {
                base: at,
                atoms: best.atoms.iter().map(|&atom| (atom, WHOLE)).collect(),
                is_site: true,
            });
            return Some(best.price(multipliers) - paid);
        }
        let near = of_base
            .pairs
            .iter()
            .take_while(|pair| i64::from(pair.mean_dm) <= reach);
        let paying = near.filter_map(|pair| {
            let price = pair.travel - multipliers[pair.atom as usize];
            (price < 0).then(|| (price, self.model.atoms.population[pair.atom as usize]))
        });
        Some(base.own + at_least(paying, self.room(at).1) - paid)
    }

    fn room(&self, at: u32) -> (i64, i64) {
        let own = self.model.bases[at as usize].atom as usize;
        let atoms = self.model.atoms;
        self.model.room(atoms.classes[own], atoms.population[own])
    }

    fn item(&self, at: u32, atom: u32, travel: i64, multipliers: &[i64]) -> Item {
        let people = self.model.atoms.population[atom as usize];
        let price = travel - multipliers[atom as usize];
        Item::new(atom, people, price, self.forced.base_of[atom as usize] == at)
    }

    /// All atoms that a base may serve, in the knapsack's order.
    pub(in crate::districting) fn items(&self, at: u32, multipliers: &[i64]) -> Vec<Item> {
        let pairs = self.left.bases[at as usize].pairs.iter();
        let mut items: Vec<Item> = pairs
            .map(|pair| self.item(at, pair.atom, pair.travel, multipliers))
            .collect();
        items.sort_unstable_by(by_ratio);
        items
    }

    /// Puts the sharpest price in reach in place. False when the base has no site at all.
    fn sharpen(&self, priced: &mut Priced, multipliers: &[i64], sites: &mut [Option<Chosen>]) -> bool {
        priced.is_sharp = true;
        if self.left.columns.is_some() {
            return true;
        }
        let at = priced.base;
        let base = self.model.bases[at as usize];
        let items = self.items(at, multipliers);
        let offset = base.own - multipliers[base.atom as usize];
        match fractional(items.iter(), self.room(at), |_, _| ()) {
            None => return false,
            Some(value) => priced.value = priced.value.max(offset + value),
        }
        if self.sharpness.whole_nodes == 0 {
            return true;
        }
        let by_whole = whole(&items, self.room(at), self.sharpness.whole_nodes);
        let known = matches!(&by_whole, Best::Found(_, atoms) if is_site(self.model, base.atom, atoms));
        let mut keep = |best: Best, is_site: bool| match best {
            Best::Nothing => false,
            Best::Unknown => true,
            Best::Found(value, atoms) => {
                priced.value = offset + value;
                sites[at as usize] = Some(Chosen {
                    base: at,
                    atoms: atoms.into_iter().map(|atom| (atom, WHOLE)).collect(),
                    is_site,
                });
                true
            }
        };
        let fits = keep(by_whole, known);
        if !fits || known || self.sharpness.site_nodes == 0 {
            return fits;
        }
        let connected = Sites::new(self.model, base.atom, &items, self.sharpness.site_nodes).cheapest();
        keep(connected, true)
    }

    fn fractions(&self, at: u32, multipliers: &[i64]) -> Chosen {
        let mut atoms = Vec::new();
        fractional(
            self.items(at, multipliers).iter(),
            self.room(at),
            |item, share| {
                atoms.push((item.atom, share));
            },
        );
        Chosen {
            base: at,
            atoms,
            is_site: false,
        }
    }
}

/// The highest multiplier for each resident, rounded up: no atom at a longer distance pays. Atoms without residents are
/// at distance 0.
fn highest_ratio(model: &Model<'_>, multipliers: &[i64]) -> i64 {
    let ratio = |(&paid, &people): (&i64, &i64)| paid.max(0) / people.max(1) + 1;
    multipliers
        .iter()
        .zip(&model.atoms.population)
        .map(ratio)
        .max()
        .unwrap_or(0)
}
