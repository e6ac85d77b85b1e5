//! One decompressed block of a PBF file: its elements, each handed to a function that picks what it needs.
//!
//! Source: OpenStreetMap wiki, "PBF Format", messages PrimitiveBlock to Relation.

use super::element::{Element, Member, MemberKind, Pass, Tags};
use super::wire::{Value, Wire, WireFault, bytes, number, numbers, sums, zigzag};

/// Nanodegrees of one unit of a coordinate when the block does not say.
const GRANULARITY: i64 = 100;

/// A block: strings, groups, and how its coordinates are scaled.
struct Block<'a> {
    strings: Vec<&'a [u8]>,
    groups: Vec<&'a [u8]>,
    granularity: i64,
    lat_offset: i64,
    lon_offset: i64,
}

/// Hands every element of one kind to `pick` and gathers what it returns.
pub(super) fn elements<T>(
    block: &[u8],
    pass: Pass,
    pick: &impl Fn(Element<'_>) -> Option<T>,
) -> Result<Vec<T>, WireFault> {
    let block = read_block(block)?;
    let mut picked = Vec::new();
    for group in &block.groups {
        let mut wire = Wire::new(group);
        while let Some((field, value)) = wire.field()? {
            match (field, pass) {
                (1, Pass::Nodes) => picked.extend(block.node(bytes(value)?, pick)?),
                (2, Pass::Nodes) => block.dense(bytes(value)?, pick, &mut picked)?,
                (3, Pass::Ways) => picked.extend(block.way(bytes(value)?, pick)?),
                (4, Pass::Relations) => picked.extend(block.relation(bytes(value)?, pick)?),
                _ => {}
            }
        }
    }
    Ok(picked)
}

fn read_block(message: &[u8]) -> Result<Block<'_>, WireFault> {
    let mut block = Block {
        strings: Vec::new(),
        groups: Vec::new(),
        granularity: GRANULARITY,
        lat_offset: 0,
        lon_offset: 0,
    };
    let mut wire = Wire::new(message);
    while let Some((field, value)) = wire.field()? {
        match field {
            1 => {
                let mut table = Wire::new(bytes(value)?);
                while let Some((field, value)) = table.field()? {
                    if field == 1 {
                        block.strings.push(bytes(value)?);
                    }
                }
            }
            2 => block.groups.push(bytes(value)?),
            17 => block.granularity = i64::try_from(number(value)?).map_err(|_| WireFault::Range)?,
            19 => block.lat_offset = number(value)? as i64,
            20 => block.lon_offset = number(value)? as i64,
            _ => {}
        }
    }
    Ok(block)
}

impl<'a> Block<'a> {
    fn text(&self, index: u64) -> Result<&'a str, WireFault> {
        let at = usize::try_from(index).map_err(|_| WireFault::Text)?;
        let raw = self.strings.get(at).ok_or(WireFault::Text)?;
        std::str::from_utf8(raw).map_err(|_| WireFault::Text)
    }

    fn tags(&self, keys: &[u64], values: &[u64]) -> Result<Tags<'a>, WireFault> {
        if keys.len() != values.len() {
            return Err(WireFault::Uneven);
        }
        let pairs = keys.iter().zip(values);
        let tags = pairs.map(|(key, value)| Ok((self.text(*key)?, self.text(*value)?)));
        Ok(Tags(tags.collect::<Result<_, WireFault>>()?))
    }

    fn degrees(&self, offset: i64, value: i64) -> Result<f64, WireFault> {
        let scaled = value
            .checked_mul(self.granularity)
            .and_then(|scaled| scaled.checked_add(offset));
        // from nanodegrees to the seven decimals that OpenStreetMap keeps, so that equal nodes have equal coordinates
        let rounded = scaled.ok_or(WireFault::Range)? / 100;
        Ok(rounded as f64 / 1e7)
    }

    fn node<T>(
        &self,
        message: &[u8],
        pick: &impl Fn(Element<'_>) -> Option<T>,
    ) -> Result<Option<T>, WireFault> {
        let (mut id, mut lat, mut lon) = (0, 0, 0);
        let (mut keys, mut values) = (Vec::new(), Vec::new());
        let mut wire = Wire::new(message);
        while let Some((field, value)) = wire.field()? {
            match field {
                1 => id = zigzag(number(value)?),
                2 => numbers(value, &mut keys)?,
                3 => numbers(value, &mut values)?,
                8 => lat = zigzag(number(value)?),
                9 => lon = zigzag(number(value)?),
                _ => {}
            }
        }
        Ok(pick(Element::Node {
            id,
            lon: self.degrees(self.lon_offset, lon)?,
            lat: self.degrees(self.lat_offset, lat)?,
            tags: &self.tags(&keys, &values)?,
        }))
    }

    fn dense<T>(
        &self,
        message: &[u8],
        pick: &impl Fn(Element<'_>) -> Option<T>,
        picked: &mut Vec<T>,
    ) -> Result<(), WireFault> {
        let (mut ids, mut lats, mut lons) = (Vec::new(), Vec::new(), Vec::new());
        let mut tag_indices = Vec::new();
        let mut wire = Wire::new(message);
        while let Some((field, value)) = wire.field()? {
            match field {
                1 => sums(value, &mut ids)?,
                8 => sums(value, &mut lats)?,
                9 => sums(value, &mut lons)?,
                10 => numbers(value, &mut tag_indices)?,
                _ => {}
            }
        }
        if ids.len() != lats.len() || ids.len() != lons.len() {
            return Err(WireFault::Uneven);
        }
        let mut rest = tag_indices.iter().copied();
        let mut tags = Tags::default();
        for ((id, lat), lon) in ids.into_iter().zip(lats).zip(lons) {
            tags.0.clear();
            // keys and values alternate, a zero ends the tags of a node
            while let Some(key) = rest.next().filter(|key| *key != 0) {
                let value = rest.next().ok_or(WireFault::Uneven)?;
                tags.0.push((self.text(key)?, self.text(value)?));
            }
            picked.extend(pick(Element::Node {
                id,
                lon: self.degrees(self.lon_offset, lon)?,
                lat: self.degrees(self.lat_offset, lat)?,
                tags: &tags,
            }));
        }
        Ok(())
    }

    fn way<T>(
        &self,
        message: &[u8],
        pick: &impl Fn(Element<'_>) -> Option<T>,
    ) -> Result<Option<T>, WireFault> {
        let mut id = 0;
        let (mut keys, mut values, mut nodes) = (Vec::new(), Vec::new(), Vec::new());
        let mut wire = Wire::new(message);
        while let Some((field, value)) = wire.field()? {
            match field {
                1 => id = number(value)? as i64,
                2 => numbers(value, &mut keys)?,
                3 => numbers(value, &mut values)?,
                8 => sums(value, &mut nodes)?,
                _ => {}
            }
        }
        Ok(pick(Element::Way {
            id,
            nodes: &nodes,
            tags: &self.tags(&keys, &values)?,
        }))
    }

    fn relation<T>(
        &self,
        message: &[u8],
        pick: &impl Fn(Element<'_>) -> Option<T>,
    ) -> Result<Option<T>, WireFault> {
        let mut id = 0;
        let (mut keys, mut values) = (Vec::new(), Vec::new());
        let (mut roles, mut ids, mut kinds) = (Vec::new(), Vec::new(), Vec::new());
        let mut wire = Wire::new(message);
        while let Some((field, value)) = wire.field()? {
            match field {
                1 => id = number(value)? as i64,
                2 => numbers(value, &mut keys)?,
                3 => numbers(value, &mut values)?,
                8 => numbers(value, &mut roles)?,
                9 => sums(value, &mut ids)?,
                10 => numbers(value, &mut kinds)?,
                _ => {}
            }
        }
        if roles.len() != ids.len() || kinds.len() != ids.len() {
            return Err(WireFault::Uneven);
        }
        let mut members = Vec::with_capacity(ids.len());
        for ((role, id), kind) in roles.into_iter().zip(ids).zip(kinds) {
            members.push(Member {
                kind: match kind {
                    0 => MemberKind::Node,
                    1 => MemberKind::Way,
                    2 => MemberKind::Relation,
                    _ => return Err(WireFault::Member),
                },
                id,
                role: self.text(role)?,
            });
        }
        Ok(pick(Element::Relation {
            id,
            members: &members,
            tags: &self.tags(&keys, &values)?,
        }))
    }
}

/// The features that a header block asks readers to know.
pub(super) fn required_features(header: &[u8]) -> Result<Vec<String>, WireFault> {
    let mut features = Vec::new();
    let mut wire = Wire::new(header);
    while let Some((field, value)) = wire.field()? {
        if let (4, Value::Bytes(name)) = (field, value) {
            features.push(String::from_utf8_lossy(name).into_owned());
        }
    }
    Ok(features)
}
