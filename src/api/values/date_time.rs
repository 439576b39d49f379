//! A date and time as the API sends it.

use std::fmt;

/// A date and time in the server's own clock. The API tells no zone, so neither does this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime {
    /// The year, 1000 to 9999.
    pub year: u16,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month, 1 to 31.
    pub day: u8,
    /// The hour, 0 to 23.
    pub hour: u8,
    /// The minute, 0 to 59.
    pub minute: u8,
    /// The second, 0 to 59.
    pub second: u8,
}

impl DateTime {
    /// Reads `Y-m-d H:i:s`. Zero dates (`0000-00-00 00:00:00`) and anything else are `None`.
    pub fn parse(text: &str) -> Option<DateTime> {
        let text = text.trim();
        let bytes = text.as_bytes();
        let separated = [(4, b'-'), (7, b'-'), (10, b' '), (13, b':'), (16, b':')]
            .iter()
            .all(|&(at, separator)| bytes.get(at) == Some(&separator));
        if bytes.len() != 19 || !separated {
            return None;
        }
        let number = |from: usize, to: usize| -> Option<u16> {
            bytes[from..to].iter().try_fold(0_u16, |number, byte| {
                byte.is_ascii_digit().then(|| number * 10 + u16::from(byte - b'0'))
            })
        };
        let pair = |from: usize| number(from, from + 2).map(|pair| pair as u8);
        let date_time = DateTime {
            year: number(0, 4)?,
            month: pair(5)?,
            day: pair(8)?,
            hour: pair(11)?,
            minute: pair(14)?,
            second: pair(17)?,
        };
        date_time.is_valid().then_some(date_time)
    }

    fn is_valid(self) -> bool {
        self.year >= 1000
            && (1..=12).contains(&self.month)
            && (1..=self.days_in_month()).contains(&self.day)
            && self.hour < 24
            && self.minute < 60
            && self.second < 60
    }

    fn days_in_month(self) -> u8 {
        let leap = self.year.is_multiple_of(4)
            && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        match self.month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }

    /// In words for the reader, by the browser's `Intl` (`locale` is a tag such as `de-CH`; an
    /// empty one means the browser's own). Works in a browser only.
    pub fn to_locale_string(self, locale: &str) -> String {
        let date = js_sys::Date::new_with_year_month_day_hr_min_sec(
            u32::from(self.year),
            i32::from(self.month) - 1,
            i32::from(self.day),
            i32::from(self.hour),
            i32::from(self.minute),
            i32::from(self.second),
        );
        let locale = if locale.is_empty() { "default" } else { locale };
        let options = js_sys::Object::new();
        for key in ["dateStyle", "timeStyle"] {
            // Setting a property of a fresh object cannot fail.
            let _ = js_sys::Reflect::set(&options, &key.into(), &"medium".into());
        }
        date.to_locale_string(locale, &options).into()
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
            self.year, self.month, self.day, self.hour, self.minute, self.second
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_and_zero_dates_are_none() {
        let date = DateTime::parse("2017-02-18 11:43:39").expect("a date");
        assert_eq!((date.year, date.month, date.day), (2017, 2, 18));
        assert_eq!((date.hour, date.minute, date.second), (11, 43, 39));
        assert_eq!(date.to_string(), "2017-02-18 11:43:39");
        assert!(DateTime::parse(" 2024-02-29 00:00:00 ").is_some());
        for text in [
            "0000-00-00 00:00:00",
            "0001-01-01 00:00:00",
            "-0001-11-30 00:00:00",
            "2023-02-29 00:00:00",
            "2024-13-01 00:00:00",
            "2024-04-31 00:00:00",
            "2024-01-01 24:00:00",
            "2024-01-01T00:00:00",
            "2024-01-01",
            "+024-01-01 00:00:00",
            "2024-01-0é 0:00:00",
            "",
        ] {
            assert_eq!(DateTime::parse(text), None, "{text}");
        }
    }

    #[test]
    fn later_is_greater() {
        let parse = |text| DateTime::parse(text).expect("a date");
        assert!(parse("2024-01-25 19:34:52") < parse("2024-01-25 20:24:53"));
        assert!(parse("2023-12-31 23:59:59") < parse("2024-01-01 00:00:00"));
    }
}
