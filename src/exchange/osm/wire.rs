//! The protobuf wire format, as far as OpenStreetMap uses it: numbers and byte strings under field numbers.
//!
//! Why our own reader: the `osmpbf` crate panics on an unknown member type and on coordinates that overflow, and ends an
//! element's tags silently at a bad string index. Here each of these is a fault with its place.
//!
//! Source: protobuf.dev, "Encoding".

/// What is wrong inside a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WireFault {
    /// The message ends inside a field.
    Cut,
    /// A number of more than ten bytes.
    LongNumber,
    /// A field of a type that is not read, or of number zero.
    Field,
    /// A number that its field cannot hold, or a sum that overflows.
    Range,
    /// A string that is no UTF-8, or an index past the string table.
    Text,
    /// Lists of one element that should be equally long.
    Uneven,
    /// A relation member that is neither node, way nor relation.
    Member,
}

/// Value of a field.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
    /// A fixed-width number, which OpenStreetMap's messages do not use.
    Fixed,
}

/// A message that is being read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wire<'a>(&'a [u8]);

impl<'a> Wire<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next number of seven bits a byte, lowest first.
    pub(super) fn number(&mut self) -> Result<u64, WireFault> {
        let mut value = 0_u64;
        for (at, byte) in self.0.iter().enumerate().take(10) {
            value |= u64::from(byte & 0x7F) << (7 * at);
            if byte & 0x80 == 0 {
                self.0 = self.0.get(at + 1..).unwrap_or_default();
                return Ok(value);
            }
        }
        Err(if self.0.len() >= 10 {
            WireFault::LongNumber
        } else {
            WireFault::Cut
        })
    }

    fn take(&mut self, count: u64) -> Result<&'a [u8], WireFault> {
        let count = usize::try_from(count).map_err(|_| WireFault::Cut)?;
        let (head, rest) = self.0.split_at_checked(count).ok_or(WireFault::Cut)?;
        self.0 = rest;
        Ok(head)
    }

    /// The next field; `None` at the end of the message.
    pub(super) fn field(&mut self) -> Result<Option<(u64, Value<'a>)>, WireFault> {
        if self.is_empty() {
            return Ok(None);
        }
        let key = self.number()?;
        let value = match key & 7 {
            0 => Value::Number(self.number()?),
            1 => {
                self.take(8)?;
                Value::Fixed
            }
            2 => {
                let length = self.number()?;
                Value::Bytes(self.take(length)?)
            }
            5 => {
                self.take(4)?;
                Value::Fixed
            }
            _ => return Err(WireFault::Field),
        };
        if key >> 3 == 0 {
            return Err(WireFault::Field);
        }
        Ok(Some((key >> 3, value)))
    }
}

/// The signed number that a zigzag number stands for.
pub(super) fn zigzag(value: u64) -> i64 {
    ((value >> 1) as i64) ^ -((value & 1) as i64)
}

/// Appends the numbers of a list, packed or single.
pub(super) fn numbers(value: Value<'_>, list: &mut Vec<u64>) -> Result<(), WireFault> {
    match value {
        Value::Number(number) => list.push(number),
        Value::Bytes(bytes) => {
            let mut wire = Wire::new(bytes);
            while !wire.is_empty() {
                list.push(wire.number()?);
            }
        }
        Value::Fixed => return Err(WireFault::Field),
    }
    Ok(())
}

/// Appends the running sums of a list of zigzag differences.
pub(super) fn sums(value: Value<'_>, list: &mut Vec<i64>) -> Result<(), WireFault> {
    let mut wire = match value {
        Value::Bytes(bytes) => Wire::new(bytes),
        Value::Number(number) => {
            let before = list.last().copied().unwrap_or(0);
            list.push(before.checked_add(zigzag(number)).ok_or(WireFault::Range)?);
            return Ok(());
        }
        Value::Fixed => return Err(WireFault::Field),
    };
    let mut sum = list.last().copied().unwrap_or(0);
    while !wire.is_empty() {
        sum = sum.checked_add(zigzag(wire.number()?)).ok_or(WireFault::Range)?;
        list.push(sum);
    }
    Ok(())
}

/// The bytes of a field that must be a string or a message.
pub(super) fn bytes(value: Value<'_>) -> Result<&[u8], WireFault> {
    match value {
        Value::Bytes(bytes) => Ok(bytes),
        Value::Number(_) | Value::Fixed => Err(WireFault::Field),
    }
}

/// The number of a field that must be one.
pub(super) fn number(value: Value<'_>) -> Result<u64, WireFault> {
    match value {
        Value::Number(number) => Ok(number),
        Value::Bytes(_) | Value::Fixed => Err(WireFault::Field),
    }
}

#[cfg(test)]
mod tests {
    use super::{Value, Wire, WireFault, sums, zigzag};

    #[test]
    fn numbers_and_their_faults() {
        assert_eq!(Wire::new(&[0x96, 0x01]).number(), Ok(150));
        assert_eq!(Wire::new(&[0x96]).number(), Err(WireFault::Cut));
        assert_eq!(Wire::new(&[0xFF; 11]).number(), Err(WireFault::LongNumber));
        assert_eq!(
            (zigzag(0), zigzag(1), zigzag(2), zigzag(u64::MAX)),
            (0, -1, 1, i64::MIN)
        );
    }

    #[test]
    fn a_length_past_the_end_is_a_cut() {
        assert_eq!(Wire::new(&[0x0A, 0x05, 1]).field().unwrap_err(), WireFault::Cut);
        assert_eq!(Wire::new(&[0x03]).field().unwrap_err(), WireFault::Field);
        assert!(Wire::new(&[]).field().unwrap().is_none());
    }

    #[test]
    fn a_sum_that_overflows_is_a_fault() {
        let mut list = vec![i64::MAX];
        assert_eq!(sums(Value::Bytes(&[0x02]), &mut list), Err(WireFault::Range));
        let mut list = Vec::new();
        assert_eq!(sums(Value::Bytes(&[0x02, 0x04, 0x01]), &mut list), Ok(()));
        assert_eq!(list, [1, 3, 2]);
    }
}
