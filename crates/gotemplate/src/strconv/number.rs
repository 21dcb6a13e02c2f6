//! Text to numbers, in Go's literal syntax.

/// Why a number was not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// Not a number: Go's "invalid syntax".
    Syntax,
    /// Too big: Go's "value out of range".
    Range,
}

/// `strconv.ParseUint(text, base, 64)`; base 0 reads the base from a prefix and allows `_`.
///
/// # Errors
/// As Go's, without the text around it.
pub fn parse_uint(text: &[u8], base: u32) -> Result<u64, NumberError> {
    let mut digits = text;
    let mut radix = base;
    if base == 0 {
        radix = 10;
        if text.len() > 1 && text[0] == b'0' {
            (radix, digits) = match text[1] | 0x20 {
                b'x' if text.len() > 2 => (16, &text[2..]),
                b'o' if text.len() > 2 => (8, &text[2..]),
                b'b' if text.len() > 2 => (2, &text[2..]),
                _ => (8, &text[1..]),
            };
        }
    }
    if digits.is_empty() {
        return Err(NumberError::Syntax);
    }
    let mut value = 0u64;
    let mut overflow = false;
    for &b in digits {
        if b == b'_' && base == 0 {
            continue;
        }
        let d = (b as char).to_digit(radix).ok_or(NumberError::Syntax)?;
        match value
            .checked_mul(u64::from(radix))
            .and_then(|v| v.checked_add(u64::from(d)))
        {
            Some(v) if !overflow => value = v,
            // Go stops here, before a bad digit or underscore further on.
            _ => {
                overflow = true;
                break;
            }
        }
    }
    if overflow {
        return Err(NumberError::Range);
    }
    if base == 0 && !underscores_ok(text) {
        return Err(NumberError::Syntax);
    }
    Ok(value)
}

/// `strconv.ParseInt(text, base, 64)`.
///
/// # Errors
/// As Go's, without the text around it.
pub fn parse_int(text: &[u8], base: u32) -> Result<i64, NumberError> {
    let (negative, digits) = match text.first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let n = parse_uint(digits, base)?;
    if negative {
        0i64.checked_sub_unsigned(n).ok_or(NumberError::Range)
    } else {
        i64::try_from(n).map_err(|_| NumberError::Range)
    }
}

// Underscores stand only between digits, or between the base prefix and a digit.
fn underscores_ok(text: &[u8]) -> bool {
    let mut rest = text;
    if let Some(b'-' | b'+') = rest.first() {
        rest = &rest[1..];
    }
    let mut last = b'^';
    let mut hex = false;
    if rest.len() >= 2 && rest[0] == b'0' && matches!(rest[1] | 0x20, b'b' | b'o' | b'x') {
        hex = rest[1] | 0x20 == b'x';
        rest = &rest[2..];
        last = b'0';
    }
    for &b in rest {
        if b.is_ascii_digit() || hex && b.is_ascii_hexdigit() {
            last = b'0';
        } else if b == b'_' {
            if last != b'0' {
                return false;
            }
            last = b'_';
        } else {
            if last == b'_' {
                return false;
            }
            last = b'!';
        }
    }
    last != b'_'
}

/// `strconv.ParseFloat(text, 64)`, decimal and hexadecimal, with `_`, `inf` and `nan`.
///
/// # Errors
/// As Go's, without the text around it.
pub fn parse_float(text: &[u8]) -> Result<f64, NumberError> {
    let (negative, body) = match text.first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let sign = |f: f64| if negative { -f } else { f };
    let lower = body.to_ascii_lowercase();
    if lower == b"inf" || lower == b"infinity" {
        return Ok(sign(f64::INFINITY));
    }
    if lower == b"nan" {
        return Ok(f64::NAN);
    }
    if !underscores_ok(text) {
        return Err(NumberError::Syntax);
    }
    let clean: Vec<u8> = lower.into_iter().filter(|&b| b != b'_').collect();
    let value = if let Some(hex) = clean.strip_prefix(b"0x") {
        parse_hex(hex)?
    } else {
        if !clean
            .first()
            .is_some_and(|b| b.is_ascii_digit() || *b == b'.')
        {
            return Err(NumberError::Syntax);
        }
        let text = std::str::from_utf8(&clean).map_err(|_| NumberError::Syntax)?;
        chartroom_gotext::parse(text).ok_or(NumberError::Syntax)?
    };
    if value.is_infinite() {
        return Err(NumberError::Range);
    }
    Ok(sign(value))
}

// Mantissa and mandatory binary exponent: `1.8p3`.
fn parse_hex(text: &[u8]) -> Result<f64, NumberError> {
    let at = text
        .iter()
        .position(|&b| b == b'p')
        .ok_or(NumberError::Syntax)?;
    let (mantissa, exponent) = (&text[..at], &text[at + 1..]);
    let (mut bits, mut exp, mut seen_dot, mut digits) = (0u64, 0i64, false, 0);
    for &b in mantissa {
        if b == b'.' {
            if seen_dot {
                return Err(NumberError::Syntax);
            }
            seen_dot = true;
            continue;
        }
        let d = (b as char).to_digit(16).ok_or(NumberError::Syntax)?;
        digits += 1;
        if seen_dot {
            exp -= 4;
        }
        if bits >> 59 == 0 {
            bits = bits << 4 | u64::from(d);
        } else {
            // Beyond what matters but for rounding: keep one sticky bit.
            bits |= u64::from(d != 0);
            exp += 4;
        }
    }
    let decimal = !exponent.is_empty()
        && exponent
            .strip_prefix(b"-")
            .or(exponent.strip_prefix(b"+"))
            .unwrap_or(exponent)
            .iter()
            .all(u8::is_ascii_digit);
    if digits == 0 || !decimal {
        return Err(NumberError::Syntax);
    }
    exp += parse_int(exponent, 10)
        .unwrap_or(if exponent[0] == b'-' { -9999 } else { 9999 })
        .clamp(-9999, 9999);
    if bits == 0 {
        return Ok(0.0);
    }
    // Rounded once, to 53 bits or to what is left of them below 2⁻¹⁰²².
    let top = 63 - i64::from(bits.leading_zeros());
    let cut = (top - 52).max(-1074 - exp).clamp(0, 65) as u32;
    let wide = u128::from(bits);
    let half = (1u128 << cut) >> 1;
    let even = wide >> cut & 1;
    let mantissa = (wide + (half + even).saturating_sub(1)) >> cut;
    let exp = (exp + i64::from(cut)).clamp(-1074, 1100) as i32;
    Ok(mantissa as f64 * 2f64.powi(exp / 2) * 2f64.powi(exp - exp / 2))
}
