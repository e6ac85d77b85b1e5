//! Visit schedules: the list of a plan, one of them, and the weeks of one site with its ways on the map.

use super::app::{App, blocking};
use super::body::InPath;
use super::feature::line;
use super::kept::FoundSchedule;
use super::plans::find;
use super::problem::{Answer, ApiError};
use crate::domain::{
    CycleDay, Plan, PlanId, Round, Schedule, ScheduleId, Season, SiteNumber, Territory, Unit, UnitId,
    Unserved, Vehicle, WORKING_DAYS,
};
use crate::jobs::Survey;
use crate::planning::{FleetRoads, Network};
use crate::roads::Place;
use crate::store::{ScheduleRow, rfc3339};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A schedule in a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ScheduleRowView {
    #[schema(value_type = String)]
    id: ScheduleId,
    #[schema(value_type = String)]
    season: Season,
    cycle_weeks: u8,
    rounds: u32,
    unserved: u32,
    distance_m: i64,
    plan_version: i64,
    created_at: String,
}

impl From<ScheduleRow> for ScheduleRowView {
    fn from(row: ScheduleRow) -> Self {
        Self {
            id: row.id,
            season: row.season,
            cycle_weeks: row.cycle_weeks,
            rounds: row.rounds,
            unserved: row.unserved,
            distance_m: row.distance.get(),
            plan_version: row.plan_version,
            created_at: rfc3339(row.created_at_ms),
        }
    }
}

/// A schedule with the names of what it speaks of.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ScheduleView {
    #[serde(flatten)]
    #[schema(value_type = Object)]
    schedule: Arc<Schedule>,
    created_at: String,
    /// Version of the plan that it was made for.
    plan_version: i64,
    #[schema(value_type = Object)]
    unit_names: BTreeMap<UnitId, String>,
    #[schema(value_type = Object)]
    site_names: BTreeMap<SiteNumber, String>,
}

/// A schedule that exists.
pub(crate) async fn find_schedule(app: &App, id: &ScheduleId) -> Answer<FoundSchedule> {
    app.schedules().find(app.store(), id).await
}

/// The schedules of a plan, newest first.
#[utoipa::path(get, path = "/plans/{p}/schedules", tag = "schedules",
    params(("p" = String, Path, description = "Plan")), responses((status = 200, body = Vec<ScheduleRowView>)))]
pub(crate) async fn list(
    State(app): State<App>,
    InPath(plan): InPath<PlanId>,
) -> Answer<Json<Vec<ScheduleRowView>>> {
    let rows = app.store().schedules_of(&plan).await?;
    Ok(Json(rows.into_iter().map(ScheduleRowView::from).collect()))
}

/// One schedule.
#[utoipa::path(get, path = "/schedules/{s}", tag = "schedules",
    params(("s" = String, Path, description = "Schedule")), responses((status = 200, body = ScheduleView)))]
pub(crate) async fn show(
    State(app): State<App>,
    InPath(id): InPath<ScheduleId>,
) -> Answer<Json<ScheduleView>> {
    let record = find_schedule(&app, &id).await?;
    let plan = find(&app, &record.schedule.plan).await?.plan;
    let survey = app.survey(&record.municipality).await?;
    Ok(Json(ScheduleView {
        unit_names: unit_names(&survey.territory, &plan, &record.schedule),
        site_names: plan
            .sites
            .iter()
            .map(|site| (site.number, site.name.clone()))
            .collect(),
        created_at: rfc3339(record.created_at_ms),
        plan_version: record.plan_version,
        schedule: record.schedule,
    }))
}

/// Names of the units that a schedule visits, leaves out, or starts from.
fn unit_names(territory: &Territory, plan: &Plan, schedule: &Schedule) -> BTreeMap<UnitId, String> {
    let visited = schedule
        .rounds
        .iter()
        .flat_map(|round| &round.stops)
        .map(|stop| &stop.unit);
    let left_out = schedule.unserved.iter().map(|unserved| &unserved.unit);
    let bases = plan.sites.iter().map(|site| &site.base);
    let wanted: BTreeSet<&UnitId> = visited.chain(left_out).chain(bases).collect();
    territory
        .units
        .iter()
        .filter(|unit| wanted.contains(&unit.id))
        .map(|unit| (unit.id.clone(), unit.name.clone()))
        .collect()
}

/// The cycle of one site: its rounds with names, places and ways, what is left out, and the days at the base.
#[utoipa::path(get, path = "/schedules/{s}/sites/{n}", tag = "schedules",
    params(("s" = String, Path, description = "Schedule"), ("n" = u32, Path, description = "Site")),
    responses((status = 200, body = Object)))]
pub(crate) async fn site(
    State(app): State<App>,
    InPath((id, number)): InPath<(ScheduleId, u32)>,
) -> Answer<Json<Value>> {
    let record = find_schedule(&app, &id).await?;
    let plan = find(&app, &record.schedule.plan).await?.plan;
    let survey = app.survey(&record.municipality).await?;
    let view = blocking(move || site_week(&survey, &plan, &record.schedule, SiteNumber(number))).await??;
    Ok(Json(view))
}

fn site_week(survey: &Survey, plan: &Plan, schedule: &Schedule, number: SiteNumber) -> Answer<Value> {
    let site = plan.sites.iter().find(|site| site.number == number);
    let site = site.ok_or_else(|| ApiError::not_found("site"))?;
    let ground = survey.ground()?;
    let network = Network::new(&survey.territory, ground, &schedule.circumstances)?;
    let map = WeekMap {
        units: survey
            .territory
            .units
            .iter()
            .enumerate()
            .map(|(at, unit)| (&unit.id, (at, unit)))
            .collect(),
        schedule,
        roads: network.fleet_roads(schedule.season, &schedule.vehicles)?,
        places: ground.places(),
    };
    let rounds: Vec<&Round> = schedule
        .rounds
        .iter()
        .filter(|round| round.site == number)
        .collect();
    let away: BTreeSet<CycleDay> = rounds.iter().map(|round| round.day).collect();
    let days = 0..usize::from(schedule.cycle_weeks) * usize::from(WORKING_DAYS);
    let reception_days: Vec<CycleDay> = days
        .map(CycleDay::from_index)
        .filter(|day| !away.contains(day))
        .collect();
    let base = map.units.get(&site.base).map(|(_, unit)| *unit);
    let unserved: Vec<Value> = schedule
        .unserved
        .iter()
        .filter(|unserved| unserved.site == number)
        .map(|unserved| map.unserved(unserved))
        .collect();
    Ok(json!({
        "site": number,
        "name": site.name,
        "base": {
            "unit": site.base,
            "name": base.map(|unit| unit.name.as_str()),
            "lon": base.map(|unit| unit.location.x()),
            "lat": base.map(|unit| unit.location.y()),
        },
        "rounds": rounds.iter().map(|round| map.round(&site.base, round)).collect::<Vec<_>>(),
        "unserved": unserved,
        "reception_days": reception_days,
    }))
}

/// What puts a site's rounds on the map.
struct WeekMap<'a> {
    units: BTreeMap<&'a UnitId, (usize, &'a Unit)>,
    schedule: &'a Schedule,
    roads: FleetRoads<'a>,
    places: &'a [Place],
}

impl WeekMap<'_> {
    fn round(&self, base: &UnitId, round: &Round) -> Value {
        let mut view = json!(round);
        let stops: Vec<Value> = round
            .stops
            .iter()
            .map(|stop| {
                let mut view = json!(stop);
                self.describe(&stop.unit, &mut view);
                view
            })
            .collect();
        let way = std::iter::once(base)
            .chain(round.stops.iter().map(|stop| &stop.unit))
            .chain(std::iter::once(base));
        let places: Vec<Place> = way
            .filter_map(|unit| self.places.get(self.units.get(unit)?.0).cloned())
            .collect();
        let vehicle = round
            .vehicle
            .as_ref()
            .and_then(|of| self.schedule.vehicle(&of.id));
        let path = self.path(vehicle, &places);
        if let Value::Object(view) = &mut view {
            view.insert("stops".into(), stops.into());
            view.insert("path".into(), path);
            if let Some(vehicle) = vehicle {
                view.insert("vehicle_title".into(), vehicle.title.clone().into());
            }
        }
        view
    }

    /// The course of a round: along the roads, or straight where the legs are stated.
    fn path(&self, vehicle: Option<&Vehicle>, places: &[Place]) -> Value {
        if vehicle.is_some_and(|vehicle| !vehicle.legs.is_empty()) {
            return line(&places.iter().map(|place| place.location.0).collect());
        }
        let driven = vehicle.filter(|vehicle| !vehicle.is_line());
        let roads = driven.and_then(|vehicle| self.roads.of(&vehicle.speeds));
        let path = roads.unwrap_or(self.roads.plain()).path_through(places);
        path.map_or(Value::Null, |path| line(&path.line))
    }

    fn unserved(&self, unserved: &Unserved) -> Value {
        let mut view = json!(unserved);
        self.describe(&unserved.unit, &mut view);
        view
    }

    /// Adds name, place and residents of a unit.
    fn describe(&self, unit: &UnitId, view: &mut Value) {
        if let (Some((_, unit)), Value::Object(view)) = (self.units.get(unit), view) {
            view.insert("name".into(), unit.name.clone().into());
            view.insert("lon".into(), unit.location.x().into());
            view.insert("lat".into(), unit.location.y().into());
            view.insert("population".into(), unit.population.get().into());
        }
    }
}
