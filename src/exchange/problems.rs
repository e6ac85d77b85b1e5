//! The collector that answers everything that is wrong with an import at once.

use super::codes::{CODES, Code};
use super::limits::PROBLEMS_MAX;
use crate::domain::Problem;

/// The entry of a code; `None` for a code of another list.
#[must_use]
pub fn entry(code: &str) -> Option<&'static Code> {
    CODES.iter().find(|entry| entry.code == code)
}

/// True when the problem stops an import that keeps no good rows; unknown codes do.
#[must_use]
pub fn blocks(problem: &Problem) -> bool {
    entry(&problem.code).is_none_or(|entry| entry.blocks)
}

/// Collects problems up to [`PROBLEMS_MAX`] and counts the rest.
#[derive(Debug, Default)]
pub(super) struct Problems {
    listed: Vec<Problem>,
    unlisted: usize,
    blocking: bool,
}

impl Problems {
    /// Notes a problem of the list.
    pub(super) fn add(
        &mut self,
        code: &'static str,
        pointer: impl Into<String>,
        cause: impl Into<String>,
        action: impl Into<String>,
    ) {
        self.blocking |= entry(code).is_none_or(|entry| entry.blocks);
        if self.listed.len() < PROBLEMS_MAX {
            self.listed.push(Problem::new(code, pointer, cause, action));
        } else {
            self.unlisted += 1;
        }
    }

    /// True when something cannot be used.
    pub(super) fn block(&self) -> bool {
        self.blocking
    }

    /// Problems so far, the uncounted ones included.
    pub(super) fn len(&self) -> usize {
        self.listed.len() + self.unlisted
    }

    /// The list, closed by one that says how many more there were.
    pub(super) fn into_vec(mut self) -> Vec<Problem> {
        if self.unlisted > 0 {
            self.listed.push(Problem::new(
                "problems.more",
                "весь ввод",
                format!("ещё {} замечаний не показано", self.unlisted),
                "исправьте показанные и повторите импорт",
            ));
        }
        self.listed
    }
}

/// A value as a message may show it: one line, cut to a readable length.
pub(super) fn shown(value: &str) -> String {
    const SHOWN_MAX: usize = 60;
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    let mut text: String = value.chars().take(SHOWN_MAX).map(clean).collect();
    if value.chars().nth(SHOWN_MAX).is_some() {
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{CODES, Problems, blocks, entry, shown};
    use crate::domain::Problem;
    use crate::exchange::limits::PROBLEMS_MAX;

    #[test]
    fn the_list_is_sorted_and_explains_itself() {
        for pair in CODES.windows(2) {
            assert!(
                pair[0].code < pair[1].code,
                "{} stands after {}",
                pair[0].code,
                pair[1].code
            );
        }
        for code in CODES {
            assert!(
                !code.meaning.is_empty() && !code.meaning_en.is_empty(),
                "{}",
                code.code
            );
        }
    }

    #[test]
    fn problems_past_the_limit_are_counted() {
        let mut problems = Problems::default();
        for row in 0..PROBLEMS_MAX + 7 {
            problems.add("id.duplicate", format!("row {row}"), "", "");
        }
        assert!(problems.block());
        assert_eq!(problems.len(), PROBLEMS_MAX + 7);
        let list = problems.into_vec();
        assert_eq!(list.len(), PROBLEMS_MAX + 1);
        assert!(list[PROBLEMS_MAX].cause.contains('7'));
    }

    #[test]
    fn a_note_does_not_block_and_a_stranger_does() {
        let note = entry("units.gap").unwrap();
        assert!(!blocks(&Problem::new(note.code, "", "", "")));
        assert!(blocks(&Problem::new("other.code", "", "", "")));
    }

    #[test]
    fn a_shown_value_is_one_short_line() {
        assert_eq!(shown("a\nb\u{0}c"), "a b c");
        assert_eq!(shown(&"я".repeat(100)).chars().count(), 61);
    }
}
