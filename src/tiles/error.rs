//! Why a tile cannot be made.

/// A tile that does not exist, or could not be written.
#[derive(Debug, thiserror::Error)]
pub enum TileError {
    /// Deeper than tiles are made.
    #[error("zoom {zoom} is deeper than {max}")]
    Zoom {
        /// Asked for.
        zoom: u8,
        /// The limit.
        max: u8,
    },
    /// No such column or row.
    #[error("tile {zoom}/{x}/{y} does not exist: zoom {zoom} has {count} columns and rows")]
    Place {
        /// Zoom.
        zoom: u8,
        /// Column.
        x: u32,
        /// Row.
        y: u32,
        /// Columns and rows of that zoom.
        count: u32,
    },
    /// The encoder refused.
    #[error("tile could not be written: {0}")]
    Encode(#[from] fast_mvt::MvtError),
}
