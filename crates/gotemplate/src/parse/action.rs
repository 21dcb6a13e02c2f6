//! Control structures and pipelines.

use super::node::{Branch, NONE, NodeId, NodeKind};
use super::{Item, Kind, Parser, Stop};
use crate::error::Error;

impl Parser<'_> {
    // Behind the left delimiter.
    pub(super) fn action(&mut self) -> Result<Item, Error> {
        let token = self.next_non_space();
        let node = match token.kind {
            Kind::Block => self.block()?,
            Kind::Break | Kind::Continue => {
                let (word, kind) = if token.kind == Kind::Break {
                    ("{{break}}", NodeKind::Break)
                } else {
                    ("{{continue}}", NodeKind::Continue)
                };
                let next = self.next_non_space();
                if next.kind != Kind::RightDelim {
                    return self.unexpected(next, word);
                }
                if self.look.range_depth == 0 {
                    return self.error(format!("{word} outside {{{{range}}}}"));
                }
                self.unit.node(token.start, kind)
            }
            Kind::Else => {
                // `else if` and `else with` are read as an `else` with the word still to come.
                let next = self.peek_non_space();
                let pos = if matches!(next.kind, Kind::If | Kind::With) {
                    next.start
                } else {
                    self.expect(Kind::RightDelim, "else")?.start
                };
                return Ok(Item::Stop(Stop::Else { pos: pos as u32 }));
            }
            Kind::End => {
                self.expect(Kind::RightDelim, "end")?;
                return Ok(Item::Stop(Stop::End));
            }
            Kind::If => self.control(Branch::If)?,
            Kind::Range => self.control(Branch::Range)?,
            Kind::With => self.control(Branch::With)?,
            Kind::Template => {
                let name_token = self.next_non_space();
                let name = self.template_name(name_token, "template clause")?;
                let mut pipe = NONE;
                if self.next_non_space().kind != Kind::RightDelim {
                    self.back();
                    pipe = self.pipeline("template clause", Kind::RightDelim)?;
                }
                let name = self.unit.name(name);
                self.unit
                    .node(name_token.start, NodeKind::Template { name, pipe })
            }
            _ => {
                self.back();
                let pos = self.peek().start;
                let pipe = self.pipeline("command", Kind::RightDelim)?;
                self.unit.node(pos, NodeKind::Action { pipe })
            }
        };
        Ok(Item::Node(node))
    }

    // {{block "name" pipeline}} … {{end}}
    fn block(&mut self) -> Result<NodeId, Error> {
        let context = "block clause";
        let token = self.next_non_space();
        let name = self.template_name(token, context)?;
        let pipe = self.pipeline(context, Kind::RightDelim)?;
        self.enter()?;
        let outer = std::mem::take(&mut self.look);
        let (root, stop) = self.item_list()?;
        if stop != Stop::End {
            // Reported where the block's own action is, not its body.
            self.look = outer;
            return self.error(format!("unexpected {} in {context}", stop.text()));
        }
        self.add(name.clone(), root)?;
        self.look = outer;
        self.depth -= 1;
        let name = self.unit.name(name);
        Ok(self
            .unit
            .node(token.start, NodeKind::Template { name, pipe }))
    }

    fn control(&mut self, branch: Branch) -> Result<NodeId, Error> {
        self.enter()?;
        let context = branch.word();
        let vars = self.look.vars.len();
        let pipe = self.pipeline(context, Kind::RightDelim)?;
        let range = u32::from(branch == Branch::Range);
        self.look.range_depth += range;
        let (list, stop) = self.item_list()?;
        self.look.range_depth -= range;
        let mut other = NONE;
        if let Stop::Else { pos } = stop {
            let word = match branch {
                Branch::If => Some(Kind::If),
                Branch::With => Some(Kind::With),
                Branch::Range => None,
            };
            if word.is_some_and(|word| self.peek().kind == word) {
                self.next();
                let nested = self.control(branch)?;
                other = self.unit.list(pos as usize, &[nested]);
            } else {
                let (list, stop) = self.item_list()?;
                if stop != Stop::End {
                    return self.error(format!("expected end; found {}", stop.text()));
                }
                other = list;
            }
        }
        self.look.vars.truncate(vars);
        self.depth -= 1;
        let pos = self.unit.pos(pipe);
        Ok(self.unit.node(
            pos,
            NodeKind::Branch {
                branch,
                pipe,
                list,
                other,
            },
        ))
    }

    // [declarations] command ('|' command)*
    pub(super) fn pipeline(&mut self, context: &str, end: Kind) -> Result<NodeId, Error> {
        let pos = self.peek_non_space().start;
        let mut decls: Vec<NodeId> = Vec::new();
        let mut assign = false;
        loop {
            let token = self.peek_non_space();
            if token.kind != Kind::Variable {
                break;
            }
            self.next();
            // In "$x foo" the token behind the space tells whether $x is declared.
            let after = self.peek();
            let next = self.peek_non_space();
            if matches!(next.kind, Kind::Assign | Kind::Declare) {
                assign = next.kind == Kind::Assign;
                self.next_non_space();
                decls.push(self.declare(token));
                break;
            }
            if next.kind == Kind::Char && self.text(next) == b"," {
                self.next_non_space();
                decls.push(self.declare(token));
                if context == "range" && decls.len() < 2 {
                    let next = self.peek_non_space().kind;
                    if matches!(next, Kind::Variable | Kind::RightDelim | Kind::RightParen) {
                        continue;
                    }
                    return self.error("range can only initialize variables");
                }
                return self.error(format!("too many declarations in {context}"));
            }
            if after.kind == Kind::Space {
                self.back3(token, after);
            } else {
                self.back2(token);
            }
            break;
        }
        let mut commands = Vec::new();
        loop {
            let token = self.next_non_space();
            match token.kind {
                kind if kind == end => break,
                Kind::Bool
                | Kind::CharConstant
                | Kind::Complex
                | Kind::Dot
                | Kind::Field
                | Kind::Identifier
                | Kind::Number
                | Kind::Nil
                | Kind::RawString
                | Kind::String
                | Kind::Variable
                | Kind::LeftParen => {
                    self.back();
                    commands.push(self.command()?);
                }
                _ => return self.unexpected(token, context),
            }
        }
        if commands.is_empty() {
            return self.error(format!("missing value for {context}"));
        }
        for (i, &command) in commands.iter().enumerate().skip(1) {
            if self.unit.is_literal_command(command) {
                let stage = i + 1;
                return self.error(format!("non executable command in pipeline stage {stage}"));
            }
        }
        Ok(self.unit.pipe(pos, assign, &decls, &commands))
    }

    fn declare(&mut self, token: super::Token) -> NodeId {
        let name = crate::Str::new(self.text(token));
        let var = self.unit.variable(name);
        self.look.vars.push(var);
        self.unit.var_node(token.start, var, &[])
    }

    // operand (space operand)*, taking a following pipe but no delimiter.
    fn command(&mut self) -> Result<NodeId, Error> {
        let pos = self.peek_non_space().start;
        let mut args = Vec::new();
        loop {
            self.peek_non_space();
            if let Some(operand) = self.operand()? {
                args.push(operand);
            }
            let token = self.next();
            match token.kind {
                Kind::Space => continue,
                Kind::RightDelim | Kind::RightParen => self.back(),
                Kind::Pipe => {}
                _ => return self.unexpected(token, "operand"),
            }
            break;
        }
        if args.is_empty() {
            return self.error("empty command");
        }
        Ok(self.unit.command(pos, &args))
    }
}
