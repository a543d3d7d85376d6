//! JSON as text.
//!
//! A printer for everything brings what no response needs: floating point to its last digit is a hundredth of the npm module.

use alloc::string::String;
use core::fmt::Error;

use mcpglot_core::syntax;
use mcpglot_core::text::decimal;
use serde::ser::{self, Impossible};
use serde::{Serialize, Serializer};

/// Appends values to a text.
pub(crate) struct Printer<'p>(pub(crate) &'p mut String);

impl<'p> Printer<'p> {
    fn print(self, text: &str) -> Result<(), Error> {
        self.0.push_str(text);
        Ok(())
    }

    fn open(self, brackets: [char; 2]) -> Result<Items<'p>, Error> {
        self.0.push(brackets[0]);
        Ok(Items { out: self.0, is_first: true, end: brackets[1] })
    }
}

const LIST: [char; 2] = ['[', ']'];
const OBJECT: [char; 2] = ['{', '}'];

/// What nothing in a response is.
macro_rules! none {
    ($($method:ident($($value:ident: $of:ty),*) -> $ok:ty,)*) => {
        $(fn $method(self, $($value: $of),*) -> Result<$ok, Error> {
            Err(Error)
        })*
    };
}

/// Whole numbers.
macro_rules! whole {
    ($as:ident: $($method:ident($of:ty),)*) => {
        $(fn $method(self, number: $of) -> Result<(), Error> {
            self.$as(number.into())
        })*
    };
}

impl<'p> Serializer for Printer<'p> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Items<'p>;
    type SerializeTuple = Items<'p>;
    type SerializeTupleStruct = Items<'p>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = Items<'p>;
    type SerializeStruct = Items<'p>;
    type SerializeStructVariant = Impossible<(), Error>;

    fn serialize_bool(self, is_so: bool) -> Result<(), Error> {
        self.print(if is_so { "true" } else { "false" })
    }

    #[inline(never)]
    fn serialize_u64(self, number: u64) -> Result<(), Error> {
        self.print(&decimal(number))
    }

    whole! {
        serialize_u64: serialize_u8(u8), serialize_u16(u16), serialize_u32(u32),
    }

    fn serialize_i64(self, number: i64) -> Result<(), Error> {
        if number < 0 {
            self.0.push('-');
        }
        self.serialize_u64(number.unsigned_abs())
    }

    whole! {
        serialize_i64: serialize_i8(i8), serialize_i16(i16), serialize_i32(i32),
    }

    /// Lengths of time: of what has up to fifteen digits, and is neither very small nor very large, each is told.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it has fifteen digits, and is not negative")]
    fn serialize_f64(self, number: f64) -> Result<(), Error> {
        if !number.is_finite() || number < 0.0 {
            return Err(Error);
        }
        let (mut scaled, mut exponent) = (number, 0_i32);
        while scaled >= 1e15 {
            (scaled, exponent) = (scaled / 10.0, exponent + 1);
        }
        while scaled < 1e14 && number > 0.0 {
            (scaled, exponent) = (scaled * 10.0, exponent - 1);
        }
        let mut digits = (scaled + 0.5) as u64;
        while digits > 0 && digits.is_multiple_of(10) {
            (digits, exponent) = (digits / 10, exponent + 1);
        }
        let mut text = decimal(digits);
        let places = exponent.unsigned_abs() as usize;
        if (-20..0).contains(&exponent) {
            let zeros = (places + 1).saturating_sub(text.len());
            text.insert_str(0, &"0".repeat(zeros));
            text.insert(text.len() - places, '.');
        } else if exponent < 0 || places > 20 {
            text.push('e');
            i64::from(exponent).serialize(Printer(&mut text))?;
        } else if digits > 0 {
            text.push_str(&"0".repeat(places));
        }
        self.print(&text)
    }

    #[inline(never)]
    fn serialize_str(self, text: &str) -> Result<(), Error> {
        syntax::quote(self.0, text);
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.print("null")
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items<'p>, Error> {
        self.open(LIST)
    }

    fn serialize_tuple(self, _: usize) -> Result<Items<'p>, Error> {
        self.open(LIST)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Items<'p>, Error> {
        self.open(LIST)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Items<'p>, Error> {
        self.open(OBJECT)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Items<'p>, Error> {
        self.open(OBJECT)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Error> {
        Err(Error)
    }

    none! {
        serialize_f32(_number: f32) -> (),
        serialize_char(_character: char) -> (),
        serialize_bytes(_bytes: &[u8]) -> (),
        serialize_unit_struct(_name: &'static str) -> (),
        serialize_unit_variant(_name: &'static str, _index: u32, _variant: &'static str) -> (),
        serialize_tuple_variant(_name: &'static str, _index: u32, _variant: &'static str, _len: usize) -> Impossible<(), Error>,
        serialize_struct_variant(_name: &'static str, _index: u32, _variant: &'static str, _len: usize) -> Impossible<(), Error>,
    }
}

/// The items of a list or an object, one after the other.
pub(crate) struct Items<'p> {
    out: &'p mut String,
    is_first: bool,
    end: char,
}

impl Items<'_> {
    /// Goes on to the next item.
    #[inline(never)]
    fn next(&mut self) -> Printer<'_> {
        if !self.is_first {
            self.out.push(',');
        }
        self.is_first = false;
        Printer(self.out)
    }

    /// Goes on to what has that key.
    #[inline(never)]
    fn keyed(&mut self, key: &str) -> Printer<'_> {
        let Printer(out) = self.next();
        syntax::quote(out, key);
        out.push(':');
        Printer(out)
    }

    fn close(self) -> Result<(), Error> {
        self.out.push(self.end);
        Ok(())
    }
}

macro_rules! items {
    ($($of:ident $element:ident,)*) => {
        $(impl ser::$of for Items<'_> {
            type Ok = ();
            type Error = Error;

            fn $element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
                value.serialize(self.next())
            }

            fn end(self) -> Result<(), Error> {
                self.close()
            }
        })*
    };
}

items! {
    SerializeSeq serialize_element,
    SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field,
}

impl ser::SerializeMap for Items<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        key.serialize(self.next())?;
        self.out.push(':');
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        value.serialize(Printer(self.out))
    }

    fn end(self) -> Result<(), Error> {
        self.close()
    }
}

impl ser::SerializeStruct for Items<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
        value.serialize(self.keyed(key))
    }

    fn end(self) -> Result<(), Error> {
        self.close()
    }
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeMap;

    use super::*;

    fn printed(value: &impl Serialize) -> String {
        let mut out = String::new();
        value.serialize(Printer(&mut out)).unwrap();
        out
    }

    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Whole<'o> {
        text_of_all: &'o str,
        #[serde(skip_serializing_if = "Option::is_none")]
        none: Option<u32>,
        some: Option<bool>,
        unit: (),
        pair: (u8, u16),
        range: Range,
        lists: Vec<Vec<&'o str>>,
        map: BTreeMap<&'o str, u64>,
        empty: Empty,
    }

    #[derive(Serialize)]
    struct Range(u32, u32);

    #[derive(Serialize)]
    struct Empty {}

    #[test]
    fn what_is_printed_is_read_as_what_it_was() {
        let whole = Whole {
            text_of_all: "\0\u{1}\u{8}\t\n\u{c}\r\u{1f} \"\\/\u{7f}\u{80}\u{9f}\u{2028}é\u{1f980}\u{feff}",
            none: None,
            some: Some(true),
            unit: (),
            pair: (0, 65_535),
            range: Range(7, u32::MAX),
            lists: vec![vec![], vec!["a"], vec!["", "b, c"]],
            map: BTreeMap::from([("", 0), ("a\"b", u64::MAX)]),
            empty: Empty {},
        };
        let printed = printed(&whole);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&printed).unwrap(), serde_json::to_value(&whole).unwrap());
        assert!(!printed.contains('\n') && !printed.contains("none"));
    }

    #[test]
    fn numbers_are_told_to_the_fifteenth_digit() {
        for text in [
            "0",
            "1",
            "30",
            "1.5",
            "0.001",
            "0.1",
            "0.3",
            "1.005",
            "123456.789",
            "86400",
            "99999999999999",
            "0.000123456789012345",
        ] {
            let number: f64 = text.parse().unwrap();
            let printed = printed(&number);
            assert_eq!(printed.parse::<f64>().unwrap().to_bits(), number.to_bits(), "{text} is {printed}");
        }
        assert_eq!(printed(&[1.5, 30.0, 0.0]), "[1.5,30,0]");
        for odd in [1e300, 1e-300, 1.0 / 3.0] {
            let told = printed(&odd).parse::<f64>().unwrap();
            assert!((told / odd - 1.0).abs() < 1e-12, "{odd} is {told}");
        }
    }

    #[test]
    fn negative_numbers_have_a_sign() {
        assert_eq!(printed(&(i8::MIN, -1_i32, i64::MIN, 0_i16)), "[-128,-1,-9223372036854775808,0]");
    }

    #[test]
    fn what_no_response_holds_is_refused() {
        let mut out = String::new();
        assert!(f64::NAN.serialize(Printer(&mut out)).is_err() && (-1.5).serialize(Printer(&mut out)).is_err());
        assert!('a'.serialize(Printer(&mut out)).is_err() && out.is_empty());
    }
}
