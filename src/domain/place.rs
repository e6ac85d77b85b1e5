//! Places: the municipality, its settlements, and the territorial units that a partition moves whole.

use super::ids::{MunicipalityId, RuralSettlementId, SettlementId, UnitId};
use super::measures::{Metres, Persons};
use geo::{MultiPolygon, Point};
use serde::{Deserialize, Serialize};

/// What kind of territory a municipality is; it decides which norm applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MunicipalityKind {
    /// Городской округ.
    UrbanOkrug,
    /// Муниципальный район or муниципальный округ.
    District,
}

/// A kind of place for which a norm profile sets bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// Городской округ.
    UrbanOkrug,
    /// Муниципальный район: villages and towns without a rule of their own.
    District,
    /// Посёлок городского типа inside a district.
    UrbanTypeSettlement,
    /// Long seasonal isolation and low density.
    Isolated,
}

impl PlaceKind {
    /// Every kind, in the order of the profile's table.
    pub const ALL: [Self; 4] = [
        Self::UrbanOkrug,
        Self::District,
        Self::UrbanTypeSettlement,
        Self::Isolated,
    ];
}

/// A territory that is partitioned into sites.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Municipality {
    /// Stable code, also its place in addresses: `vagay`.
    pub id: MunicipalityId,
    /// Full official name.
    pub name: String,
    /// Urban okrug or district.
    pub kind: MunicipalityKind,
    /// True when the whole territory counts as a place of long seasonal isolation.
    pub isolated: bool,
    /// WGS84 boundary; `None` when only points were given.
    pub boundary: Option<MultiPolygon<f64>>,
    /// Official total of residents, where the source states one.
    pub official_population: Option<OfficialFigure>,
    /// Who made the layers and under which licence; shown on every map and document.
    pub attribution: Vec<String>,
}

/// A figure that an authority published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficialFigure {
    /// Residents.
    pub persons: Persons,
    /// Year of the count.
    pub year: i32,
    /// Who published it.
    pub source: String,
}

/// How well a population is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Counted by a census or a register.
    Counted,
    /// Spread or scaled from a total: shown as «оценка».
    Estimated,
}

/// Kind of populated place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettlementKind {
    /// Город.
    City,
    /// Посёлок городского типа, рабочий посёлок.
    UrbanTypeSettlement,
    /// Посёлок.
    Posyolok,
    /// Село.
    Selo,
    /// Деревня.
    Derevnya,
    /// Хутор, аул, станция and whatever else the source names.
    Other,
}

/// A populated place: a point with a population.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settlement {
    /// Stable code from the source.
    pub id: SettlementId,
    /// Full name, such as «село Вагай».
    pub name: String,
    /// Kind, from the name or the source.
    pub kind: SettlementKind,
    /// Longitude and latitude, WGS84 degrees.
    pub location: Point<f64>,
    /// Residents.
    pub population: Persons,
    /// Counted or estimated.
    pub certainty: Certainty,
    /// The rural settlement it belongs to, where known.
    pub rural_settlement: Option<RuralSettlementId>,
    /// Centre of a rural settlement.
    pub is_rural_centre: bool,
    /// Centre of the municipality.
    pub is_district_centre: bool,
    /// Length of the way from the place to the nearest road when the source measured it.
    pub road_access: Option<Metres>,
}

/// What a unit is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// A whole settlement.
    Settlement,
    /// A town block.
    Block,
    /// One street, or a part of it.
    Street,
    /// A group of houses.
    HouseGroup,
}

/// Houses of one street that belong to a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreetHouses {
    /// Street name.
    pub street: String,
    /// House numbers in reading order.
    pub houses: Vec<String>,
    /// Residents of them; territories imported by older versions do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub population: Option<Persons>,
}

/// The smallest piece of territory that a partition moves whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    /// Stable code; a settlement that is one unit lends its own.
    pub id: UnitId,
    /// Name for lists and maps.
    pub name: String,
    /// Settlement, block, street or house group.
    pub kind: UnitKind,
    /// The settlement it is, or is a part of.
    pub settlement: SettlementId,
    /// Where its people are, WGS84 degrees.
    pub location: Point<f64>,
    /// Its territory where the source has one; otherwise tessellation gives it a cell.
    pub polygon: Option<MultiPolygon<f64>>,
    /// Residents.
    pub population: Persons,
    /// Counted or estimated.
    pub certainty: Certainty,
    /// Which norm applies to it.
    pub place: PlaceKind,
    /// Streets and houses, for units inside a town.
    pub streets: Vec<StreetHouses>,
}
