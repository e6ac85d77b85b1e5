//! The problem as data: days, bases with their working days, visits with the days they may be on, travel, weights.

use super::vehicle::Vehicle;
use std::fmt;

/// Longest cycle, in days: a set of days is one `u64`. Test: `every_fault_is_named_at_once`.
pub const CYCLE_DAYS_MAX: usize = 64;

/// Most visits in one problem: positions are kept in tables of visits × visits. Test: `every_fault_is_named_at_once`.
pub const VISITS_MAX: usize = 4_000;

/// Largest travel time, distance or weighted cost of one leg, so that sums stay far inside 64 bits.
pub const LEG_MAX: i64 = 1 << 30;

macro_rules! index {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(pub u32);

        impl $name {
            /// The position as a `usize`.
            #[must_use]
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl From<usize> for $name {
            fn from(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }
    };
}

index!(
    /// Position of a visit in [`Problem::visits`].
    VisitIndex
);
index!(
    /// Position of a base in [`Problem::depots`].
    DepotIndex
);
index!(
    /// Position of a vehicle in [`Problem::vehicles`].
    VehicleIndex
);
index!(
    /// A day of the cycle, from 0.
    DayIndex
);
index!(
    /// A row and column of the [`TravelMatrix`].
    LocationIndex
);

/// Travel between locations: square, row-major, not necessarily symmetric.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TravelMatrix {
    /// Rows and columns.
    pub locations: usize,
    /// Length of each leg in metres (or the caller's unit of length), `locations²` long.
    pub distance: Vec<i64>,
    /// Time of each leg in seconds (or the caller's unit of time), `locations²` long.
    pub time_s: Vec<i64>,
}

impl TravelMatrix {
    /// Length of the leg from one location to another.
    #[must_use]
    pub fn distance(&self, from: LocationIndex, to: LocationIndex) -> i64 {
        self.distance[from.index() * self.locations + to.index()]
    }

    /// Time of the leg from one location to another.
    #[must_use]
    pub fn time(&self, from: LocationIndex, to: LocationIndex) -> i64 {
        self.time_s[from.index() * self.locations + to.index()]
    }
}

/// The lunch break of a working day.
///
/// **The rule.** A round that without a break would be back at its base after `until_s − length_s` has one break of
/// `length_s` that begins in `[from_s, until_s − length_s]`. It is taken at a place: before leaving it, on arriving, or
/// in the middle of the visit. Only a drive that covers that whole interval is interrupted on the road. A round that is
/// back earlier has no break in it: the worker eats at the base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lunch {
    /// Length of the break.
    pub length_s: i64,
    /// Earliest begin, time of day.
    pub from_s: i64,
    /// Latest end, time of day.
    pub until_s: i64,
}

/// The working day of one base on one day of the cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// Routes that may leave the base this day: workers with a vehicle each, of [`Problem::vehicles`] where it has any.
    pub vehicles: u32,
    /// Most demand a route can carry; `None` without a limit.
    pub capacity: Option<i64>,
    /// Longest route from departure to return, lunch included; `None` without a limit.
    pub duration_max_s: Option<i64>,
    /// Earliest departure, time of day.
    pub start_s: i64,
    /// Latest return, time of day, overtime included.
    pub end_s: i64,
    /// Regular end of work: every second past it costs [`Weights::overtime`].
    pub regular_end_s: i64,
    /// A day longer than this costs [`Weights::long_day`] a second, which evens the days out; `None` for no such cost. A
    /// ride by a timetable is as long as it is and costs none.
    pub comfortable_s: Option<i64>,
    /// Lunch, if the day has one.
    pub lunch: Option<Lunch>,
    /// Routes leave at `start_s` and are back at `end_s` to the minute, waiting where they are: those of a
    /// [`Vehicle::timetabled`].
    pub timetabled: bool,
}

/// A base (or garage) where routes start and end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Depot {
    /// Where it is.
    pub location: LocationIndex,
    /// Its working day on each day of the cycle, `days` long; `None` where nobody leaves.
    pub shifts: Vec<Option<Shift>>,
    /// Most days with a route in each week of the cycle; the solver chooses which. `None` without a limit.
    pub field_days_per_week: Option<u32>,
    /// Skills its worker has, as a bit set.
    pub skills: u64,
}

/// Opening hours: service begins inside, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Earliest begin of service, time of day.
    pub open_s: i64,
    /// Latest begin of service, time of day.
    pub close_s: i64,
}

/// One way to serve a visit: all the days of a pattern, from one base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayOption {
    /// Days as a bit set: bit `d` is day `d` of the cycle.
    pub days: u64,
    /// The base that serves it on all of them.
    pub depot: DepotIndex,
    /// Cost of this choice: changing weekdays, moving a published day, fewer visits than asked.
    pub cost: i64,
}

/// A place to be visited on the days of one of its options.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Visit {
    /// Where it is.
    pub location: LocationIndex,
    /// Time spent there at each visit.
    pub service_s: i64,
    /// What each visit takes of the vehicle's capacity.
    pub demand: i64,
    /// Allowed ways to serve it; the solver chooses one.
    pub options: Vec<DayOption>,
    /// Opening hours: empty (always open), one for every day, or one for each day of the cycle.
    pub windows: Vec<Option<Window>>,
    /// Cost of leaving it out, its priority; `None` when it must be served.
    pub unserved_cost: Option<i64>,
    /// Skills needed, as a bit set: options of a base without them are not used.
    pub skills: u64,
    /// What its vehicle must have, as a bit set of [`Vehicle::equipment`].
    pub equipment: u64,
}

impl Visit {
    /// Opening hours on a day; `None` when always open.
    #[must_use]
    pub fn window(&self, day: DayIndex) -> Option<Window> {
        match self.windows.len() {
            0 => None,
            1 => self.windows[0],
            _ => self.windows.get(day.index()).copied().flatten(),
        }
    }

    /// Fixes an appointment: of a cycle of `days` days only options with `day` are left, and on `day` the service begins
    /// at `begin_s`. The option's other days keep their opening hours.
    pub fn appoint(&mut self, days: usize, day: DayIndex, begin_s: i64) {
        self.options
            .retain(|option| days_of(option.days).any(|of| of == day));
        self.windows = (0..days)
            .map(DayIndex::from)
            .map(|of| {
                let fixed = Window {
                    open_s: begin_s,
                    close_s: begin_s,
                };
                if of == day { Some(fixed) } else { self.window(of) }
            })
            .collect();
    }
}

/// What things cost. All are integers of one unit; their order of magnitude is the order of the objectives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Weights {
    /// A unit of distance.
    pub distance: i64,
    /// A second of driving.
    pub drive: i64,
    /// A route that is used at all: a field day, a car for the day.
    pub route: i64,
    /// A second past [`Shift::regular_end_s`].
    pub overtime: i64,
    /// Each vehicle out on the busiest day of the cycle.
    pub peak_vehicle: i64,
    /// A second of a day past [`Shift::comfortable_s`].
    pub long_day: i64,
}

/// Visits to be put on the days of a cycle and into routes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problem {
    /// The week of each day of the cycle, `days` long, ascending from 0.
    pub week_of_day: Vec<u32>,
    /// Bases.
    pub depots: Vec<Depot>,
    /// Vehicles that the bases share; empty where each worker has a plain one.
    pub vehicles: Vec<Vehicle>,
    /// Visits.
    pub visits: Vec<Visit>,
    /// Travel between the locations.
    pub travel: TravelMatrix,
    /// Costs.
    pub weights: Weights,
}

impl Problem {
    /// Days of the cycle.
    #[must_use]
    pub fn days(&self) -> usize {
        self.week_of_day.len()
    }

    /// The working day of a base on a day, if there is one.
    #[must_use]
    pub fn shift(&self, depot: DepotIndex, day: DayIndex) -> Option<&Shift> {
        self.depots
            .get(depot.index())
            .and_then(|base| base.shifts.get(day.index()))
            .and_then(Option::as_ref)
    }

    /// True when an option can be used: it has a day, its base works on each of them, has the skills, and a vehicle that
    /// goes there.
    #[must_use]
    pub fn is_usable(&self, visit: &Visit, option: &DayOption) -> bool {
        let Some(base) = self.depots.get(option.depot.index()) else {
            return false;
        };
        option.days != 0
            && base.skills & visit.skills == visit.skills
            && days_of(option.days).all(|day| {
                self.shift(option.depot, day).is_some_and(|s| s.vehicles > 0)
                    && !self.vehicles_for(visit, option.depot, day).is_empty()
            })
    }

    /// The vehicles that the workers of a base may take to a visit on a day; `None` stands for a plain one.
    #[must_use]
    pub fn vehicles_for(&self, visit: &Visit, depot: DepotIndex, day: DayIndex) -> Vec<Option<VehicleIndex>> {
        if self.vehicles.is_empty() {
            return if visit.equipment == 0 {
                vec![None]
            } else {
                Vec::new()
            };
        }
        let serves = |one: &Vehicle| one.count(day) > 0 && one.serves_base(depot) && one.serves(visit);
        let all = self.vehicles.iter().enumerate();
        all.filter(|(_, one)| serves(one))
            .map(|(at, _)| Some(at.into()))
            .collect()
    }

    /// The ways of a vehicle, or of a plain one.
    #[must_use]
    pub fn travel_of(&self, vehicle: Option<VehicleIndex>) -> &TravelMatrix {
        vehicle
            .and_then(|vehicle| self.vehicles.get(vehicle.index()))
            .and_then(|of| of.travel.as_ref())
            .unwrap_or(&self.travel)
    }

    /// The working day of a base on a day with a vehicle, or a plain one.
    #[must_use]
    pub(super) fn day_with(
        &self,
        depot: DepotIndex,
        day: DayIndex,
        vehicle: Option<VehicleIndex>,
    ) -> Option<Shift> {
        let worker = self.shift(depot, day)?;
        match vehicle {
            Some(vehicle) => {
                let of = self.vehicles.get(vehicle.index())?;
                Some(of.shift(self, depot, worker))
            }
            None => Some(worker.clone()),
        }
    }
}

/// The days of a bit set, ascending.
pub fn days_of(mut days: u64) -> impl Iterator<Item = DayIndex> {
    std::iter::from_fn(move || {
        if days == 0 {
            return None;
        }
        let day = days.trailing_zeros();
        days &= days - 1;
        Some(DayIndex(day))
    })
}
