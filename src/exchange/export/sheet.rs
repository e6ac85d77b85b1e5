//! A sheet of cells, written as CSV or XLSX.

use crate::exchange::neutralise;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// Mark of UTF-8, without which Excel reads Russian as Windows-1251.
const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";
/// Longest name that XLSX allows for a sheet, characters. Test: `a_workbook_has_a_sheet_for_each_table`.
const SHEET_NAME_MAX: usize = 31;
/// Widest column, characters: longer texts wrap in the reader's view.
const COLUMN_WIDTH_MAX: usize = 60;

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Text, not yet neutralised.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A number with a fraction: kilometres, degrees.
    Decimal(f64),
    /// Nothing.
    Empty,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text.to_owned())
        }
    }
}

/// A table ready to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Headers.
    pub headers: Vec<&'static str>,
    /// Rows, each as long as the headers.
    pub rows: Vec<Vec<Cell>>,
}

/// Why a file cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The CSV writer refuses a row.
    #[error("csv: {0}")]
    Csv(#[from] ::csv::Error),
    /// The XLSX writer refuses a cell, such as one past row 1,048,576.
    #[error("xlsx: {0}")]
    Xlsx(#[from] XlsxError),
    /// A shape cannot be written as GeoJSON.
    #[error("geojson: {0}")]
    GeoJson(String),
}

/// The sheet as CSV: commas, CRLF, UTF-8 with a mark.
///
/// # Errors
/// A row of another length than the headers.
pub fn csv(sheet: &Sheet) -> Result<Vec<u8>, ExportError> {
    let mut writer = ::csv::WriterBuilder::new()
        .terminator(::csv::Terminator::CRLF)
        .from_writer(UTF8_MARK.to_vec());
    writer.write_record(&sheet.headers)?;
    for row in &sheet.rows {
        writer.write_record(row.iter().map(text))?;
    }
    let bytes = writer.into_inner().map_err(|error| error.into_error());
    bytes.map_err(|error| ExportError::Csv(error.into()))
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => neutralise(text),
        Cell::Number(number) => number.to_string(),
        Cell::Decimal(number) => number.to_string(),
        Cell::Empty => String::new(),
    }
}

/// The sheets as one XLSX workbook.
///
/// # Errors
/// More rows than a sheet can hold, or two sheets of one name.
pub fn xlsx(sheets: &[Sheet]) -> Result<Vec<u8>, ExportError> {
    let bold = Format::new().set_bold();
    let mut workbook = Workbook::new();
    for sheet in sheets {
        let name: String = sheet
            .name
            .chars()
            .filter(|c| !"[]:*?/\\".contains(*c))
            .take(SHEET_NAME_MAX)
            .collect();
        let page = workbook.add_worksheet().set_name(name)?;
        page.set_freeze_panes(1, 0)?;
        for (column, header) in (0_u16..).zip(&sheet.headers) {
            page.write_string_with_format(0, column, *header, &bold)?;
            let cells = sheet.rows.iter().filter_map(|row| row.get(usize::from(column)));
            let widest = cells.map(|cell| text(cell).chars().count()).max().unwrap_or(0);
            let width = widest.max(header.chars().count()).min(COLUMN_WIDTH_MAX) as f64 + 2.0;
            page.set_column_width(column, width)?;
        }
        for (line, row) in (1_u32..).zip(&sheet.rows) {
            for (column, cell) in (0_u16..).zip(row) {
                match cell {
                    Cell::Text(content) => page.write_string(line, column, neutralise(content))?,
                    Cell::Number(number) => page.write_number(line, column, *number as f64)?,
                    Cell::Decimal(number) => page.write_number(line, column, *number)?,
                    Cell::Empty => continue,
                };
            }
        }
    }
    Ok(workbook.save_to_buffer()?)
}
