//! One server at a time on an SQLite file: its job leases and its caches hold for one process only.
//!
//! The lock is the operating system's own on a file beside the database, so that it ends with the process, however
//! that ends.

use super::error::{StoreError, StoreResult};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

/// Held while a server runs on an SQLite file.
#[derive(Debug)]
pub struct ServerLock {
    _file: File,
}

impl ServerLock {
    /// Takes the lock of a database file.
    ///
    /// # Errors
    /// Another server holds it, or the folder cannot be written.
    pub(crate) fn take(database: &Path) -> StoreResult<Self> {
        let mut name = database.file_name().unwrap_or_default().to_os_string();
        name.push(".server-lock");
        let path = database.with_file_name(name);
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|cause| StoreError::ReadOnly(format!("{}: {cause}", path.display())))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse(database.display().to_string())),
            Err(TryLockError::Error(cause)) => Err(StoreError::ReadOnly(cause.to_string())),
        }
    }
}
