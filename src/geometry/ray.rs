//! What lies west of a point: exact location among segments that do not cross.

use super::grid::{GridPoint, cross};

/// The first segment that a ray from `point` to the west meets, of those offered, with what belongs to it; its ends come
/// lower end first. Segments touch at ends only; one that passes through the point does not count.
pub(super) fn first_west<T>(
    point: GridPoint,
    offered: impl Iterator<Item = (GridPoint, GridPoint, T)>,
) -> Option<(GridPoint, GridPoint, T)> {
    let mut best: Option<(GridPoint, GridPoint, T)> = None;
    for (a, b, item) in offered {
        let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
        if low.y > point.y || high.y <= point.y || cross(low, high, point) >= 0 {
            continue;
        }
        if best
            .as_ref()
            .is_none_or(|(other_low, other_high, _)| is_east_of((low, high), (*other_low, *other_high)))
        {
            best = Some((low, high, item));
        }
    }
    best
}

/// True when `e` lies east of `f` where their heights overlap; the two do not cross.
fn is_east_of(e: (GridPoint, GridPoint), f: (GridPoint, GridPoint)) -> bool {
    let side = if e.0.y >= f.0.y {
        let side = cross(f.0, f.1, e.0);
        if side == 0 { cross(f.0, f.1, e.1) } else { side }
    } else {
        let side = -cross(e.0, e.1, f.0);
        if side == 0 { -cross(e.0, e.1, f.1) } else { side }
    };
    side < 0
}
