//! A message of the Model Context Protocol as it comes → whether it is one, before the protocol's crate takes it, which passes over what it
//! cannot read, or calls a known method with other parameters an unknown one.
//!
//! The codes are those of JSON-RPC 2.0 (section 5.1), on which the protocol stands (its revision 2025-06-18, without batches).

use rmcp::model::{CallToolRequestParams, InitializeRequestParams, PaginatedRequestParams};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::json::nul;

const PARSE_ERROR: i32 = -32_700;
const INVALID_REQUEST: i32 = -32_600;
const INVALID_PARAMS: i32 = -32_602;

/// What a message that can be taken is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Message {
    /// It has an answer, under this id (as JSON).
    Request(String),
    /// The request of this id (as JSON) is answered no more.
    Cancelled(String),
    /// It is an answer, though nothing was asked.
    Answer,
    /// It has none.
    Other,
}

/// A message that cannot be taken.
#[derive(Debug)]
pub(crate) struct Malformed {
    code: i32,
    message: String,
    /// That of the message, where it has a sound one.
    id: Value,
    /// Line and column, where it is no JSON.
    place: Option<(usize, usize)>,
}

impl Malformed {
    fn new(code: i32, id: &Value, message: impl Into<String>) -> Malformed {
        Malformed {
            code,
            message: message.into(),
            id: id.clone(),
            place: None,
        }
    }

    /// A line that is longer than any that is read.
    pub(crate) fn too_long(most: usize) -> Malformed {
        let message = format!("the message has more than {most} bytes, which is the limit here");
        Malformed::new(INVALID_REQUEST, &Value::Null, message)
    }

    /// An answer to a server that asks nothing.
    pub(crate) fn unasked() -> Malformed {
        let message = "expected a request or a notification: nothing was asked that has an answer";
        Malformed::new(INVALID_REQUEST, &Value::Null, message)
    }

    /// Whether it is no message at all; else it is a request that has an answer as any other.
    pub(crate) fn is_no_request(&self) -> bool {
        self.code != INVALID_PARAMS
    }

    /// The answer.
    pub(crate) fn answer(&self) -> String {
        let mut error = json!({"code": self.code, "message": self.message});
        if let Some((line, column)) = self.place {
            error["data"] = json!({"line": line, "column": column});
        }
        json!({"jsonrpc": "2.0", "id": self.id, "error": error}).to_string()
    }
}

/// Looks at a message.
///
/// # Errors
/// When it is no JSON, no single message of JSON-RPC 2.0, or one of a method that is known with parameters that are not its own.
pub(crate) fn check(bytes: &[u8]) -> Result<Message, Malformed> {
    let message: Value = serde_json::from_slice(bytes).map_err(|error| Malformed {
        place: Some((error.line(), error.column())),
        ..Malformed::new(PARSE_ERROR, &Value::Null, format!("no JSON: {error}"))
    })?;
    let invalid = |id: &Value, expected: &str| Err(Malformed::new(INVALID_REQUEST, id, format!("expected {expected}")));
    let Value::Object(message) = message else {
        let several = if message.is_array() {
            "; several in an array are not taken"
        } else {
            ""
        };
        return invalid(&Value::Null, &format!("one message, a JSON object{several}"));
    };
    let id = message.get("id");
    if id.is_some_and(|id| !id.is_string() && !id.is_i64() && !id.is_u64()) {
        return invalid(&Value::Null, "an `id` that is a text or a whole number");
    }
    let sound = id.unwrap_or(&Value::Null);
    if message.get("jsonrpc").and_then(Value::as_str) != Some("2.0") {
        return invalid(sound, "`\"jsonrpc\": \"2.0\"`");
    }
    let method = match message.get("method") {
        Some(Value::String(method)) => method.as_str(),
        None if message.contains_key("result") || message.contains_key("error") => return Ok(Message::Answer),
        _ => return invalid(sound, "a `method`, which is a text"),
    };
    let params = message.get("params");
    if id.is_none() {
        return Ok(match params.and_then(|params| params.get("requestId")) {
            Some(id) if method == "notifications/cancelled" => Message::Cancelled(id.to_string()),
            _ => Message::Other,
        });
    }
    let fits = if params.is_some_and(|params| !params.is_object() && !params.is_null()) {
        Err("expected an object".to_owned())
    } else if nul(bytes).is_some() {
        Err("no text holds the character NUL".to_owned())
    } else {
        match method {
            "initialize" => of::<InitializeRequestParams>(params),
            "tools/call" => of::<CallToolRequestParams>(params),
            "tools/list" => of::<Option<PaginatedRequestParams>>(params),
            _ => Ok(()),
        }
    };
    match fits {
        Ok(()) => Ok(Message::Request(sound.to_string())),
        Err(what) => Err(Malformed::new(
            INVALID_PARAMS,
            sound,
            format!("the parameters of {method}: {what}"),
        )),
    }
}

fn of<T: DeserializeOwned>(params: Option<&Value>) -> Result<(), String> {
    let read = serde_json::from_value::<T>(params.cloned().unwrap_or(Value::Null));
    read.map(drop).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(message: &str) -> Option<i32> {
        check(message.as_bytes()).err().map(|malformed| malformed.code)
    }

    #[test]
    fn what_is_no_message_is_told_from_what_is_one() {
        for (message, expected) in [
            ("{\"jsonrpc\":", Some(PARSE_ERROR)),
            ("", Some(PARSE_ERROR)),
            (
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]",
                Some(INVALID_REQUEST),
            ),
            ("7", Some(INVALID_REQUEST)),
            (r#"{"id":1,"method":"ping"}"#, Some(INVALID_REQUEST)),
            (r#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, Some(INVALID_REQUEST)),
            (r#"{"jsonrpc":"2.0","id":1}"#, Some(INVALID_REQUEST)),
            (r#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, Some(INVALID_REQUEST)),
            (
                r#"{"jsonrpc":"2.0","id":1,"method":"tools/call"}"#,
                Some(INVALID_PARAMS),
            ),
            (
                r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","arguments":[1]}}"#,
                Some(INVALID_PARAMS),
            ),
            (
                r#"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":[]}"#,
                Some(INVALID_PARAMS),
            ),
            (
                r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}"#,
                Some(INVALID_PARAMS),
            ),
            (r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#, None),
            (r#"{"jsonrpc":"2.0","id":"a","method":"no/such"}"#, None),
            (r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#, None),
            (r#"{"jsonrpc":"2.0","id":1,"result":{}}"#, None),
        ] {
            assert_eq!(code(message), expected, "{message}");
        }
        let broken = check(b"{\"jsonrpc\":\n oops}").expect_err("no JSON");
        assert_eq!(broken.place, Some((2, 2)));
        assert_eq!(code("\"\u{fffd}"), Some(PARSE_ERROR));
        assert!(check(b"\"\xff\"").expect_err("no UTF-8").is_no_request());
    }
}
