//! A consent on paper: one HTML file that needs nothing else, a copy for the file and one for the person.
//!
//! Everything that somebody wrote is escaped, the drawn signature is made anew from its numbers, and the page allows
//! itself no script and nothing from elsewhere.

use std::collections::BTreeSet;

use domain::consent::{Consent, ConsentText, Drawn, Verdict};
use domain::disclosure::{Channel, Notice};
use domain::{Moment, RecordId};

use super::ConsentSeen;
use super::text::Wording;
use crate::{AppError, Device};

const STYLE: &str = include_str!("print.css");

impl Device {
    /// A consent as a page to print, in this language; in that in which it was shown when none is named.
    ///
    /// # Errors
    /// [`AppError::NotFound`]; `consent.no_wording` for a language without one.
    pub fn consent_print(&self, id: RecordId, language: Option<&str>) -> Result<String, AppError> {
        let seen = self.consent_show(id)?;
        let shown = seen.consent.text_language.as_deref();
        let wording = match language {
            Some(language) => self.consent_wording(language)?,
            // one in a language that nobody has words for any more is still printed
            None => self.consent_wording(shown.unwrap_or("en")).or_else(|_| self.consent_wording("en"))?,
        };
        let recorded_by = seen.recorded_by.map(|member| self.names_of(member).agency).unwrap_or_default();
        Ok(page(&seen, &wording, &recorded_by))
    }
}

/// What one copy is made from.
struct Sheet<'a> {
    seen: &'a ConsentSeen,
    wording: &'a Wording,
    recorded_by: &'a str,
}

fn page(seen: &ConsentSeen, wording: &Wording, recorded_by: &str) -> String {
    let sheet = Sheet { seen, wording, recorded_by };
    let text = &wording.text;
    let head = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n<style>\n{STYLE}</style>\n\
         </head>\n<body>\n",
        escape(&text.language),
        escape(text.word("title")),
    );
    let for_person = sheet.copy("for_the_person", Some(text.word("copy")));
    format!("{head}{}{for_person}</body>\n</html>\n", sheet.copy("for_the_file", None))
}

impl Sheet<'_> {
    fn copy(&self, which: &str, remark: Option<&str>) -> String {
        let text = self.text();
        let standing = match self.seen.verdict {
            Verdict::Unreadable => Verdict::NotValid,
            verdict => verdict,
        };
        let mut out = format!(
            "<article>\n<p class=\"which\">{}</p>\n<h1>{}</h1>\n<p class=\"standing\">{}</p>\n",
            escape(text.word(which)),
            escape(text.word("title")),
            escape(text.word(&format!("standing.{standing}"))),
        );
        for part in [remark, Some(text.word("statement")), Some(text.word("choice"))].into_iter().flatten() {
            paragraph(&mut out, part);
        }
        for (heading, body) in self.sections() {
            section(&mut out, text.word(heading), &body);
        }
        self.foot(&mut out);
        out.push_str("</article>\n");
        out
    }

    fn text(&self) -> &ConsentText {
        &self.wording.text
    }

    /// The ten elements, and what may come back, in the order of 42 CFR 2.31(a).
    fn sections(&self) -> Vec<(&'static str, String)> {
        let consent = &self.seen.consent;
        let or_missing = |body: String| if body.is_empty() { self.missing() } else { body };
        let scope = self.chosen("scope", &consent.scopes).chain(plain(&consent.fields));
        let told = plain(&consent.recipients).chain(self.chosen("designation", &consent.designations));
        let back = self.chosen("return", &consent.returns).chain(plain(&consent.return_fields));
        let nothing = |list: String| match list.is_empty() {
            true => format!("<p>{}</p>\n", escape(self.text().word("nothing"))),
            false => list,
        };
        vec![
            ("heading.person", or_missing(self.line(consent.name_signed.as_deref()))),
            ("heading.discloser", or_missing(list(plain(&consent.disclosers)))),
            ("heading.scope", nothing(list(scope))),
            ("heading.recipient", or_missing(list(told))),
            ("heading.return", nothing(list(back))),
            ("heading.purpose", or_missing(list(self.chosen("purpose", &consent.purposes)))),
            ("heading.revocation", or_missing(self.as_shown(consent.revocation_text.as_deref()))),
            ("heading.expiry", or_missing(self.expiry(consent))),
            ("heading.redisclosure", or_missing(self.as_shown(consent.redisclosure_text.as_deref()))),
            ("heading.signature", or_missing(self.signature(consent))),
            ("heading.signed_at", or_missing(self.line(consent.signed_at.map(when).as_deref()))),
        ]
    }

    fn missing(&self) -> String {
        format!("<p class=\"missing\">{}</p>\n", escape(self.text().word("missing")))
    }

    fn line(&self, text: Option<&str>) -> String {
        let mut out = String::new();
        text.into_iter().for_each(|text| paragraph(&mut out, text));
        out
    }

    /// Words as they were shown, in the language in which they were.
    fn as_shown(&self, text: Option<&str>) -> String {
        let line = self.line(text);
        match self.seen.consent.text_language.as_deref() {
            Some(language) if !line.is_empty() => {
                format!("<div lang=\"{}\">\n{line}</div>\n", escape(language))
            }
            _ => line,
        }
    }

    fn chosen<'b>(&'b self, list: &'b str, words: &'b BTreeSet<String>) -> impl Iterator<Item = String> + 'b {
        words.iter().map(move |word| {
            let part = format!("{list}.{word}");
            // a word of a newer version stands there as it is
            if self.text().words.contains_key(&part) {
                self.text().word(&part).to_owned()
            } else {
                word.clone()
            }
        })
    }

    fn expiry(&self, consent: &Consent) -> String {
        let text = self.text();
        let date = consent.expires_on.map(|date| format!("{} {date}", text.word("until")));
        let event = consent.expires_event.map(|event| text.word(&format!("expiry.{event}")).to_owned());
        let happened = consent.ended_ms.filter(|ms| *ms > i64::MIN);
        let happened = happened.and_then(|ms| Some(when(Moment::at(ms, consent.signed_at?.zone()).ok()?)));
        list([date, event, happened].into_iter().flatten())
    }

    fn signature(&self, consent: &Consent) -> String {
        let text = self.text();
        let Some(kind) = consent.signature_kind else { return String::new() };
        let mut out = String::new();
        paragraph(&mut out, text.word(&format!("signature.{kind}")));
        consent.drawn.iter().for_each(|drawn| out.push_str(&svg(drawn)));
        let said = [
            ("signed_by", consent.signed_by.as_deref()),
            ("witness", consent.witness.as_deref()),
            ("recorded_by", Some(self.recorded_by).filter(|agency| !agency.is_empty())),
        ];
        for (part, value) in said {
            let Some(value) = value else { continue };
            paragraph(&mut out, &format!("{}: {value}", text.word(part)));
        }
        for basis in [&consent.verbal_basis, &consent.guardian_basis].into_iter().flatten() {
            paragraph(&mut out, basis);
        }
        out
    }

    /// What was said since, the notice, and which words these are.
    fn foot(&self, out: &mut String) {
        let (text, consent) = (self.text(), &self.seen.consent);
        let said = consent.statements.iter().map(|said| {
            let until = said.until.map(|until| format!(" → {}", when(until))).unwrap_or_default();
            let how = said.how.as_deref().map(|how| format!(" ({how})")).unwrap_or_default();
            let what = text.word(&format!("saying.{}", said.saying)).to_owned();
            format!("{}: {what}{until}, {}{how}", when(said.at), said.by)
        });
        section(out, text.word("heading.said"), &list(said));
        let notice = Notice::on(Channel::Print).text();
        let mut body = String::new();
        paragraph(&mut body, notice);
        section(out, text.word("heading.notice"), &format!("<div lang=\"en\">{body}</div>\n"));
        let name = |part: &Option<String>| part.clone().unwrap_or_default();
        out.push_str(&format!(
            "<footer><p>{}: {} · {} · <code>{}</code></p><p><code>{}</code></p>\n",
            escape(text.word("wording")),
            escape(&name(&consent.text_id)),
            escape(&name(&consent.text_language)),
            escape(&name(&consent.text_hash)),
            consent.id,
        ));
        if consent.text_hash.as_deref() != Some(self.wording.hash.as_str()) {
            paragraph(out, text.word("wording_other"));
        }
        out.push_str("</footer>\n");
    }
}

fn plain(names: &BTreeSet<String>) -> impl Iterator<Item = String> {
    names.iter().cloned()
}

fn list(items: impl Iterator<Item = String>) -> String {
    let items: String = items.map(|item| format!("<li>{}</li>\n", escape(&item))).collect();
    if items.is_empty() { items } else { format!("<ul>\n{items}</ul>\n") }
}

/// Blank lines apart a paragraph each; other line breaks stay.
fn paragraph(out: &mut String, text: &str) {
    for part in text.split("\n\n").filter(|part| !part.trim().is_empty()) {
        out.extend(["<p>", &escape(part.trim()).replace('\n', "<br>\n"), "</p>\n"]);
    }
}

fn section(out: &mut String, heading: &str, body: &str) {
    out.extend(["<section>\n<h2>", &escape(heading), "</h2>\n", body, "</section>\n"]);
}

/// A moment on paper: the wall's time with its zone.
fn when(at: Moment) -> String {
    let wall = at.wall().map(|wall| wall.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default();
    format!("{wall} ({})", at.zone())
}

/// From numbers alone, so that nothing but a drawing can stand there.
fn svg(drawn: &Drawn) -> String {
    let stroke = |points: &Vec<(u16, u16)>| {
        let points = points.iter().map(|(x, y)| format!("{x},{y}"));
        // a dot is a line to itself: round ends make it seen
        let first = points.clone().next().unwrap_or_default();
        format!("M{first}L{}", points.collect::<Vec<_>>().join(" "))
    };
    let path: String = drawn.strokes.iter().map(stroke).collect();
    let (width, height) = (domain::consent::DRAWN_WIDTH, domain::consent::DRAWN_HEIGHT);
    format!("<svg viewBox=\"0 0 {width} {height}\" aria-hidden=\"true\"><path d=\"{path}\"/></svg>\n")
}

/// Text as it may stand between tags and in a quoted attribute. A character that turns what follows around is left out:
/// nobody may make a page read otherwise than it was signed.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            letter if letter.is_control() && letter != '\n' => {}
            letter => out.push(letter),
        }
    }
    out
}
