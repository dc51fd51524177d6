//! One line of a page → whether it is furniture by what it says: a control, a credit, an advertising label.

use crate::article::block::BlockKind;
use crate::article::draft::Page;
use crate::article::furniture::credits::is_copyright;
use crate::article::furniture::credits::tail;
use crate::article::furniture::datelines::is_date_word;
use crate::article::furniture::line::Line;
use crate::article::furniture::reason::Furniture;
use crate::article::furniture::weights;
use crate::article::furniture::word_lists::vocabulary;
use crate::text::function_words::is_function_word;
use crate::text::lang::Lang;
use crate::text::sentence_end::has_final_mark;
use crate::text::words::words;

/// The most words of a label.
pub(crate) const LABEL: usize = 18;

/// Marks the lines that are furniture by what each of them says.
pub(crate) fn mark_labels(lines: &mut [Line<'_>], _: &Page<'_>) {
    let first = lines.iter().position(|line| line.prose).unwrap_or(0);
    for line in &mut lines[..first] {
        if line.mark.is_none() && is_debris(line) {
            line.mark = Some(Furniture::Interface);
        }
    }
    mark_languages(lines);
    for line in lines {
        mark_label(line);
    }
}

/// Marks the links to the same page in other languages: `Deutsch` above `de`, or two names of languages one above the other.
fn mark_languages(lines: &mut [Line<'_>]) {
    let names = |line: &Line<'_>| {
        line.words
            .only()
            .is_some_and(|word| vocabulary().languages.contains(word))
    };
    let code = |line: &Line<'_>| {
        let code = |word: &str| word.len() == 2 && Lang::parse(word).is_ok();
        line.words.only().is_some_and(code) && !line.text.contains('.')
    };
    let cell = |line: &Line<'_>| line.kind == BlockKind::TableCell || line.kind == BlockKind::ListItem;
    for at in 1..lines.len() {
        let [above, below] = [&lines[at - 1], &lines[at]];
        let pair = names(above) && (names(below) || code(below)) || code(above) && names(below);
        if pair && !cell(above) && !cell(below) {
            for line in &mut lines[at - 1..=at] {
                line.mark.get_or_insert(Furniture::Interface);
            }
        }
    }
}

/// One function word or one mark, as is left of a byline whose parts stand in boxes of their own: `le`, `,`, `|`.
fn is_debris(line: &Line<'_>) -> bool {
    if line.words.is_empty() {
        return matches!(line.text, "," | ";" | ":" | "|" | "/" | "·" | "•" | "-" | "–" | "—");
    }
    let only = line.words.only();
    only.is_some_and(|word| line.text.starts_with(char::is_lowercase) && is_function_word(word))
}

/// Marks a line that is furniture by what it says.
pub(crate) fn mark_label(line: &mut Line<'_>) {
    if line.mark.is_none() && names_other_article(line) {
        line.mark = Some(Furniture::Related);
        return;
    }
    if line.mark.is_some() || line.words.is_empty() || line.words.len() > LABEL || line.prose {
        return;
    }
    // With text before it, the credit is split off later.
    if is_copyright(line) && tail(line.text).is_none() {
        line.mark = Some(Furniture::Copyright);
        return;
    }
    if let Some(reason) = phrase(line) {
        line.mark = Some(reason);
        // One common word (`Comments`, `Related`) can head a section of the article.
        line.doubtful = line.words.len() < 2 && reason != Furniture::Advertising;
        line.title = !names_its_link(line);
        return;
    }
    if counts_comments(line) {
        line.mark = Some(Furniture::Comments);
        line.title = true;
        return;
    }
    if leads_on(line) {
        line.mark = Some(Furniture::Related);
        return;
    }
    if begins_related(line) {
        line.mark = Some(Furniture::Related);
        line.doubtful = true;
        line.title = true;
        return;
    }
    if is_control(line) {
        line.mark = Some(Furniture::Interface);
        // Labels glued together, or many, are no heading; `Copy the link` could be one.
        let content = line.words.iter().filter(|word| !is_function_word(word)).count();
        line.doubtful = !is_glued(line) && content < 3;
    }
}

/// Whether labels are glued together in a line, as copying a page does.
pub(crate) fn is_glued(line: &Line<'_>) -> bool {
    let apart = line
        .text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    line.words.len() > apart.count()
}

/// The reason of a label that a list names: the whole line but for counts (`Comments (12)`), or, for links to other
/// articles, the beginning of the line up to its colon (`Read more: …`).
fn phrase(line: &Line<'_>) -> Option<Furniture> {
    let vocabulary = vocabulary();
    let unbracketed = words(line.text.split('[').next().unwrap_or(line.text));
    let whole: Vec<&str> = unbracketed
        .iter()
        .map(String::as_str)
        .filter(|w| w.parse::<u32>().is_err())
        .collect();
    match vocabulary.phrases.get(whole.join(" ").as_str()) {
        Some(Furniture::Byline | Furniture::Copyright) | None => {}
        Some(reason) => return Some(*reason),
    }
    let prefix = &line.text[..label_end(line.text)?];
    let reason = vocabulary.phrases.get(words(prefix).join(" ").as_str())?;
    matches!(reason, Furniture::Related | Furniture::Advertising).then_some(*reason)
}

/// The most words of a line that names another article and what it says.
const LONGEST_LINK: usize = 40;

/// `Lire aussi : …`, `A lire également : …`, `Lire l’entretien : …`, `Read also: …`, a sentence or not.
fn names_other_article(line: &Line<'_>) -> bool {
    if line.words.len() > LONGEST_LINK {
        return false;
    }
    let Some(end) = line.text.find(':') else { return false };
    let label = words(&line.text[..end]);
    let label: Vec<&str> = label.iter().map(String::as_str).collect();
    let invites = match label.as_slice() {
        ["à" | "a", "lire" | "voir" | "écouter" | "relire", rest @ ..] => {
            rest.first().is_some_and(|word| is_also(word))
        }
        ["lire" | "relire" | "voir", rest @ ..] => {
            let names = |word: &&str| is_also(word) || matches!(*word, "l" | "le" | "la" | "les" | "notre" | "nos");
            rest.first().is_some_and(names)
        }
        ["read" | "see", rest @ ..] => rest.first().is_some_and(|word| is_also(word)),
        _ => false,
    };
    // A sentence goes on in its label: `Voir la ville changer lui plaisait : …`.
    invites && label.len() <= 4 && line.words.len() > label.len()
}

fn is_also(word: &str) -> bool {
    matches!(word, "aussi" | "également" | "encore" | "also" | "more" | "next")
}

/// Where a label ends that something follows on its line.
fn label_end(text: &str) -> Option<usize> {
    let mark = text.find([':', '|', '»', '>', '\t']);
    mark.into_iter().chain(glue(text)).min()
}

/// Where a label is glued to what follows it: `Read moreThe title of the other article`.
fn glue(text: &str) -> Option<usize> {
    let mut before = ' ';
    text.char_indices().find_map(|(at, c)| {
        let glued = before.is_lowercase() && c.is_uppercase() || (before.is_alphanumeric() && c == '«');
        before = c;
        glued.then_some(at)
    })
}

/// `3 commentaires sur « … »`, `12 comments on …`, `2 thoughts on …`, `4 avis de lecteurs`: a number, then what readers write.
fn counts_comments(line: &Line<'_>) -> bool {
    let number = line.words.at(0);
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let on = matches!(line.words.at(2), "" | "sur" | "à" | "on" | "to");
    let readers = (2..5).any(|at| {
        matches!(
            line.words.at(at),
            "lecteur" | "lecteurs" | "internautes" | "reader" | "readers"
        )
    });
    match line.words.at(1) {
        "commentaire" | "commentaires" | "comment" | "comments" | "réactions" | "replies" => on || readers,
        // Said of other things too: it is of a text that readers have them.
        "thought" | "thoughts" | "response" | "responses" | "réponse" | "réponses" => {
            on && !line.words.at(2).is_empty()
        }
        "avis" | "réaction" | "messages" | "letters" | "opinions" | "reactions" => readers,
        _ => false,
    }
}

/// `Most read this week`: a title that says more than the phrase.
fn begins_related(line: &Line<'_>) -> bool {
    let beginning = |n: usize| line.words.joined(0..n);
    line.words.len() <= 8
        && !has_final_mark(line.text)
        && (2..line.words.len().min(6))
            .any(|n| vocabulary().phrases.get(beginning(n).as_str()) == Some(&Furniture::Related))
}

/// `Lire aussi Le maire démissionne`, `Read also: The mayor resigns`: the headline of another article on the line of what leads to it.
fn leads_on(line: &Line<'_>) -> bool {
    let lead = (2..=3).rev().find(|n| {
        let phrase = line.words.joined(0..*n);
        let also = ["aussi", "également", "also", "more"];
        vocabulary().phrases.get(phrase.as_str()) == Some(&Furniture::Related)
            && also.iter().any(|word| phrase.split(' ').any(|said| said == *word))
    });
    let Some(lead) = lead.filter(|lead| line.words.len() > lead + 1) else {
        return false;
    };
    // What follows begins as a headline does.
    let mut apart = line
        .text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    apart.nth(lead).is_some_and(|word| word.starts_with(char::is_uppercase)) && !has_final_mark(line.text)
}

/// Whether nearly all content words of a line are interface words, and one of them acts.
fn is_control(line: &Line<'_>) -> bool {
    if line.text.ends_with('.') {
        return false;
    }
    let vocabulary = vocabulary();
    let (mut known, mut unknown, mut acts) = (0_u32, 0_u32, false);
    for word in line.words.iter() {
        if vocabulary.action.contains(word) {
            acts = true;
            known += 1;
        } else if vocabulary.interface.contains(word) {
            known += 1;
        } else if !is_function_word(word) && word.parse::<u32>().is_err() {
            unknown += 1;
        }
    }
    acts && f64::from(unknown) * weights::BUTTON_PER_UNKNOWN <= f64::from(known)
}

/// The most words that a line of the author or the date begins with: `ce contenu a été publié`.
const LONGEST_BEGINNING: usize = 5;

pub(crate) fn is_byline(line: &Line<'_>) -> bool {
    if line.words.len() < 2 || line.words.len() > LABEL || has_final_mark(line.text) {
        return false;
    }
    let vocabulary = vocabulary();
    let begins = (1..=LONGEST_BEGINNING.min(line.words.len() - 1))
        .rev()
        .find(|n| vocabulary.phrases.get(line.words.joined(0..*n).as_str()) == Some(&Furniture::Byline));
    let Some(begins) = begins else { return false };
    if begins > 1 {
        return true;
    }
    if matches!(line.words.at(0), "published" | "updated" | "posted") {
        return is_date_word(line.words.at(1));
    }
    // After `By` or `Par` come names and agencies, and little else.
    let rest = line.text.split_whitespace().skip(1);
    let (mut names, mut others) = (0, 0);
    for word in rest.filter(|word| word.chars().any(char::is_alphabetic)) {
        let lower = word.to_lowercase();
        let joins = matches!(
            lower.trim_matches(','),
            "avec" | "with" | "et" | "and" | "de" | "du" | "le" | "la" | "pour" | "for" | "à" | "at" | "in"
        );
        if word.starts_with(char::is_uppercase) {
            names += 1;
        } else if !joins {
            others += 1;
        }
    }
    let after_joint = line
        .words
        .iter()
        .any(|w| matches!(w, "avec" | "with" | "afp" | "ap" | "reuters"));
    names > 0 && (others == 0 || (others == 1 && after_joint))
}

/// `Read more: Title of the other article`, on one line.
pub(crate) fn names_its_link(line: &Line<'_>) -> bool {
    label_end(line.text).is_some_and(|at| line.text[at..].chars().any(char::is_alphanumeric))
}

/// The path of the page in its site: `Home > News > Culture`.
pub(crate) fn is_trail(line: &Line<'_>) -> bool {
    let steps = || {
        let words = line.text.split([' ', '\u{a0}']);
        words
            .filter(|w| matches!(*w, ">" | "›" | "»" | "/" | "|" | "·" | "•" | "→"))
            .count()
    };
    let enough = |steps: usize| steps >= 1 && steps as f64 * weights::TRAIL_PER_STEP >= line.words.len() as f64;
    !has_final_mark(line.text) && !line.text.contains(['«', '[']) && enough(steps())
}

/// A sentence that sells, asks for consent or invites to register.
pub(crate) fn is_pitch(line: &Line<'_>) -> bool {
    if line.words.len() > 40 {
        return false;
    }
    let Some(alike) = vocabulary().pitch.get(line.words.at(0)) else {
        return false;
    };
    let words = line.words.iter().take(6);
    let beginning = words.fold(String::new(), |text, word| text + word + " ");
    alike
        .iter()
        .any(|pitch| beginning.strip_prefix(pitch).is_some_and(|rest| rest.starts_with(' ')))
}

/// A label of the site's header or footer, alone or in a row of them.
pub(crate) fn is_footer(line: &Line<'_>) -> bool {
    if line.prose || line.words.len() > 24 || line.text.ends_with('.') {
        return false;
    }
    let whole = format!(" {} ", line.words.joined(0..line.words.len()));
    let labels = vocabulary()
        .footer
        .iter()
        .filter(|label| whole.contains(label.as_str()))
        .count();
    labels >= 2 || (labels == 1 && line.words.len() <= 5)
}
