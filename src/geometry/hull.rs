//! A territory for points that came without a boundary: their convex hull, widened.

use super::GeometryError;
use super::projection::Projection;
use super::tessellation::TessellationInput;
use geo::{ConvexHull, Coord, CoordsIter, LineString, MultiPoint, MultiPolygon, Point, Polygon};

/// Width added to the hull, as a share of its extent.
const MARGIN_SHARE: f64 = 0.1;
/// Least width added, metres.
const MARGIN_M_MIN: f64 = 500.0;
/// Most width added, metres.
const MARGIN_M_MAX: f64 = 10_000.0;
/// Corners of the circle that widens the hull.
const CIRCLE_CORNERS: u32 = 24;

/// The convex hull of all points and polygons, wider by a tenth of its extent.
///
/// # Errors
/// When no coordinate is finite.
pub(super) fn wide_hull(input: &TessellationInput<'_>) -> Result<MultiPolygon<f64>, GeometryError> {
    let coords = || {
        input
            .generators
            .iter()
            .map(|generator| generator.location.0)
            .chain(
                input
                    .polygons
                    .iter()
                    .flat_map(|(_, polygon)| polygon.coords_iter()),
            )
            .filter(|c| c.x.is_finite() && c.y.is_finite())
    };
    let projection = Projection::for_coords(coords())?;
    let flat: Vec<Coord<f64>> = coords().map(|c| projection.to_metres(c)).collect();
    let reach = flat.iter().map(|c| c.x.abs().max(c.y.abs())).fold(0.0, f64::max);
    let margin = (2.0 * reach * MARGIN_SHARE).clamp(MARGIN_M_MIN, MARGIN_M_MAX);
    let wide: Vec<Point<f64>> = flat
        .iter()
        .flat_map(|c| {
            (0..CIRCLE_CORNERS).map(move |corner| {
                let angle = f64::from(corner) / f64::from(CIRCLE_CORNERS) * std::f64::consts::TAU;
                Point::new(c.x + margin * angle.cos(), c.y + margin * angle.sin())
            })
        })
        .collect();
    let hull = MultiPoint::new(wide).convex_hull();
    let ring = hull
        .exterior()
        .coords()
        .map(|c| projection.to_degrees(*c))
        .collect();
    Ok(MultiPolygon::new(vec![Polygon::new(
        LineString::new(ring),
        Vec::new(),
    )]))
}
