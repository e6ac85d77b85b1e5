//! The cheapest site of a base with every rule kept: connected, inside the norm of each of its kinds of place, no pair
//! that must be apart, every forced atom.
//!
//! Connected sets that hold the base are grown one neighbour at a time; a neighbour passed over is out for all sets that
//! follow, so every set is met once. A branch ends when the fractional knapsack of what may still join shows that
//! nothing below the limit is left.

use super::knapsack::{Best, Item, fractional};
use super::left::FREE;
use super::model::Model;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    In,
    Out,
}

/// A set under growth.
#[derive(Debug, Clone, Copy)]
struct Held {
    people: i64,
    classes: u8,
    price: i64,
    forced: usize,
}

/// Sites round one base.
pub(in crate::districting) struct Sites<'a> {
    model: &'a Model<'a>,
    /// The base's own atom.
    own: u32,
    /// In the order of [`super::knapsack::by_ratio`].
    items: &'a [Item],
    /// Place among the items, by atom.
    place: Vec<u32>,
    state: Vec<State>,
    forced: usize,
    taken: Vec<u32>,
    /// Only sets of a lower price are looked for.
    below: i64,
    /// Steps left.
    nodes: u64,
    best: Option<Vec<u32>>,
    listing: Option<Listing>,
}

struct Listing {
    sites: Vec<Vec<u32>>,
    most: usize,
}

impl<'a> Sites<'a> {
    pub(in crate::districting) fn new(model: &'a Model<'a>, own: u32, items: &'a [Item], nodes: u64) -> Self {
        let mut place = vec![FREE; model.atoms.len()];
        for (at, item) in items.iter().enumerate() {
            place[item.atom as usize] = at as u32;
        }
        Self {
            model,
            own,
            items,
            place,
            state: vec![State::Open; items.len()],
            forced: items.iter().filter(|item| item.is_forced).count(),
            taken: Vec::new(),
            below: i64::MAX,
            nodes,
            best: None,
            listing: None,
        }
    }

    /// The cheapest site.
    pub(in crate::districting) fn cheapest(mut self) -> Best {
        self.grow_from_base();
        match (self.nodes, self.best) {
            (0, _) => Best::Unknown,
            (_, None) => Best::Nothing,
            (_, Some(atoms)) => Best::Found(self.below, atoms),
        }
    }

    /// All sites of a price below `below`, at most `most`, and the steps left; `None` when a limit was reached.
    pub(in crate::districting) fn all_below(
        mut self,
        below: i64,
        most: usize,
    ) -> Option<(Vec<Vec<u32>>, u64)> {
        self.below = below;
        self.listing = Some(Listing {
            sites: Vec::new(),
            most,
        });
        self.grow_from_base();
        let sites = self.listing?.sites;
        (self.nodes > 0).then_some((sites, self.nodes))
    }

    fn grow_from_base(&mut self) {
        let atoms = self.model.atoms;
        let held = Held {
            people: atoms.population[self.own as usize],
            classes: atoms.classes[self.own as usize],
            price: 0,
            forced: 0,
        };
        let mut frontier = Vec::new();
        self.reach(self.own, &mut frontier);
        self.grow(&frontier, held);
    }

    /// Adds the open neighbours of `atom` to a frontier.
    fn reach(&self, atom: u32, frontier: &mut Vec<u32>) {
        for edge in self.model.atoms.edges.row(atom as usize) {
            let at = self.place[edge.atom as usize];
            if at != FREE && self.state[at as usize] == State::Open {
                frontier.push(at);
            }
        }
    }

    /// True when some set that holds what is taken and nothing passed over may be cheap enough.
    fn may_pay(&self, held: Held) -> bool {
        let open = self
            .items
            .iter()
            .zip(&self.state)
            .filter(|(_, state)| **state == State::Open);
        let room = self.model.room(held.classes, held.people);
        fractional(open.map(|(item, _)| item), room, |_, _| ())
            .is_some_and(|rest| held.price + rest < self.below)
    }

    fn meet(&mut self, held: Held) {
        let (wanted, fits) = self.model.room(held.classes, held.people);
        if wanted > 0 || fits < 0 || held.forced < self.forced || held.price >= self.below {
            return;
        }
        match &mut self.listing {
            None => {
                self.below = held.price;
                self.best = Some(self.taken.clone());
            }
            Some(listing) => {
                listing.sites.push(self.taken.clone());
                if listing.sites.len() > listing.most {
                    self.nodes = 0;
                }
            }
        }
    }

    fn grow(&mut self, frontier: &[u32], held: Held) {
        self.nodes = self.nodes.saturating_sub(1);
        if self.nodes == 0 {
            return;
        }
        self.meet(held);
        let mut near: Vec<u32> = frontier.to_vec();
        near.sort_unstable();
        near.dedup();
        let mut passed = 0;
        for (next, &at) in near.iter().enumerate() {
            let place = at as usize;
            if self.nodes == 0 || (next > 0 && !self.may_pay(held)) {
                break;
            }
            if let Some(more) = self.with(place, held) {
                self.state[place] = State::In;
                self.taken.push(self.items[place].atom);
                if self.may_pay(more) {
                    let mut wider = near[next + 1..].to_vec();
                    self.reach(self.items[place].atom, &mut wider);
                    self.grow(&wider, more);
                }
                self.taken.pop();
            }
            self.state[place] = State::Out;
            passed = next + 1;
            if self.items[place].is_forced {
                break;
            }
        }
        for &at in &near[..passed] {
            self.state[at as usize] = State::Open;
        }
    }

    /// The set with one more item, unless a rule forbids it.
    fn with(&self, place: usize, held: Held) -> Option<Held> {
        let item = &self.items[place];
        let atoms = self.model.atoms;
        let more = Held {
            people: held.people + item.people,
            classes: held.classes | atoms.classes[item.atom as usize],
            price: held.price + item.price,
            forced: held.forced + usize::from(item.is_forced),
        };
        let clashes = atoms.apart.row(item.atom as usize).iter().any(|&other| {
            let at = self.place[other as usize];
            other == self.own || (at != FREE && self.state[at as usize] == State::In)
        });
        (self.model.room(more.classes, more.people).1 >= 0 && !clashes).then_some(more)
    }
}

/// True when a set of atoms keeps every rule of a site.
pub(super) fn is_site(model: &Model<'_>, own: u32, others: &[u32]) -> bool {
    let atoms = model.atoms;
    let inside = |atom: u32| atom == own || others.contains(&atom);
    let all = || std::iter::once(own).chain(others.iter().copied());
    let people = all().map(|atom| atoms.population[atom as usize]).sum();
    let classes = all().fold(0, |set, atom| set | atoms.classes[atom as usize]);
    let (wanted, fits) = model.room(classes, people);
    if wanted > 0 || fits < 0 {
        return false;
    }
    let mut met = vec![own];
    let mut next = 0;
    while let Some(&atom) = met.get(next) {
        next += 1;
        if atoms.apart.row(atom as usize).iter().any(|&other| inside(other)) {
            return false;
        }
        for edge in atoms.edges.row(atom as usize) {
            if inside(edge.atom) && !met.contains(&edge.atom) {
                met.push(edge.atom);
            }
        }
    }
    met.len() == others.len() + 1
}
