//! Tokens to trees.
//!
//! Go's parser, step for step: which token is current decides the line of an error text, so the
//! look-ahead is its, too. Nodes of a file live in one [`Unit`], names are resolved here:
//! functions to places in the set, variables to numbers.

mod action;
mod node;
mod number;
mod operand;
mod print;

use std::rc::Rc;

use crate::error::{Error, Place};
use crate::functions::FunctionSet;
use crate::lex::{Kind, Lexer, Token};
use crate::strconv;
use crate::value::Str;

pub(crate) use node::{Branch, NONE, NodeId, NodeKind, Span, Tree, Unit};
pub(crate) use number::Number;

/// Nested control structures and parentheses; Go allows 1,000 parentheses in WebAssembly too.
const DEEPEST: u32 = 1_000;

/// Parses a file: its own template first or last, and those it defines.
pub(crate) fn parse(name: Str, text: Str, functions: &FunctionSet) -> Result<Vec<Rc<Tree>>, Error> {
    let mut lexer = Lexer::new(&text);
    lexer.break_ok = !functions.contains("break");
    lexer.continue_ok = !functions.contains("continue");
    let mut parser = Parser {
        lexer,
        functions,
        unit: Unit::new(name.clone(), text.clone()),
        trees: Vec::new(),
        look: Look::default(),
        depth: 0,
    };
    parser.file()?;
    let unit = Rc::new(parser.unit);
    Ok(parser
        .trees
        .into_iter()
        .map(|(name, root, empty)| {
            Rc::new(Tree {
                name,
                unit: unit.clone(),
                root,
                empty,
            })
        })
        .collect())
}

pub(crate) struct Parser<'t> {
    lexer: Lexer<'t>,
    functions: &'t FunctionSet,
    unit: Unit,
    // Name, root and emptiness of the finished templates.
    trees: Vec<(Str, NodeId, bool)>,
    look: Look,
    depth: u32,
}

// What belongs to the template being parsed; a `define` inside a file has its own.
struct Look {
    tokens: [Token; 3],
    peeked: usize,
    vars: Vec<u32>,
    // Line of the left delimiter, 0 outside actions.
    action_line: u32,
    range_depth: u32,
    parens: u32,
}

impl Default for Look {
    fn default() -> Self {
        let none = Token {
            kind: Kind::Eof,
            start: 0,
            end: 0,
            line: 0,
        };
        Look {
            tokens: [none; 3],
            peeked: 0,
            vars: vec![0],
            action_line: 0,
            range_depth: 0,
            parens: 0,
        }
    }
}

// What ends a list of nodes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    End,
    Else { pos: u32 },
}

impl Stop {
    fn text(self) -> &'static str {
        match self {
            Stop::End => "{{end}}",
            Stop::Else { .. } => "{{else}}",
        }
    }
}

// A node or the word that ends the list.
enum Item {
    Node(NodeId),
    Stop(Stop),
}

impl Parser<'_> {
    fn next(&mut self) -> Token {
        if self.look.peeked > 0 {
            self.look.peeked -= 1;
        } else {
            self.look.tokens[0] = self.lexer.next();
        }
        self.look.tokens[self.look.peeked]
    }

    fn back(&mut self) {
        self.look.peeked += 1;
    }

    fn back2(&mut self, first: Token) {
        self.look.tokens[1] = first;
        self.look.peeked = 2;
    }

    fn back3(&mut self, first: Token, second: Token) {
        self.look.tokens[1] = second;
        self.look.tokens[2] = first;
        self.look.peeked = 3;
    }

    fn peek(&mut self) -> Token {
        if self.look.peeked > 0 {
            return self.look.tokens[self.look.peeked - 1];
        }
        self.look.peeked = 1;
        self.look.tokens[0] = self.lexer.next();
        self.look.tokens[0]
    }

    fn next_non_space(&mut self) -> Token {
        loop {
            let token = self.next();
            if token.kind != Kind::Space {
                return token;
            }
        }
    }

    fn peek_non_space(&mut self) -> Token {
        let token = self.next_non_space();
        self.back();
        token
    }

    fn text(&self, token: Token) -> &[u8] {
        &self.unit.text.as_bytes()[token.start..token.end]
    }

    /// An error at the current token.
    fn error<T>(&self, message: impl AsRef<[u8]>) -> Result<T, Error> {
        let message = message.as_ref();
        let line = self.look.tokens[0].line;
        let mut text = b"template: ".to_vec();
        text.extend_from_slice(&self.unit.name);
        text.extend_from_slice(format!(":{line}: ").as_bytes());
        text.extend_from_slice(message);
        Err(Error::parse(
            text,
            Place {
                file: self.unit.name.clone(),
                line,
                column: None,
                template: self.unit.name.clone(),
                action: Str::default(),
                message: Str::new(message),
            },
        ))
    }

    fn unexpected<T>(&self, token: Token, context: &str) -> Result<T, Error> {
        if token.kind == Kind::Error {
            let mut message = self.lexer.error().to_vec();
            let line = self.look.action_line;
            if line != 0 && line != token.line {
                // "unclosed action started at", not "action in action".
                if !message.ends_with(b" action") {
                    message.extend_from_slice(b" in action");
                }
                message.extend_from_slice(b" started at ");
                message.extend_from_slice(&self.unit.name);
                message.extend_from_slice(format!(":{line}").as_bytes());
            }
            return self.error(message);
        }
        let mut message = b"unexpected ".to_vec();
        let text = self.text(token);
        if token.kind == Kind::Eof {
            message.extend_from_slice(b"EOF");
        } else if token.kind.is_keyword() {
            message.push(b'<');
            message.extend_from_slice(text);
            message.push(b'>');
        } else if text.len() > 10 {
            crate::fmt::sprintf(&mut message, b"%.10q...", &[crate::Value::string(text)]);
        } else {
            strconv::append_quote(&mut message, text);
        }
        message.extend_from_slice(b" in ");
        message.extend_from_slice(context.as_bytes());
        self.error(message)
    }

    fn expect(&mut self, kind: Kind, context: &str) -> Result<Token, Error> {
        let token = self.next_non_space();
        if token.kind != kind {
            return self.unexpected(token, context);
        }
        Ok(token)
    }

    fn enter(&mut self) -> Result<(), Error> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return self.error("max nesting depth exceeded");
        }
        Ok(())
    }

    fn file(&mut self) -> Result<(), Error> {
        let pos = self.peek().start;
        let mut nodes = Vec::new();
        while self.peek().kind != Kind::Eof {
            if self.peek().kind == Kind::LeftDelim {
                let delim = self.next();
                if self.next_non_space().kind == Kind::Define {
                    self.definition()?;
                    continue;
                }
                self.back2(delim);
            }
            match self.text_or_action()? {
                Item::Node(node) => nodes.push(node),
                Item::Stop(stop) => return self.error(format!("unexpected {}", stop.text())),
            }
        }
        let root = self.unit.list(pos, &nodes);
        self.add(self.unit.name.clone(), root)
    }

    // {{define "name"}} … {{end}}, the keyword being read.
    fn definition(&mut self) -> Result<(), Error> {
        let context = "define clause";
        let outer = std::mem::take(&mut self.look);
        let token = self.next_non_space();
        let name = self.template_name(token, context)?;
        self.expect(Kind::RightDelim, context)?;
        let root = self.body(context)?;
        self.add(name, root)?;
        self.look = outer;
        Ok(())
    }

    // A list up to {{end}} for a template of its own.
    fn body(&mut self, context: &str) -> Result<NodeId, Error> {
        let (root, stop) = self.item_list()?;
        if stop != Stop::End {
            return self.error(format!("unexpected {} in {context}", stop.text()));
        }
        Ok(root)
    }

    fn add(&mut self, name: Str, root: NodeId) -> Result<(), Error> {
        let empty = self.unit.is_empty(root);
        match self.trees.iter().position(|t| t.0 == name) {
            None => self.trees.push((name, root, empty)),
            Some(i) if self.trees[i].2 => self.trees[i] = (name, root, empty),
            Some(_) if empty => {}
            Some(_) => {
                let mut message = b"template: multiple definition of template ".to_vec();
                strconv::append_quote(&mut message, &name);
                return self.error(message);
            }
        }
        Ok(())
    }

    fn item_list(&mut self) -> Result<(NodeId, Stop), Error> {
        let pos = self.peek_non_space().start;
        let mut nodes = Vec::new();
        while self.peek_non_space().kind != Kind::Eof {
            match self.text_or_action()? {
                Item::Node(node) => nodes.push(node),
                Item::Stop(stop) => return Ok((self.unit.list(pos, &nodes), stop)),
            }
        }
        self.error("unexpected EOF")
    }

    fn text_or_action(&mut self) -> Result<Item, Error> {
        let token = self.next_non_space();
        match token.kind {
            Kind::Text => {
                let end = token.end as u32;
                Ok(Item::Node(
                    self.unit.node(token.start, NodeKind::Text { end }),
                ))
            }
            Kind::LeftDelim => {
                self.look.action_line = token.line;
                let item = self.action()?;
                self.look.action_line = 0;
                Ok(item)
            }
            _ => self.unexpected(token, "input"),
        }
    }

    fn template_name(&mut self, token: Token, context: &str) -> Result<Str, Error> {
        if !matches!(token.kind, Kind::String | Kind::RawString) {
            return self.unexpected(token, context);
        }
        self.unquote(token)
    }

    fn unquote(&mut self, token: Token) -> Result<Str, Error> {
        match strconv::unquote(self.text(token)) {
            Some(text) => Ok(Str::from(text)),
            None => self.error("invalid syntax"),
        }
    }
}
