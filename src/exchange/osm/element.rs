//! Nodes, ways and relations, whatever file they come from.

/// Tags of one element.
#[derive(Debug, Clone, Default)]
pub(super) struct Tags<'a>(pub(super) Vec<(&'a str, &'a str)>);

impl<'a> Tags<'a> {
    /// The value of a key; empty when it is not there.
    pub(super) fn get(&self, key: &str) -> &'a str {
        self.0.iter().find(|tag| tag.0 == key).map_or("", |tag| tag.1)
    }
}

/// What a relation's member is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MemberKind {
    Node,
    Way,
    Relation,
}

/// A member of a relation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member<'a> {
    pub(super) kind: MemberKind,
    pub(super) id: i64,
    pub(super) role: &'a str,
}

/// One element, borrowed from its file for as long as it is looked at.
#[derive(Debug, Clone, Copy)]
pub(super) enum Element<'a> {
    /// A node: degrees may still be out of range.
    Node {
        id: i64,
        lon: f64,
        lat: f64,
        tags: &'a Tags<'a>,
    },
    /// A way with the ids of its nodes.
    Way {
        id: i64,
        nodes: &'a [i64],
        tags: &'a Tags<'a>,
    },
    /// A relation.
    Relation {
        id: i64,
        members: &'a [Member<'a>],
        tags: &'a Tags<'a>,
    },
}

/// Which kinds of elements a pass looks at; the others are not decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pass {
    Relations,
    Ways,
    Nodes,
}
