//! Use cases: a territory to a problem of a core, a solution to a plan, a schedule, a fleet, and their check.
