//! Broken OpenStreetMap extracts (target B4): at least 40 corruptions, each a problem with a place; nothing panics.

use super::fixtures::{codes, district};
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use std::io::Write;
use uchastok::domain::Problem;
use uchastok::exchange::limits::XML_BYTES_MAX;
use uchastok::exchange::{ImportFiles, InputFile, import};

/// Fewest corruptions that target B4 asks for.
const CORRUPTIONS_MIN: usize = 40;

/// A protobuf message under construction.
#[derive(Clone, Default)]
struct Message(Vec<u8>);

impl Message {
    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push((value as u8) | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    fn number(mut self, field: u64, value: u64) -> Self {
        self.varint(field << 3);
        self.varint(value);
        self
    }

    fn bytes(mut self, field: u64, content: &[u8]) -> Self {
        self.varint(field << 3 | 2);
        self.varint(content.len() as u64);
        self.0.extend_from_slice(content);
        self
    }

    fn list(self, field: u64, values: &[u64]) -> Self {
        let mut packed = Self::default();
        for value in values {
            packed.varint(*value);
        }
        self.bytes(field, &packed.0)
    }
}

fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

fn strings(texts: &[&[u8]]) -> Message {
    texts
        .iter()
        .fold(Message::default(), |table, text| table.bytes(1, text))
}

const TEXTS: [&[u8]; 7] = [b"", b"place", b"village", b"name", b"A", b"population", b"120"];

/// A dense group of one village at 60° E, 56° N.
fn dense(ids: &[u64], lats: &[u64], lons: &[u64], tags: &[u64]) -> Message {
    let dense = Message::default()
        .list(1, ids)
        .list(8, lats)
        .list(9, lons)
        .list(10, tags);
    Message::default().bytes(2, &dense.0)
}

fn village() -> Message {
    dense(
        &[zigzag(1)],
        &[zigzag(560_000_000)],
        &[zigzag(600_000_000)],
        &[1, 2, 3, 4, 5, 6, 0],
    )
}

fn block(texts: &[&[u8]], group: &Message) -> Vec<u8> {
    Message::default()
        .bytes(1, &strings(texts).0)
        .bytes(2, &group.0)
        .0
}

fn zlib(content: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).expect("memory");
    encoder.finish().expect("memory")
}

fn packed(content: &[u8]) -> Vec<u8> {
    Message::default()
        .number(2, content.len() as u64)
        .bytes(3, &zlib(content))
        .0
}

fn framed(kind: &[u8], blob: &[u8]) -> Vec<u8> {
    let header = Message::default().bytes(1, kind).number(3, blob.len() as u64).0;
    [&(header.len() as u32).to_be_bytes(), header.as_slice(), blob].concat()
}

fn header(features: &[&str]) -> Vec<u8> {
    let block = features
        .iter()
        .fold(Message::default(), |block, name| block.bytes(4, name.as_bytes()));
    framed(b"OSMHeader", &packed(&block.0))
}

fn file(blob: &[u8]) -> Vec<u8> {
    [
        header(&["OsmSchema-V0.6", "DenseNodes"]),
        framed(b"OSMData", blob),
    ]
    .concat()
}

fn of_group(group: &Message) -> Vec<u8> {
    file(&packed(&block(&TEXTS, group)))
}

fn way(message: Message) -> Vec<u8> {
    let village = village();
    let group = Message::default().bytes(3, &message.0);
    file(&packed(
        &[block(&TEXTS, &village), Message::default().bytes(2, &group.0).0].concat(),
    ))
}

fn relation(message: Message) -> Vec<u8> {
    let group = Message::default().bytes(4, &message.0);
    file(&packed(
        &[block(&TEXTS, &village()), Message::default().bytes(2, &group.0).0].concat(),
    ))
}

fn answer(name: &str, bytes: Vec<u8>) -> (bool, Vec<Problem>) {
    let (territory, problems) = import(&district(ImportFiles {
        osm: Some(InputFile::new(name, bytes)),
        ..ImportFiles::default()
    }));
    (territory.is_some(), problems)
}

type Corruption = (&'static str, Vec<u8>, &'static str);

fn frames() -> Vec<Corruption> {
    let good = of_group(&village());
    let data_at = header(&["OsmSchema-V0.6", "DenseNodes"]).len();
    let with = |at: usize, bytes: &[u8]| {
        let mut copy = good.clone();
        copy[at..at + bytes.len()].copy_from_slice(bytes);
        copy
    };
    let no_size = Message::default().bytes(1, b"OSMData").0;
    let negative = Message::default().bytes(1, b"OSMData").number(3, u64::MAX).0;
    let huge = Message::default().bytes(1, b"OSMData").number(3, 33 << 20).0;
    let bare = |message: Vec<u8>| [&(message.len() as u32).to_be_bytes(), message.as_slice()].concat();
    vec![
        ("nothing", Vec::new(), "osm.frame"),
        ("one byte", vec![0], "osm.frame"),
        ("text", b"This is no map at all, is it?".to_vec(), "osm.frame"),
        ("header length of zero", vec![0; 64], "osm.frame"),
        ("header length of 4 GiB", with(0, &[0xFF; 4]), "osm.frame"),
        (
            "header length of 64 KiB and one",
            with(0, &[0, 1, 0, 1]),
            "osm.frame",
        ),
        (
            "header length past the end",
            with(data_at, &[0, 0, 0xFF, 0xFF]),
            "osm.frame",
        ),
        ("cut in the length", good[..data_at + 3].to_vec(), "osm.frame"),
        ("cut in the header", good[..data_at + 8].to_vec(), "osm.frame"),
        ("cut in the blob", good[..good.len() - 1].to_vec(), "osm.frame"),
        (
            "three bytes after the end",
            [good.as_slice(), &[0, 0, 0]].concat(),
            "osm.frame",
        ),
        ("header without size", bare(no_size), "osm.frame"),
        ("negative size", bare(negative), "osm.frame"),
        ("blob of 33 MiB", bare(huge), "osm.frame"),
        ("header of noise", bare(vec![0xFF; 40]), "osm.frame"),
        (
            "a feature of the future",
            [
                header(&["OsmSchema-V0.7"]),
                framed(b"OSMData", &packed(&block(&TEXTS, &village()))),
            ]
            .concat(),
            "osm.feature",
        ),
        (
            "history",
            [header(&["HistoricalInformation"]), good.clone()].concat(),
            "osm.feature",
        ),
        (
            "header that does not unpack",
            framed(b"OSMHeader", &[0x1A, 0x02, 1, 2]),
            "osm.block",
        ),
        ("header alone", header(&["OsmSchema-V0.6"]), "osm.empty"),
        (
            "unknown blobs only",
            framed(b"Nonsense", &packed(b"")),
            "osm.empty",
        ),
    ]
}

fn blobs() -> Vec<Corruption> {
    let content = block(&TEXTS, &village());
    let mut flipped = zlib(&content);
    let middle = flipped.len() / 2;
    flipped[middle] ^= 0x55;
    let mut checksum = zlib(&content);
    if let Some(last) = checksum.last_mut() {
        *last ^= 1;
    }
    let bomb = zlib(&vec![0; 40 << 20]);
    let sized = |size: u64, data: &[u8]| file(&Message::default().number(2, size).bytes(3, data).0);
    let length = content.len() as u64;
    vec![
        ("a blob of nothing", file(&[]), "osm.blob"),
        (
            "a blob without data",
            file(&Message::default().number(2, 5).0),
            "osm.blob",
        ),
        (
            "lzma",
            file(&Message::default().number(2, 5).bytes(4, b"xxxxx").0),
            "osm.blob",
        ),
        (
            "zstd",
            file(&Message::default().number(2, 5).bytes(7, b"xxxxx").0),
            "osm.blob",
        ),
        ("no zlib", sized(5, b"hello"), "osm.blob"),
        (
            "half of the zlib",
            sized(length, &zlib(&content)[..middle]),
            "osm.blob",
        ),
        ("a flipped byte", sized(length, &flipped), "osm.blob"),
        ("a wrong checksum", sized(length, &checksum), "osm.blob"),
        (
            "one byte more than promised",
            sized(length - 1, &zlib(&content)),
            "osm.blob",
        ),
        (
            "one byte less than promised",
            sized(length + 1, &zlib(&content)),
            "osm.blob",
        ),
        (
            "promised four exabytes",
            sized(1 << 62, &zlib(&content)),
            "osm.blob",
        ),
        (
            "a zip bomb that hides its size",
            file(&Message::default().bytes(3, &bomb).0),
            "osm.blob",
        ),
        ("a zip bomb that says so", sized(40 << 20, &bomb), "osm.blob"),
        ("a zip bomb that lies", sized(1_000, &bomb), "osm.blob"),
        ("a blob of noise", file(&[0xFF; 30]), "osm.blob"),
    ]
}

fn contents() -> Vec<Corruption> {
    let (lat, lon) = (zigzag(560_000_000), zigzag(600_000_000));
    let good_tags = [1, 2, 3, 4, 5, 6, 0];
    let content = block(&TEXTS, &village());
    let raw = |bytes: &[u8]| file(&Message::default().bytes(1, bytes).0);
    let latin: [&[u8]; 7] = [b"", b"place", b"village", b"name", b"\xE9", b"population", b"1"];
    let granular = Message(content.clone()).number(17, u64::MAX).0;
    let scaled = Message(content.clone()).number(17, i64::MAX as u64).0;
    let member = |role: u64, kind: u64| {
        Message::default()
            .number(1, 9)
            .list(8, &[role])
            .list(9, &[2])
            .list(10, &[kind])
    };
    vec![
        ("raw content cut", raw(&content[..content.len() - 3]), "osm.block"),
        ("raw noise", raw(&[0xA5; 50]), "osm.block"),
        (
            "a key past the strings",
            of_group(&dense(&[2], &[lat], &[lon], &[77, 2, 0])),
            "osm.block",
        ),
        (
            "a value past the strings",
            of_group(&dense(&[2], &[lat], &[lon], &[1, 77, 0])),
            "osm.block",
        ),
        (
            "a negative string index",
            of_group(&dense(&[2], &[lat], &[lon], &[u64::MAX, 2, 0])),
            "osm.block",
        ),
        (
            "a key without a value",
            of_group(&dense(&[2], &[lat], &[lon], &[1])),
            "osm.block",
        ),
        (
            "a string that is no UTF-8",
            file(&packed(&block(&latin, &village()))),
            "osm.block",
        ),
        (
            "fewer latitudes",
            of_group(&dense(&[2, 2], &[lat], &[lon, 0], &good_tags)),
            "osm.block",
        ),
        (
            "fewer longitudes",
            of_group(&dense(&[2, 2], &[lat, 0], &[lon], &good_tags)),
            "osm.block",
        ),
        (
            "ids that overflow",
            of_group(&dense(&[zigzag(i64::MAX), 2], &[lat, 0], &[lon, 0], &good_tags)),
            "osm.block",
        ),
        (
            "a latitude that overflows",
            of_group(&dense(&[2], &[zigzag(i64::MAX)], &[lon], &good_tags)),
            "osm.block",
        ),
        (
            "latitude 400",
            of_group(&dense(&[2], &[zigzag(4_000_000_000)], &[lon], &good_tags)),
            "osm.empty",
        ),
        (
            "a granularity out of range",
            file(&packed(&granular)),
            "osm.block",
        ),
        (
            "a granularity that overflows",
            file(&packed(&scaled)),
            "osm.block",
        ),
        (
            "an eleven-byte number",
            of_group(&Message(village().0).bytes(2, &[&[0x0A, 11], [0xFF; 11].as_slice()].concat())),
            "osm.block",
        ),
        (
            "a way of uneven tags",
            way(Message::default().number(1, 5).list(2, &[1, 3]).list(3, &[2])),
            "osm.block",
        ),
        (
            "a way's key past the strings",
            way(Message::default().number(1, 5).list(2, &[99]).list(3, &[2])),
            "osm.block",
        ),
        (
            "a way's nodes overflow",
            way(Message::default().number(1, 5).list(8, &[zigzag(i64::MAX), 2])),
            "osm.block",
        ),
        ("a way cut inside", way(Message(vec![0x42, 0x20, 1])), "osm.block"),
        ("an unknown member type", relation(member(0, 7)), "osm.block"),
        (
            "a member's role past the strings",
            relation(member(99, 1)),
            "osm.block",
        ),
        (
            "uneven members",
            relation(member(0, 1).list(8, &[0])),
            "osm.block",
        ),
        ("a field of an old kind", raw(&[0x0B, 0x0C]), "osm.block"),
        ("a field of number zero", raw(&[0x02, 0x00]), "osm.block"),
    ]
}

#[test]
fn the_village_is_read_when_nothing_is_corrupt() {
    for bytes in [
        of_group(&village()),
        way(Message::default().number(1, 5).list(8, &[2, 2])),
    ] {
        let (imported, problems) = answer("good.osm.pbf", bytes);
        assert!(imported, "{problems:?}");
    }
}

#[test]
fn every_corruption_is_a_problem_with_a_place() {
    let corruptions: Vec<Corruption> = [frames(), blobs(), contents()].concat();
    assert!(corruptions.len() >= CORRUPTIONS_MIN, "{}", corruptions.len());
    for (name, bytes, code) in &corruptions {
        let (imported, problems) = answer("bad.osm.pbf", bytes.clone());
        assert!(!imported, "{name}: imported");
        assert!(codes(&problems).contains(code), "{name}: {problems:#?}");
        let placed = problems.iter().filter(|problem| problem.code != "units.none");
        assert!(placed.clone().count() > 0, "{name}");
        for problem in placed {
            assert!(
                problem.pointer.starts_with("bad.osm.pbf"),
                "{name}: {}",
                problem.pointer
            );
        }
    }
    println!(
        "B4: {} corrupt PBF files, 0 panics, each with code and place",
        corruptions.len()
    );
}

#[test]
fn a_zip_bomb_stops_at_the_format_limit() {
    let bomb = zlib(&vec![0; 40 << 20]);
    let (imported, problems) = answer("bomb.osm.pbf", file(&Message::default().bytes(3, &bomb).0));
    assert!(!imported);
    assert!(problems[0].cause.contains("больше"), "{}", problems[0].cause);
}

#[test]
fn cuts_and_flipped_bits_never_panic() {
    let good = of_group(&village());
    for end in 0..good.len() {
        let (imported, _) = answer("cut.osm.pbf", good[..end].to_vec());
        assert!(!imported, "{end}");
    }
    for bit in 0..good.len() * 8 {
        let mut bytes = good.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let (imported, problems) = answer("flip.osm.pbf", bytes);
        assert!(imported || !problems.is_empty(), "{bit}");
    }
}

#[test]
fn broken_xml_is_named() {
    let gzip = |content: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(content).expect("memory");
        encoder.finish().expect("memory")
    };
    let cut = gzip(b"<osm><node id=\"1\" lon=\"60\" lat=\"56\"/></osm>");
    for (name, bytes) in [
        ("no end", b"<osm><node id=\"1\" lon=\"60\" lat=\"56\"/>".to_vec()),
        (
            "crossed tags",
            b"<osm><node id=\"1\" lon=\"60\" lat=\"56\"></way></osm>".to_vec(),
        ),
        ("no longitude", b"<osm><node id=\"1\" lat=\"56\"/></osm>".to_vec()),
        (
            "an id of letters",
            b"<osm><node id=\"x\" lon=\"60\" lat=\"56\"/></osm>".to_vec(),
        ),
        (
            "a member of another kind",
            b"<osm><relation id=\"1\"><member type=\"x\" ref=\"1\" role=\"\"/></relation></osm>".to_vec(),
        ),
        (
            "an unknown entity",
            b"<osm><node id=\"1\" lon=\"60\" lat=\"56\"><tag k=\"name\" v=\"&x;\"/></node></osm>".to_vec(),
        ),
        ("half a gzip", cut[..cut.len() / 2].to_vec()),
        ("gzip of nothing", gzip(b"")),
    ] {
        let (imported, problems) = answer("bad.osm.gz", bytes);
        assert!(!imported, "{name}");
        assert!(codes(&problems).contains(&"osm.xml"), "{name}: {problems:?}");
        assert!(
            problems[0].pointer.starts_with("bad.osm.gz, байт "),
            "{name}: {}",
            problems[0].pointer
        );
    }
}

#[test]
fn a_gzip_bomb_stops_at_the_limit() {
    // blanks between tags: a thousandfold, read as a stream and never held
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(b"<osm>").expect("memory");
    let blanks = vec![b' '; 1 << 20];
    for _ in 0..=XML_BYTES_MAX >> 20 {
        encoder.write_all(&blanks).expect("memory");
        encoder.write_all(b"<a/>").expect("memory");
    }
    encoder.write_all(b"</osm>").expect("memory");
    let bytes = encoder.finish().expect("memory");
    assert!(bytes.len() < 8 << 20, "{}", bytes.len());
    let (imported, problems) = answer("bomb.osm.gz", bytes);
    assert!(!imported);
    assert!(codes(&problems).contains(&"osm.xml"), "{problems:?}");
}
