//! Templates at random: calls of every function with odd arguments, in all control structures,
//! and some of them damaged.

use crate::dice::Dice;
use crate::words;

/// Kinds of parameters and the functions that take them.
const SIGNATURES: &str = include_str!("signatures.txt");
const KINDS: &[&str] = &[
    "s", "int", "f", "l", "d", "bool", "v", "re", "json", "yaml", "time", "dur", "ver", "fmt",
    "url",
];

/// Makes expressions.
pub struct Expressions {
    functions: Vec<(&'static str, Vec<&'static str>)>,
}

impl Expressions {
    /// Reads the table of functions.
    pub fn new() -> Expressions {
        let mut functions = Vec::new();
        for line in SIGNATURES.lines() {
            let (kinds, names) = line.split_once(": ").expect("kinds: names");
            let kinds: Vec<&str> = kinds.split_whitespace().collect();
            functions.extend(names.split(' ').map(|name| (name, kinds.clone())));
        }
        Expressions { functions }
    }

    fn argument(&self, kind: &str, depth: usize, dice: &mut Dice) -> String {
        let mut kind = kind.trim_end_matches('…');
        if dice.percent(4) {
            return dice
                .pick(&[
                    "nil",
                    ".Values.nope",
                    ".Values.nope.x",
                    "(.Values.nope).x",
                    "$.x.y",
                    ".num",
                ])
                .to_owned();
        }
        if dice.percent(6) {
            kind = dice.pick(KINDS);
        }
        if depth > 0 && dice.percent(33) {
            return format!("({})", self.call(depth - 1, dice));
        }
        if kind == "v" {
            kind = dice.pick(&["s", "int", "f", "l", "d", "bool", "v", "v"]);
        }
        if kind == "name" && !dice.percent(20) {
            return dice
                .pick(&["\"helper\"", "\"a.b\"", "\"nope\"", "\"loop\""])
                .to_owned();
        }
        dice.pick(words::of(kind)).to_owned()
    }

    /// A call of some function; its arguments may be calls, so many levels deep.
    pub fn call(&self, depth: usize, dice: &mut Dice) -> String {
        let (name, kinds) = &self.functions[dice.below(self.functions.len())];
        let mut arguments = Vec::new();
        for kind in kinds {
            let times = match kind.ends_with('…') {
                true => [0, 1, 1, 2][dice.below(4)],
                false => usize::from(!dice.percent(1)),
            };
            for _ in 0..times {
                arguments.push(self.argument(kind, depth, dice));
            }
        }
        let piped = arguments.len() > 1 && dice.percent(20);
        match arguments.pop_if(|_| piped) {
            Some(last) => format!("{last} | {name} {}", arguments.join(" ")),
            None => [&[(*name).to_owned()], &arguments[..]].concat().join(" "),
        }
    }

    /// A piece of template text.
    pub fn text(&self, dice: &mut Dice) -> String {
        let (e, f) = (self.call(2, dice), self.call(1, dice));
        let text = match dice.below(24) {
            0..=3 => format!("{{{{ {e} | printf \"%v\" | toJson }}}}"),
            4 | 5 => format!("{{{{ {e} }}}}"),
            6 => format!("{{{{ {e} | typeOf }}}}"),
            7 => format!("{{{{ toYaml ({e}) | toJson }}}}"),
            8 => format!(
                "{{{{ with {e} }}}}{{{{ . | toString | quote }}}}{{{{ else with {f} }}}}{{{{ . | toJson }}}}{{{{ else }}}}none{{{{ end }}}}"
            ),
            9 => format!(
                "{{{{ range $k, $v := {e} }}}}{{{{ $k }}}}={{{{ $v | toJson }}}};{{{{ else }}}}{{{{ {f} }}}}{{{{ end }}}}"
            ),
            10 => format!(
                "{{{{ $x := {e} }}}}{{{{ kindOf $x }}}}-{{{{ $x | toPrettyJson | sha256sum }}}}"
            ),
            11 => format!("{{{{ if {e} }}}}y{{{{ else if {f} }}}}m{{{{ else }}}}n{{{{ end }}}}"),
            12 => format!(
                "{{{{- $x := {e} -}}}} {{{{ $x = {f} }}}}{{{{ $x }}}} {{{{- $x | toJson -}}}} ."
            ),
            13 => format!(
                "{{{{ range {e} }}}}{{{{ if eq (toString .) \"2\" }}}}{{{{ continue }}}}{{{{ end }}}}{{{{ . }}}},{{{{ if {f} }}}}{{{{ break }}}}{{{{ end }}}}{{{{ end }}}}"
            ),
            14 => format!(
                "{{{{ define \"in\" }}}}[{{{{ {e} }}}}]{{{{ end }}}}{{{{ include \"in\" ({f}) | quote }}}}"
            ),
            15 => format!("{{{{ template \"helper\" ({e}) }}}}"),
            16 => format!(
                "{{{{ tpl ({e} | toString | printf \"{{{{ %q }}}}\") . }}}}{{{{ tpl \"{{{{ . }}}}\" ({f}) }}}}"
            ),
            17 => format!(
                "{{{{ $d := dict \"k\" ({e}) }}}}{{{{ $_ := set $d \"j\" ({f}) }}}}{{{{ $d | toJson }}}}{{{{ $d.k }}}}{{{{ $d.j.x }}}}"
            ),
            18 => format!("{{{{ block \"b\" {e} }}}}<{{{{ . }}}}>{{{{ end }}}}"),
            19 => format!("{{{{ ({e}).a.b }}}}{{{{ ({f}).a }}}}"),
            20 => format!(
                "{{{{ $m := {e} }}}}{{{{ range $i, $v := $m }}}}{{{{ $i }}}}{{{{ end }}}}{{{{ $m.a }}}}"
            ),
            21 => format!("{{{{ {e} | toYaml | nindent 2 | fromYaml | toJson }}}}"),
            22 => format!("{{{{ include \"helper\" ({e}) | trim | default ({f}) }}}}"),
            _ => format!("{{{{ and ({e}) ({f}) | or false }}}}{{{{/* c */ -}}}} x"),
        };
        if dice.percent(6) {
            damage(&text, dice)
        } else {
            text
        }
    }
}

/// Takes out, doubles, moves or replaces a few characters.
pub fn damage(text: &str, dice: &mut Dice) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=dice.below(3) {
        let at = dice.below(chars.len());
        match dice.below(4) {
            0 if chars.len() > 1 => drop(chars.remove(at)),
            1 => chars.insert(at, chars[at]),
            2 => {
                let to = dice.below(chars.len());
                chars.swap(at, to);
            }
            _ => {
                let odd = [
                    '{', '}', '(', ')', '|', '"', '`', '.', '$', ' ', '-', ':', '=', ',', '\n',
                    'x', '1', '\'', '\\', '/', '*', '%', 'é', '\t',
                ];
                chars[at] = odd[dice.below(odd.len())];
            }
        }
    }
    chars.into_iter().collect()
}
