//! What a site of a plan under search holds.

use super::problem::{NORM_CLASSES_MAX, UnitIx};

/// The part of the norm that a site keeps to: where posts are counted, that of half a post or of a whole one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Post {
    /// Posts are not counted.
    Any,
    Half,
    Whole,
}

impl Post {
    /// The bounds of a site with these bounds.
    pub(super) fn of(self, (lower, upper): (i64, i64)) -> (i64, i64) {
        match self {
            Self::Any => (lower, upper),
            Self::Half => (lower, upper / 2),
            Self::Whole => (lower.max(upper / 2 + 1), upper),
        }
    }

    /// Half posts that a site of so many residents takes, under this upper bound.
    pub(super) fn halves(population: i64, upper: i64) -> u32 {
        if 2 * population <= upper { 1 } else { 2 }
    }
}

/// What a site holds.
#[derive(Debug, Clone)]
pub(super) struct Site {
    pub(super) population: i64,
    /// The population that deviations are measured from.
    pub(super) target: i64,
    /// Atoms with each norm class.
    pub(super) class_counts: [u32; NORM_CLASSES_MAX],
    /// Its atoms, in no order.
    pub(super) members: Vec<u32>,
    /// The unit that travel is measured to.
    pub(super) base: UnitIx,
    /// The base's atom.
    pub(super) base_atom: u32,
    /// Travel of its atoms to the base, in person-decimetres.
    pub(super) travel: i64,
    /// Moves in or out since the base was last chosen.
    pub(super) moves: u32,
    pub(super) post: Post,
    /// Residents outside the norm.
    pub(super) outside: i64,
    /// The site of the plan in force that it continues.
    pub(super) label: u32,
    /// True when atoms may leave and join it.
    pub(super) is_open: bool,
}

/// Marks a site that continues none of the plan in force.
pub(super) const NO_LABEL: u32 = u32::MAX;

impl Site {
    /// Bit set of the norm classes in it.
    pub(super) fn classes(&self) -> u8 {
        let mut set = 0;
        for (class, &count) in self.class_counts.iter().enumerate() {
            set |= u8::from(count > 0) << class;
        }
        set
    }

    pub(super) fn classes_without(&self, atom: u8) -> u8 {
        let mut set = 0;
        for (class, &count) in self.class_counts.iter().enumerate() {
            let left = count - u32::from(atom >> class & 1);
            set |= u8::from(left > 0) << class;
        }
        set
    }
}

pub(super) fn count_classes(counts: &mut [u32; NORM_CLASSES_MAX], classes: u8, enters: bool) {
    for (class, count) in counts.iter_mut().enumerate() {
        let has = u32::from(classes >> class & 1);
        *count = if enters { *count + has } else { *count - has };
    }
}
