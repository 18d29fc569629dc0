//! The lists themselves. A row that goes out in one version stays in the older ones: add a version, never edit.

use super::{CodeList, Version};
use crate::consent::{Designation, ExpiryEvent, Purpose, Return, Scope, SignatureKind};
use crate::disclosure::{About, Leg};
use crate::role::{Class, Role};

macro_rules! list {
    ($(#[$doc:meta])* $name:ident, $text:literal, $source:literal, $codes:expr) => {
        $(#[$doc])*
        pub static $name: CodeList =
            CodeList { name: $text, versions: &[Version { number: 1, source: $source, codes: $codes }], renamed: &[] };
    };
}

list!(
    /// Five-year and ten-year ranges as overdose registers write them; an age outside them is kept as it came.
    AGE_RANGE,
    "age_range",
    "Pennsylvania Overdose Information Network, column Age Range",
    &["0_9", "10_14", "15_19", "20_24", "25_29", "30_39", "40_49", "50_59", "60_69", "70_79", "80_and_over", "declined", "unknown"]
);
list!(
    /// What came of an attempt to reach somebody. There is no failed state.
    ATTEMPT_OUTCOME,
    "attempt_outcome",
    "Footbridge",
    &["met_in_person", "reached_by_phone", "left_message", "not_found", "moved", "rescheduled", "declined", "unsafe_to_approach", "other"]
);
list!(
    /// A class of recipients that a consent can name instead of names.
    CONSENT_DESIGNATION,
    "consent_designation",
    "Footbridge, after 42 CFR 2.31(a)(4)(i)",
    Designation::WORDS
);
list!(
    /// An event that ends a consent.
    CONSENT_EXPIRY,
    "consent_expiry",
    "Footbridge, after 42 CFR 2.31(a)(7)",
    ExpiryEvent::WORDS
);
list!(
    /// What a disclosure with consent is for.
    CONSENT_PURPOSE,
    "consent_purpose",
    "Footbridge, after 42 CFR 2.31(a)(5)",
    Purpose::WORDS
);
list!(
    /// What may go back to who made a handoff.
    CONSENT_RETURN,
    "consent_return",
    "Footbridge",
    Return::WORDS
);
list!(
    /// The groups of fields that a consent can cover.
    CONSENT_SCOPE,
    "consent_scope",
    "Footbridge, after 42 CFR 2.31(a)(3)",
    Scope::WORDS
);
list!(
    /// What a crisis contact was about.
    CRISIS,
    "crisis",
    "Footbridge, after CIT encounter forms",
    &["mental_health", "suicidal_thoughts", "self_harm", "substance_use", "overdose", "homelessness", "domestic_violence", "welfare_check", "medical", "disturbance", "other", "unknown"]
);
list!(
    /// What was disclosed.
    DISCLOSURE_ABOUT,
    "disclosure_about",
    "Footbridge",
    About::WORDS
);
list!(
    /// Which way a disclosure goes.
    DISCLOSURE_LEG,
    "disclosure_leg",
    "Footbridge",
    Leg::WORDS
);
list!(
    /// How a contact ended for the person. More than one may be true.
    DISPOSITION,
    "disposition",
    "Pennsylvania Overdose Information Network, column Revive Action Desc; Footbridge",
    &["transported_to_treatment", "verbally_referred", "refused_transport", "hospital_conscious", "hospital_unconscious", "released", "arrest", "resolved_on_scene", "transported_home", "died", "other", "unknown"]
);
list!(
    /// As the person says.
    ETHNICITY,
    "ethnicity",
    "US OMB SPD 15 (1997); `declined` and `unknown` are answers",
    &["hispanic", "not_hispanic", "declined", "unknown"]
);
list!(
    /// Why somebody is to be followed up.
    FOLLOW_UP_REASON,
    "follow_up_reason",
    "Footbridge",
    &["after_overdose", "handoff_open", "missed_meeting", "outreach", "agreement", "request_of_person", "other"]
);
list!(
    /// As the person says.
    GENDER,
    "gender",
    "Footbridge; `declined` and `unknown` are answers",
    &["female", "male", "nonbinary", "other", "declined", "unknown"]
);
list!(
    /// Who gave naloxone.
    GIVER,
    "giver",
    "Pennsylvania Overdose Information Network, column Third Party Admin Desc; Footbridge",
    &["law_enforcement", "ems", "fire_department", "outreach", "provider", "good_samaritan", "family_or_friend", "other", "unknown"]
);
list!(
    /// Why a handoff is closed. None of them is a failure of the person.
    HANDOFF_CLOSED,
    "handoff_closed",
    "Footbridge",
    &["engaged", "person_chose_otherwise", "could_not_be_reached", "moved_away", "other_service", "died", "entered_in_error", "other"]
);
list!(
    /// Why a party declines. Neutral on purpose: it says nothing about the person.
    HANDOFF_DECLINED,
    "handoff_declined",
    "Footbridge",
    &["no_capacity", "outside_area", "outside_scope", "hours", "language", "safety_staffing", "other"]
);
list!(
    /// What kind of event it was.
    INCIDENT_KIND,
    "incident_kind",
    "Footbridge",
    &["overdose", "mental_health_crisis", "welfare_check", "disturbance", "traffic", "medical", "homelessness", "domestic", "walk_in", "outreach", "follow_up", "other", "unknown"]
);
list!(
    /// Languages the person speaks (ISO 639-1, with two US additions).
    LANGUAGE,
    "language",
    "ISO 639-1; `ase` is American Sign Language (ISO 639-3)",
    &["en", "es", "zh", "vi", "ko", "tl", "ru", "ar", "fr", "ht", "pt", "so", "hmn", "ase", "other", "unknown"]
);
list!(
    /// Where the person stays, asked at every contact.
    LIVING_SITUATION,
    "living_situation",
    "Categories of HUD HMIS data standard 3.917 and 4.12, in groups",
    &["unsheltered", "emergency_shelter", "transitional_housing", "staying_with_others", "rental", "owned", "institution", "recovery_housing", "hotel_or_motel", "other", "declined", "unknown"]
);
list!(
    /// What the person needs, in the person's own judgement.
    NEED,
    "need",
    "Footbridge, after the Gravity SDOH domains",
    &["housing", "food", "clothing", "transport", "health_care", "mental_health_care", "substance_use_treatment", "medication", "harm_reduction", "dental", "income", "employment", "education", "legal", "identification", "domestic_violence", "child_care", "veterans_services", "phone", "hygiene", "companionship", "other"]
);
list!(
    /// What became of the offer of service.
    OFFER,
    "offer",
    "Footbridge",
    &["accepted", "offered", "declined", "not_offered"]
);
list!(
    /// Why an offer was declined or not made.
    OFFER_REASON,
    "offer_reason",
    "Footbridge",
    &["person_unconscious", "person_left", "medical_emergency", "unsafe", "not_eligible", "already_in_care", "no_service_available", "no_time", "language", "person_not_interested", "person_wants_later", "supervisor_decision", "other"]
);
list!(
    /// What kind of place.
    PLACE_KIND,
    "place_kind",
    "Footbridge",
    &["home", "street", "vehicle", "business", "shelter", "encampment", "jail", "hospital", "treatment_provider", "school", "transit", "public_building", "park", "other", "unknown"]
);
list!(
    /// As the person says, any number of them.
    RACE,
    "race",
    "US OMB SPD 15 (2024), with the joint category that older registers use",
    &["american_indian_or_alaska_native", "asian", "asian_or_pacific_islander", "black", "middle_eastern_or_north_african", "native_hawaiian_or_pacific_islander", "white", "other", "declined", "unknown"]
);
list!(
    /// How the person responded to naloxone.
    RESPONSE,
    "response",
    "Pennsylvania Overdose Information Network, column Response Desc",
    &["responsive_alert", "responsive_sedated", "responsive_angry", "combative", "no_response", "unknown"]
);
list!(
    /// How long the response took.
    RESPONSE_TIME,
    "response_time",
    "Pennsylvania Overdose Information Network, column Response Time Desc",
    &["under_1_minute", "1_to_3_minutes", "3_to_5_minutes", "over_5_minutes", "did_not_work", "unknown"]
);
list!(
    /// What a colleague must know before approaching. Each is answered yes, no or unknown.
    RISK,
    "risk",
    "Footbridge",
    &["weapon_access", "violence_to_responders", "self_harm", "overdose_recent", "fire", "infectious", "animal", "fall_or_seizure"]
);
list!(
    /// The class of an agency.
    ROLE_CLASS,
    "role_class",
    "Footbridge",
    Class::WORDS
);
list!(
    /// The role a contact was made in.
    ROLE,
    "role",
    "Footbridge",
    Role::WORDS
);
list!(
    /// How a dose was given.
    ROUTE,
    "route",
    "Footbridge, after NEMSIS eMedications.04",
    &["nasal", "intramuscular", "intravenous", "subcutaneous", "intraosseous", "endotracheal", "other", "unknown"]
);
list!(
    /// How a consent was given.
    SIGNATURE_KIND,
    "signature_kind",
    "Footbridge, after 42 CFR 2.31(a)(8)",
    SignatureKind::WORDS
);
list!(
    /// Where a record stands. A draft never leaves the device.
    STATUS,
    "status",
    "Footbridge",
    &["draft", "ready"]
);
list!(
    /// Substances involved or suspected.
    SUBSTANCE,
    "substance",
    "Pennsylvania Overdose Information Network, column Susp OD Drug Desc; Footbridge",
    &["alcohol", "barbiturates", "bath_salts", "benzodiazepines", "buprenorphine", "carfentanil", "cocaine_crack", "fentanyl", "fentanyl_analog", "heroin", "kratom", "marijuana", "methadone", "methamphetamine", "pharmaceutical_opioid", "pharmaceutical_other", "pharmaceutical_stimulant", "synthetic_marijuana", "xylazine", "other", "unknown"]
);
list!(
    /// An answer. Unknown is one.
    YES_NO_UNKNOWN,
    "yes_no_unknown",
    "Footbridge",
    &["yes", "no", "unknown"]
);
