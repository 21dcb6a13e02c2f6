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
            let digits = Digits::new(f, precision.map(|p| p + 1), narrow);
            let places = precision.unwrap_or(digits.len.saturating_sub(1));
            digits.exponent(out, places);
        }
        FloatForm::Fixed => match precision {
            None => {
                let digits = Digits::new(f, None, narrow);
                let places = (digits.len as i32 - digits.point).max(0) as usize;
                digits.fixed(out, places);
            }
            // Beyond 1,100 places every digit of a float64 is zero.
            Some(p) => {
                out.extend_from_slice(format!("{:.*}", p.min(1100), f).as_bytes());
                if p > 1100 {
                    out.resize(out.len() + p - 1100, b'0');
                }
            }
        },
        FloatForm::General => {
            let wanted = precision.map(|p| p.max(1));
            let digits = Digits::new(f, wanted, narrow);
            let len = digits.len as i32;
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
    digits: [u8; 800],
    len: usize,
    point: i32,
}

impl Digits {
    // `count` digits, correctly rounded, or as many as needed.
    fn new(f: f64, count: Option<usize>, narrow: bool) -> Digits {
        let mut d = Digits {
            digits: [b'0'; 800],
            len: 0,
            point: 0,
        };
        if f == 0.0 {
            return d;
        }
        let text = match count {
            // A float64 has at most 767 significant digits.
            Some(n) => format!("{:.*e}", n.min(790) - 1, f),
            None if narrow => format!("{:e}", f as f32),
            None => format!("{f:e}"),
        };
        let text = match count {
            None => even(text, f, narrow),
            Some(_) => text,
        };
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        for b in mantissa.bytes().filter(u8::is_ascii_digit) {
            d.digits[d.len] = b;
            d.len += 1;
        }
        while d.len > 0 && d.digits[d.len - 1] == b'0' {
            d.len -= 1;
        }
        d.point = exponent.parse::<i32>().unwrap_or(0) + 1;
        d
    }

    fn exponent(&self, out: &mut Vec<u8>, places: usize) {
        out.push(self.digits[0]);
        if places > 0 {
            out.push(b'.');
            let have = self.len.clamp(1, places + 1) - 1;
            out.extend_from_slice(&self.digits[1..=have]);
            out.resize(out.len() + places - have, b'0');
        }
        let exponent = if self.len == 0 { 0 } else { self.point - 1 };
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
            let have = self.len.min(whole);
            out.extend_from_slice(&self.digits[..have]);
            out.resize(out.len() + whole - have, b'0');
        } else {
            out.push(b'0');
        }
        if places > 0 {
            out.push(b'.');
            for i in 0..places as i32 {
                let at = self.point + i;
                let digit = usize::try_from(at).ok().filter(|&at| at < self.len);
                out.push(digit.map_or(b'0', |at| self.digits[at]));
            }
        }
    }
}

// Of two equally near shortest texts Go takes the one with an even last digit, Rust the larger.
// Both can be in reach only where the digits are about as fine as the number itself.
fn even(text: String, f: f64, narrow: bool) -> String {
    let digits = text.bytes().take_while(|&b| b != b'e');
    let n = digits.filter(u8::is_ascii_digit).count();
    if n < if narrow { 6 } else { 15 } {
        return text;
    }
    let rounded = format!("{:.*e}", n - 1, f);
    let same = if narrow {
        rounded.parse::<f32>() == Ok(f as f32)
    } else {
        rounded.parse::<f64>() == Ok(f)
    };
    if same { rounded } else { text }
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
