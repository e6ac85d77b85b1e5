//! What the schedules ask of the fleet.

/// Most kinds of vehicle: the bound looks at every set of them. Test: `faults_are_found`.
pub const KINDS_MAX: u32 = 8;

/// One round that needs a vehicle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Round {
    /// Day of the cycle, from 0.
    pub day: u32,
    /// When the vehicle leaves, time of day.
    pub start_s: i64,
    /// When it is back, time of day.
    pub end_s: i64,
    /// The site whose worker drives, for the reader.
    pub site: u32,
    /// Where the vehicle starts and ends; vehicles are shared within a garage only.
    pub garage: u32,
    /// Kinds of vehicle that can drive it, as a bit set; never empty.
    pub kinds: u32,
    /// Length of the round.
    pub distance_m: i64,
}

/// How a vehicle is shared on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    /// Lent for a whole day: one round a vehicle and day.
    WholeDay,
    /// Lent again once it is back.
    ByInterval {
        /// Time between a return and the next departure.
        turnround_s: i64,
    },
}

/// Rounds of all sites, and the rule of sharing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// Days of the cycle.
    pub days: u32,
    /// Rounds, in any order.
    pub rounds: Vec<Round>,
    /// The rule.
    pub sharing: Sharing,
    /// Working time of a vehicle a day, for the bound by hours.
    pub day_length_s: i64,
}

impl Demand {
    /// The time in which a round keeps its vehicle from others: its own with the turn-round, or the whole day.
    #[must_use]
    pub fn occupied(&self, round: &Round) -> (i64, i64) {
        match self.sharing {
            Sharing::WholeDay => (i64::MIN, i64::MAX),
            Sharing::ByInterval { turnround_s } => {
                (round.start_s, round.end_s.max(round.start_s + 1) + turnround_s)
            }
        }
    }

    /// Positions of rounds that cannot be sized: a day outside the cycle, an end before the begin, no kind.
    #[must_use]
    pub fn faults(&self) -> Vec<usize> {
        let bad = |round: &Round| {
            round.day >= self.days
                || round.end_s < round.start_s
                || round.kinds == 0
                || round.kinds >> KINDS_MAX != 0
        };
        (0..self.rounds.len())
            .filter(|&index| bad(&self.rounds[index]))
            .collect()
    }
}
