//! Infrastructure points: the institutions that a site's map and passport show.

use super::ids::InfrastructureId;
use geo::Point;
use serde::{Deserialize, Serialize};

/// Kind of institution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InfrastructureKind {
    /// Школа, детский сад.
    School,
    /// Больница.
    Hospital,
    /// Поликлиника, амбулатория.
    Clinic,
    /// Фельдшерско-акушерский пункт.
    Fap,
    /// Аптека.
    Pharmacy,
    /// Полиция.
    Police,
    /// Почта.
    Post,
    /// Библиотека.
    Library,
    /// Дом культуры, клуб.
    CultureHouse,
    /// Магазин.
    Shop,
    /// Администрация, сельсовет.
    Townhall,
    /// Учреждение социального обслуживания.
    SocialFacility,
}

impl InfrastructureKind {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::School,
        Self::Hospital,
        Self::Clinic,
        Self::Fap,
        Self::Pharmacy,
        Self::Police,
        Self::Post,
        Self::Library,
        Self::CultureHouse,
        Self::Shop,
        Self::Townhall,
        Self::SocialFacility,
    ];
}

/// An institution with its service contacts, which are public by design.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InfrastructurePoint {
    /// Stable code: from the source, or made when added by hand.
    pub id: InfrastructureId,
    /// Kind.
    pub kind: InfrastructureKind,
    /// Полное наименование учреждения.
    pub full_name: String,
    /// Address.
    pub address: String,
    /// Service telephone.
    pub telephone: String,
    /// Head of the institution (руководитель).
    pub head: String,
    /// Note.
    pub note: String,
    /// WGS84 degrees.
    pub location: Point<f64>,
    /// True when a person added or changed it here: a second import keeps it.
    pub edited_by_hand: bool,
}
