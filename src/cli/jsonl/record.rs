//! One line of a stream: the JSON object that it holds, and the line that answers it.

use serde::Serialize;
use serde_json::{Map, Value};

use super::source::Content;
use crate::cli::error::Result;
use crate::text::characters::forbidden;

/// A line of the input, parsed: a JSON object, and what it and its parts are called in messages.
pub(crate) struct Record {
    /// What the line is called, such as `pairs.jsonl, line 3`.
    pub(crate) name: String,
    /// All fields of the line, in their order, unknown ones too.
    pub(crate) fields: Map<String, Value>,
    number: u64,
}

/// The answer to a line as [`Record::answer`] makes it, or why the line is refused.
pub(crate) type Answer = std::result::Result<Vec<u8>, String>;

impl Record {
    /// A field's text; `None` where it is missing or null.
    ///
    /// # Errors
    /// When it is something else than a string, or has a character that no text can hold.
    pub(crate) fn text(&self, key: &str) -> std::result::Result<Option<&str>, String> {
        match self.fields.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => match forbidden(text) {
                None => Ok(Some(text)),
                Some(c) => {
                    let (name, code) = (&self.name, u32::from(c));
                    Err(format!(
                        "{name}: `{key}` has the character U+{code:04X}, which cannot stand in a text"
                    ))
                }
            },
            Some(other) => {
                let kind = kind_of(other);
                Err(format!("{}: `{key}` is {kind}, expected a string", self.name))
            }
        }
    }

    /// A line of the output: the number of this one, its `id` if it has one, and the fields of the answer.
    ///
    /// # Errors
    /// None, as long as the answer can be written as JSON.
    pub(crate) fn answer(&self, fields: &impl Serialize) -> Result<Vec<u8>> {
        line_of(self.number, self.fields.get("id"), fields)
    }
}

/// What a JSON value is called in messages.
pub(crate) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// A line of the output, ready to be written.
pub(super) struct Answered {
    /// The number of the line that it answers, from 1.
    pub(super) number: u64,
    /// With its line end.
    pub(super) json: Vec<u8>,
    /// Why the line was refused, if it was.
    pub(super) error: Option<String>,
}

/// Answers one line by `answer`, whose own error ends the whole stream.
pub(super) fn answer_line(
    input: &str,
    number: u64,
    content: Content,
    answer: impl FnOnce(&Record) -> Result<Answer>,
) -> Result<Answered> {
    let name = format!("{input}, line {number}");
    let (id, answered) = match parsed(name, number, content) {
        Ok(record) => (record.fields.get("id").cloned(), answer(&record)?),
        Err(error) => (None, Err(error)),
    };
    let (mut json, error) = match answered {
        Ok(json) => (json, None),
        Err(error) => (line_of(number, id.as_ref(), &Refusal { error: &error })?, Some(error)),
    };
    json.push(b'\n');
    Ok(Answered { number, json, error })
}

/// The parts of every answer.
#[derive(Serialize)]
struct AnswerLine<'a, T> {
    line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a Value>,
    #[serde(flatten)]
    fields: &'a T,
}

/// Why a line has no other answer.
#[derive(Serialize)]
struct Refusal<'a> {
    error: &'a str,
}

fn line_of(line: u64, id: Option<&Value>, fields: &impl Serialize) -> Result<Vec<u8>> {
    Ok(serde_json::to_vec(&AnswerLine { line, id, fields })?)
}

fn parsed(name: String, number: u64, content: Content) -> std::result::Result<Record, String> {
    let bytes = content.map_err(|fault| format!("{name}: {fault}"))?;
    match serde_json::from_slice(&bytes) {
        Ok(Value::Object(fields)) => Ok(Record { name, fields, number }),
        Ok(other) => Err(format!("{name}: this is {}, expected a JSON object", kind_of(&other))),
        Err(error) => Err(format!(
            "{name}: expected one JSON object on the line: {}",
            within_line(&error)
        )),
    }
}

/// What is wrong with a line of JSON; which line is said already.
fn within_line(error: &serde_json::Error) -> String {
    let said = error.to_string();
    match said.strip_suffix(&format!(" at line {} column {}", error.line(), error.column())) {
        Some(what) => format!("{what} (column {})", error.column()),
        None => said,
    }
}
