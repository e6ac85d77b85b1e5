//! What a run is asked for and what it answers.

use super::problem::{NormIx, SiteIx, UnitIx};

/// What a manager means by a better plan. Objectives are given in order; the first counts most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Objective {
    /// As few sites as the norm allows. Asks for [`Sites::Min`].
    FewestSites,
    /// Residents × road distance to the site's best unit.
    Travel,
    /// Pairs of neighbours in different sites.
    CutEdges,
    /// Length of the borders between sites.
    BorderLength,
    /// Equal populations: sum of the deviations from the mean.
    Balance,
    /// Settlements and other groups in more sites than their population needs.
    GroupSplits,
    /// Residents who would come to another worker than under the plan in force.
    Change,
}

/// How many sites a plan has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sites {
    /// Exactly so many.
    Exact(u32),
    /// The fewest that the search finds legal, with a proven lower bound.
    Min,
    /// Any number: the plan in force's, else the one with most room inside the norm.
    Free,
    /// As few as make up exactly so many half posts. A site with at most half of its upper bound takes half a post, any
    /// other a whole one (norms of Perm krai).
    HalfPosts(u32),
}

/// What a run is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Objectives in order. One unit of effort on a later objective is accepted only where it costs little of an
    /// earlier one: at the start, a later objective as a whole weighs a twentieth of the one before it, shape ten
    /// elevenths of it.
    pub objectives: Vec<Objective>,
    /// The number of sites.
    pub sites: Sites,
    /// Seed of the search.
    pub seed: u64,
    /// Threads to use; the answer does not depend on it.
    pub threads: usize,
}

impl Options {
    /// What a plan is judged by beside its number of sites.
    pub(super) fn first_objective(&self) -> Option<Objective> {
        let mut objectives = self.objectives.iter().copied();
        objectives.find(|&objective| objective != Objective::FewestSites)
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            objectives: vec![Objective::Travel, Objective::CutEdges, Objective::GroupSplits],
            sites: Sites::Min,
            seed: 1,
            threads: 1,
        }
    }
}

/// The answer of a run.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Site of every unit, by unit.
    pub assignment: Vec<SiteIx>,
    /// Number of sites.
    pub sites: u32,
    /// True when the independent checker finds no violation.
    pub feasible: bool,
    /// Figures of the plan, as the independent checker computes them.
    pub figures: Figures,
    /// What is proven about any legal plan.
    pub bound: Bound,
    /// Rules that the plan breaks.
    pub violations: Vec<Violation>,
    /// Why no legal plan exists, or that none was found. Empty when `feasible`.
    pub reasons: Vec<Reason>,
    /// What would make a legal plan possible. Empty when `feasible`.
    pub relaxations: Vec<Relaxation>,
    /// Moves evaluated.
    pub iterations: u64,
}

/// Figures of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Figures {
    /// Sites with at least one unit.
    pub sites: u32,
    /// Sum over units of residents × distance to the base, in person-decimetres; 0 without a travel graph.
    pub travel_person_dm: i64,
    /// Residents who cannot reach their site's base over the travel graph.
    pub unreachable_people: i64,
    /// The unit of each site that is nearest to its residents, by site. A number without units (kept free by a pin or
    /// by the plan in force) has the first unit here and 0 residents.
    pub bases: Vec<UnitIx>,
    /// Population of each site.
    pub populations: Vec<i64>,
    /// Pairs of neighbours in different sites.
    pub cut_edges: u32,
    /// Length of the borders between sites.
    pub border_length: i64,
    /// Sum over sites of the deviation from the mean population, rounded down.
    pub imbalance: i64,
    /// Groups in more than one site, by layer.
    pub split_groups: Vec<u32>,
    /// Groups in more sites than their population needs, by layer: the excess summed.
    pub avoidable_splits: Vec<u32>,
    /// Residents in another site than under the plan in force; 0 without one.
    pub moved_people: i64,
    /// Residents above the upper or below the lower bound, summed over sites.
    pub norm_violation: i64,
}

impl Figures {
    /// Travel in metres for each resident, given the residents in all.
    #[must_use]
    pub fn travel_per_person_m(&self, residents: i64) -> f64 {
        self.travel_person_dm as f64 / 10.0 / residents.max(1) as f64
    }

    /// The figure that `objective` asks to be small.
    #[must_use]
    pub fn of(&self, objective: Objective) -> i64 {
        match objective {
            Objective::FewestSites => i64::from(self.sites),
            Objective::Travel => self.travel_person_dm,
            Objective::CutEdges => i64::from(self.cut_edges),
            Objective::BorderLength => self.border_length,
            Objective::Balance => self.imbalance,
            Objective::GroupSplits => self
                .avoidable_splits
                .iter()
                .map(|&splits| i64::from(splits))
                .sum(),
            Objective::Change => self.moved_people,
        }
    }
}

/// What is proven about every legal plan of a territory.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bound {
    /// No legal plan has fewer sites.
    pub sites_at_least: u32,
    /// No legal plan has more sites; `None` where nothing limits them.
    pub sites_at_most: Option<u32>,
    /// Why fewer sites cannot work, part by part.
    pub why: Vec<LeastSites>,
    /// A proven lower bound on the first objective at this number of sites, where there is one.
    pub objective: Option<i64>,
    /// No plan of any number of sites has fewer residents outside the norm; 0 where a legal one may exist.
    pub norm_violation: i64,
}

/// Why a part of a territory without a way to the others needs at least so many sites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeastSites {
    /// Its units; empty for the whole territory.
    pub units: Vec<UnitIx>,
    /// Its residents.
    pub population: i64,
    /// The greatest upper bound among its norms.
    pub upper: i64,
    /// The number proven.
    pub at_least: u32,
    /// What proves it.
    pub argument: SitesArgument,
}

/// Which argument proves the least number of sites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SitesArgument {
    /// Residents over upper bounds.
    Shares,
    /// Every partition was looked at.
    Enumeration,
    /// Large units need sites of their own.
    Packing {
        /// Atoms of more than half a site.
        large: u32,
    },
}

/// A rule that a plan breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Violation {
    /// More residents than the upper bound.
    AboveUpper {
        /// The site.
        site: SiteIx,
        /// Its residents.
        population: i64,
        /// The strictest upper bound among its units.
        upper: i64,
    },
    /// Fewer residents than the lower bound.
    BelowLower {
        /// The site.
        site: SiteIx,
        /// Its residents.
        population: i64,
        /// The strictest lower bound among its units.
        lower: i64,
    },
    /// The site falls into pieces.
    Disconnected {
        /// The site.
        site: SiteIx,
        /// Its pieces but the one with most residents.
        pieces: Vec<Vec<UnitIx>>,
    },
    /// Another number of sites than asked for.
    SiteCount {
        /// Asked for.
        wanted: u32,
        /// Found.
        found: u32,
    },
    /// The sites take another number of half posts than there are.
    HalfPostCount {
        /// There are.
        wanted: u32,
        /// The sites take.
        found: u32,
    },
    /// Units that must share a site do not.
    NotTogether {
        /// One of them.
        a: UnitIx,
        /// Another.
        b: UnitIx,
    },
    /// Units that must not share a site do.
    NotApart {
        /// One of them.
        a: UnitIx,
        /// Another.
        b: UnitIx,
    },
    /// A pinned unit is elsewhere.
    Unpinned {
        /// The unit.
        unit: UnitIx,
        /// Where it must be.
        site: SiteIx,
    },
    /// A locked site was changed.
    Unlocked {
        /// The site.
        site: SiteIx,
        /// A unit that left or joined it.
        unit: UnitIx,
    },
}

/// Why no legal plan exists, or that none was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// One unit has more residents than a site may have; it needs splitting.
    UnitAboveUpper {
        /// The unit.
        unit: UnitIx,
        /// Its residents.
        population: i64,
        /// The upper bound of its norm.
        upper: i64,
    },
    /// Units that must stay together have more residents than a site may have.
    TogetherAboveUpper {
        /// The units.
        units: Vec<UnitIx>,
        /// Their residents.
        population: i64,
        /// The strictest upper bound among them.
        upper: i64,
    },
    /// Units that must stay together have norms that exclude each other.
    NormsExclude {
        /// The units.
        units: Vec<UnitIx>,
        /// The norms.
        norms: Vec<NormIx>,
    },
    /// A part without a crossing to the rest, locked sites left aside, has too few residents for a site.
    ComponentBelowLower {
        /// Its units.
        units: Vec<UnitIx>,
        /// Its residents.
        population: i64,
        /// The least lower bound among its norms.
        lower: i64,
        /// True when it borders on a locked site: what cuts it off may be the lock.
        beside_locked: bool,
    },
    /// Units whose only ways out lead through units above the upper bound have too few residents for a site: they are
    /// below the norm by themselves, or make a site that is above it larger.
    CutOffByOversize {
        /// Its units.
        units: Vec<UnitIx>,
        /// Its residents.
        population: i64,
        /// The least lower bound among its norms.
        lower: i64,
        /// The units above the upper bound that stand in the way.
        by: Vec<UnitIx>,
    },
    /// Pieces whose only way out is one unit have too few residents for a site each, so they belong to its site; with
    /// it they have too many for one.
    OnlyWayOutFull {
        /// The unit, or the units that move as one.
        by: Vec<UnitIx>,
        /// Its residents.
        by_population: i64,
        /// The pieces, by falling population.
        pieces: Vec<Cut>,
        /// Residents of all together.
        population: i64,
        /// The least upper bound among their norms.
        upper: i64,
    },
    /// A part without a crossing to the rest has too many residents for `sites_at_most` sites' lower bounds and too many
    /// for their upper bounds.
    ComponentBetweenMultiples {
        /// Its units.
        units: Vec<UnitIx>,
        /// Its residents.
        population: i64,
        /// The least lower bound among its norms.
        lower: i64,
        /// The greatest upper bound among its norms.
        upper: i64,
        /// The lower bounds allow no more sites.
        sites_at_most: u32,
        /// The upper bounds need no fewer sites.
        sites_at_least: u32,
    },
    /// Every partition of a small part was enumerated: none is legal.
    ComponentExhausted {
        /// Its units.
        units: Vec<UnitIx>,
        /// Its residents.
        population: i64,
        /// Legal connected sites that exist in it at all.
        legal_sites: u64,
        /// A unit that no legal connected site contains, if that is the cause.
        stranded: Option<UnitIx>,
    },
    /// Units that no connected site inside the norm holds: alone they are too few, and with whatever borders on them too
    /// many.
    Stranded {
        /// The units.
        units: Vec<UnitIx>,
        /// Their residents.
        population: i64,
        /// The lower bound of their norm.
        lower: i64,
        /// Its upper bound.
        upper: i64,
    },
    /// The number of sites asked for is below what the upper bounds need.
    SitesTooFew {
        /// Asked for.
        wanted: u32,
        /// Proven least number, locked sites included.
        at_least: u32,
        /// Locked sites that are part of the cause: without them the upper bounds would not need so many.
        locked: u32,
    },
    /// The number of sites asked for is above what the lower bounds allow.
    SitesTooMany {
        /// Asked for.
        wanted: u32,
        /// Proven greatest number.
        at_most: u32,
    },
    /// More sites were asked for than there are units to make them of.
    SitesAboveUnits {
        /// Asked for.
        wanted: u32,
        /// Units that are in no locked site, and locked sites.
        units: u32,
    },
    /// There are fewer half posts than the upper bounds need.
    PostsTooFew {
        /// There are.
        wanted: u32,
        /// Proven least number.
        at_least: u32,
    },
    /// There are more half posts than the lower bounds allow.
    PostsTooMany {
        /// There are.
        wanted: u32,
        /// Proven greatest number.
        at_most: u32,
    },
    /// Every partition into the number of sites asked for was enumerated: none is legal.
    SitesExhausted {
        /// Asked for.
        wanted: u32,
    },
    /// A locked site is outside the norm as it is.
    LockedOutsideNorm {
        /// The site.
        site: SiteIx,
        /// Its units.
        units: Vec<UnitIx>,
        /// Its residents.
        population: i64,
        /// The greatest lower bound in it.
        lower: i64,
        /// The least upper bound in it.
        upper: i64,
    },
    /// A locked site breaks another rule as it is.
    LockedAgainstRule {
        /// The site.
        site: SiteIx,
        /// The units that the rule concerns.
        units: Vec<UnitIx>,
        /// The rule.
        rule: LockedRule,
    },
    /// Rules of the caller (pins, apart, locked sites) cannot hold at once, or could not be met.
    RulesConflict {
        /// Units concerned.
        units: Vec<UnitIx>,
    },
    /// Units that must share a site are joined over others, and together above the upper bound: no plan was found with
    /// that way between them, and nothing is known of another.
    ChosenWayFull {
        /// Those that must share a site.
        units: Vec<UnitIx>,
        /// Those on the way.
        over: Vec<UnitIx>,
        /// Residents of all.
        population: i64,
        /// The least upper bound among their norms.
        upper: i64,
    },
    /// No legal plan was found; that is no proof that none exists.
    NoneFound {
        /// Moves evaluated.
        iterations: u64,
        /// Residents outside the norm in the best plan found.
        norm_violation: i64,
    },
}

/// Units that hang on the rest through one unit only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The units.
    pub units: Vec<UnitIx>,
    /// Their residents.
    pub population: i64,
    /// The least lower bound among their norms.
    pub lower: i64,
}

/// A rule that a locked site can break as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockedRule {
    /// A unit of it is pinned to another site, or one elsewhere to it.
    Pinned,
    /// Units that must share a site are partly in it.
    Together,
    /// Units that must not share a site are both in it.
    Apart,
    /// It falls into pieces.
    Connected,
}

impl Reason {
    /// True when the reason proves that no legal plan exists.
    #[must_use]
    pub fn is_proof(&self) -> bool {
        !matches!(
            self,
            Self::NoneFound { .. } | Self::RulesConflict { .. } | Self::ChosenWayFull { .. }
        )
    }

    /// True when the reason is the number of sites or posts asked for.
    #[must_use]
    pub fn is_about_number(&self) -> bool {
        matches!(
            self,
            Self::SitesTooFew { .. }
                | Self::SitesTooMany { .. }
                | Self::SitesAboveUnits { .. }
                | Self::SitesExhausted { .. }
                | Self::PostsTooFew { .. }
                | Self::PostsTooMany { .. }
        )
    }
}

/// A change of the data or the rules that would make a legal plan possible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Relaxation {
    /// Split a unit into at least so many parts.
    SplitUnit {
        /// The unit.
        unit: UnitIx,
        /// Least number of parts.
        parts: u32,
    },
    /// Raise the upper bound for these units.
    RaiseUpper {
        /// The units.
        units: Vec<UnitIx>,
        /// Least value that helps.
        upper: i64,
        /// True when a plan at hand is legal with it; false when it is only necessary.
        sufficient: bool,
    },
    /// Reduce the lower bound for these units.
    ReduceLower {
        /// The units.
        units: Vec<UnitIx>,
        /// Greatest value that helps.
        lower: i64,
        /// True when a plan at hand is legal with it; false when it is only necessary.
        sufficient: bool,
    },
    /// Count a part as neighbour of the rest (a ferry, a winter road), at its nearest pair where that is known.
    Join {
        /// Its units.
        units: Vec<UnitIx>,
    },
    /// Ask for another number of sites.
    ChangeSites {
        /// A number that the bounds allow.
        sites: u32,
        /// Residents outside the norm in a plan that was found with it, 0 for a legal one; `None` where no plan with it
        /// was looked for.
        outside: Option<i64>,
    },
    /// Ask for another number of half posts.
    ChangePosts {
        /// A number that the bounds allow.
        halves: u32,
        /// As in [`Relaxation::ChangeSites`].
        outside: Option<i64>,
    },
    /// Unlock a site.
    Unlock {
        /// The site.
        site: SiteIx,
    },
}
