//! Lengths of time, exact.

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
        if let [b'0', radix @ (b'x' | b'o' | b'b'), digits @ ..] = number.as_bytes() {
            let radix = [16, 8, 2][usize::from(*radix != b'x') + usize::from(*radix == b'b')];
            let mut digits = digits.iter().filter(|&&byte| byte != b'_').map(|&byte| char::from(byte).to_digit(radix));
            let value = digits.try_fold(0u64, |value, digit| value.checked_mul(radix.into())?.checked_add(digit?.into()));
            return value.filter(|&value| value < 1_000_000_000_000_000_000).map(|digits| Self { digits, exponent }.normalised());
        }
        let (mantissa, power) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
        let power: i32 = power.parse().ok()?;
        let mut number = Self { digits: 0, exponent: exponent.checked_add(power)? };
        let (mut is_whole, mut is_fraction) = (false, false);
        for (at, byte) in mantissa.bytes().enumerate() {
            match byte {
                b'+' | b'-' if at == 0 => {}
                b'_' => {}
                b'.' if !is_fraction => is_fraction = true,
                b'0'..=b'9' if number.digits < 100_000_000_000_000_000 => {
                    number.digits = number.digits * 10 + u64::from(byte - b'0');
                    number.exponent = number.exponent.checked_sub(is_fraction.into())?;
                    is_whole |= !is_fraction;
                }
                _ => return None,
            }
        }
        // Nothing is nothing, whatever its sign.
        (is_whole && (number.digits == 0 || !mantissa.starts_with('-'))).then(|| number.normalised())
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
        let mut digits = self.digits;
        // Of 18 digits nothing is left after so many steps, and one digit is more than all that can be asked.
        let shift = (self.exponent - exponent).clamp(-20, 20);
        for _ in 0..shift.abs() {
            digits = if shift < 0 { digits / 10 } else { digits.saturating_mul(10) };
        }
        digits < whole
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
        for odd in ["-1", "0xg", "inf", "nan", "", "1e999999999999", "1.2.3", "1234567890123456789012"] {
            assert_eq!(Seconds::parse(odd, 0), None, "{odd}");
        }
        for nothing in ["0", "-0", "-0.0", "-0e5", "+0", "0x0"] {
            assert_eq!(Seconds::parse(nothing, 0), Some(Seconds::ZERO), "{nothing}");
        }
        assert!(ms("999.9").is_below(1, 0) && Seconds::parse("1e-300", 0).unwrap().is_below(1, 0));
        assert!(ms("999").is_below(1, 0) && !ms("1000").is_below(1, 0) && !Seconds::parse("1e300", 0).unwrap().is_below(1000, 0));
    }
}
