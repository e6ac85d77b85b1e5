//! The frame of a PBF file: blobs one after another, each with a small header, most of them compressed.
//!
//! Source: OpenStreetMap wiki, "PBF Format", fileformat.proto.

use super::Faults;
use super::block::{elements, required_features};
use super::element::{Element, Pass};
use super::wire::{Wire, WireFault, bytes, number};
use crate::exchange::limits::{PBF_BLOB_BYTES_MAX, PBF_HEADER_BYTES_MAX};
use crate::exchange::problems::shown;
use crate::exchange::table::InputFile;
use flate2::read::ZlibDecoder;
use rayon::prelude::*;
use std::io::Read;

/// Features of the format that are read.
const FEATURES: [&str; 2] = ["OsmSchema-V0.6", "DenseNodes"];

/// What a blob holds; other kinds are for other readers and passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Header,
    Data,
    Other,
}

/// One blob of the file.
#[derive(Debug, Clone, Copy)]
struct Blob<'a> {
    /// Number in the file, from 1.
    number: usize,
    /// Where its header begins, bytes.
    offset: usize,
    kind: Kind,
    content: &'a [u8],
}

/// A fault of one blob.
struct Fault {
    place: String,
    code: &'static str,
    cause: String,
}

/// A PBF file whose frame has been read.
pub(super) struct Pbf<'a> {
    name: &'a str,
    blobs: Vec<Blob<'a>>,
}

impl<'a> Pbf<'a> {
    /// Reads the frame and the header block; every fault of them is named.
    pub(super) fn open(file: &'a InputFile, faults: &mut Faults<'_>) -> Self {
        let mut pbf = Self {
            name: &file.name,
            blobs: Vec::new(),
        };
        let mut offset = 0;
        while offset < file.bytes.len() {
            match pbf.frame(&file.bytes, offset) {
                Ok((blob, next)) => {
                    if blob.kind == Kind::Header {
                        pbf.check_header(&blob, faults);
                    }
                    pbf.blobs.push(blob);
                    offset = next;
                }
                Err(cause) => {
                    let place = format!("{}, блок {} (байт {offset})", file.name, pbf.blobs.len() + 1);
                    report("osm.frame", place, cause.to_owned(), faults);
                    break;
                }
            }
        }
        if pbf.blobs.is_empty() && file.bytes.is_empty() {
            report("osm.frame", file.name.clone(), "файл пуст".to_owned(), faults);
        }
        pbf
    }

    /// The blob at an offset, and the offset of the next.
    fn frame(&self, file: &'a [u8], offset: usize) -> Result<(Blob<'a>, usize), &'static str> {
        let rest = file.get(offset..).unwrap_or_default();
        let (length, rest) = rest
            .split_first_chunk::<4>()
            .ok_or("файл обрывается в длине заголовка")?;
        let header_length = u32::from_be_bytes(*length) as usize;
        if header_length > PBF_HEADER_BYTES_MAX {
            return Err("заголовок блока длиннее 64 КиБ: это не OSM PBF или файл повреждён");
        }
        let (header, rest) = rest
            .split_at_checked(header_length)
            .ok_or("файл обрывается в заголовке блока")?;
        let (kind, size) = read_header(header).map_err(|_| "заголовок блока повреждён")?;
        let size = usize::try_from(size).map_err(|_| "длина блока не число")?;
        if size > PBF_BLOB_BYTES_MAX {
            return Err("блок длиннее 32 МиБ");
        }
        let content = rest.get(..size).ok_or("файл обрывается внутри блока")?;
        let blob = Blob {
            number: self.blobs.len() + 1,
            offset,
            kind: match kind {
                b"OSMHeader" => Kind::Header,
                b"OSMData" => Kind::Data,
                _ => Kind::Other,
            },
            content,
        };
        Ok((blob, offset + 4 + header_length + size))
    }

    fn check_header(&self, blob: &Blob<'_>, faults: &mut Faults<'_>) {
        let place = self.place(blob);
        let features = match unpack(blob.content) {
            Ok(content) => required_features(&content).map_err(|fault| meaning(fault).to_owned()),
            Err(cause) => Err(cause),
        };
        match features {
            Ok(features) => {
                for feature in features
                    .iter()
                    .filter(|feature| !FEATURES.contains(&feature.as_str()))
                {
                    let cause = format!("файл требует свойства «{}»", shown(feature));
                    report("osm.feature", place.clone(), cause, faults);
                }
            }
            Err(cause) => report("osm.block", place, cause, faults),
        }
    }

    fn place(&self, blob: &Blob<'_>) -> String {
        format!("{}, блок {} (байт {})", self.name, blob.number, blob.offset)
    }

    /// Hands every element of a kind to `pick`, blocks side by side; results stay in file order. A block with a fault
    /// gives nothing and is named once, in whichever pass finds it.
    pub(super) fn scan<T: Send>(
        &self,
        pass: Pass,
        pick: impl Fn(Element<'_>) -> Option<T> + Sync,
        named: &mut Faults<'_>,
    ) -> Vec<T> {
        let results: Vec<Result<Vec<T>, Fault>> = self
            .blobs
            .par_iter()
            .filter(|blob| blob.kind == Kind::Data)
            .map(|blob| {
                let fault = |code, cause| Fault {
                    place: self.place(blob),
                    code,
                    cause,
                };
                let content = unpack(blob.content).map_err(|cause| fault("osm.blob", cause))?;
                elements(&content, pass, &pick).map_err(|wrong| fault("osm.block", meaning(wrong).to_owned()))
            })
            .collect();
        let mut picked = Vec::new();
        let mut faults = Vec::new();
        for result in results {
            match result {
                Ok(some) => picked.extend(some),
                Err(fault) => faults.push(fault),
            }
        }
        for fault in faults {
            report(fault.code, fault.place, fault.cause, named);
        }
        picked
    }
}

fn report(code: &'static str, place: String, cause: String, faults: &mut Faults<'_>) {
    faults.add(code, place, cause);
}

fn read_header(header: &[u8]) -> Result<(&[u8], u64), WireFault> {
    let (mut kind, mut size) = (None, None);
    let mut wire = Wire::new(header);
    while let Some((field, value)) = wire.field()? {
        match field {
            1 => kind = Some(bytes(value)?),
            3 => size = Some(number(value)?),
            _ => {}
        }
    }
    kind.zip(size).ok_or(WireFault::Cut)
}

/// The content of a blob, decompressed up to the format's limit.
fn unpack(blob: &[u8]) -> Result<Vec<u8>, String> {
    let wrong = |fault: WireFault| meaning(fault).to_owned();
    let (mut raw, mut packed, mut stated, mut other) = (None, None, None, false);
    let mut wire = Wire::new(blob);
    while let Some((field, value)) = wire.field().map_err(wrong)? {
        match field {
            1 => raw = Some(bytes(value).map_err(wrong)?),
            2 => stated = Some(number(value).map_err(wrong)?),
            3 => packed = Some(bytes(value).map_err(wrong)?),
            4..=7 => other = true,
            _ => {}
        }
    }
    if let Some(raw) = raw {
        return Ok(raw.to_vec());
    }
    let Some(packed) = packed else {
        let cause = if other {
            "блок сжат не zlib"
        } else {
            "в блоке нет данных"
        };
        return Err(cause.to_owned());
    };
    let limit = PBF_BLOB_BYTES_MAX as u64;
    if stated.is_some_and(|stated| stated > limit) {
        return Err(format!("блок обещает распаковаться больше {limit} байт"));
    }
    let mut content = Vec::new();
    let mut decoder = ZlibDecoder::new(packed).take(stated.unwrap_or(limit) + 1);
    decoder
        .read_to_end(&mut content)
        .map_err(|error| format!("блок не распаковывается: {}", shown(&error.to_string())))?;
    match stated {
        Some(stated) if stated != content.len() as u64 => Err(format!(
            "блок обещает {stated} байт, а распаковывается в {} или больше",
            content.len()
        )),
        None if content.len() as u64 > limit => Err(format!("блок распаковывается больше {limit} байт")),
        _ => Ok(content),
    }
}

fn meaning(fault: WireFault) -> &'static str {
    match fault {
        WireFault::Cut => "сообщение обрывается внутри поля",
        WireFault::LongNumber => "число длиннее десяти байт",
        WireFault::Field => "поле неизвестного вида",
        WireFault::Range => "число вне допустимых пределов",
        WireFault::Text => "строка не UTF-8 или вне таблицы строк",
        WireFault::Uneven => "списки разной длины",
        WireFault::Member => "неизвестный вид члена отношения",
    }
}
