//! A site that a better plan may have, written down whole.

/// A connected site inside its norm, served from one base.
#[derive(Debug, Clone)]
pub(in crate::districting) struct Column {
    /// Travel of all its atoms to the base, in person-decimetres.
    pub(in crate::districting) travel: i64,
    /// Its atoms beside the base's own.
    pub(in crate::districting) atoms: Vec<u32>,
}

impl Column {
    /// Travel minus the multipliers of the atoms beside the base's own.
    pub(in crate::districting) fn price(&self, multipliers: &[i64]) -> i64 {
        let paid: i64 = self.atoms.iter().map(|&atom| multipliers[atom as usize]).sum();
        self.travel - paid
    }
}
