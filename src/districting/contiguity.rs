//! Does a site stay in one piece without some atom? Answered by a search that ends as soon as it knows.

use super::atoms::Atoms;

/// Scratch for connectivity questions, one for each search.
#[derive(Debug, Clone)]
pub(super) struct Contiguity {
    stamp: Vec<u32>,
    epoch: u32,
    queue: Vec<u32>,
    ends: Vec<u32>,
}

impl Contiguity {
    /// Scratch for a graph of `atoms` atoms.
    pub(super) fn new(atoms: usize) -> Self {
        Self {
            stamp: vec![0; atoms],
            epoch: 0,
            queue: Vec::new(),
            ends: Vec::new(),
        }
    }

    fn next_epoch(&mut self) -> u32 {
        if self.epoch > u32::MAX - 2 {
            self.stamp.fill(0);
            self.epoch = 0;
        }
        self.epoch += 2;
        self.epoch
    }

    /// True when the other atoms of `atom`'s site hang together without it. The neighbours of `atom` in its site are
    /// reached from one of them, near ones first; most answers take a few steps. A lone atom's site would be empty:
    /// false.
    pub(super) fn holds_without(&mut self, atoms: &Atoms, site_of: &[u32], atom: u32) -> bool {
        let site = site_of[atom as usize];
        self.ends.clear();
        for edge in atoms.edges.row(atom as usize) {
            if site_of[edge.atom as usize] == site {
                self.ends.push(edge.atom);
            }
        }
        match self.ends.len() {
            0 => return false,
            1 => return true,
            _ => {}
        }
        let wanted = self.next_epoch();
        let seen = wanted + 1;
        for &end in &self.ends {
            self.stamp[end as usize] = wanted;
        }
        self.stamp[atom as usize] = seen;
        let first = self.ends[0];
        self.stamp[first as usize] = seen;
        let mut missing = self.ends.len() - 1;
        self.queue.clear();
        self.queue.push(first);
        let mut next = 0;
        while next < self.queue.len() {
            let at = self.queue[next] as usize;
            next += 1;
            for edge in atoms.edges.row(at) {
                let other = edge.atom as usize;
                let stamp = self.stamp[other];
                if stamp == seen || site_of[other] != site {
                    continue;
                }
                if stamp == wanted {
                    missing -= 1;
                    if missing == 0 {
                        return true;
                    }
                }
                self.stamp[other] = seen;
                self.queue.push(edge.atom);
            }
        }
        false
    }

    /// The pieces of `atom`'s site without it, but the one that holds `keep`, if they have at most `limit` atoms in
    /// all; `None` otherwise.
    pub(super) fn cut_off(
        &mut self,
        atoms: &Atoms,
        site_of: &[u32],
        atom: u32,
        keep: u32,
        limit: usize,
    ) -> Option<Vec<u32>> {
        let site = site_of[atom as usize];
        let seen = self.next_epoch();
        self.stamp[atom as usize] = seen;
        let mut loose = Vec::new();
        for start in atoms.edges.row(atom as usize) {
            if site_of[start.atom as usize] != site || self.stamp[start.atom as usize] == seen {
                continue;
            }
            self.queue.clear();
            self.queue.push(start.atom);
            self.stamp[start.atom as usize] = seen;
            let mut kept = false;
            let mut next = 0;
            while next < self.queue.len() {
                let at = self.queue[next];
                next += 1;
                kept |= at == keep;
                for edge in atoms.edges.row(at as usize) {
                    let other = edge.atom as usize;
                    if self.stamp[other] != seen && site_of[other] == site {
                        self.stamp[other] = seen;
                        self.queue.push(edge.atom);
                    }
                }
            }
            if !kept {
                loose.extend_from_slice(&self.queue);
                if loose.len() > limit {
                    return None;
                }
            }
        }
        Some(loose)
    }
}
