//! Guessing passwords is slow: so many failed attempts a minute for an account and for an address.
//!
//! An attempt takes its place before the password is looked at, and gives it back when the password was right, so that
//! attempts sent at once do not slip through.

use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;

/// Failed attempts a minute, for one account and for one address; test: `the_sixth_wrong_password_waits`.
pub(crate) const ATTEMPTS_PER_MINUTE: usize = 5;

const MINUTE_MS: i64 = 60_000;

/// Keys remembered at once; beyond it the oldest are forgotten first, so that made-up logins cannot fill the memory.
const KEYS_MAX: usize = 20_000;

/// Attempts of the last minute by key.
#[derive(Debug, Default)]
pub(crate) struct LoginRate {
    attempts: Mutex<HashMap<String, VecDeque<i64>>>,
}

impl LoginRate {
    /// Takes a place for every key, or says after how many seconds to try again.
    pub(crate) fn take(&self, keys: &[String], now_ms: i64) -> Result<(), u32> {
        let Ok(mut attempts) = self.attempts.lock() else {
            return Err(60);
        };
        if attempts.len() > KEYS_MAX {
            attempts.retain(|_, times| times.back().is_some_and(|last| now_ms - last < MINUTE_MS));
        }
        for key in keys {
            let times = attempts.entry(key.clone()).or_default();
            times.retain(|time| (0..MINUTE_MS).contains(&(now_ms - time)));
            if times.len() >= ATTEMPTS_PER_MINUTE {
                let oldest = times.front().copied().unwrap_or(now_ms);
                return Err(((oldest + MINUTE_MS - now_ms) / 1000 + 1).clamp(1, 60) as u32);
            }
        }
        for key in keys {
            attempts.entry(key.clone()).or_default().push_back(now_ms);
        }
        Ok(())
    }

    /// Gives the places back: the password was right.
    pub(crate) fn give_back(&self, keys: &[String]) {
        if let Ok(mut attempts) = self.attempts.lock() {
            for key in keys {
                if let Some(times) = attempts.get_mut(key) {
                    times.pop_back();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::LoginRate;

    fn keys(login: &str, address: &str) -> Vec<String> {
        vec![format!("login {login}"), format!("address {address}")]
    }

    #[test]
    fn the_sixth_wrong_password_waits() {
        let rate = LoginRate::default();
        for attempt in 0..5 {
            assert_eq!(rate.take(&keys("a", "1"), attempt * 1000), Ok(()));
        }
        assert_eq!(
            rate.take(&keys("a", "2"), 5_000),
            Err(56),
            "the account waits from any address"
        );
        assert_eq!(
            rate.take(&keys("b", "1"), 5_000),
            Err(56),
            "the address waits for any account"
        );
        assert_eq!(rate.take(&keys("b", "2"), 5_000), Ok(()));
        assert_eq!(
            rate.take(&keys("a", "1"), 60_500),
            Ok(()),
            "a minute later there is room"
        );
    }

    #[test]
    fn right_passwords_are_not_counted() {
        let rate = LoginRate::default();
        for attempt in 0..50 {
            assert_eq!(rate.take(&keys("a", "1"), attempt), Ok(()));
            rate.give_back(&keys("a", "1"));
        }
    }
}
