//! Core A: units to sites. Partitions a municipality into connected sites inside population norms.
//!
//! # What it does
//! [`solve`] takes a [`Problem`] (units with residents, crossable borders, roads, norms, pins, locks, a plan in force)
//! and answers with an [`Outcome`]: the site of every unit, what is proven about the number of sites and about travel,
//! and where no plan is legal the reasons and what would help. [`prove`] goes on until the plan is proven best, by travel or, with the feature
//! `exact`, by cut edges.
//! [`check`] derives rules and figures again; [`Redraw`] judges an edit by hand and proposes repairs; [`alternatives`]
//! gives a manager several plans to choose from.
//!
//! # Model
//! Hard rules: every site is connected over borders that can be crossed and obeys the norm of **every** kind of place
//! in it; pins, locks, must-be-together and must-be-apart hold; the number of sites is given, the fewest, free, or made
//! up of the posts there are, of which a small site takes half a one.
//! Objectives come in order (`objective`): travel of residents to the site's best unit, cut edges, border length,
//! balance, splits of settlements and other groups, residents who change their worker.
//!
//! # Course of a run
//! 1. `atoms`, `ways`: units that must move as one are joined, over one of several ways where they do not touch; locked
//!    sites are left out.
//! 2. `bound`, `kernel`, `enumerate`: every part without a way to the others gets proven bounds on its number of sites;
//!    atoms that no legal plan separates are joined, and parts of up to 14 such, and up to 24 where the norms leave few
//!    sites, are enumerated. `gate`: an atom that is the only way out for too few, and too full to take them, proves that
//!    no plan is legal.
//! 3. `excuse`: where a unit alone is above the norm no plan is legal; the search then plans the territory without what
//!    no plan avoids, and what no plan avoids is a proven bound on the residents outside the norm.
//! 4. `seed`: recursive bisection over random spanning trees, or the plan in force brought to the number of sites.
//! 5. `legalise`: annealing on what is outside the norm, by levelling and by packing, of large plans window by window
//!    first (`mend`). Where fewest sites are wanted,
//!    `vacate` gives up one after the other by packing windows of the plan anew.
//! 6. `rounds`, `anneal`, `moves`: simulated annealing on the objectives with a penalty that adapts (strategic
//!    oscillation). Where all parts are enumerated the best plan is read off (`optimum`). Small territories are annealed
//!    from many starts. Larger ones start with full sites in towns and small
//!    ones in the country (`seed::density`), and are then annealed window by window (`window`), with trades of a site
//!    here for a site there (`trade`).
//! 7. `explain`: the checker's word on the best plan, reasons, relaxations; `stranded`, units that no legal site holds.
//!
//! # Representation and complexity
//! Rows of neighbours in one allocation; a move is priced in the degree of an atom and applied in the same; connectivity
//! is asked by searches from all neighbours at once, which pay for the small pieces only. Distances are rows from the
//! bases in use, whole up to 4,096 units, above that the nearest units and the whole site: 20,000 units take under 100 MB.
//!
//! **Architecture Invariant:** no float is compared or summed in a search; a seed and an iteration budget give the same
//! plan on any number of threads, because rounds are functions of the best plan and their number.
//! **Architecture Invariant:** `check` shares no code with the search. A [`Reason`] is called a proof only where one is
//! known; what was merely not found is [`Reason::NoneFound`].
//!
//! # Ablation
//! Variants of the first rounds in one build, default objectives (travel, shape, whole settlements): metres of travel
//! for each resident and cut edges. 2,000 units and 44 sites, two seeds:
//!
//! | starts, moves for each atom, first temperature in mean prices | 10 million moves | 20 million |
//! | --- | --- | --- |
//! | 6, 400, 1 | 4,361 / 792, 4,346 / 784 | |
//! | 2, 400, 1 | 4,502 / 796, 4,346 / 782 | |
//! | 24, 200, 1 | | 4,322 / 785, 4,256 / 796 |
//! | 30, 200, 2 | | 4,380 / 771, 4,281 / 783 |
//! | 30, 200, 4 | | 4,336 / 785, 4,343 / 780 |
//!
//! The weight of shape (as a whole, the travel before it by so much less) and the first temperature of a window, 20 s,
//! three seeds:
//!
//! | windows from ½ of the mean price | from 1 | from 1½ |
//! | --- | --- | --- |
//! | 1.1: 4,258 / 787, 4,365 / 773, 4,325 / 780 | 1.1: 4,296 / 782, 4,263 / 784, 4,252 / 789 | |
//! | 1.2: 4,344 / 780, 4,256 / 789, 4,270 / 785 | 1.3: 4,305 / 784, 4,231 / 789, 4,221 / 788 | 1.3: 4,210 / 792, 4,205 / 790, 4,217 / 790 |
//!
//! 20,000 units and 423 sites, one seed, one start:
//!
//! | moves for each atom, first temperature | 25 million moves | 50 million |
//! | --- | --- | --- |
//! | 100, ½ | 4,592 / 8,587 | |
//! | 100, 1 | 4,522 / 8,515 | |
//! | 100, 2 | 4,506 / 8,460 | |
//! | 200, 2 | 4,477 / 8,436 | 4,448 / 8,431 |
//! | 600, 2 | | 4,374 / 8,308 |
//!
//! Travel by `cargo bench --bench districting -- ablation`, metres, seeds 1, 2 and 3 (8 and 12 million moves):
//!
//! | | all | without density | windows | trades |
//! | --- | --- | --- | --- | --- |
//! | 2,000 units, 44 sites | 4,064, 4,088, 4,059 | 4,089, 4,088, 4,059 | 4,065, 4,088, 4,059 | 4,063, 4,087, 4,053 |
//! | 20,000 units, 423 sites | 4,230, 4,251, 4,337 | 4,348, 4,338, 4,310 | 4,214, 4,234, 4,300 | 4,217, 4,243, 4,336 |
//!
//! Starts by density pay on two of three seeds of the large territory. With these budgets windows and trades
//! bring nothing where travel is the only aim; the tables above are for travel with shape.
//!
//! Sites in 10 s where they have few units each (`cargo bench --bench districting_few`, two seeds):
//!
//! | units, fewest by bound | neither `mend` nor `vacate` | `mend` | both |
//! | --- | --- | --- | --- |
//! | 576, 123 | 128, 128 | 128, 127 | 128, 127 |
//! | 2,304, 441 | 505, 506 | 472, 474 | 460, 460 |
//! | 5,041, 533 | 564, 563 | 547, 546 | 543, 544 |
//!
//! Windows of `vacate` have room for a quarter to four times the residents of the site that is given up; with room for
//! three quarters at most they freed 1 to 3 % fewer sites, and so did windows annealed longer. 20,000 units at four and
//! a half a site, of which annealing the whole finds no legal plan in 20 s, have one after some seconds with `mend`.
//!
//! What did not pay and is not there: windows cooler, of two to six sites, of up to eight, of six to sixteen, of two to
//! four times the moves, other numbers and lengths of starts (the same or worse); windows of two or three sites where borders are to be few (they hold on to the first good
//! plan, where another start finds a better one); starts of eight or twenty thousand moves for each atom there; sweeping
//! annealing over the map for the cache's sake (slower, same plans); legalising random starts where borders are to be
//! few.
//!
//! # Sources
//! - H. Validi, A. Buchanan, "Political districting to minimize cut edges", Mathematical Programming Computation 14,
//!   2022: the model with cut edges and its instances.
//! - F. Ricca, B. Simeone, "Local search algorithms for political districting", European Journal of Operational
//!   Research 189(3), 2008: annealing and tabu search over connected districts.
//! - S. Kirkpatrick, C. D. Gelatt, M. P. Vecchi, "Optimization by Simulated Annealing", Science 220, 1983.
//! - D. DeFord, M. Duchin, J. Solomon, "Recombination", Harvard Data Science Review 3(1), 2021: tree cuts.
//! - F. Glover, "Tabu Search and Adaptive Memory Programming", 1997: strategic oscillation.
//! - É. D. Taillard, S. Voss, "POPMUSIC", 2002: windows; A. Gersho, "Asymptotically optimal block quantization", 1979:
//!   how full sites should be.
//! - A. C. F. Alvim, C. C. Ribeiro, F. Glover, D. J. Aloise, "A hybrid improvement heuristic for the one-dimensional bin
//!   packing problem", Journal of Heuristics 10(2), 2004: emptying a bin and levelling the excess out.

mod alternatives;
mod anneal;
mod answer;
mod atoms;
mod bound;
mod check;
mod contiguity;
mod draft;
mod enumerate;
mod exact;
mod excuse;
mod explain;
mod gate;
mod ground;
mod intake;
mod kernel;
mod lagrange;
mod legalise;
mod locked;
mod mend;
mod moves;
mod objective;
mod optimum;
mod outcome;
mod partition;
mod problem;
mod proof;
mod redraw;
mod relax;
mod rounds;
mod search;
mod seed;
mod sentences;
mod site;
mod stranded;
mod trade;
mod tradeoff;
mod travel;
mod vacate;
mod ways;
mod window;

pub use alternatives::{Aim, Alternative, alternatives};
pub use answer::solve;
pub use check::{Report, check, violations};
pub use outcome::{
    Bound, Cut, Figures, LeastSites, LockedRule, Objective, Options, Outcome, Reason, Relaxation, Sites,
    SitesArgument, Violation,
};
pub use problem::{
    BORDER_LENGTH_MAX, Border, GroupIx, GroupLayer, NORM_CLASSES_MAX, Neighbour, NodeIx, NormIx, Problem,
    ROAD_DM_MAX, Road, RoadEnd, SiteIx, Territory, UNIT_POPULATION_MAX, Unit, UnitIx,
};
pub use proof::{NoProof, Proof, prove};
pub use redraw::{Redraw, Repair, SiteChange, Verdict};
pub use search::{Feature, solve_without};
pub use tradeoff::change_curve;
pub use travel::UNREACHABLE_DM;
