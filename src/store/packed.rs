//! Documents that are read and written whole, as gzipped JSON.

use super::error::{StoreError, StoreResult};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::{BufReader, BufWriter, Write};

/// Level of compression: 1 packs road layers at some 100 MB/s to a sixth; 6 takes four times as long for a seventh.
const LEVEL: u32 = 1;

/// Packs a document.
pub(crate) fn pack<T: Serialize + ?Sized>(what: &str, document: &T) -> StoreResult<Vec<u8>> {
    let mut out = BufWriter::new(GzEncoder::new(Vec::new(), Compression::new(LEVEL)));
    serde_json::to_writer(&mut out, document).map_err(|cause| StoreError::corrupt(what, cause))?;
    out.flush().map_err(|cause| StoreError::corrupt(what, cause))?;
    let encoder = out
        .into_inner()
        .map_err(|cause| StoreError::corrupt(what, cause))?;
    encoder.finish().map_err(|cause| StoreError::corrupt(what, cause))
}

/// Reads a document back.
pub(crate) fn unpack<T: DeserializeOwned>(what: &str, packed: &[u8]) -> StoreResult<T> {
    serde_json::from_reader(BufReader::new(GzDecoder::new(packed)))
        .map_err(|cause| StoreError::corrupt(what, cause))
}

/// JSON text of a small document.
pub(crate) fn json<T: Serialize + ?Sized>(what: &str, document: &T) -> StoreResult<String> {
    serde_json::to_string(document).map_err(|cause| StoreError::corrupt(what, cause))
}

#[cfg(test)]
mod tests {
    use super::{pack, unpack};

    #[test]
    fn a_document_survives_packing() {
        let document: Vec<String> = (0..1000).map(|n| format!("деревня {n}")).collect();
        let packed = pack("test", &document).unwrap();
        assert!(packed.len() < 10_000);
        assert_eq!(unpack::<Vec<String>>("test", &packed).unwrap(), document);
        assert!(unpack::<Vec<String>>("test", &packed[..50]).is_err());
    }
}
