//! The nouns of district social service and their invariants.
//!
//! One file a noun; DOMAIN's glossary gives the names. Geometry is WGS84 degrees (longitude, latitude) as `geo` types;
//! everything that a solver adds or compares is an integer with its unit in the type.
//!
//! **Architecture Invariant:** no I/O, no async, no clock, no randomness. Residents appear as counts only: no type here
//! has a field for a resident's name, diagnosis or family history.

mod calendar;
mod circumstances;
mod conditions;
mod fleet;
mod ids;
mod infrastructure;
mod measures;
mod norm;
mod place;
mod plan;
mod problem;
mod production_calendar;
mod road;
mod schedule;
mod streets;
mod territory;
mod trip;
mod vehicle;
mod visit;
mod worker;

pub use calendar::{CYCLE_WEEKS_MAX, CycleDay, WORKING_DAYS};
pub use circumstances::{Appointment, CarlessDay, Circumstances, Closure, Opening, OpeningHours, VehicleOff};
pub use conditions::{Catchment, HalfPosts, PlanConditions, PlanObjective, SitesAsked, SitesWord};
pub use fleet::{FleetDay, FleetReport, VehicleUse};
pub use ids::{
    ID_LENGTH_MAX, InfrastructureId, MunicipalityId, PlanId, RegionId, RoadId, RuralSettlementId, ScheduleId,
    SettlementId, SiteNumber, UnitId, VehicleId, WorkerId, is_plain_id,
};
pub use infrastructure::{InfrastructureKind, InfrastructurePoint};
pub use measures::{Metres, Persons, Seconds};
pub use norm::{Norm, NormProfile, NormStatus, PlaceNorm};
pub use place::{
    Certainty, Municipality, MunicipalityKind, OfficialFigure, PlaceKind, Settlement, SettlementKind,
    StreetHouses, Unit, UnitKind,
};
pub use plan::{
    Advice, DeclaredViolation, OutsideProof, Plan, PlanFigures, PlanOrigin, PlanStatus, PlanVariant,
    SearchProof, Sentence, Site, TravelProof, VariantAim,
};
pub use problem::Problem;
pub use production_calendar::{ProductionCalendar, Transfers};
pub use road::{Direction, Passage, RoadClass, RoadSegment, Season, Seasons, Smoothness, Surface};
pub use schedule::{
    ChangeCause, Lunch, LunchPlace, Replanned, Round, Schedule, ScheduleChange, ScheduleOrigin, Stop,
    Unserved, UnservedCause, VisitTime,
};
pub use streets::{
    HouseRun, StreetPart, StreetSide, house_number_key, house_runs, street_parts, street_populations,
};
pub use territory::Territory;
pub use trip::{LineTrip, Ride, StatedLeg, TripCall};
pub use vehicle::{DriverHours, FOOT, RoundVehicle, Vehicle, VehicleKind, VehiclePrice};
pub use visit::{VisitPrices, VisitProfile, VisitTier};
pub use worker::Worker;
