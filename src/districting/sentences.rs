//! Violations, reasons and relaxations as sentences, for logs and the command line. Units and sites are named by
//! number, counted from 0 as in the input; a caller with names says it better from the same data.

use super::outcome::{Cut, LeastSites, LockedRule, Reason, Relaxation, SitesArgument, Violation};
use super::problem::UnitIx;
use std::fmt;

/// Units listed by number before the rest is only counted.
const LISTED_MAX: usize = 5;

fn listed(units: &[UnitIx]) -> String {
    let numbers: Vec<String> = units
        .iter()
        .take(LISTED_MAX)
        .map(|unit| unit.0.to_string())
        .collect();
    let rest = units.len().saturating_sub(LISTED_MAX);
    match (units.len(), rest) {
        (1, _) => format!("unit {}", numbers.join("")),
        (_, 0) => format!("units {}", numbers.join(", ")),
        _ => format!("units {} and {rest} more", numbers.join(", ")),
    }
}

impl fmt::Display for LeastSites {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.units.as_slice() {
            [] => f.write_str("the territory")?,
            units => write!(f, "{}, without a way to the others", listed(units))?,
        }
        let (people, upper, least) = (self.population, self.upper, self.at_least);
        match self.argument {
            SitesArgument::Shares if least <= 1 => write!(f, ": {people} residents need a site"),
            SitesArgument::Shares => write!(
                f,
                ": {people} residents do not fit into {} sites of at most {upper} each, so {least} are needed",
                least - 1
            ),
            SitesArgument::Enumeration => write!(
                f,
                ": every partition was looked at, none of fewer than {least} sites is legal"
            ),
            SitesArgument::Packing { large } => write!(
                f,
                ": {large} units of more than half a site cannot share one, and what is left beside them is too small \
                 for the others, so {least} are needed"
            ),
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AboveUpper {
                site,
                population,
                upper,
            } => write!(f, "site {} has {population} residents, more than {upper}", site.0),
            Self::BelowLower {
                site,
                population,
                lower,
            } => write!(
                f,
                "site {} has {population} residents, fewer than {lower}",
                site.0
            ),
            Self::Disconnected { site, pieces } => {
                let cut_off: Vec<String> = pieces.iter().map(|piece| listed(piece)).collect();
                write!(
                    f,
                    "site {} falls into pieces: cut off are {}",
                    site.0,
                    cut_off.join("; ")
                )
            }
            Self::SiteCount { wanted, found } => write!(f, "{found} sites instead of {wanted}"),
            Self::HalfPostCount { wanted, found } => {
                write!(f, "the sites take {found} half posts instead of {wanted}")
            }
            Self::NotTogether { a, b } => write!(f, "units {} and {} must share a site and do not", a.0, b.0),
            Self::NotApart { a, b } => write!(f, "units {} and {} must not share a site and do", a.0, b.0),
            Self::Unpinned { unit, site } => {
                write!(f, "unit {} is pinned to site {} and not in it", unit.0, site.0)
            }
            Self::Unlocked { site, unit } => {
                write!(f, "locked site {} was changed at unit {}", site.0, unit.0)
            }
        }
    }
}

/// The verb for one unit or for several.
fn verb<'a>(units: &[UnitIx], one: &'a str, several: &'a str) -> &'a str {
    if units.len() == 1 { one } else { several }
}

fn only_way_out(
    f: &mut fmt::Formatter<'_>,
    (by, by_population): (&[UnitIx], i64),
    pieces: &[Cut],
    (population, upper): (i64, i64),
) -> fmt::Result {
    for (at, piece) in pieces.iter().enumerate() {
        let between = if at == 0 { "" } else { "; " };
        write!(
            f,
            "{between}{} ({} residents, fewer than {})",
            listed(&piece.units),
            piece.population,
            piece.lower
        )?;
    }
    write!(
        f,
        ": the only way out leads through {} ({by_population} residents), and all together have {population}, more than \
         the {upper} of a site",
        listed(by)
    )
}

fn part_below(
    f: &mut fmt::Formatter<'_>,
    units: &[UnitIx],
    (population, lower): (i64, i64),
    beside_locked: bool,
) -> fmt::Result {
    let rest = if beside_locked {
        "anything that is not locked"
    } else {
        "the rest"
    };
    write!(
        f,
        "{} {} no crossing to {rest} and {population} residents, fewer than the {lower} of a site",
        listed(units),
        verb(units, "has", "have")
    )
}

fn cut_off(
    f: &mut fmt::Formatter<'_>,
    units: &[UnitIx],
    (population, lower): (i64, i64),
    by: &[UnitIx],
) -> fmt::Result {
    let (hang, units, by) = (verb(units, "hangs", "hang"), listed(units), listed(by));
    write!(
        f,
        "{units} ({population} residents, fewer than {lower}) {hang} on the rest only through {by}, which no site can hold"
    )
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnitAboveUpper {
                unit,
                population,
                upper,
            } => write!(
                f,
                "unit {} alone has {population} residents, more than the {upper} of a site",
                unit.0
            ),
            Self::TogetherAboveUpper {
                units,
                population,
                upper,
            } => write!(
                f,
                "{}, which must stay together, have {population} residents, more than the {upper} of a site",
                listed(units)
            ),
            Self::NormsExclude { units, .. } => {
                write!(
                    f,
                    "{} must stay together, but no population satisfies the norms of all",
                    listed(units)
                )
            }
            Self::CutOffByOversize {
                units,
                population,
                lower,
                by,
            } => cut_off(f, units, (*population, *lower), by),
            Self::OnlyWayOutFull {
                by,
                by_population,
                pieces,
                population,
                upper,
            } => only_way_out(f, (by, *by_population), pieces, (*population, *upper)),
            Self::ComponentBelowLower {
                units,
                population,
                lower,
                beside_locked,
            } => part_below(f, units, (*population, *lower), *beside_locked),
            Self::ComponentBetweenMultiples {
                units,
                population,
                lower,
                upper,
                sites_at_most,
                sites_at_least,
            } => write!(
                f,
                "{}: {population} residents reach the lower bound {lower} of at most {sites_at_most} sites, but keep to \
                 the upper bound {upper} only in {sites_at_least} or more",
                listed(units)
            ),
            _ => self.fmt_whole(f),
        }
    }
}

impl Reason {
    /// The reasons that concern no single part: the number of sites, the caller's rules, the search.
    fn fmt_whole(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SitesTooFew {
                wanted,
                at_least,
                locked,
            } => {
                write!(f, "{wanted} sites are too few: the upper bounds need {at_least}")?;
                match locked {
                    0 => Ok(()),
                    locked => write!(f, ", the {locked} locked ones among them"),
                }
            }
            Self::SitesAboveUnits { wanted, units } => {
                write!(
                    f,
                    "{wanted} sites are more than there are units to make them of, {units}"
                )
            }
            Self::SitesTooMany { wanted, at_most } => {
                write!(f, "{wanted} sites are too many: the lower bounds allow {at_most}")
            }
            Self::PostsTooFew { wanted, at_least } => {
                write!(
                    f,
                    "{wanted} half posts are too few: the upper bounds need {at_least}"
                )
            }
            Self::PostsTooMany { wanted, at_most } => {
                write!(
                    f,
                    "{wanted} half posts are too many: the lower bounds allow {at_most}"
                )
            }
            Self::SitesExhausted { wanted } => {
                write!(
                    f,
                    "no numbers of sites that the separate parts allow sum to {wanted}"
                )
            }
            Self::RulesConflict { units } => {
                write!(f, "the rules for {} could not all be kept", listed(units))
            }
            Self::NoneFound {
                iterations,
                norm_violation,
            } => write!(
                f,
                "no legal plan was found in {iterations} moves, the best leaves {norm_violation} residents outside the \
                 norm; that is no proof that there is none"
            ),
            _ => self.fmt_rules(f),
        }
    }

    /// The reasons that are rules of the caller, and parts of which everything was looked at.
    fn fmt_rules(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LockedOutsideNorm {
                site,
                population,
                lower,
                upper,
                ..
            } => write!(
                f,
                "locked site {} has {population} residents, not {lower} to {upper}",
                site.0
            ),
            Self::LockedAgainstRule { site, units, rule } => {
                let rule = match rule {
                    LockedRule::Pinned => "pins",
                    LockedRule::Together => "who must share a site",
                    LockedRule::Apart => "who must not share a site",
                    LockedRule::Connected => "the rule that a site hangs together",
                };
                write!(f, "locked site {} breaks {rule} at {}", site.0, listed(units))
            }
            Self::ChosenWayFull {
                units,
                over,
                population,
                upper,
            } => write!(
                f,
                "{} must share a site; with the way over {} they have {population} residents, more than {upper}, and no \
                 legal plan was found so; that is no proof",
                listed(units),
                listed(over)
            ),
            Self::ComponentExhausted {
                units,
                population,
                legal_sites,
                ..
            } => write!(
                f,
                "{} with {population} residents: every partition was looked at ({legal_sites} legal sites exist), none \
                 is legal",
                listed(units)
            ),
            Self::Stranded {
                units,
                population,
                lower,
                upper,
            } => write!(
                f,
                "{} with {population} residents: below {lower} alone, and above {upper} with any neighbours that would do",
                listed(units)
            ),
            _ => Ok(()),
        }
    }
}

/// What is known of a plan with another number.
fn evidence(outside: Option<i64>) -> String {
    match outside {
        Some(0) => ", for which a legal plan was found".to_owned(),
        Some(people) => format!(", for which a plan leaves {people} residents outside the norm"),
        None => ", which the totals allow; no plan with it was looked for".to_owned(),
    }
}

impl fmt::Display for Relaxation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let certainty = |sufficient: bool| {
            if sufficient {
                "makes a plan legal"
            } else {
                "is needed, perhaps not enough"
            }
        };
        match self {
            Self::SplitUnit { unit, parts } => write!(f, "split unit {} into at least {parts} parts", unit.0),
            Self::RaiseUpper {
                units,
                upper,
                sufficient,
            } => write!(
                f,
                "an upper bound of {upper} for {} {}",
                listed(units),
                certainty(*sufficient)
            ),
            Self::ReduceLower {
                units,
                lower,
                sufficient,
            } => write!(
                f,
                "a lower bound of {lower} for {} {}",
                listed(units),
                certainty(*sufficient)
            ),
            Self::Join { units } => write!(
                f,
                "count a ferry or winter road of {} as a crossing",
                listed(units)
            ),
            Self::ChangeSites { sites, outside } => {
                write!(f, "ask for {sites} sites{}", evidence(*outside))
            }
            Self::ChangePosts { halves, outside } => {
                write!(f, "ask for {halves} half posts{}", evidence(*outside))
            }
            Self::Unlock { site } => write!(f, "unlock site {}", site.0),
        }
    }
}
