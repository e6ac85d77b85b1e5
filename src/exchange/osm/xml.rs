//! OpenStreetMap's XML, plain or gzipped, read element by element.

use super::Faults;
use super::element::{Element, Member, MemberKind, Pass, Tags};
use crate::exchange::limits::XML_BYTES_MAX;
use crate::exchange::problems::shown;
use crate::exchange::table::InputFile;
use flate2::read::MultiGzDecoder;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use std::io::{BufRead, BufReader, Read};

/// The element that is being read.
#[derive(Default)]
struct Open {
    kind: Option<Pass>,
    id: i64,
    lon: f64,
    lat: f64,
    tags: Vec<(String, String)>,
    nodes: Vec<i64>,
    members: Vec<(MemberKind, i64, String)>,
}

/// What is wrong at a byte of the (unpacked) file.
struct Fault {
    at: u64,
    cause: String,
}

/// Hands every element of a kind to `pick`, in file order.
pub(super) fn scan<T>(
    file: &InputFile,
    pass: Pass,
    pick: impl Fn(Element<'_>) -> Option<T>,
    faults: &mut Faults<'_>,
) -> Vec<T> {
    let mut picked = Vec::new();
    let bytes = file.bytes.as_slice();
    let result = if bytes.starts_with(&[0x1F, 0x8B]) {
        let unpacked = MultiGzDecoder::new(bytes).take(XML_BYTES_MAX);
        read(BufReader::new(unpacked), pass, &pick, &mut picked)
    } else {
        read(bytes, pass, &pick, &mut picked)
    };
    if let Err(fault) = result {
        faults.add(
            "osm.xml",
            format!("{}, байт {}", file.name, fault.at),
            fault.cause,
        );
    }
    picked
}

fn read<T>(
    source: impl BufRead,
    pass: Pass,
    pick: &impl Fn(Element<'_>) -> Option<T>,
    picked: &mut Vec<T>,
) -> Result<(), Fault> {
    let mut reader = quick_xml::Reader::from_reader(source);
    let mut buffer = Vec::new();
    let mut open = Open::default();
    let mut ended = false;
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer);
        let at = reader.buffer_position();
        let wrong = |cause: String| Fault {
            at,
            cause: format!("файл не читается как OSM XML: {}", shown(&cause)),
        };
        match event.map_err(|error| wrong(error.to_string()))? {
            Event::Start(tag) => open.start(&tag, pass).map_err(wrong)?,
            Event::Empty(tag) => {
                open.start(&tag, pass).map_err(wrong)?;
                picked.extend(open.end(tag.name().as_ref(), pick));
            }
            Event::End(tag) => {
                ended |= tag.name().as_ref() == "osm";
                picked.extend(open.end(tag.name().as_ref(), pick));
            }
            Event::Eof if ended => return Ok(()),
            Event::Eof => return Err(wrong("файл обрывается до </osm>".to_owned())),
            _ => {}
        }
    }
}

impl Open {
    fn start(&mut self, tag: &BytesStart<'_>, pass: Pass) -> Result<(), String> {
        match tag.name().as_ref() {
            "node" => self.begin(tag, Pass::Nodes, pass),
            "way" => self.begin(tag, Pass::Ways, pass),
            "relation" => self.begin(tag, Pass::Relations, pass),
            "tag" if self.kind.is_some() => {
                self.tags.push((attribute(tag, "k")?, attribute(tag, "v")?));
                Ok(())
            }
            "nd" if self.kind.is_some() => {
                self.nodes.push(whole(&attribute(tag, "ref")?)?);
                Ok(())
            }
            "member" if self.kind.is_some() => {
                let kind = match attribute(tag, "type")?.as_str() {
                    "node" => MemberKind::Node,
                    "way" => MemberKind::Way,
                    "relation" => MemberKind::Relation,
                    other => return Err(format!("член отношения вида «{other}»")),
                };
                self.members
                    .push((kind, whole(&attribute(tag, "ref")?)?, attribute(tag, "role")?));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn begin(&mut self, tag: &BytesStart<'_>, kind: Pass, pass: Pass) -> Result<(), String> {
        *self = Self::default();
        if kind != pass {
            return Ok(());
        }
        self.kind = Some(kind);
        self.id = whole(&attribute(tag, "id")?)?;
        if kind == Pass::Nodes {
            self.lon = degrees(&attribute(tag, "lon")?)?;
            self.lat = degrees(&attribute(tag, "lat")?)?;
        }
        Ok(())
    }

    fn end<T>(&mut self, name: &str, pick: &impl Fn(Element<'_>) -> Option<T>) -> Option<T> {
        if !matches!(name, "node" | "way" | "relation") {
            return None;
        }
        let open = std::mem::take(self);
        let tags = Tags(open.tags.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect());
        match open.kind? {
            Pass::Nodes => pick(Element::Node {
                id: open.id,
                lon: open.lon,
                lat: open.lat,
                tags: &tags,
            }),
            Pass::Ways => pick(Element::Way {
                id: open.id,
                nodes: &open.nodes,
                tags: &tags,
            }),
            Pass::Relations => {
                let members: Vec<Member<'_>> = open
                    .members
                    .iter()
                    .map(|(kind, id, role)| Member {
                        kind: *kind,
                        id: *id,
                        role,
                    })
                    .collect();
                pick(Element::Relation {
                    id: open.id,
                    members: &members,
                    tags: &tags,
                })
            }
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<String, String> {
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        if attribute.key.as_ref() == name {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            return value
                .map(|value| value.into_owned())
                .map_err(|error| error.to_string());
        }
    }
    Err(format!("у элемента нет «{name}»"))
}

fn whole(text: &str) -> Result<i64, String> {
    text.parse().map_err(|_| format!("«{text}» — не код элемента"))
}

fn degrees(text: &str) -> Result<f64, String> {
    text.parse().map_err(|_| format!("«{text}» — не градусы"))
}
