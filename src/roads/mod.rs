//! Roads: from imported lines to travel times between places, for a vehicle and a season.
//!
//! [`RoadGraph`] is the network: nodes where roads meet, edges of one kind with their shape. A [`SpeedProfile`] says how
//! fast a vehicle goes by class, surface and season. [`SeasonRoads`] is the graph priced for both; it snaps places to the
//! nearest usable road with a last mile, and answers with a [`TravelMatrix`], a [`RoadPath`] to draw, or the
//! [`RoadLink`]s that say which places are direct neighbours by road.
//!
//! Matrices come from a customisable contraction [`Hierarchy`], prepared once for a graph and priced again for each vehicle
//! and season; single paths and links from Dijkstra's search.
//!
//! A closed place (a broken bridge) is cut out of its segment by [`close_roads`], and the graph is built again: that
//! takes milliseconds for a district.
//!
//! **Architecture Invariant:** costs are integers, time before length ([`Cost`]), so the best cost between two places is
//! unique whichever algorithm finds it. Floating point is met only in lengths of lines and in snapping.
//!
//! **Architecture Invariant:** a place that no road reaches is never moved onto one in silence: its [`Snap`] tells how
//! long the last mile is, and beyond the profile's limit there is an error instead of a way.

mod chains;
mod closures;
mod cost;
mod dijkstra;
mod error;
mod graph;
mod hierarchy;
mod links;
mod matrix;
mod path;
mod profile;
mod season;
mod snap;

pub use chains::JOIN_TOLERANCE_M;
pub use closures::{CLOSURE_REACH_M, close_roads};
pub use cost::{Cost, Leg};
pub use error::RoadsError;
pub use graph::{Component, Edge, EdgeIndex, NodeIndex, RoadGraph, RoadKind};
pub use hierarchy::{Hierarchy, Metric, Terminal};
pub use links::RoadLink;
pub use matrix::TravelMatrix;
pub use path::RoadPath;
pub use profile::SpeedProfile;
pub use season::{PricedRoads, SeasonRoads};
pub use snap::{Place, Snap};
