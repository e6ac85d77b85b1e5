//! Values of fields: whole populations, coordinates, lengths and flags, each with the problem that it can have.

use super::limits::{POPULATION_MAX, TEXT_BYTES_MAX};
use super::problems::{Problems, shown};
use super::table::Record;
use crate::domain::{ID_LENGTH_MAX, Persons, Seconds, is_plain_id};
use geo::Point;

/// A number as people write it: comma or dot, thin or plain spaces between thousands.
pub(super) fn number(text: &str) -> Option<f64> {
    let clean: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if c == ',' { '.' } else { c })
        .collect();
    clean.parse::<f64>().ok().filter(|value| value.is_finite())
}

/// A time of day as people write it: «8:10».
pub(super) fn time_of_day(text: &str) -> Option<Seconds> {
    let (hours, minutes) = text.split_once(':')?;
    let part = |text: &str| text.trim().parse::<i64>().ok();
    let (hours, minutes) = (part(hours)?, part(minutes)?);
    let sane = (0..=24).contains(&hours) && (0..60).contains(&minutes);
    sane.then(|| Seconds::from_minutes(hours * 60 + minutes))
}

/// Residents of a record: `None` without a value, and when it is wrong, which is then a problem.
pub(super) fn population(record: &Record<'_>, problems: &mut Problems) -> Result<Option<Persons>, ()> {
    let text = record.text("population");
    if text.is_empty() {
        return Ok(None);
    }
    let action = "укажите целое число жителей, 0 — если их нет";
    let mut wrong = |code, cause: String| {
        problems.add(code, record.pointer("population"), cause, action);
        Err(())
    };
    let Some(value) = number(text) else {
        return wrong("population.not_a_number", format!("«{}» — не число", shown(text)));
    };
    if value < 0.0 {
        return wrong("population.negative", format!("{} жителей", shown(text)));
    }
    if value.fract() != 0.0 {
        return wrong("population.fraction", format!("{} — не целое число", shown(text)));
    }
    if value > POPULATION_MAX as f64 {
        return wrong(
            "population.too_large",
            format!("{} жителей, предел — {POPULATION_MAX}", shown(text)),
        );
    }
    Ok(Some(Persons(value as i64)))
}

/// Where a record is: its columns, or its geometry's centre when `centre` can tell it.
pub(super) fn location(record: &Record<'_>, problems: &mut Problems) -> Option<Point<f64>> {
    if let Some(point) = record.geometry().and_then(super::shapes::centre) {
        return Some(point);
    }
    let (lon, lat) = (record.text("lon"), record.text("lat"));
    if lon.is_empty() || lat.is_empty() {
        problems.add(
            "position.missing",
            record.place(),
            "место не указано: нет ни геометрии, ни долготы с широтой",
            "укажите долготу и широту в градусах",
        );
        return None;
    }
    let coordinate = |field: &str, text: &str, problems: &mut Problems| {
        let value = number(text);
        if value.is_none() {
            problems.add(
                "position.not_a_number",
                record.pointer(field),
                format!("«{}» — не число", shown(text)),
                "укажите градусы числом, например 69.0217",
            );
        }
        value
    };
    let x = coordinate("lon", lon, problems);
    let y = coordinate("lat", lat, problems);
    super::shapes::degrees(x?, y?, &record.place(), problems).map(Point::from)
}

/// A required text.
pub(super) fn required<'a>(
    record: &Record<'a>,
    field: &'static str,
    problems: &mut Problems,
) -> Option<&'a str> {
    let text = record.text(field);
    if text.is_empty() {
        problems.add(
            "value.missing",
            record.pointer(field),
            "значения нет, а без него строку не использовать",
            "впишите значение или удалите строку",
        );
        return None;
    }
    Some(text)
}

/// The id of a record, or one made of `prefix` and the row's number when the file has none.
pub(super) fn id(record: &Record<'_>, prefix: &str, problems: &mut Problems) -> Option<String> {
    let own = record.id();
    if own.is_empty() {
        return Some(format!("{prefix}{}", record.number()));
    }
    if !is_plain_id(own) {
        problems.add(
            "id.malformed",
            record.pointer("id"),
            format!(
                "код «{}» содержит пробелы или знаки, или длиннее {ID_LENGTH_MAX}",
                shown(own)
            ),
            "оставьте в коде буквы, цифры и - _ . : /",
        );
        return None;
    }
    Some(own.to_owned())
}

/// True for `1`, `yes`, `да`, `true`; false for everything else.
pub(super) fn flag(text: &str) -> bool {
    matches!(
        text.to_lowercase().as_str(),
        "1" | "1.0" | "yes" | "true" | "да" | "+" | "истина"
    )
}

/// A text cut to what a document may show. Control characters, bidirectional overrides included, become spaces.
pub(super) fn clean(text: &str) -> String {
    let hidden = |c: char| c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let mut plain: String = text.chars().map(|c| if hidden(c) { ' ' } else { c }).collect();
    if plain.len() > TEXT_BYTES_MAX {
        let end = (0..=TEXT_BYTES_MAX)
            .rev()
            .find(|at| plain.is_char_boundary(*at))
            .unwrap_or(0);
        plain.truncate(end);
    }
    plain.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{clean, flag, number};

    #[test]
    fn numbers_as_people_write_them() {
        assert_eq!(number("5 008,5"), Some(5008.5));
        assert_eq!(number("5\u{a0}008"), Some(5008.0));
        assert_eq!(number("1e999"), None);
        assert_eq!(number("пять"), None);
    }

    #[test]
    fn flags_and_hidden_characters() {
        assert!(flag("1") && flag("Да") && flag("1.0") && !flag("0") && !flag(""));
        assert_eq!(clean("a\u{202E}b\u{0}c "), "a b c");
        assert!(clean(&"я".repeat(400)).len() <= 500);
    }
}
