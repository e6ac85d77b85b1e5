//! What would bring a settlement within its worker's day, where the way there leaves no time for a reception or for the
//! home visits: another season, another vehicle, another base, longer days, a shorter reception.
//!
//! Each answer is measured over the roads; whether the field days have room for it is another question.

use super::explain::Suggestion;
use super::ground::Ground;
use super::network::Network;
use super::remedy_words;
use super::timetable::{Call, Group};
use super::visits::{PlaceDay, VisitNeed, need};
use crate::domain::{
    FOOT, Persons, Season, Seconds, Sentence, Site, Territory, UnitId, UnservedCause, VisitProfile,
};
use crate::roads::{Place, SeasonRoads};
use std::cmp::Reverse;

/// A day that is longer by more than this is not proposed.
const LONGER_DAY_MAX: Seconds = Seconds(2 * 3600);

/// A site whose settlement is hard to reach.
pub(super) struct Reach<'a> {
    pub(super) territory: &'a Territory,
    pub(super) ground: &'a Ground,
    pub(super) network: &'a Network<'a>,
    pub(super) group: &'a Group<'a>,
    pub(super) site: &'a Site,
    pub(super) profile: &'a VisitProfile,
    pub(super) season: Season,
}

impl Reach<'_> {
    /// What would help a settlement that cannot be visited, or whose home visits find no time.
    pub(super) fn help(&self, call: &Call<'_>) -> Vec<Suggestion> {
        let suggest = |text: Sentence| Suggestion {
            text,
            served: vec![call.unit.id.clone()],
            day_length: None,
        };
        let texts: Vec<Sentence> = match call.need {
            Err(UnservedCause::NotVisited | UnservedCause::NoVehicle | UnservedCause::RidesOutsideDay) => {
                Vec::new()
            }
            Err(UnservedCause::Hours) => {
                let name = &call.unit.name;
                let reception = self.reception(call);
                let longer = reception.map(|reception| remedy_words::open_longer(name, reception));
                longer.into_iter().collect()
            }
            _ => {
                let mut texts = self.other_vehicles(call);
                texts.extend(self.other_base(call));
                texts.extend(self.longer_day(call));
                texts.extend(self.shorter_reception(call));
                texts.extend(self.other_seasons(call));
                texts
            }
        };
        texts.into_iter().map(suggest).collect()
    }

    fn place(&self, unit: &UnitId) -> Option<Place> {
        let at = self.territory.units.iter().position(|one| one.id == *unit)?;
        self.ground.places().get(at).copied()
    }

    fn reception(&self, call: &Call<'_>) -> Option<Seconds> {
        let tier = self.profile.tier(Persons(call.population))?;
        Some(Seconds::from_minutes(tier.reception_min))
    }

    /// True when a day there leaves time for more than now.
    fn is_better(&self, call: &Call<'_>, day: PlaceDay) -> bool {
        let found = need(self.profile, Persons(call.population), day);
        found.is_some_and(|found| {
            call.need
                .map_or(true, |now: VisitNeed| found.home_missed < now.home_missed)
        })
    }

    /// The way from the base over some roads, when it leaves time enough.
    fn way_over(&self, call: &Call<'_>, roads: &SeasonRoads<'_>) -> Option<crate::roads::Leg> {
        let places = [self.place(&self.site.base)?, self.place(&call.unit.id)?];
        let matrix = roads.matrix(&places);
        let (there, back) = (matrix.leg(0, 1)?, matrix.leg(1, 0)?);
        let day = PlaceDay::new(self.profile, there.time, back.time);
        self.is_better(call, day).then_some(there)
    }

    /// Cars with other speeds than those that the site has.
    fn other_vehicles(&self, call: &Call<'_>) -> Vec<Sentence> {
        let cars = self
            .ground
            .known_speeds()
            .iter()
            .filter(|speeds| speeds.id != FOOT);
        cars.filter_map(|speeds| {
            let roads = self.network.roads_for(speeds, self.season);
            let there = self.way_over(call, &roads)?;
            let titles = (speeds.title.as_str(), speeds.title_en.as_str());
            Some(remedy_words::by_vehicle(titles, there.time, there.distance))
        })
        .collect()
    }

    fn other_seasons(&self, call: &Call<'_>) -> Vec<Sentence> {
        let others = Season::ALL.into_iter().filter(|season| *season != self.season);
        others
            .filter_map(|season| {
                let there = self.way_over(call, &self.network.roads(season))?;
                Some(remedy_words::in_season(season, there.time, there.distance))
            })
            .collect()
    }

    /// The settlement of the site from which a plain car reaches most others within a day, this one included, and more
    /// than from the base; of equals, the nearest to the residents.
    fn other_base(&self, call: &Call<'_>) -> Option<Sentence> {
        let units = &self.territory.units;
        let home = units.iter().find(|unit| unit.id == self.site.base)?;
        let of_site = |other: &&Call<'_>| {
            let site = self.group.sites.get(other.site);
            site.is_some_and(|site| site.number == self.site.number)
        };
        let mut places: Vec<(&UnitId, &str, Persons)> = vec![(&home.id, home.name.as_str(), home.population)];
        let calls = self.group.calls.iter().filter(of_site);
        places.extend(calls.map(|one| (&one.unit.id, one.unit.name.as_str(), Persons(one.population))));
        let asked = places.iter().position(|(id, ..)| **id == call.unit.id)?;
        let at: Option<Vec<Place>> = places.iter().map(|(id, ..)| self.place(id)).collect();
        let matrix = self.network.roads(self.season).matrix(&at?);
        let time = |from: usize, to: usize| {
            let (there, back) = (matrix.leg(from, to)?.time, matrix.leg(to, from)?.time);
            let day = PlaceDay::new(self.profile, there, back);
            need(self.profile, places[to].2, day).map(|need| (there, need))
        };
        let reached = |from: usize| {
            (0..places.len())
                .filter(|&to| from == to || time(from, to).is_some())
                .count()
        };
        let now = reached(0);
        let improves = |found: VisitNeed| call.need.map_or(true, |now| found.home_missed < now.home_missed);
        let suits = |from: &usize| {
            let is_met = from == &asked || time(*from, asked).is_some_and(|(_, found)| improves(found));
            is_met && (reached(*from) > now || call.need.is_ok() && reached(*from) == now)
        };
        let travel = |from: usize| -> i64 {
            let ways = (0..places.len()).filter_map(|to| Some((time(from, to)?.0, places[to].2)));
            ways.map(|(way, people)| way.get() * people.get()).sum()
        };
        let best = (1..places.len())
            .filter(suits)
            .max_by_key(|&from| (reached(from), Reverse(travel(from))))?;
        let way = time(best, asked).map_or(Seconds::ZERO, |(way, _)| way);
        Some(remedy_words::other_base(
            places[best].1,
            way,
            places.len() - reached(best),
        ))
    }

    /// A day that is longer by what the reception lacks, or the home visits of one visit.
    fn longer_day(&self, call: &Call<'_>) -> Option<Sentence> {
        let day = self.group.day_at(call, self.profile)?;
        let missing = match call.need {
            Ok(need) => Seconds(need.home_missed.get() / i64::from(need.visits.max(1))),
            Err(_) => self.reception(call)? - day.work,
        };
        let minutes = Seconds::from_minutes((missing.get() + 59) / 60);
        (Seconds::ZERO < missing && missing <= LONGER_DAY_MAX).then(|| remedy_words::longer_days(minutes))
    }

    /// The reception as long as the way leaves time for it, and no shorter than the profile's shortest.
    fn shorter_reception(&self, call: &Call<'_>) -> Option<Sentence> {
        let day = self.group.day_at(call, self.profile)?;
        let reception = self.reception(call)?;
        let shortest = self.profile.tiers.iter().map(|tier| tier.reception_min).min()?;
        let left = Seconds::from_minutes(day.work.get() / 60);
        let fits = left >= Seconds::from_minutes(shortest) && left < reception;
        fits.then(|| remedy_words::shorter_reception(left, reception))
    }
}
