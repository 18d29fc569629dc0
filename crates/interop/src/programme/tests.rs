use std::collections::BTreeSet;

use domain::consent::ConsentText;
use domain::role::Class;
use domain::{RecordKind, placement};
use proptest::prelude::*;

use super::*;

const SHARED: &str = "[[compartment]]\nid = \"shared\"\nclass = \"shared\"\nname = { en = \"S\", es = \"C\" }\n\
                      members = [\"law\", \"ems\", \"care\", \"shared\"]\nhistory_for_newcomers = true\n";
const HEAD: &str = "format = 1\nid = \"a\"\nversion = 1\nname = { en = \"A\", es = \"B\" }\n";

fn police() -> String {
    shipped("police-ems-care").unwrap().to_owned()
}

/// The code, the line and the column a file is refused with.
fn refused(text: &str) -> (&'static str, usize, usize) {
    let error = parse(text.as_bytes()).expect_err(text);
    assert!(error.to_string().starts_with(&format!("line {}, column {}: ", error.line, error.column)));
    (error.code(), error.line, error.column)
}

/// A shipped file in which `from` is `to` is refused with `code` at the place of `mark`.
fn check(from: &str, to: &str, mark: &str, code: &'static str) {
    let text = police();
    assert_eq!(text.matches(from).count(), 1, "{from} stands once");
    let at = text.find(from).unwrap() + to.find(mark).unwrap();
    let text = text.replace(from, to);
    let (before, _) = text.split_at(at);
    let line = before.lines().count() + usize::from(before.ends_with('\n'));
    let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
    assert_eq!(refused(&text), (code, line, column), "{to}");
}

#[test]
fn the_built_in_programme_is_the_shipped_file() {
    let named = parse(shipped("single-shared").unwrap().as_bytes()).unwrap();
    assert_eq!(named.programme, Programme::default());
}

#[test]
fn every_shipped_programme_is_good_and_goes_by_its_name() {
    for name in SHIPPED {
        let text = shipped(name).unwrap();
        let named = parse(text.as_bytes()).unwrap();
        assert_eq!(named.programme.id, *name);
        assert!(text.lines().all(|line| line.chars().count() <= 200), "{name} stays readable");
    }
    assert_eq!(shipped("nobody").unwrap_err().code(), "programme.not_shipped");
}

#[test]
fn a_programme_is_named_by_its_exact_bytes() {
    let text = police();
    let named = parse(text.as_bytes()).unwrap();
    let again = parse(format!("{text}\n").as_bytes()).unwrap();
    assert_eq!(named.programme, again.programme);
    assert_ne!(named.hash, again.hash);
    let minimal = format!("{HEAD}{SHARED}[roles]\n");
    let sha256sum = "988a1162ffdb5da0079c91a77f9d4782c4e13f3021a994781431527db1173947";
    assert_eq!(parse(minimal.as_bytes()).unwrap().hash.to_string(), sha256sum);
}

#[test]
fn police_ems_and_care_read_what_is_theirs() {
    use placement::{Placement, place};
    let programme = parse(police().as_bytes()).unwrap().programme;
    let check = |kind, class, expect| assert_eq!(place(kind, class, &programme), Placement::In(expect));
    check(RecordKind::Contact, Class::Law, Class::Law);
    check(RecordKind::Contact, Class::Care, Class::Care);
    check(RecordKind::Incident, Class::Ems, Class::Shared);
    check(RecordKind::Incident, Class::Care, Class::Care);
    check(RecordKind::ResponsePlan, Class::Care, Class::Shared);
    check(RecordKind::Handoff, Class::Law, Class::Shared);
    let held: Vec<&str> = programme.open_to(Class::Law).map(|one| one.id.as_str()).collect();
    assert_eq!(held, ["law", "shared"]);
}

#[test]
fn a_file_that_cannot_work_is_refused_where_it_is_wrong() {
    check("version = 1", "version = !", "!", "programme.syntax");
    check("version = 1", "version = 0", "0", "programme.number");
    check("version = 1", "version = 4294967296", "4294967296", "programme.number");
    check("lease_days = 14", "lease_days = 91", "91", "programme.number");
    check("lease_days = 14", "lease_days = 0", "0", "programme.number");
    check("lease_days = 14", "lease_day = 14", "lease_day", "programme.shape");
    check("lease_days = 14", "lease_days = \"two weeks\"", "\"two", "programme.shape");
    check("format = 1", "format = 2\nnews = 1", "2", "programme.format");
    check("format = 1", "format = \"1\"", "\"1\"", "programme.shape");
    check("id = \"police-ems-care\"", "id = \"Police\"", "\"Police\"", "programme.text");
    check("en = \"EMS\"", "en = \" \"", "\" \"", "programme.text");
    check("en = \"EMS\"", "en = \"EMS\", fr = \"SMU\"", "fr", "programme.shape");
    check("class = \"law\"", "class = \"sheriff\"", "\"sheriff\"", "programme.word");
    check("class = \"ems\"", "class = \"law\"", "\"law\"", "programme.twice");
    check("id = \"ems\"", "id = \"law\"", "\"law\"", "programme.twice");
    check("members = [\"care\"]", "members = [\"care\", \"law\"]", "\"law\"", "programme.member");
    check("members = [\"law\"]", "members = [\"law\", \"shared\"]", "\"shared\"", "programme.member");
    check("members = [\"ems\"]", "members = []", "[", "programme.own_class");
    check("members = [\"ems\"]", "members = [\"ems\", \"ems\"]", "\"ems\"]", "programme.twice");
    check(
        "provider = [\"self_referral\"]",
        "provider = [\"officer_intervention\"]",
        "\"o",
        "programme.pathway",
    );
    check("provider = [\"self_referral\"]", "provider = [\"arrest\"]", "\"a", "programme.word");
    check("provider = [\"self_referral\"]", "janitor = []", "janitor", "programme.word");
    check("incident = [\"law\", \"ems\"]", "contact = [\"ems\", \"care\"]", "\"care\"", "programme.kind");
    check("incident = [\"law\", \"ems\"]", "consent = [\"law\"]", "\"law\"", "programme.kind");
    check("incident = [\"law\", \"ems\"]", "handoff = [\"law\"]", "\"law\"", "programme.kind");
    check("incident = [\"law\", \"ems\"]", "arrest = [\"law\"]", "arrest", "programme.word");
    check("incident = [\"law\", \"ems\"]", "incident = [\"shared\"]", "\"shared\"", "programme.kind");
}

#[test]
fn every_language_of_the_screens_has_a_whole_wording_of_a_consent() {
    let texts = shipped_texts().unwrap();
    let languages: Vec<&str> = texts.iter().map(|text| text.language.as_str()).collect();
    assert_eq!(languages, ["en", "es"]);
    for text in &texts {
        let parts: BTreeSet<String> = ConsentText::parts().collect();
        assert!(parts.iter().eq(text.words.keys()), "{}", text.language);
    }
    let same = |part: &&String| texts.iter().all(|text| text.word(part) == texts[0].word(part));
    assert_eq!(texts[0].words.keys().filter(same).count(), 0, "a part that was not translated");
}

#[test]
fn a_programme_says_in_its_own_words_what_it_wants_to_and_leaves_the_rest() {
    let own = "[[consent_text]]\nid = \"county\"\nversion = 4\nlanguage = \"es\"\n[consent_text.words]\n\
               revocation = \"Llame al condado.\"\n";
    let file =
        format!("{HEAD}{SHARED}{own}[roles]\n[consent]\ndays = 90\nverbal_basis = \"Example Code 1\"\n");
    let rules = parse(file.as_bytes()).unwrap().programme.consent;
    assert_eq!((rules.days, rules.verbal_basis.as_deref()), (Some(90), Some("Example Code 1")));
    assert_eq!(rules.guardian_basis, None);
    let [text] = rules.texts.as_slice() else { panic!("{:?}", rules.texts) };
    let shipped = shipped_texts().unwrap().pop().unwrap();
    assert_eq!((text.name().as_str(), text.word("revocation")), ("county 4", "Llame al condado."));
    assert_eq!(text.word("title"), shipped.word("title"));
    assert_ne!(text.canonical(), shipped.canonical());
}

#[test]
fn a_wording_that_cannot_be_shown_is_refused_where_it_is_wrong() {
    let check = |own: &str, code: &str, line: usize| {
        let text = format!("{HEAD}{SHARED}[roles]\n{own}");
        let (found, at, _) = refused(&text);
        assert_eq!((found, at), (code, 11 + line), "{own}");
    };
    let text = |language: &str, words: &str| {
        format!(
            "[[consent_text]]\nid = \"a\"\nversion = 1\nlanguage = \"{language}\"\nwords = {{ {words} }}\n"
        )
    };
    check(&text("en", "titel = \"A\""), "programme.word", 5);
    check(&text("en", "title = \" \""), "programme.consent_words", 5);
    check(&text("en", "title = \"a\\tb\""), "programme.consent_words", 5);
    check(&text("en", &format!("title = \"{}\"", "x".repeat(4001))), "programme.consent_words", 5);
    check(&text("tlh", "title = \"A\""), "programme.word", 4);
    check(&text("vi", "title = \"A\""), "programme.no_consent_words", 5);
    check(&format!("{0}{0}", text("en", "title = \"A\"")), "programme.twice", 9);
    check("[consent]\ndays = 0\n", "programme.number", 2);
    check("[consent]\nverbal_basis = \"\"\n", "programme.text", 2);
    check("[consent]\nspoken = \"yes\"\n", "programme.shape", 2);
}

#[test]
fn what_is_missing_is_told() {
    assert_eq!(refused("").0, "programme.shape");
    assert_eq!(refused(&format!("{HEAD}{SHARED}")).0, "programme.shape");
    assert_eq!(refused(&format!("{HEAD}compartment = []\n[roles]\n")).0, "programme.no_shared");
    let text = police();
    let (before, rest) = text.split_once("# What 42 CFR").unwrap();
    let (_, after) = rest.split_once("# Accountability").unwrap();
    let without_care = format!("{before}# Accountability{after}");
    assert_eq!(refused(&without_care).0, "programme.no_home");
    let member = "members = [\"law\", \"ems\", \"care\", \"shared\"]";
    let without_class = without_care.replace(member, "members = [\"law\", \"ems\", \"shared\"]");
    assert_eq!(refused(&without_class).0, "programme.role"); // outreach is of class care
    let minimal = parse(format!("{HEAD}{SHARED}[roles]\n").as_bytes()).unwrap().programme;
    assert_eq!(minimal.lease_days, 14);
}

#[test]
fn bytes_that_are_no_text_are_told_with_their_line() {
    let error = parse(b"format = 1\nid = \"\xff\"").unwrap_err();
    assert_eq!((error.code(), error.line, error.column), ("programme.not_utf8", 2, 7));
    let error = parse(&vec![b'#'; BYTES_MAX + 1]).unwrap_err();
    assert_eq!((error.code(), error.line), ("programme.too_large", 1));
    // deep nesting is TOML's to refuse, without an overflow
    assert_eq!(refused(&format!("x = {}", "[".repeat(20_000))).0, "programme.syntax");
    let dotted = format!("{} = 1", vec!["a"; 20_000].join("."));
    assert!(refused(&dotted).0.starts_with("programme."));
}

/// The shipped files with a piece cut out, another put in, or a byte changed.
fn bent() -> impl Strategy<Value = Vec<u8>> {
    let words = prop::sample::select(vec![
        "\"law\"",
        "\"care\"",
        "[",
        "]",
        "= 1",
        "\n",
        "\"",
        "{",
        "}",
        "''' ",
        "0x",
        "[[roles]]\n",
        "format = 1e9\n",
        "-1",
        "1979-05-27",
        "\u{e9}",
        "inf",
        "name.en",
        "#",
        "\0",
    ]);
    (prop::sample::select(SHIPPED), any::<prop::sample::Index>(), 0_usize..40, words).prop_map(
        |(name, at, cut, word)| {
            let mut bytes = shipped(name).unwrap().as_bytes().to_vec();
            let from = at.index(bytes.len());
            let to = (from + cut).min(bytes.len());
            bytes.splice(from..to, word.bytes());
            bytes
        },
    )
}

fn parses_or_says_where(bytes: &[u8]) -> Result<(), TestCaseError> {
    match parse(bytes) {
        Ok(named) => {
            prop_assert!(!named.programme.lets_in(Class::Law, Class::Care));
            prop_assert!((1..=90).contains(&named.programme.lease_days));
        }
        Err(error) => {
            let lines = bytes.iter().filter(|byte| **byte == b'\n').count() + 1;
            prop_assert!((1..=lines).contains(&error.line), "{} of {lines}", error.line);
            prop_assert!(error.column >= 1 && error.code().starts_with("programme."));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_bytes_parse_or_are_refused_with_a_line(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        parses_or_says_where(&bytes)?;
    }

    #[test]
    fn any_text_parses_or_is_refused_with_a_line(text in "\\PC{0,60}(\n[a-z_.\\[\\]={}\"' 0-9]{0,30}){0,12}") {
        parses_or_says_where(text.as_bytes())?;
    }

    #[test]
    fn a_bent_programme_parses_or_is_refused_with_a_line(bytes in bent()) {
        parses_or_says_where(&bytes)?;
    }
}
