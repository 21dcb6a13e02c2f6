//! Numbers and dates of TOML.

use chartroom_gotemplate::Value;
use chartroom_gotemplate::strconv::{self, NumberError};

use super::cursor::{Outcome, Reader, quoted};
use crate::gotime::{self, Timestamp};
use crate::text;

/// What a number is, as far as its characters tell.
enum Kind {
    Integer,
    Float,
    Date,
}

/// Forms of dates, and the zone of those that say none; Go's time has in its zone's name what was
/// written.
const DATES: [(&str, &str); 7] = [
    ("2006-01-02T15:04:05.999999999Z07:00", ""),
    ("2006-01-02T15:04:05.999999999", "datetime-local"),
    ("2006-01-02", "date-local"),
    ("15:04:05.999999999", "time-local"),
    ("2006-01-02T15:04Z07:00", ""),
    ("2006-01-02T15:04", "datetime-local"),
    ("15:04", "time-local"),
];

impl Reader<'_> {
    /// A number or a date, whose first character was read.
    pub(super) fn number(&mut self, first: char) -> Outcome<Value> {
        let kind = match first {
            '+' | '-' => self.signed()?,
            '0' => self.based()?,
            _ => self.open()?,
        };
        let word = self.since(0);
        match kind {
            Kind::Integer => self.integer(word),
            Kind::Float => self.float(word),
            Kind::Date => self.date(word.trim_matches(' ')),
        }
    }

    /// Behind a sign.
    fn signed(&mut self) -> Outcome<Kind> {
        let c = self.next()?;
        match c {
            'i' | 'n' => {
                let rest = if c == 'i' { ['n', 'f'] } else { ['a', 'n'] };
                if !self.accept(rest[0])? || !self.accept(rest[1])? {
                    let read = self.since(0);
                    return Err(self.wrong(format!("invalid float: '{read}'")));
                }
                Ok(Kind::Float)
            }
            '.' => Err(self.wrong("floats must start with a digit, not '.'")),
            '0' if matches!(self.peek()?, 'b' | 'o' | 'x') => {
                let (read, base) = (self.since(0), self.peek()?);
                Err(self.wrong(format!(
                    "cannot use sign with non-decimal numbers: '{read}{base}'"
                )))
            }
            '0'..='9' => self.decimal(),
            c => Err(self.wrong(format!("expected a digit but got {}", quoted(c)))),
        }
    }

    /// Behind a zero.
    fn based(&mut self) -> Outcome<Kind> {
        let (name, within): (_, fn(char) -> bool) = match self.next()? {
            '0'..='9' => return self.open(),
            '_' => return self.decimal(),
            '.' | 'e' | 'E' => return self.fraction(),
            'b' => ("a binary", |c| matches!(c, '0' | '1' | '_')),
            'o' => ("an octal", |c| matches!(c, '0'..='7' | '_')),
            'x' => ("a hexadecimal", |c| c.is_ascii_hexdigit() || c == '_'),
            _ => {
                self.back();
                return Ok(Kind::Integer);
            }
        };
        let c = self.peek()?;
        if c == '_' || !within(c) {
            let read = self.since(0);
            return Err(self.wrong(format!("not {name} number: '{read}{c}'")));
        }
        self.pass(within)?;
        Ok(Kind::Integer)
    }

    /// Digits that may begin anything.
    fn open(&mut self) -> Outcome<Kind> {
        self.pass(|c| c.is_ascii_digit())?;
        match self.next()? {
            '-' | ':' => {
                self.pass(|c| c.is_ascii_digit() || "-:Tt .Zz+".contains(c))?;
                Ok(Kind::Date)
            }
            '_' => self.decimal(),
            '.' | 'e' | 'E' => self.fraction(),
            _ => {
                self.back();
                Ok(Kind::Integer)
            }
        }
    }

    /// Digits that begin no date.
    fn decimal(&mut self) -> Outcome<Kind> {
        self.pass(|c| c.is_ascii_digit() || c == '_')?;
        match self.next()? {
            '.' | 'e' | 'E' => self.fraction(),
            _ => {
                self.back();
                Ok(Kind::Integer)
            }
        }
    }

    fn fraction(&mut self) -> Outcome<Kind> {
        self.pass(|c| c.is_ascii_digit() || "_.-+eE".contains(c))?;
        Ok(Kind::Float)
    }

    fn integer(&self, word: &str) -> Outcome<Value> {
        let wrong = |why: &str| {
            let word = text::quoted(word);
            Err(self.here(format!("Invalid integer {word}: {why}")))
        };
        if !underscores_fit(word) {
            return wrong("underscores must be surrounded by digits");
        }
        if leads_with_zero(word) {
            return wrong("cannot have leading zeroes");
        }
        let number = strconv::parse_int(word.as_bytes(), 0);
        let range = |_| self.here(format!("{word} is out of range for int64"));
        number.map(Value::int64).map_err(range)
    }

    pub(super) fn float(&self, word: &str) -> Outcome<Value> {
        let wrong = |why: &str| {
            let word = text::quoted(word);
            Err(self.here(format!("Invalid float {word}: {why}")))
        };
        let mut parts = word.split(['.', 'e', 'E']).filter(|part| !part.is_empty());
        let first = parts.clone().next();
        if !parts.all(underscores_fit) {
            return wrong("underscores must be surrounded by digits");
        }
        if first.is_some_and(leads_with_zero) {
            return wrong("cannot have leading zeroes");
        }
        let digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
        if word
            .match_indices('.')
            .any(|(at, _)| !digit(&word[at + 1..]))
        {
            return wrong("'.' must be followed by one or more digits");
        }
        let digits = word.replace('_', "");
        let number = match digits.as_str() {
            "+nan" | "nan" => Ok(f64::NAN),
            "-nan" => Ok(-f64::NAN),
            digits => strconv::parse_float(digits.as_bytes()),
        };
        number.map(Value::float).map_err(|error| {
            self.here(match error {
                NumberError::Range => format!("{word} is out of range for float64"),
                NumberError::Syntax => format!("Invalid float value: {}", text::quoted(word)),
            })
        })
    }

    fn date(&self, word: &str) -> Outcome<Value> {
        let word: String = word
            .chars()
            .map(|c| match c {
                'z' => 'Z',
                't' | ' ' => 'T',
                c => c,
            })
            .collect();
        let read = DATES.iter().find_map(|(layout, zone)| {
            let read = gotime::parse(layout.as_bytes(), word.as_bytes()).ok()?;
            Some((layout, zone, read))
        });
        match read {
            Some((layout, zone, read)) if has_all_zeros(&word, layout) => {
                let stamp = match *zone {
                    "" => read,
                    zone => Timestamp {
                        zone: zone.into(),
                        local: false,
                        ..read
                    },
                };
                Ok(crate::sprig::time(stamp))
            }
            _ => {
                let word = text::quoted(&word);
                Err(self.here(format!("invalid datetime: {word}")))
            }
        }
    }
}

/// Whether what is between the digits of a date stands where the layout has it: Go's time reads
/// numbers of one digit, too.
fn has_all_zeros(word: &str, layout: &str) -> bool {
    let fixed = layout.bytes().take_while(|b| !matches!(b, b'.' | b'Z'));
    let mut pairs = fixed.enumerate();
    pairs.all(|(at, b)| b.is_ascii_digit() || word.as_bytes().get(at) == Some(&b))
}

/// Whether a number's underscores stand between digits.
fn underscores_fit(word: &str) -> bool {
    if matches!(word.trim_start_matches(['+', '-']), "nan" | "inf") {
        return true;
    }
    let mut digit = false;
    for byte in word.bytes() {
        if byte == b'_' && !digit {
            return false;
        }
        digit = byte.is_ascii_hexdigit();
    }
    digit
}

fn leads_with_zero(word: &str) -> bool {
    match word.as_bytes() {
        [b'0', base, ..] => !matches!(base, b'b' | b'o' | b'x'),
        [b'+' | b'-', b'0', _, ..] => true,
        _ => false,
    }
}
