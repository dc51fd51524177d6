//! What stands above a refusal that is shown as a page.

use axum::http::StatusCode;

use crate::review::texts::Texts;

impl Texts {
    /// The heading, by what is answered: whoever is not let in is told another thing than who asks for what is not there.
    pub(crate) fn refusal_heading(&self, status: StatusCode) -> &'static str {
        match status {
            StatusCode::NOT_FOUND | StatusCode::GONE => self.said.refused_not_there,
            StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED | StatusCode::MISDIRECTED_REQUEST => self.refused,
            _ => self.said.refused_request,
        }
    }
}
