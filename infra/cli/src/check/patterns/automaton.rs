//! An automaton that decides whether any answer matches a pattern.
//!
//! The structure of a pattern comes from the parser of `regex-syntax`, whose syntax includes that of `regex-lite`. Its
//! character classes are tried with `regex-lite` itself. If a result is in doubt, there is none: a pattern that can match is
//! never reported.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use regex_lite::Regex;
use regex_syntax::ast::parse::Parser;
use regex_syntax::ast::{
    AssertionKind, Ast, ClassSet, ClassSetItem, Flag, Flags, FlagsItemKind, GroupKind, RepetitionKind,
    RepetitionRange, Span,
};

/// The maximum length of an answer, in characters.
pub(super) const MAX_LENGTH: u32 = 1_000;

/// The maximum number of states. A compiled pattern is smaller, unless parts of it are empty.
const MAX_STATES: usize = 20_000;

/// The categories of characters that assertions and the rules of answers distinguish, as bits.
type Categories = u8;

const WORD: Categories = 1;
const SPACE: Categories = 1 << 1;
const OTHER: Categories = 1 << 2;
/// The beginning or the end of the text.
const EDGE: Categories = 1 << 3;
const ALL: Categories = WORD | SPACE | OTHER | EDGE;

/// The texts to find.
#[derive(Debug, Clone, Copy)]
pub(super) struct Texts {
    /// The minimum length, in characters.
    pub(super) least: u32,
    /// The maximum length, in characters.
    pub(super) most: u32,
    /// `true` for texts without white space at their ends.
    pub(super) trimmed: bool,
}

/// A nondeterministic automaton, which accepts the texts that match a pattern.
pub(super) struct Automaton {
    /// The edges of each state. The first state is the start.
    states: Vec<Vec<Edge>>,
    end: usize,
}

#[derive(Debug, Clone)]
enum Edge {
    Empty(usize),
    Assertion(AssertionKind, usize),
    /// A character of one of these categories.
    Character(Categories, usize),
}

/// A position in a text: the state, the category of the previous character, and the possible ones of the next.
type Position = (usize, Categories, Categories);

impl Automaton {
    /// Returns the automaton of a pattern, or `None` if the pattern is too large or has unknown syntax.
    pub(super) fn new(pattern: &str) -> Option<Self> {
        let ast = Parser::new().parse(pattern).ok()?;
        let mut builder =
            Builder { pattern, states: vec![Vec::new()], ignores_case: false, classes: BTreeMap::new() };
        let end = builder.add(&ast, 0)?;
        Some(Self { states: builder.states, end })
    }

    /// Returns the length of the shortest of these texts that matches, in characters.
    pub(super) fn shortest(&self, texts: Texts) -> Option<u32> {
        let mut positions = self.closure(vec![(0, EDGE, ALL)]);
        for length in 0..=texts.most {
            let accepts = |&(state, before, next): &Position| {
                state == self.end && next & EDGE != 0 && (before != SPACE || !texts.trimmed)
            };
            if length >= texts.least && positions.iter().any(accepts) {
                return Some(length);
            }
            let following = self.closure(self.step(&positions, texts.trimmed));
            // From here on, nothing changes.
            if following.is_empty() || (following == positions && length >= texts.least) {
                return None;
            }
            positions = following;
        }
        None
    }

    /// The positions after one more character.
    fn step(&self, positions: &BTreeSet<Position>, trimmed: bool) -> Vec<Position> {
        let mut following = Vec::new();
        for &(state, before, next) in positions {
            for edge in &self.states[state] {
                let Edge::Character(categories, target) = *edge else { continue };
                for category in [WORD, SPACE, OTHER] {
                    let is_possible = categories & next & category != 0;
                    if is_possible && !(trimmed && before == EDGE && category == SPACE) {
                        following.push((target, category, ALL));
                    }
                }
            }
        }
        following
    }

    /// The positions that are reached from these without a character.
    fn closure(&self, mut open: Vec<Position>) -> BTreeSet<Position> {
        let mut closed = BTreeSet::new();
        while let Some(position) = open.pop() {
            if !closed.insert(position) {
                continue;
            }
            let (state, before, next) = position;
            for edge in &self.states[state] {
                match edge {
                    Edge::Empty(target) => open.push((*target, before, next)),
                    Edge::Assertion(kind, target) => {
                        let next = next & possible_after(kind, before);
                        if next != 0 {
                            open.push((*target, before, next));
                        }
                    }
                    Edge::Character(..) => {}
                }
            }
        }
        closed
    }
}

/// The categories of the next character with which an assertion holds. An answer has no line breaks, so the edges of a
/// line are those of the text.
fn possible_after(assertion: &AssertionKind, before: Categories) -> Categories {
    let after_word = before == WORD;
    let only_if = |holds: bool, next: Categories| if holds { next } else { 0 };
    match assertion {
        AssertionKind::StartLine | AssertionKind::StartText => only_if(before == EDGE, ALL),
        AssertionKind::EndLine | AssertionKind::EndText => EDGE,
        AssertionKind::WordBoundary => {
            if after_word {
                ALL & !WORD
            } else {
                WORD
            }
        }
        AssertionKind::NotWordBoundary => {
            if after_word {
                WORD
            } else {
                ALL & !WORD
            }
        }
        AssertionKind::WordBoundaryStart | AssertionKind::WordBoundaryStartAngle => {
            only_if(!after_word, WORD)
        }
        AssertionKind::WordBoundaryEnd | AssertionKind::WordBoundaryEndAngle => {
            only_if(after_word, ALL & !WORD)
        }
        AssertionKind::WordBoundaryStartHalf => only_if(!after_word, ALL),
        AssertionKind::WordBoundaryEndHalf => ALL & !WORD,
    }
}

struct Builder<'p> {
    pattern: &'p str,
    states: Vec<Vec<Edge>>,
    ignores_case: bool,
    /// The categories of each class, by its source and `ignores_case`.
    classes: BTreeMap<(&'p str, bool), Categories>,
}

impl Builder<'_> {
    fn state(&mut self) -> Option<usize> {
        self.states.push(Vec::new());
        (self.states.len() <= MAX_STATES).then_some(self.states.len() - 1)
    }

    fn edge(&mut self, from: usize, edge: impl Fn(usize) -> Edge) -> Option<usize> {
        let target = self.state()?;
        self.states[from].push(edge(target));
        Some(target)
    }

    /// Adds a part of the pattern that begins at the state `from`. Returns the state at its end.
    fn add(&mut self, ast: &Ast, from: usize) -> Option<usize> {
        match ast {
            Ast::Empty(_) => Some(from),
            Ast::Flags(set) => {
                self.set_flags(&set.flags)?;
                Some(from)
            }
            Ast::Literal(literal) => self.class(from, &literal.span, &[literal.c]),
            Ast::Dot(span) => self.class(from, span, &[]),
            Ast::ClassPerl(class) => self.class(from, &class.span, &[]),
            Ast::ClassBracketed(class) => {
                let mut ends = Vec::new();
                ends_of_ranges(&class.kind, &mut ends)?;
                self.class(from, &class.span, &ends)
            }
            Ast::ClassUnicode(_) => None,
            Ast::Assertion(assertion) => {
                let kind = assertion.kind.clone();
                self.edge(from, |target| Edge::Assertion(kind.clone(), target))
            }
            Ast::Group(group) => {
                let ignores_case = self.ignores_case;
                if let GroupKind::NonCapturing(flags) = &group.kind {
                    self.set_flags(flags)?;
                }
                let end = self.add(&group.ast, from)?;
                self.ignores_case = ignores_case;
                Some(end)
            }
            Ast::Concat(concat) => {
                let mut end = from;
                for part in &concat.asts {
                    end = self.add(part, end)?;
                }
                Some(end)
            }
            Ast::Alternation(alternation) => {
                let mut ends = Vec::new();
                for part in &alternation.asts {
                    let start = self.edge(from, Edge::Empty)?;
                    ends.push(self.add(part, start)?);
                }
                self.join(&ends)
            }
            Ast::Repetition(repetition) => {
                let (least, most) = match &repetition.op.kind {
                    RepetitionKind::ZeroOrOne => (0, Some(1)),
                    RepetitionKind::ZeroOrMore | RepetitionKind::Range(RepetitionRange::AtLeast(0)) => {
                        (0, None)
                    }
                    RepetitionKind::OneOrMore => (1, None),
                    RepetitionKind::Range(RepetitionRange::AtLeast(least)) => (*least, None),
                    RepetitionKind::Range(RepetitionRange::Exactly(count)) => (*count, Some(*count)),
                    RepetitionKind::Range(RepetitionRange::Bounded(least, most)) => (*least, Some(*most)),
                };
                self.repeat(&repetition.ast, from, least, most)
            }
        }
    }

    fn repeat(&mut self, ast: &Ast, from: usize, least: u32, most: Option<u32>) -> Option<usize> {
        let mut end = from;
        for _ in 0..least {
            // A state of its own for each repetition, so that repetitions of nothing are limited, too.
            let start = self.edge(end, Edge::Empty)?;
            end = self.add(ast, start)?;
        }
        if let Some(most) = most {
            let mut ends = vec![end];
            for _ in least..most {
                let start = self.edge(end, Edge::Empty)?;
                end = self.add(ast, start)?;
                ends.push(end);
            }
            self.join(&ends)
        } else {
            let start = self.edge(end, Edge::Empty)?;
            let end = self.add(ast, start)?;
            self.states[end].push(Edge::Empty(start));
            self.edge(start, Edge::Empty)
        }
    }

    fn join(&mut self, ends: &[usize]) -> Option<usize> {
        let target = self.state()?;
        for end in ends {
            self.states[*end].push(Edge::Empty(target));
        }
        Some(target)
    }

    /// Applies flags. Those for line breaks and greediness do not change which answers match. With white space that is
    /// ignored, the source of a class would have another meaning by itself.
    fn set_flags(&mut self, flags: &Flags) -> Option<()> {
        let mut is_set = true;
        for item in &flags.items {
            match item.kind {
                FlagsItemKind::Negation => is_set = false,
                FlagsItemKind::Flag(Flag::CaseInsensitive) => self.ignores_case = is_set,
                FlagsItemKind::Flag(Flag::IgnoreWhitespace | Flag::Unicode) => return None,
                FlagsItemKind::Flag(
                    Flag::MultiLine | Flag::DotMatchesNewLine | Flag::SwapGreed | Flag::CRLF,
                ) => {}
            }
        }
        Some(())
    }

    /// Adds a class of characters, or a single one. `ends` are the ends of its ranges.
    fn class(&mut self, from: usize, span: &Span, ends: &[char]) -> Option<usize> {
        let source = self.pattern.get(span.start.offset..span.end.offset)?;
        let key = (source, self.ignores_case);
        let categories = if let Some(categories) = self.classes.get(&key) {
            *categories
        } else {
            let categories = categories(source, self.ignores_case, ends)?;
            self.classes.insert(key, categories);
            categories
        };
        self.edge(from, |target| Edge::Character(categories, target))
    }
}

/// Adds the ends of all ranges of a class. The parts that are not ranges have ASCII characters only.
fn ends_of_ranges(class: &ClassSet, ends: &mut Vec<char>) -> Option<()> {
    let ClassSet::Item(item) = class else { return None };
    let mut open = vec![item];
    while let Some(item) = open.pop() {
        match item {
            ClassSetItem::Empty(_) | ClassSetItem::Ascii(_) | ClassSetItem::Perl(_) => {}
            ClassSetItem::Literal(literal) => ends.push(literal.c),
            ClassSetItem::Range(range) => ends.extend([range.start.c, range.end.c]),
            ClassSetItem::Union(union) => open.extend(&union.items),
            ClassSetItem::Unicode(_) | ClassSetItem::Bracketed(_) => return None,
        }
    }
    Some(())
}

/// The categories of the characters of a class that an answer can have.
fn categories(source: &str, ignores_case: bool, ends: &[char]) -> Option<Categories> {
    let flag = if ignores_case { "(?i)" } else { "" };
    let class = Regex::new(&format!(r"\A(?:{flag}{source})\z")).ok()?;
    // Each interval of the class begins at an end of a range or after one.
    let after = ends.iter().filter_map(|end| char::from_u32(u32::from(*end) + 1));
    let candidates = first_characters().iter().chain(ends).copied().chain(after);
    let matching = candidates.filter(|c| class.is_match(c.encode_utf8(&mut [0; 4])));
    Some(matching.filter_map(category).fold(0, |all, category| all | category))
}

/// All characters of ASCII, and the first character of each interval of a category.
fn first_characters() -> &'static [char] {
    static CHARACTERS: OnceLock<Vec<char>> = OnceLock::new();
    CHARACTERS.get_or_init(|| {
        let mut characters: Vec<char> = ('\0'..='\u{7f}').collect();
        let mut previous = None;
        for c in '\u{80}'..=char::MAX {
            let category = category(c);
            if category != previous {
                characters.push(c);
            }
            previous = category;
        }
        characters
    })
}

/// The category of a character, or `None` if no answer has it.
fn category(c: char) -> Option<Categories> {
    match c {
        '\u{2028}' | '\u{2029}' | char::REPLACEMENT_CHARACTER => None,
        _ if c.is_control() => None,
        _ if c.is_whitespace() => Some(SPACE),
        '0'..='9' | 'A'..='Z' | 'a'..='z' | '_' => Some(WORD),
        _ => Some(OTHER),
    }
}

#[cfg(test)]
mod tests;
