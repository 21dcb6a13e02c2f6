//! Floats to text.

/// The forms of Go's `strconv.FormatFloat`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FloatForm {
    /// `b`: binary exponent, decimal mantissa.
    Binary,
    /// `e`: `-d.dddde±dd`.
    Exponent,
    /// `f`: `-ddd.dddd`.
    Fixed,
    /// `g`: `e` for large and small exponents, `f` otherwise.
    General,
    /// `x`: hexadecimal.
    Hex,
}

/// `strconv.FormatFloat`. Without precision: the fewest digits that read back as the same number.
/// `narrow` treats the number as a `float32`.
pub fn format_float(f: f64, form: FloatForm, precision: Option<usize>, narrow: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(24);
    append_float(&mut out, f, form, precision, narrow);
    out
}

/// Appends what [`format_float`] gives.
pub fn append_float(
    out: &mut Vec<u8>,
    f: f64,
    form: FloatForm,
    precision: Option<usize>,
    narrow: bool,
) {
    if f.is_nan() {
        return out.extend_from_slice(b"NaN");
    }
    if f.is_infinite() {
        return out.extend_from_slice(if f < 0.0 { b"-Inf" } else { b"+Inf" });
    }
    if f.is_sign_negative() {
        out.push(b'-');
    }
    let f = f.abs();
    match form {
        FloatForm::Binary => binary(out, f, narrow),
        FloatForm::Hex => hex(out, f, precision, narrow),
        FloatForm::Exponent => {
            let digits = match precision {
                None => Digits::shortest(f, narrow),
                Some(p) => Digits::with_length(f, p + 1),
            };
            let places = precision.unwrap_or(digits.text.len().saturating_sub(1));
            digits.exponent(out, places);
        }
        FloatForm::Fixed => {
            let digits = match precision {
                None => Digits::shortest(f, narrow),
                Some(p) => Digits::with_places(f, p),
            };
            let len = digits.text.len() as i32;
            let places = precision.unwrap_or((len - digits.point).max(0) as usize);
            digits.fixed(out, places);
        }
        FloatForm::General => {
            let wanted = precision.map(|p| p.max(1));
            let digits = match wanted {
                None => Digits::shortest(f, narrow),
                Some(n) => Digits::with_length(f, n),
            };
            let len = digits.text.len() as i32;
            let places = wanted.map_or(len, |p| p as i32);
            // From which exponent on the e form is used.
            let mut limit = places;
            if limit > len && len >= digits.point {
                limit = len;
            }
            if wanted.is_none() {
                limit = 6;
            }
            let exponent = digits.point - 1;
            if exponent < -4 || exponent >= limit {
                digits.exponent(out, (places.min(len) - 1).max(0) as usize);
            } else {
                digits.fixed(out, (len - digits.point).max(0) as usize);
            }
        }
    }
}

/// Significant decimal digits without trailing zeros: 0.d₁d₂d₃… × 10^point.
struct Digits {
    text: Vec<u8>,
    point: i32,
}

impl Digits {
    // As few as read back as the same number.
    fn shortest(f: f64, narrow: bool) -> Digits {
        if f == 0.0 {
            return Digits::zero();
        }
        let (text, exponent) = if narrow {
            chartroom_gotext::shortest_single(f as f32)
        } else {
            chartroom_gotext::shortest(f)
        };
        Digits {
            text: text.into_bytes(),
            point: exponent + 1,
        }
    }

    fn with_length(f: f64, length: usize) -> Digits {
        let mut digits = Digits::exact(f);
        digits.round(length as i64);
        digits
    }

    fn with_places(f: f64, places: usize) -> Digits {
        let mut digits = Digits::exact(f);
        digits.round(i64::from(digits.point) + places as i64);
        digits
    }

    fn zero() -> Digits {
        Digits {
            text: Vec::new(),
            point: 0,
        }
    }

    // All of them: a float is a whole number times a power of two, and has an end.
    fn exact(f: f64) -> Digits {
        if f == 0.0 {
            return Digits::zero();
        }
        let (mantissa, exponent) = split(f, false);
        // m × 2^-k is m × 5^k × 10^-k.
        let mut number = vec![mantissa as u32, (mantissa >> 32) as u32];
        let (factor, times) = if exponent < 0 {
            (5u32, exponent.unsigned_abs())
        } else {
            (2, exponent as u32)
        };
        let step = if factor == 5 { 13 } else { 31 };
        let mut left = times;
        while left > 0 {
            let now = left.min(step);
            multiply(&mut number, factor.pow(now));
            left -= now;
        }
        let mut text = to_decimal(number);
        let point = text.len() as i32 + exponent.min(0);
        let end = text.iter().rposition(|&b| b != b'0').map_or(0, |i| i + 1);
        text.truncate(end);
        Digits { text, point }
    }

    // Keeps so many digits, the last one rounded, ties to even.
    fn round(&mut self, keep: i64) {
        if keep < 0 {
            *self = Digits::zero();
            return;
        }
        let keep = keep as usize;
        if keep >= self.text.len() {
            return;
        }
        let rest = &self.text[keep..];
        let tie = rest == b"5";
        let odd = keep > 0 && self.text[keep - 1] % 2 == 1;
        let up = rest[0] >= b'5' && (!tie || odd);
        self.text.truncate(keep);
        if up {
            while self.text.last() == Some(&b'9') {
                self.text.pop();
            }
            match self.text.last_mut() {
                Some(last) => *last += 1,
                None => {
                    self.text.push(b'1');
                    self.point += 1;
                }
            }
        } else {
            while self.text.last() == Some(&b'0') {
                self.text.pop();
            }
        }
        if self.text.is_empty() {
            self.point = 0;
        }
    }

    fn exponent(&self, out: &mut Vec<u8>, places: usize) {
        out.push(self.text.first().copied().unwrap_or(b'0'));
        if places > 0 {
            out.push(b'.');
            let fraction = self.text.get(1..).unwrap_or_default();
            let have = fraction.len().min(places);
            out.extend_from_slice(&fraction[..have]);
            out.resize(out.len() + places - have, b'0');
        }
        let exponent = if self.text.is_empty() {
            0
        } else {
            self.point - 1
        };
        out.push(b'e');
        out.push(if exponent < 0 { b'-' } else { b'+' });
        let e = exponent.unsigned_abs();
        if e < 10 {
            out.push(b'0');
        }
        out.extend_from_slice(e.to_string().as_bytes());
    }

    fn fixed(&self, out: &mut Vec<u8>, places: usize) {
        if self.point > 0 {
            let whole = self.point as usize;
            let have = self.text.len().min(whole);
            out.extend_from_slice(&self.text[..have]);
            out.resize(out.len() + whole - have, b'0');
        } else {
            out.push(b'0');
        }
        if places > 0 {
            out.push(b'.');
            let zeros = (-self.point).clamp(0, places as i32) as usize;
            out.resize(out.len() + zeros, b'0');
            let start = (self.point.max(0) as usize).min(self.text.len());
            let fraction = &self.text[start..];
            let have = fraction.len().min(places - zeros);
            out.extend_from_slice(&fraction[..have]);
            out.resize(out.len() + places - zeros - have, b'0');
        }
    }
}

// Numbers in base 2^32, low digits first.
fn multiply(number: &mut Vec<u32>, factor: u32) {
    let mut carry = 0;
    for digit in number.iter_mut() {
        let product = u64::from(*digit) * u64::from(factor) + carry;
        *digit = product as u32;
        carry = product >> 32;
    }
    if carry > 0 {
        number.push(carry as u32);
    }
}

fn to_decimal(mut number: Vec<u32>) -> Vec<u8> {
    let mut text = Vec::new();
    while !number.is_empty() {
        let mut rest = 0;
        for digit in number.iter_mut().rev() {
            let value = rest << 32 | u64::from(*digit);
            *digit = (value / 1_000_000_000) as u32;
            rest = value % 1_000_000_000;
        }
        for _ in 0..9 {
            text.push(b'0' + (rest % 10) as u8);
            rest /= 10;
        }
        while number.last() == Some(&0) {
            number.pop();
        }
    }
    while text.last() == Some(&b'0') {
        text.pop();
    }
    text.reverse();
    text
}

// Mantissa as an integer and the exponent of its last bit.
fn split(f: f64, narrow: bool) -> (u64, i32) {
    if narrow {
        let bits = (f as f32).to_bits();
        let (exp, frac) = ((bits >> 23 & 0xff) as i32, u64::from(bits & 0x7f_ffff));
        return if exp == 0 {
            (frac, -149)
        } else {
            (frac | 1 << 23, exp - 150)
        };
    }
    let bits = f.to_bits();
    let (exp, frac) = ((bits >> 52 & 0x7ff) as i32, bits & ((1 << 52) - 1));
    if exp == 0 {
        (frac, -1074)
    } else {
        (frac | 1 << 52, exp - 1075)
    }
}

fn binary(out: &mut Vec<u8>, f: f64, narrow: bool) {
    let (mantissa, exponent) = split(f, narrow);
    out.extend_from_slice(format!("{mantissa}p{exponent:+}").as_bytes());
}

fn hex(out: &mut Vec<u8>, f: f64, precision: Option<usize>, narrow: bool) {
    let (mut mantissa, mut exponent) = split(f, narrow);
    if mantissa == 0 {
        exponent = 0;
    } else {
        // The leading bit goes to bit 60, so that the digits below are 15 whole nibbles.
        let shift = mantissa.leading_zeros() as i32 - 3;
        mantissa <<= shift;
        exponent += 60 - shift;
    }
    if let Some(p) = precision.filter(|&p| p < 15) {
        let cut = 4 * (15 - p as u32);
        let half = 1u64 << (cut - 1);
        let rest = mantissa & ((1 << cut) - 1);
        mantissa >>= cut;
        if rest > half || rest == half && mantissa & 1 == 1 {
            mantissa += 1;
        }
        mantissa <<= cut;
        if mantissa >> 61 != 0 {
            mantissa >>= 1;
            exponent += 1;
        }
    }
    out.extend_from_slice(&[b'0', b'x', b'0' + (mantissa >> 60 & 1) as u8]);
    let mut fraction = (mantissa << 4)
        .to_be_bytes()
        .iter()
        .fold(String::new(), |s, b| s + &format!("{b:02x}"));
    fraction.truncate(15);
    match precision {
        None => fraction.truncate(fraction.trim_end_matches('0').len()),
        Some(p) if p <= 15 => fraction.truncate(p),
        Some(p) => fraction.extend(std::iter::repeat_n('0', p - 15)),
    }
    if !fraction.is_empty() {
        out.push(b'.');
        out.extend_from_slice(fraction.as_bytes());
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    out.extend_from_slice(format!("p{sign}{:02}", exponent.unsigned_abs()).as_bytes());
}
