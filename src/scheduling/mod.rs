//! Core B: visits to a cycle of weekly routes.
//!
//! **Model.** A cycle of days, weeks ascending. Bases with a working day on each day of the cycle: workers, capacity,
//! longest route, hours, lunch, at most so many field days a week. Vehicles of several kinds that the bases share by the
//! day: how many on each day, whose, with a garage, a driver's hours, a capacity, prices a unit of way, of driving, of
//! duty and a day, ways and equipment of their own; or none, and each worker has a plain one. Visits with a service
//! time, a demand, opening hours of each day, an appointment, skills, equipment, and *options*: a set of days (a
//! pattern) from one base, at a cost. The solver takes one option of each visit, or leaves it out at the price of its
//! priority, and puts it into a route of each of the option's days. Cost is the weighted sum of what is left out,
//! overtime, vehicles on the peak day, routes, travel, duty, option costs, long days: all weights are data. A constant
//! weekday, a published day, a rarer rhythm are costs of options. A season is a problem of its own: its ways, and the
//! days on which a vehicle is there.
//!
//! **Search** ([`solve`]). Simulated annealing over ruin and recreate: strings of neighbouring stops leave their routes,
//! on several days at once so that visits can trade days, and go back on the days of their cheapest option. Days are
//! coupled by the options and the calendar only, so an option's price is the sum of its days' cheapest insertions.
//! Limits may be passed at a price, which moves so that a fair part of the visited solutions passes them. A run is cut
//! into cycles of annealing, as many as its time holds, each the longer the more stops there are: the first start from
//! nothing, the later ones from the best solution with day patterns of another crossed in. An iteration that can only be
//! refused ends half way: where no detour is a short cut, insertions make nothing cheaper, and its cost is too high before
//! its last visits are in.
//! [`repair`] runs the same search, with a price on every move, from the published plan laid out in the best few of many
//! ways; [`Dispatcher`] tries every place
//! for one visit today; [`reason`] and [`obstacles`] say why a visit is left out, [`day_causes`] why a day is long,
//! [`help_for_visit`] and [`help_for_day`] what would help, by solving the changed problem.
//!
//! **Representation.** Routes are sequences with their sums; one iteration copies the routes it touches and puts them
//! back when it is refused. Without opening hours an insertion is priced by sums, with them by two concatenations of
//! spans, with lunch by clocking the route. What a route offers a visit is remembered until the route changes. An
//! iteration costs `removed × days × stops of a day`, three to thirteen microseconds on the periodic routing files.
//!
//! **Measured**, one thread, seed 1, on a quiet machine of two cores: the 18 periodic files of the bench are 0.39 % above
//! the best known cost on average at 10 s, the worst 1.42 %, and 0.28 % at 30 s, the worst 1.08 %; without p13, where we
//! are below the best known, 0.49 and 0.36 %. The 5 multi-depot files are 0.54 % above at 10 s, 0.38 % at 30 s, the
//! worst 1.29 and 1.06 %. All 10 files with time windows are served within their fleets. A file of 300 visits moves by
//! half a point from seed to seed. An emergency among 500 stops takes 0.1 to 0.6 ms, in a region of 300 workers 0.5 ms.
//!
//! What is left is the choice of days: where the days of the visits are kept as the answer of 30 s has them, and all else
//! is searched anew for 30 s, five of six large files come out the same within 0.01 %, the sixth (pr10) worse. So an
//! annealing ends where visits still change days now and then: with the last temperature a 32nd of the first, not a 128th,
//! the mean of 8 of the larger files at 20 s fell from 0.84 to 0.73 % over four seeds, that of all 23 files at 10 s from
//! 0.58 to 0.48 % over two; at 30 s one seed shows no gain.
//!
//! `cargo bench --bench scheduling -- ablation`, 10 s a file, one seed, mean and worst gap in percent over 8 of the larger
//! files. With half a point a file from seed to seed a mean moves by about 0.2:
//!
//! | everything on | without cycles | crossing | falling penalties | option blinks | one-day ruins | offers | early refusal |
//! | --- | --- | --- | --- | --- | --- | --- | --- |
//! | 0.74, 1.55 | 1.10, 2.30 | 0.95, 1.67 | 1.15, 3.11 | 1.33, 2.76 | 1.11, 1.89 | 0.74, 1.65 | 1.08, 1.91 |
//!
//! Offers and early refusal are there for speed: an iteration takes 10 to 20 % longer without the one, 20 to 40 % longer
//! without the other, measured by themselves.
//!
//! Tried and taken out again, on the large files or all: crossing with a solution whose days are renamed so that the
//! two agree most (no better: two valleys have little in common under any names); asking routes that were far before
//! only now and then (no faster, 1 to 2 points worse); more blinks of routes (one in 30, in 10: worse); ruins of 3 to 7
//! or 14 to 18 stops, also of 6 where all days are left, more or fewer whole-route ruins, 70 % one-day ruins or none,
//! cycles of 50, 250 or 300 iterations a stop on all files, four a pair of stops, later cycles of a quarter of a fresh
//! one's length, with or without a colder begin, or of half the length with a begin drawn anew, ruins that keep to a
//! third of the visits in each later cycle, ruins of all days that leave one day only where a visit has no other option
//! (40 % more iterations, no better), one fresh cycle in seven, a first temperature of three quarters of a leg or of
//! three (three eighths: much worse), an end at a 16th of the first, with or without a short cold end after it, one
//! annealing instead of cycles, crossed cycles of 20 iterations a stop on ten elites that differ in 3 % of the visits
//! or more (0.3 to 0.5 points worse), or of 400, crossed cycles that begin at half of the first temperature, a last
//! cycle that begins colder and uncrossed, penalties that move by a 48th, fewer or more overfull solutions (none
//! better, some much worse); a set partitioning of the days by all routes of improving solutions, some 4,000 to 21,000
//! (its relaxation is 0.8 to 2.3 % below our answer, and HiGHS finds no solution at all in a minute); bounds on what
//! the visits still out will cost, and a table of costs alone for the innermost loop (no faster).
//!
//! | file | concept |
//! | --- | --- |
//! | `problem`, `vehicle`, `validate` | the data, and every fault of it at once |
//! | `timetable`, `span` | times of a route, lunch included; spans joined in constant time |
//! | `model`, `ways`, `terms` | the compiled problem: visits and routes, legs, what holds for one route |
//! | `state`, `price`, `calendar` | the solution under change, the one home of cost, what routes share |
//! | `ruin`, `recreate`, `pricing`, `offers` | what leaves, where it goes back, at what price, what is remembered |
//! | `cooling`, `chain`, `elites`, `cycles` | one annealing, the solutions it keeps, the cycles of a run |
//! | `search`, `resume`, `ablation` | chains on threads; from known routes; with a part off |
//! | `write`, `outcome`, `check` | the answer and its independent check |
//! | `explain`, `causes`, `remedies`, `remedy_trials`, `round` | why something is left out or long, what would help |
//! | `insert` | an emergency today |
//! | `repair`, `starts`, `restore` | replanning with least change: prices, where the search begins, the hours |
//!
//! **Architecture Invariant:** the state and all comparisons are integers; the same seed, chains and iterations give
//! the same answer on any number of threads. `check` shares no code with the search. Nothing here knows files or roads.
//!
//! Sources: Christiaens, Vanden Berghe, "Slack induction by string removals for vehicle routing problems", 2020; Vidal,
//! Crainic, Gendreau, Lahrichi, Rei, "A hybrid genetic algorithm for multidepot and periodic vehicle routing problems",
//! 2012; Cordeau, Gendreau, Laporte, "A tabu search heuristic for periodic and multi-depot vehicle routing problems",
//! 1997.

mod ablation;
mod calendar;
mod causes;
mod chain;
mod check;
mod cooling;
mod cycles;
mod elites;
mod explain;
mod insert;
mod model;
mod offers;
mod outcome;
mod price;
mod pricing;
mod problem;
mod recreate;
mod remedies;
mod remedy_trials;
mod repair;
mod restore;
mod resume;
mod round;
mod ruin;
mod search;
mod span;
mod starts;
mod state;
mod terms;
mod timetable;
mod validate;
mod vehicle;
mod ways;
mod write;

pub use ablation::{Part, solve_without};
pub use causes::{DayCauses, DayObstacle, Limit, Obstacle, day_causes, obstacles};
pub use check::{Report, check};
pub use explain::reason;
pub use insert::{Delay, Dispatcher, Emergency, Insertion};
pub use outcome::{Cost, LunchBreak, LunchPlace, Outcome, Route, Stop, Unserved, UnservedReason, Violation};
pub use problem::{
    CYCLE_DAYS_MAX, DayIndex, DayOption, Depot, DepotIndex, LEG_MAX, LocationIndex, Lunch, Problem, Shift,
    TravelMatrix, VISITS_MAX, VehicleIndex, Visit, VisitIndex, Weights, Window, days_of,
};
pub use remedies::{Help, Remedy, Trials, help_for_day, help_for_visit, help_with_ways};
pub use repair::{MoveReason, Moved, Published, PublishedRoute, Replanned, repair};
pub use search::{Options, solve};
pub use validate::faults;
pub use vehicle::{DriverHours, Rates, VEHICLES_MAX, Vehicle};
