//! Lengths of time, exact.

use crate::text::Ascii;
use alloc::borrow::Cow;

/// A length of time in decimal seconds. Never a binary float: 0.1 s is 100 ms and nothing else.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seconds {
    /// Not a multiple of ten, unless zero.
    digits: u64,
    /// The power of ten that `digits` is multiplied with, in seconds.
    exponent: i32,
}

impl Seconds {
    /// No time at all.
    pub const ZERO: Self = Self { digits: 0, exponent: 0 };

    /// Reads a number as JSON or TOML write it, not negative, in units of `10^exponent` seconds: 0 for seconds, -3 for
    /// milliseconds. `None` where it is anything else (negative, infinite) or has more than 18 digits.
    #[must_use]
    pub fn parse(number: &str, exponent: i32) -> Option<Self> {
        let radix = [("0x", 16), ("0o", 8), ("0b", 2)]
            .into_iter()
            .find_map(|(prefix, radix)| Some((number.strip_prefix(prefix)?, radix)));
        if let Some((digits, radix)) = radix {
            let mut digits = digits.bytes().filter(|&byte| byte != b'_').map(|byte| (byte as char).to_digit(radix));
            let value = digits.try_fold(0u64, |value, digit| value.checked_mul(u64::from(radix))?.checked_add(u64::from(digit?)));
            return value.filter(|&value| value < 1_000_000_000_000_000_000).map(|digits| Self { digits, exponent }.normalised());
        }
        // Nothing is nothing, whatever its sign.
        let is_nothing = |number: &&str| number.bytes().all(|byte| matches!(byte, b'0' | b'.'));
        let number = number.strip_prefix('-').filter(is_nothing).unwrap_or(number);
        let number = number.strip_prefix('+').unwrap_or(number);
        let (mantissa, power) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
        let (whole, fraction) = mantissa.cut(".").unwrap_or((mantissa, ""));
        let mut digits = 0u64;
        for byte in whole.bytes().chain(fraction.bytes()).filter(|&byte| byte != b'_') {
            if !byte.is_ascii_digit() || digits >= 100_000_000_000_000_000 {
                return None;
            }
            digits = digits * 10 + u64::from(byte - b'0');
        }
        let power: i32 = power.strip_prefix('+').unwrap_or(power).parse().ok()?;
        let decimals = fraction.bytes().filter(|&byte| byte != b'_').count();
        let exponent = exponent.checked_add(power)?.checked_sub(i32::try_from(decimals).ok()?)?;
        (!whole.is_empty()).then(|| Self { digits, exponent }.normalised())
    }

    /// So many milliseconds.
    #[must_use]
    pub fn milliseconds(count: u64) -> Self {
        Self { digits: count, exponent: -3 }.normalised()
    }

    fn normalised(mut self) -> Self {
        if self.digits == 0 {
            self.exponent = 0;
        }
        while self.digits != 0 && self.digits.is_multiple_of(10) {
            self.digits /= 10;
            self.exponent += 1;
        }
        self
    }

    /// The number in units of `10^exponent` seconds, without an exponent: `1.5`, `30`. `None` where that would take more than
    /// 18 digits.
    #[must_use]
    pub fn in_units(self, exponent: i32) -> Option<Cow<'static, str>> {
        let shift = self.exponent - exponent;
        let mut text = crate::text::decimal(self.digits);
        if shift >= 0 {
            if text.len() + usize::try_from(shift).ok()? > 18 {
                return None;
            }
            if self.digits != 0 {
                for _ in 0..shift {
                    text.push('0');
                }
            }
            return Some(text.into());
        }
        let decimals = usize::try_from(-shift).ok().filter(|&decimals| decimals <= 18)?;
        if text.len() <= decimals {
            text.insert_str(0, &"0".repeat(decimals + 1 - text.len()));
        }
        text.insert(text.len() - decimals, '.');
        Some(text.into())
    }

    /// The nearest binary number of seconds, for JSON; a whole one is exact.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "the nearest is what is asked for")]
        let digits = self.digits as f64;
        // Both numbers are exact up to 15 digits and 10^22, so that the quotient is the nearest to what is meant.
        let power = |exponent: u32| (0..exponent.min(400)).fold(1.0, |power, _| power * 10.0);
        if self.exponent < 0 {
            digits / power(self.exponent.unsigned_abs())
        } else {
            digits * power(self.exponent.unsigned_abs())
        }
    }

    /// The same, rounded up to a whole number of units.
    #[must_use]
    pub fn rounded_up(self, exponent: i32) -> Self {
        let mut up = self;
        while up.exponent < exponent {
            up = Self { digits: up.digits.div_ceil(10), exponent: up.exponent + 1 };
        }
        up.normalised()
    }

    /// Whether it is a whole number of units.
    #[must_use]
    pub fn is_whole(self, exponent: i32) -> bool {
        self.digits == 0 || self.exponent >= exponent
    }

    /// Whether it is less than `whole` times `10^exponent` seconds.
    #[must_use]
    pub fn is_below(self, whole: u64, exponent: i32) -> bool {
        let shift = self.exponent - exponent;
        match 10u128.checked_pow(shift.unsigned_abs()) {
            Some(factor) if shift >= 0 => u128::from(self.digits).saturating_mul(factor) < u128::from(whole),
            Some(factor) => u128::from(self.digits) < u128::from(whole).saturating_mul(factor),
            None => shift < 0 || self.digits == 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_exact() {
        let ms = |text| Seconds::parse(text, -3).unwrap();
        assert_eq!(ms("1500"), Seconds::parse("1.5", 0).unwrap());
        assert_eq!(ms("1500").in_units(0).unwrap(), "1.5");
        assert_eq!(ms("1500").in_units(-3).unwrap(), "1500");
        assert_eq!(ms("5").in_units(0).unwrap(), "0.005");
        assert_eq!((ms("5").as_f64(), ms("1500").as_f64(), ms("30000").as_f64()), (0.005, 1.5, 30.0));
        assert_eq!(Seconds::parse("3e1", 0).unwrap().in_units(0).unwrap(), "30");
        assert_eq!(Seconds::parse("30.0", 0).unwrap().in_units(0).unwrap(), "30");
        assert_eq!(Seconds::parse("0", 0).unwrap().in_units(-3).unwrap(), "0");
        assert_eq!(Seconds::parse("1.0001", 0).unwrap().rounded_up(-3).in_units(-3).unwrap(), "1001");
        assert_eq!(Seconds::parse("0x1_e", 0), Seconds::parse("30", 0));
        for odd in ["-1", "0xg", "inf", "nan", "", "1e999999999999", "1234567890123456789012"] {
            assert_eq!(Seconds::parse(odd, 0), None, "{odd}");
        }
        assert!(ms("999").is_below(1, 0) && !ms("1000").is_below(1, 0) && !Seconds::parse("1e300", 0).unwrap().is_below(1000, 0));
    }
}
