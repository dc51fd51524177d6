//! What every page has: head, header, and what scripts are given.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::review::assets;
use crate::review::reply::Refused;
use crate::review::texts::Texts;

/// What every page has: its language, its token, its title.
#[derive(Debug)]
pub(crate) struct Page<'a> {
    pub(crate) texts: &'static Texts,
    /// The secret that changes are to bring.
    pub(crate) token: &'a str,
    pub(crate) read_only: bool,
    /// Its address without the language.
    pub(crate) path: String,
}

/// JSON within HTML: nothing in it ends the element that it stands in.
pub(super) fn json_block(id: &str, value: &impl serde::Serialize) -> Markup {
    let text = serde_json::to_string(value).unwrap_or_default().replace('<', "\\u003c");
    html! { script type="application/json" id=(id) { (PreEscaped(text)) } }
}

impl Page<'_> {
    /// The page of a name, with its title and its content. `script` is asked for where there is one of that name.
    pub(super) fn whole(&self, name: &str, title: &str, data: &impl serde::Serialize, content: &Markup) -> Markup {
        let t = self.texts;
        let script = format!("{name}.js");
        let skip = if name == "article" {
            t.skip_to_rows
        } else {
            t.skip_to_list
        };
        html! {
            (DOCTYPE)
            html lang=(t.tag) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="interligne-page" content=(self.token);
                    title { (title) " – interligne" }
                    link rel="icon" href="/assets/icon.svg" type="image/svg+xml";
                    link rel="stylesheet" href="/assets/review.css";
                    @if assets::has(&script) { script type="module" src={ "/assets/" (script) } {} }
                }
                body data-page=(name) data-read-only=(self.read_only) {
                    a .skip href="#main" { (skip) }
                    header #top {
                        @if name == "article" { a #home href="/" { (t.back_to_articles) } }
                        h1 { bdi { (title) } }
                        (self.choices())
                    }
                    @if self.read_only { p #read-only role="note" { (t.read_only) } }
                    (content)
                    p #told role="status" aria-live="polite" {}
                    p #alert role="alert" {}
                    (json_block("texts", t))
                    (json_block("data", data))
                }
            }
        }
    }

    /// Language, theme, and the end.
    fn choices(&self) -> Markup {
        let t = self.texts;
        let separator = if self.path.contains('?') { '&' } else { '?' };
        html! {
            nav #choices aria-label=(t.language) {
                @for (tag, name) in [("en", "English"), ("fr", "Français")] {
                    @if tag == t.tag { span lang=(tag) aria-current="true" { (name) } }
                    @else { a lang=(tag) hreflang=(tag) href={ (self.path) (separator) "lang=" (tag) } { (name) } }
                }
                button #theme type="button" hidden { (t.theme) }
                button #quit type="button" title=(t.quit_hint) hidden { (t.quit) }
            }
        }
    }
}

/// The page that an address with its secret leads to: it has the cookie set and goes on from here, so that the cookie comes along also
/// where a link of another program led here.
pub(crate) fn entrance(texts: &Texts, rest: &str) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(texts.tag) {
            head {
                meta charset="utf-8";
                meta http-equiv="refresh" content={ "0;url=" (rest) };
                title { "interligne" }
                link rel="icon" href="/assets/icon.svg" type="image/svg+xml";
            }
            body { p { (texts.entering) " " a href=(rest) { (texts.go_on) } } }
        }
    }
}

/// A refusal, for people.
pub(crate) fn refusal(texts: &Texts, refused: &Refused) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(texts.tag) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "interligne" }
                link rel="stylesheet" href="/assets/review.css";
            }
            body {
                main #main {
                    h1 { (texts.refusal_heading(refused.status)) }
                    p role="alert" { (refused.told(texts)) }
                    p { a href="/" { (texts.back_to_articles) } }
                }
            }
        }
    }
}
