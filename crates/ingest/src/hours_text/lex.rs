//! From text to tokens.

use super::clock::Clock;
use super::words::{Meaning, phrase, short_day, word};
use super::{NotUnderstood, Reason};
use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word(Meaning),
    Time(Clock),
    Dash,
    Comma,
    /// The end of a clause: a semicolon, a full stop, a line break, a bracket.
    Break,
}

/// A token and the text it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: Kind,
    pub text: String,
}

/// A text being read, character by character.
struct Lexer {
    given: Vec<char>,
    lower: Vec<char>,
}

/// The tokens of `text`.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, NotUnderstood> {
    let given: Vec<char> = text.trim().chars().collect();
    let lower = given
        .iter()
        .map(|c| match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '~' => '-',
            '\u{2018}' | '\u{2019}' => '\'',
            '\n' | '\r' => '\n',
            c if c.is_whitespace() => ' ',
            c => c.to_lowercase().next().unwrap_or(*c),
        })
        .collect();
    Lexer { given, lower }.read()
}

impl Lexer {
    fn read(&self) -> Result<Vec<Token>, NotUnderstood> {
        let mut tokens: Vec<Token> = Vec::new();
        let mut at = 0;
        while let Some(&c) = self.lower.get(at) {
            if c == ' ' {
                at += 1;
                continue;
            }
            if c == '-' && tokens.last().is_some_and(|token| token.kind == Kind::Dash) {
                at += 1;
                continue;
            }
            // The full stop of "Mon." ends no clause.
            let short = |token: &Token| {
                let meaning = matches!(
                    token.kind,
                    Kind::Word(Meaning::Days(_) | Meaning::Except | Meaning::Including)
                );
                meaning && token.text.len() <= 5
            };
            if c == '.' && tokens.last().is_some_and(short) {
                at += 1;
                continue;
            }
            let (kind, len) = self.next(at, c)?;
            if let Some(kind) = kind {
                let text = self.given[at..at + len].iter().collect();
                tokens.push(Token { kind, text });
            }
            at += len;
        }
        Ok(tokens)
    }

    /// The token at `at`, none for what says nothing, and how long it is.
    fn next(&self, at: usize, c: char) -> Result<(Option<Kind>, usize), NotUnderstood> {
        // Phrases are at most 40 characters of ASCII.
        let rest: String = self.lower[at..].iter().take(48).collect();
        if let Some((meaning, len)) = phrase(&rest) {
            return self.meaning(meaning, at..at + len);
        }
        let sign = match c {
            '-' => Some(Some(Kind::Dash)),
            ',' | '/' => Some(Some(Kind::Comma)),
            '&' | '+' => Some(Some(Kind::Word(Meaning::And))),
            ';' | '\n' | '|' | '(' | ')' | '[' | ']' | '\u{2022}' | '\u{b7}' | '*' | '!' => {
                Some(Some(Kind::Break))
            }
            '.' => Some(Some(Kind::Break)),
            ':' | '"' | '=' | '@' => Some(None),
            _ => None,
        };
        if let Some(kind) = sign {
            return Ok((kind, 1));
        }
        if c.is_ascii_digit() {
            return self.number(at);
        }
        let len = self.lower[at..]
            .iter()
            .take_while(|c| c.is_alphabetic() || **c == '\'')
            .count();
        let found: String = self.lower[at..at + len].iter().collect();
        let after = self.lower[at + len..].iter().find(|c| **c != ' ');
        if let Some(day) = short_day(&found)
            && after.is_some_and(|c| matches!(c, '-' | ',') || c.is_ascii_digit())
        {
            return Ok((Some(Kind::Word(day)), len));
        }
        match word(&found) {
            Some(meaning) => self.meaning(meaning, at..at + len),
            None => Err(self.refused(Reason::UnknownWord, at)),
        }
    }

    fn meaning(
        &self,
        meaning: Meaning,
        range: Range<usize>,
    ) -> Result<(Option<Kind>, usize), NotUnderstood> {
        match meaning {
            Meaning::Refused(reason) => Err(self.refused(reason, range.start)),
            Meaning::Noise => Ok((None, range.len())),
            Meaning::Clock(minute) => Ok((Some(Kind::Time(Clock::exact(minute))), range.len())),
            meaning => Ok((Some(Kind::Word(meaning)), range.len())),
        }
    }

    /// A time of day that begins with a digit.
    fn number(&self, at: usize) -> Result<(Option<Kind>, usize), NotUnderstood> {
        let digits = |from: usize| {
            self.lower[from.min(self.lower.len())..]
                .iter()
                .take_while(|c| c.is_ascii_digit())
                .count()
        };
        let value = |range: Range<usize>| {
            self.lower[range]
                .iter()
                .fold(0_u16, |n, c| n * 10 + c.to_digit(10).unwrap_or(0) as u16)
        };
        let unknown = || self.refused(Reason::UnknownWord, at);
        let count = digits(at);
        let mut end = at + count;
        let leading_zero = self.lower[at] == '0';
        let (hour, minute) = match count {
            1 | 2 => {
                let marked = matches!(self.lower.get(end), Some(':' | '.'));
                if marked && digits(end + 1) == 2 {
                    let minute = value(end + 1..end + 3);
                    let hour = value(at..end);
                    end += 3;
                    // Seconds, as spreadsheets write them.
                    if self.lower.get(end) == Some(&':')
                        && digits(end + 1) == 2
                        && value(end + 1..end + 3) == 0
                    {
                        end += 3;
                    }
                    (hour, Some(minute))
                } else if marked && digits(end + 1) > 0 {
                    return Err(unknown());
                } else {
                    (value(at..end), None)
                }
            }
            4 => (value(at..at + 2), Some(value(at + 2..end))),
            _ => return Err(unknown()),
        };
        let after: String = self.lower[end..].iter().take(8).collect();
        let half_at = after.len() - after.trim_start().len();
        let (half, len) = half_of_day(after.trim_start());
        let whole = if len > 0 { end + half_at + len } else { end };
        let next = self.lower.get(whole);
        if len == 0 && next.is_some_and(|c| c.is_alphabetic()) {
            let ordinal = ["st", "nd", "rd", "th"]
                .iter()
                .any(|end| after.starts_with(end));
            let reason = if ordinal {
                Reason::SomeWeeks
            } else {
                Reason::UnknownWord
            };
            return Err(self.refused(reason, at));
        }
        let clock =
            Clock::new(hour, minute, half, leading_zero || count == 4).ok_or_else(unknown)?;
        Ok((Some(Kind::Time(clock)), whole - at))
    }

    /// Refused because of what stands at `at`: the piece goes to the end of the clause.
    fn refused(&self, reason: Reason, at: usize) -> NotUnderstood {
        let piece: String = self.given[at..]
            .iter()
            .take(40)
            .take_while(|c| !matches!(c, ';' | '\n' | '\r' | '(' | ')'))
            .collect();
        NotUnderstood {
            reason,
            piece: piece.trim().to_owned(),
        }
    }
}

/// `am` or `pm` (false or true) at the beginning of `text`, in any of its spellings, and its length.
fn half_of_day(text: &str) -> (Option<bool>, usize) {
    for (spelling, half) in [
        ("a.m.", Some(false)),
        ("p.m.", Some(true)),
        ("a.m", Some(false)),
        ("p.m", Some(true)),
        ("am", Some(false)),
        ("pm", Some(true)),
        ("hrs", None),
        ("h", None),
        ("a", Some(false)),
        ("p", Some(true)),
    ] {
        if let Some(after) = text.strip_prefix(spelling)
            && !after.starts_with(|c: char| c.is_alphanumeric() || c == '\'')
        {
            return (half, spelling.len());
        }
    }
    (None, 0)
}
