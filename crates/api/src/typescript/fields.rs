//! The table of fields and the code lists for the interface: `ui/src/gen/fields.ts`.

use app::domain::RecordKind;
use app::domain::codes::{self, CodeList};
use app::domain::fields::{self, Key, Need, Rest, Rule, Value};
use serde_json::{Map, Value as Json, json};

const HEAD: &str = "\
// Generated from the table of fields by `cargo xtask gen-types`. Never edited.

/** Codes on offer today, in the order in which they are offered. Wording is in the catalogues. */
export const CODES = ";

const TYPES: &str = "\
/** The name of a code list. */
export type CodeList = keyof typeof CODES;

/** A kind of record. */
export type Kind = keyof typeof FIELDS;

/** What may stand in a field. */
export interface FieldRule {
  /** The key, or its prefix when there is one key per member. */
  readonly key: string;
  /** What follows the prefix and a dot, for a field with one key per member. */
  readonly member?: \"id\" | \"slug\" | \"digits\" | \"code\" | \"field\";
  /** The codes that may follow, for `member: \"code\"`. */
  readonly members?: string;
  /** What it holds. */
  readonly holds:
    | \"text\"
    | \"code\"
    | \"code_or_label\"
    | \"moment\"
    | \"date\"
    | \"int\"
    | \"real\"
    | \"flag\"
    | \"record\"
    | \"fact\"
    | \"copy\";
  /** Most characters of a text, highest number. */
  readonly max?: number;
  /** Lowest number. */
  readonly min?: number;
  /** The code list. */
  readonly codes?: string;
  /** Whether two values at once are put before a person. */
  readonly asks: boolean;
  /** Whether Ready needs it. */
  readonly needed: boolean;
}
";

/// The whole file.
pub fn fields() -> String {
    let mut lists = Map::new();
    for list in codes::ALL {
        lists.insert(list.name.to_owned(), json!(list.current()));
    }
    let mut kinds = Map::new();
    for kind in RecordKind::ALL {
        let rules = fields::common().iter().chain(fields::of(kind));
        kinds.insert(kind.name().to_owned(), Json::Array(rules.map(rule).collect()));
    }
    format!(
        "{HEAD}{} as const;\n\n{TYPES}\n/** Every field by kind of record. */\nexport const FIELDS = {} as const satisfies Readonly<Record<string, readonly FieldRule[]>>;\n",
        pretty(&Json::Object(lists)),
        pretty(&Json::Object(kinds)),
    )
}

fn pretty(value: &Json) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

fn rule(rule: &Rule) -> Json {
    let mut out = Map::new();
    let mut put = |name: &str, value: Json| out.insert(name.to_owned(), value);
    match rule.key {
        Key::Exact(key) => put("key", json!(key)),
        Key::Under(prefix, rest) => {
            put("member", json!(member(rest)));
            if let Rest::Code(list) = rest {
                put("members", json!(list.name));
            }
            put("key", json!(prefix))
        }
    };
    put("holds", json!(holds(rule.value)));
    match rule.value {
        Value::Text(max) => put("max", json!(max)),
        Value::Code(list) | Value::CodeOrLabel(list) => put("codes", json!(name(list))),
        Value::Int(min, max) => {
            put("min", json!(min));
            put("max", json!(max))
        }
        Value::Real(min, max) => {
            put("min", json!(min));
            put("max", json!(max))
        }
        _ => None,
    };
    put("asks", json!(rule.merge.asks()));
    put("needed", json!(rule.need == Need::AtReady));
    Json::Object(out)
}

fn name(list: &CodeList) -> &'static str {
    list.name
}

fn member(rest: Rest) -> &'static str {
    match rest {
        Rest::Id => "id",
        Rest::Slug => "slug",
        Rest::Digits => "digits",
        Rest::Code(_) => "code",
        Rest::Field => "field",
    }
}

fn holds(value: Value) -> &'static str {
    match value {
        Value::Text(_) => "text",
        Value::Code(_) => "code",
        Value::CodeOrLabel(_) => "code_or_label",
        Value::Moment => "moment",
        Value::Date => "date",
        Value::Int(..) => "int",
        Value::Real(..) => "real",
        Value::Flag => "flag",
        Value::Record(_) => "record",
        Value::Fact(_) => "fact",
        Value::Copy => "copy",
    }
}
