//! A table of text cells, whatever it was read from: CSV, a sheet of XLSX, or the properties of a GeoJSON collection.
//!
//! Readers fill a [`Table`]; the layers (settlements, links, addresses, …) read [`Record`]s from it by field name and
//! never see the format. Cells are sparse: a collection exported from OpenStreetMap has hundreds of properties, of
//! which a feature carries three.

use super::columns::Columns;
use super::problems::{Problems, shown};
use geo::Geometry;

/// A file as it was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputFile {
    /// Its name: shown in problems, and its ending tells the format.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl InputFile {
    /// A file from its name and content.
    #[must_use]
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            name: name.into(),
            bytes: bytes.into(),
        }
    }

    /// The ending in lower case without the dot, `.gz` left aside.
    #[must_use]
    pub fn ending(&self) -> String {
        let lower = self.name.to_lowercase();
        let name = lower.strip_suffix(".gz").unwrap_or(&lower);
        name.rsplit_once('.')
            .map_or_else(String::new, |(_, ending)| ending.to_owned())
    }

    /// True when the file is larger than `limit`, which is then a problem.
    pub(super) fn too_large(&self, limit: usize, problems: &mut Problems) -> bool {
        let large = self.bytes.len() > limit;
        if large {
            problems.add(
                "file.too_large",
                &self.name,
                format!("файл занимает {} байт, предел — {limit}", self.bytes.len()),
                "вырежьте нужную территорию и загрузите её",
            );
        }
        large
    }
}

/// One row or feature.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    /// Number that a person finds it by: of the line in a table (the header is 1), of the feature from 1.
    pub(super) number: usize,
    /// Cells that hold something: column index and text, by ascending column.
    pub(super) cells: Vec<(u16, String)>,
    /// Geometry of a feature, checked.
    pub(super) geometry: Option<Geometry<f64>>,
    /// Feature id outside the properties.
    pub(super) id: Option<String>,
}

/// What rows are called in messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowWord {
    /// Rows of a table.
    Row,
    /// Features of a collection.
    Feature,
}

/// Rows under headers.
#[derive(Debug)]
pub(super) struct Table {
    /// File name.
    pub(super) file: String,
    /// Row or feature.
    pub(super) word: RowWord,
    /// Header of each column.
    pub(super) headers: Vec<String>,
    /// Rows in file order.
    pub(super) rows: Vec<Row>,
}

impl Table {
    /// The place of a row, for problems.
    pub(super) fn place(&self, row: &Row) -> String {
        match self.word {
            RowWord::Row => format!("{}, строка {}", self.file, row.number),
            RowWord::Feature => format!("{}, объект {}", self.file, row.number),
        }
    }

    /// The rows as records under a mapping of fields to columns.
    pub(super) fn records<'a>(&'a self, columns: &'a Columns) -> impl Iterator<Item = Record<'a>> {
        self.rows.iter().map(move |row| Record {
            table: self,
            columns,
            row,
        })
    }
}

/// One row with its columns named by field.
#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    table: &'a Table,
    columns: &'a Columns,
    row: &'a Row,
}

impl<'a> Record<'a> {
    /// Text of a field, trimmed; empty when the column or the value is missing.
    pub(super) fn text(&self, field: &str) -> &'a str {
        self.columns.index(field).map_or("", |column| self.cell(column))
    }

    fn cell(&self, column: u16) -> &'a str {
        match self.row.cells.binary_search_by_key(&column, |cell| cell.0) {
            Ok(at) => self.row.cells.get(at).map_or("", |cell| cell.1.trim()),
            Err(_) => "",
        }
    }

    /// The row's place.
    pub(super) fn place(&self) -> String {
        self.table.place(self.row)
    }

    /// The place of a field of the row.
    pub(super) fn pointer(&self, field: &str) -> String {
        let header = self
            .columns
            .index(field)
            .and_then(|column| self.table.headers.get(usize::from(column)));
        match header {
            Some(header) => format!("{}, «{}»", self.place(), shown(header)),
            None => format!("{}, поле {field}", self.place()),
        }
    }

    /// Geometry of the feature.
    pub(super) fn geometry(&self) -> Option<&'a Geometry<f64>> {
        self.row.geometry.as_ref()
    }

    /// Id: the column, or the feature's own.
    pub(super) fn id(&self) -> &'a str {
        let own = self.text("id");
        if own.is_empty() {
            self.row.id.as_deref().unwrap_or("")
        } else {
            own
        }
    }

    /// Number of the row in its file.
    pub(super) fn number(&self) -> usize {
        self.row.number
    }
}
