//! Passwords: Argon2id at 19 MiB, two passes, one lane (RFC 9106; the figures of OWASP's password storage sheet).

use super::{StoreError, StoreResult};
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

/// Memory of one hash, in KiB.
const MEMORY_KIB: u32 = 19 * 1024;

/// Passes over the memory.
const PASSES: u32 = 2;

/// Lanes.
const LANES: u32 = 1;

/// Letters and digits of a one-time password without those that look alike.
const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789x";

fn argon2() -> StoreResult<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None)
        .map_err(|cause| StoreError::corrupt("parameters of the password hash", cause))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The hash of a password, with a new salt. Takes some 20 ms of one core.
///
/// # Errors
/// The system has no randomness.
pub fn hash(password: &str) -> StoreResult<String> {
    argon2()?
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|cause| StoreError::corrupt("password hash", cause))
}

/// True when `password` is the one that was hashed.
#[must_use]
pub fn verify(password: &str, hash: &str) -> bool {
    match (argon2(), PasswordHash::new(hash)) {
        (Ok(argon2), Ok(hash)) => argon2.verify_password(password.as_bytes(), &hash).is_ok(),
        _ => false,
    }
}

/// A one-time password of 16 letters and digits: 80 bits.
///
/// # Errors
/// The system has no randomness.
pub fn one_time() -> StoreResult<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|cause| StoreError::corrupt("randomness", cause))?;
    let letter = |byte: &u8| ALPHABET.get(usize::from(byte % 32)).copied().map(char::from);
    Ok(bytes.iter().filter_map(letter).collect())
}

#[cfg(test)]
mod tests {
    use super::{hash, one_time, verify};

    #[test]
    fn a_hash_knows_its_password_only() {
        let stored = hash("пароль 1").unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(verify("пароль 1", &stored));
        assert!(!verify("пароль 2", &stored) && !verify("", &stored) && !verify("x", "no hash"));
    }

    #[test]
    fn one_time_passwords_differ() {
        let (a, b) = (one_time().unwrap(), one_time().unwrap());
        assert_eq!((a.len(), b.len()), (16, 16));
        assert_ne!(a, b);
    }
}
