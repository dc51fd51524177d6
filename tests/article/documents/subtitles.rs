//! Subtitles: cues as blocks, those of one sentence joined, and nothing of the mark-up.

use interligne::article::{self, BlockKind, ReadError, ReadOptions};
use interligne::segment::Segmenter;
use interligne::text::lang::Lang;

use super::{blocks, read};

fn cues(text: &str) -> Vec<String> {
    let article = read(text.as_bytes());
    let blocks = blocks(&article);
    assert!(blocks.iter().all(|(kind, _)| *kind == BlockKind::Cue), "{blocks:?}");
    blocks.into_iter().map(|(_, text)| text.to_owned()).collect()
}

#[test]
fn subrip_cues_are_joined_as_long_as_the_sentence_goes_on() {
    let text = "\u{feff}1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Le phare du cap</i>\r\nn’a plus de gardien\r\n\r\n\
        2\r\n00:00:02,600 --> 00:00:04,000 X1:10 X2:20\r\n{\\an8}depuis dix ans.\r\n\r\n\
        3\r\n00:00:05,000 --> 00:00:06,000\r\n- Qui l’allume ?\r\n- Personne <3.\r\n\r\n\
        4\r\n00:00:07,000 --> 00:00:08,000\r\n[Musique]\r\n\r\n\
        5\r\n00:00:09,000 --> 00:00:10,000\r\nIl marche\r\n\r\nseul…\r\n\r\n\
        6\r\n00:00:10,100 --> 00:00:11,000\r\n…dans la nuit\r\n\r\n\
        7\r\n00:00:31,000 --> 00:00:32,000\r\nEn 1910\r\n";
    assert_eq!(
        cues(text),
        [
            "Le phare du cap n’a plus de gardien depuis dix ans.",
            "- Qui l’allume ?",
            "- Personne <3.",
            "[Musique]",
            "Il marche seul… …dans la nuit",
            "En 1910",
        ]
    );
    let article = read(text.as_bytes());
    let segments = Segmenter::new(&Lang::parse("fr").unwrap()).segment(&article, false);
    assert_eq!(segments[0].text, "Le phare du cap n’a plus de gardien depuis dix ans.");
}

#[test]
fn webvtt_notes_styles_and_voices_are_left_out() {
    let text = "WEBVTT - Titre\nKind: captions\nLanguage: fr\n\nSTYLE\n::cue { color: red }\n\nNOTE 00:01 --> rien\n\n\
        intro\n00:01.000 --> 00:02.000 line:0 align:start\n<v Anne>Bonjour &amp; bienvenue&nbsp;!</v> &lrm;<00:01.500><c.rouge>Entrez.</c>\n\n\
        NOTE une note\nsur deux lignes\n\n00:03.000 --> 00:04.000\nAu revoir.\n";
    assert_eq!(cues(text), ["Bonjour & bienvenue\u{a0}! Entrez.", "Au revoir."]);
    assert_eq!(read(text.as_bytes()).lang.unwrap().to_string(), "fr");
}

#[test]
fn captions_without_marks_stay_as_they_are_and_rolled_lines_come_once() {
    let text = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nbonjour<00:00:01.200><c> à</c><c> tous</c>\n\n\
        00:00:02.000 --> 00:00:03.000\nbonjour à tous\nnous<c> voici</c>\n\n\
        00:00:03.000 --> 00:00:04.000\nnous voici\nen mer<c> ce</c>\n";
    assert_eq!(cues(text), ["bonjour à tous", "nous voici", "en mer ce"]);
}

#[test]
fn entities_are_characters_and_sentences_without_marks_stay_apart() {
    let cue = |at: u32, text: &str| format!("{at}\n00:00:0{at},000 --> 00:00:0{at},900\n{text}\n\n");
    let srt = |lines: &[&str]| (1..).zip(lines).map(|(at, text)| cue(at, text)).collect::<String>();
    assert_eq!(
        cues(&srt(&["La pluie &amp; le vent.", "Oui, j&#39;arrive &c. &lt;3 AT&T."])),
        ["La pluie & le vent.", "Oui, j'arrive &c. <3 AT&T."]
    );
    assert_eq!(
        cues(&srt(&[
            "Bonjour à tous",
            "Je suis content de commencer",
            "Elles parlent des ponts",
            "que l'on bâtissait sans un clou.",
            "Il est né à",
            "La Rochelle en mai.",
        ])),
        [
            "Bonjour à tous",
            "Je suis content de commencer",
            "Elles parlent des ponts que l'on bâtissait sans un clou.",
            "Il est né à La Rochelle en mai.",
        ]
    );
    assert_eq!(
        cues(&srt(&[
            "Marie aime le pain",
            "Paul préfère le vin.",
            "Tu viens",
            "À la gare, oui.",
            "Nous sommes allés voir Mme",
            "Roux, et puis chez",
            "Elle, au café de la",
            "Gare.",
        ])),
        [
            "Marie aime le pain",
            "Paul préfère le vin.",
            "Tu viens",
            "À la gare, oui.",
            "Nous sommes allés voir Mme Roux, et puis chez Elle, au café de la Gare.",
        ]
    );
    assert_eq!(
        cues(&srt(&[
            "What did you see",
            "Nothing at all.",
            "I think that",
            "I am right."
        ])),
        ["What did you see", "Nothing at all.", "I think that I am right."]
    );
}

#[test]
fn where_every_sentence_has_its_mark_a_capital_is_a_name() {
    use std::fmt::Write;
    let mut text = String::new();
    for number in 0..20 {
        let _ = write!(
            text,
            "{number}\n00:00:{number:02},000 --> 00:00:{number:02},900\nIl est venu avec nous.\n\n"
        );
    }
    text.push_str(
        "20\n00:00:20,000 --> 00:00:20,900\nIl a rencontré\n\n21\n00:00:21,000 --> 00:00:21,900\nPaul au marché.\n",
    );
    assert_eq!(cues(&text).last().unwrap(), "Il a rencontré Paul au marché.");
}

#[test]
fn other_texts_are_no_subtitles() {
    for text in [
        "WEBVTTX est un mot.\nUn autre.",
        "12\nUne ligne --> une autre.\n",
        "a --> b\nc",
    ] {
        let article = read(text.as_bytes());
        assert!(
            article.blocks.iter().all(|block| block.kind != BlockKind::Cue),
            "{text}"
        );
    }
}

#[test]
fn subtitles_without_text_are_refused() {
    for text in ["WEBVTT\n\n", "1\n00:00:01,000 --> 00:00:02,000\n<i></i>\n"] {
        let refusal = article::read_bytes("a.srt", text.as_bytes(), &ReadOptions::default());
        assert!(matches!(refusal, Err(ReadError::Empty { .. })), "{refusal:?}");
    }
}
