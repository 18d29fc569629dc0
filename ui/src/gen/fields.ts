// Generated from the table of fields by `cargo xtask gen-types`. Never edited.

/** Codes on offer today, in the order in which they are offered. Wording is in the catalogues. */
export const CODES = {
  "age_range": [
    "0_9",
    "10_14",
    "15_19",
    "20_24",
    "25_29",
    "30_39",
    "40_49",
    "50_59",
    "60_69",
    "70_79",
    "80_and_over",
    "declined",
    "unknown"
  ],
  "attempt_outcome": [
    "met_in_person",
    "reached_by_phone",
    "left_message",
    "not_found",
    "moved",
    "rescheduled",
    "declined",
    "unsafe_to_approach",
    "other"
  ],
  "consent_designation": [
    "treating_providers",
    "emergency_medical_services"
  ],
  "consent_expiry": [
    "end_of_treatment",
    "handoff_closed",
    "agreement_ended",
    "programme_left",
    "none"
  ],
  "consent_purpose": [
    "treatment",
    "care_coordination",
    "follow_up",
    "services_and_housing",
    "diversion_agreement",
    "payment",
    "health_care_operations",
    "research",
    "request_of_person"
  ],
  "consent_return": [
    "met",
    "engaged",
    "progress",
    "refused",
    "closed_reason"
  ],
  "consent_scope": [
    "identity",
    "contact_details",
    "whereabouts",
    "demographics",
    "safety",
    "offer",
    "naloxone",
    "needs",
    "narrative",
    "handoff_outcome",
    "agreement_result"
  ],
  "crisis": [
    "mental_health",
    "suicidal_thoughts",
    "self_harm",
    "substance_use",
    "overdose",
    "homelessness",
    "domestic_violence",
    "welfare_check",
    "medical",
    "disturbance",
    "other",
    "unknown"
  ],
  "disclosure_about": [
    "handoff_packet",
    "handoff_outcome",
    "response_plan",
    "agreement_result",
    "consent_revoked",
    "aggregate"
  ],
  "disclosure_leg": [
    "outward",
    "return"
  ],
  "disposition": [
    "transported_to_treatment",
    "verbally_referred",
    "refused_transport",
    "hospital_conscious",
    "hospital_unconscious",
    "released",
    "arrest",
    "resolved_on_scene",
    "transported_home",
    "died",
    "other",
    "unknown"
  ],
  "ethnicity": [
    "hispanic",
    "not_hispanic",
    "declined",
    "unknown"
  ],
  "follow_up_reason": [
    "after_overdose",
    "handoff_open",
    "missed_meeting",
    "outreach",
    "agreement",
    "request_of_person",
    "other"
  ],
  "gender": [
    "female",
    "male",
    "nonbinary",
    "other",
    "declined",
    "unknown"
  ],
  "giver": [
    "law_enforcement",
    "ems",
    "fire_department",
    "outreach",
    "provider",
    "good_samaritan",
    "family_or_friend",
    "other",
    "unknown"
  ],
  "handoff_closed": [
    "engaged",
    "person_chose_otherwise",
    "could_not_be_reached",
    "moved_away",
    "other_service",
    "died",
    "entered_in_error",
    "other"
  ],
  "handoff_declined": [
    "no_capacity",
    "outside_area",
    "outside_scope",
    "hours",
    "language",
    "safety_staffing",
    "other"
  ],
  "incident_kind": [
    "overdose",
    "mental_health_crisis",
    "welfare_check",
    "disturbance",
    "traffic",
    "medical",
    "homelessness",
    "domestic",
    "walk_in",
    "outreach",
    "follow_up",
    "other",
    "unknown"
  ],
  "language": [
    "en",
    "es",
    "zh",
    "vi",
    "ko",
    "tl",
    "ru",
    "ar",
    "fr",
    "ht",
    "pt",
    "so",
    "hmn",
    "ase",
    "other",
    "unknown"
  ],
  "living_situation": [
    "unsheltered",
    "emergency_shelter",
    "transitional_housing",
    "staying_with_others",
    "rental",
    "owned",
    "institution",
    "recovery_housing",
    "hotel_or_motel",
    "other",
    "declined",
    "unknown"
  ],
  "need": [
    "housing",
    "food",
    "clothing",
    "transport",
    "health_care",
    "mental_health_care",
    "substance_use_treatment",
    "medication",
    "harm_reduction",
    "dental",
    "income",
    "employment",
    "education",
    "legal",
    "identification",
    "domestic_violence",
    "child_care",
    "veterans_services",
    "phone",
    "hygiene",
    "companionship",
    "other"
  ],
  "offer": [
    "accepted",
    "offered",
    "declined",
    "not_offered"
  ],
  "offer_reason": [
    "person_unconscious",
    "person_left",
    "medical_emergency",
    "unsafe",
    "not_eligible",
    "already_in_care",
    "no_service_available",
    "no_time",
    "language",
    "person_not_interested",
    "person_wants_later",
    "supervisor_decision",
    "other"
  ],
  "pathway": [
    "self_referral",
    "active_outreach",
    "naloxone_plus",
    "first_responder_and_officer_referral",
    "officer_intervention",
    "community_response"
  ],
  "place_kind": [
    "home",
    "street",
    "vehicle",
    "business",
    "shelter",
    "encampment",
    "jail",
    "hospital",
    "treatment_provider",
    "school",
    "transit",
    "public_building",
    "park",
    "other",
    "unknown"
  ],
  "race": [
    "american_indian_or_alaska_native",
    "asian",
    "asian_or_pacific_islander",
    "black",
    "middle_eastern_or_north_african",
    "native_hawaiian_or_pacific_islander",
    "white",
    "other",
    "declined",
    "unknown"
  ],
  "response": [
    "responsive_alert",
    "responsive_sedated",
    "responsive_angry",
    "combative",
    "no_response",
    "unknown"
  ],
  "response_time": [
    "under_1_minute",
    "1_to_3_minutes",
    "3_to_5_minutes",
    "over_5_minutes",
    "did_not_work",
    "unknown"
  ],
  "risk": [
    "weapon_access",
    "violence_to_responders",
    "self_harm",
    "overdose_recent",
    "fire",
    "infectious",
    "animal",
    "fall_or_seizure"
  ],
  "role": [
    "patrol",
    "ems",
    "outreach",
    "provider",
    "clinician",
    "supervisor",
    "custodian",
    "coordinator"
  ],
  "role_class": [
    "law",
    "ems",
    "care",
    "shared"
  ],
  "route": [
    "nasal",
    "intramuscular",
    "intravenous",
    "subcutaneous",
    "intraosseous",
    "endotracheal",
    "other",
    "unknown"
  ],
  "signature_kind": [
    "signed",
    "recorded_verbal",
    "guardian"
  ],
  "status": [
    "draft",
    "ready"
  ],
  "substance": [
    "alcohol",
    "barbiturates",
    "bath_salts",
    "benzodiazepines",
    "buprenorphine",
    "carfentanil",
    "cocaine_crack",
    "fentanyl",
    "fentanyl_analog",
    "heroin",
    "kratom",
    "marijuana",
    "methadone",
    "methamphetamine",
    "pharmaceutical_opioid",
    "pharmaceutical_other",
    "pharmaceutical_stimulant",
    "synthetic_marijuana",
    "xylazine",
    "other",
    "unknown"
  ],
  "yes_no_unknown": [
    "yes",
    "no",
    "unknown"
  ]
} as const;

/** The name of a code list. */
export type CodeList = keyof typeof CODES;

/** A kind of record. */
export type Kind = keyof typeof FIELDS;

/** What may stand in a field. */
export interface FieldRule {
  /** The key, or its prefix when there is one key per member. */
  readonly key: string;
  /** What follows the prefix and a dot, for a field with one key per member. */
  readonly member?: "id" | "slug" | "digits" | "code" | "field";
  /** The codes that may follow, for `member: "code"`. */
  readonly members?: string;
  /** What it holds. */
  readonly holds:
    | "text"
    | "code"
    | "code_or_label"
    | "moment"
    | "date"
    | "int"
    | "real"
    | "flag"
    | "record"
    | "fact"
    | "copy";
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

/** Every field by kind of record. */
export const FIELDS = {
  "agreement": [
    {
      "asks": false,
      "codes": "status",
      "holds": "code",
      "key": "status",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "entered_in_error",
      "max": 400,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "source",
      "max": 60,
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "label",
      "max": 200,
      "member": "slug",
      "needed": false
    }
  ],
  "attachment": [
    {
      "asks": false,
      "codes": "status",
      "holds": "code",
      "key": "status",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "entered_in_error",
      "max": 400,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "source",
      "max": 60,
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "label",
      "max": 200,
      "member": "slug",
      "needed": false
    }
  ],
  "consent": [
    {
      "asks": false,
      "codes": "status",
      "holds": "code",
      "key": "status",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "entered_in_error",
      "max": 400,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "source",
      "max": 60,
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "label",
      "max": 200,
      "member": "slug",
      "needed": false
    },
    {
      "asks": true,
      "holds": "record",
      "key": "person",
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "person.name_signed",
      "max": 200,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "discloser",
      "max": 120,
      "member": "slug",
      "needed": false
    },
    {
      "asks": false,
      "holds": "flag",
      "key": "scope",
      "member": "code",
      "members": "consent_scope",
      "needed": false
    },
    {
      "asks": false,
      "holds": "flag",
      "key": "field",
      "member": "field",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "recipient",
      "max": 120,
      "member": "slug",
      "needed": false
    },
    {
      "asks": false,
      "holds": "flag",
      "key": "designation",
      "member": "code",
      "members": "consent_designation",
      "needed": false
    },
    {
      "asks": false,
      "holds": "flag",
      "key": "purpose",
      "member": "code",
      "members": "consent_purpose",
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "revocation.text",
      "max": 4000,
      "needed": false
    },
    {
      "asks": true,
      "holds": "date",
      "key": "expires.date",
      "needed": false
    },
    {
      "asks": true,
      "codes": "consent_expiry",
      "holds": "code",
      "key": "expires.event",
      "needed": false
    },
    {
      "asks": true,
      "holds": "moment",
      "key": "expires.happened",
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "redisclosure.text",
      "max": 4000,
      "needed": false
    },
    {
      "asks": true,
      "codes": "signature_kind",
      "holds": "code",
      "key": "signature.kind",
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "signature.by",
      "max": 200,
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "signature.verbal_basis",
      "max": 400,
      "needed": false
    },
    {
      "asks": true,
      "holds": "record",
      "key": "signature.guardian",
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "signature.guardian_basis",
      "max": 400,
      "needed": false
    },
    {
      "asks": true,
      "holds": "moment",
      "key": "signed.at",
      "needed": false
    },
    {
      "asks": false,
      "holds": "flag",
      "key": "return",
      "member": "code",
      "members": "consent_return",
      "needed": false
    },
    {
      "asks": false,
      "holds": "flag",
      "key": "return_field",
      "member": "field",
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "text.id",
      "max": 120,
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "text.hash",
      "max": 64,
      "needed": false
    },
    {
      "asks": true,
      "codes": "language",
      "holds": "code",
      "key": "text.language",
      "needed": false
    },
    {
      "asks": false,
      "holds": "fact",
      "key": "event",
      "member": "id",
      "needed": false
    }
  ],
  "contact": [
    {
      "asks": false,
      "codes": "status",
      "holds": "code",
      "key": "status",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "entered_in_error",
      "max": 400,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "source",
      "max": 60,
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "label",
      "max": 200,
      "member": "slug",
      "needed": false
    },
    {
      "asks": true,
      "holds": "record",
      "key": "person",
      "needed": true
    },
    {
      "asks": true,
      "holds": "record",
      "key": "incident",
      "needed": false
    },
    {
      "asks": false,
      "codes": "pathway",
      "holds": "code",
      "key": "pathway",
      "needed": true
    },
    {
      "asks": false,
      "codes": "role",
      "holds": "code",
      "key": "role",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "agency",
      "max": 120,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "unit",
      "max": 60,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "vehicle",
      "max": 60,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "place.address",
      "max": 300,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "place.city",
      "max": 120,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "place.county",
      "max": 80,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "place.state",
      "max": 40,
      "needed": false
    },
    {
      "asks": false,
      "holds": "real",
      "key": "place.lat",
      "max": 90.0,
      "min": -90.0,
      "needed": false
    },
    {
      "asks": false,
      "holds": "real",
      "key": "place.lon",
      "max": 180.0,
      "min": -180.0,
      "needed": false
    },
    {
      "asks": false,
      "codes": "place_kind",
      "holds": "code",
      "key": "place.kind",
      "needed": false
    },
    {
      "asks": false,
      "codes": "living_situation",
      "holds": "code",
      "key": "living_situation",
      "needed": false
    },
    {
      "asks": false,
      "holds": "moment",
      "key": "time.started",
      "needed": false
    },
    {
      "asks": false,
      "holds": "moment",
      "key": "time.dispatched",
      "needed": false
    },
    {
      "asks": false,
      "holds": "moment",
      "key": "time.en_route",
      "needed": false
    },
    {
      "asks": false,
      "holds": "moment",
      "key": "time.on_scene",
      "needed": false
    },
    {
      "asks": false,
      "holds": "moment",
      "key": "time.clear",
      "needed": false
    },
    {
      "asks": true,
      "codes": "offer",
      "holds": "code",
      "key": "offer",
      "needed": false
    },
    {
      "asks": true,
      "codes": "offer_reason",
      "holds": "code_or_label",
      "key": "offer.reason",
      "needed": false
    },
    {
      "asks": true,
      "codes": "yes_no_unknown",
      "holds": "code",
      "key": "naloxone.given",
      "needed": false
    },
    {
      "asks": true,
      "holds": "fact",
      "key": "administration",
      "member": "id",
      "needed": false
    },
    {
      "asks": true,
      "holds": "fact",
      "key": "dose",
      "member": "id",
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "same_dose",
      "max": 36,
      "member": "id",
      "needed": false
    },
    {
      "asks": true,
      "codes": "yes_no_unknown",
      "holds": "code",
      "key": "kit_left",
      "needed": false
    },
    {
      "asks": true,
      "codes": "yes_no_unknown",
      "holds": "code",
      "key": "survived",
      "needed": false
    },
    {
      "asks": false,
      "holds": "flag",
      "key": "substance",
      "member": "code",
      "members": "substance",
      "needed": false
    },
    {
      "asks": true,
      "codes": "yes_no_unknown",
      "holds": "code",
      "key": "accidental_exposure",
      "needed": false
    },
    {
      "asks": false,
      "holds": "flag",
      "key": "disposition",
      "member": "code",
      "members": "disposition",
      "needed": false
    },
    {
      "asks": false,
      "holds": "flag",
      "key": "need",
      "member": "code",
      "members": "need",
      "needed": false
    },
    {
      "asks": false,
      "holds": "flag",
      "key": "crisis",
      "member": "code",
      "members": "crisis",
      "needed": false
    }
  ],
  "disclosed_copy": [
    {
      "asks": false,
      "codes": "status",
      "holds": "code",
      "key": "status",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "entered_in_error",
      "max": 400,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "source",
      "max": 60,
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "label",
      "max": 200,
      "member": "slug",
      "needed": false
    },
    {
      "asks": false,
      "codes": "disclosure_about",
      "holds": "code",
      "key": "about",
      "needed": true
    },
    {
      "asks": false,
      "codes": "disclosure_leg",
      "holds": "code",
      "key": "leg",
      "needed": true
    },
    {
      "asks": false,
      "holds": "moment",
      "key": "at",
      "needed": true
    },
    {
      "asks": false,
      "holds": "record",
      "key": "handoff",
      "needed": false
    },
    {
      "asks": false,
      "codes": "consent_purpose",
      "holds": "code",
      "key": "purpose",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "from.agency",
      "max": 120,
      "needed": true
    },
    {
      "asks": false,
      "codes": "role_class",
      "holds": "code",
      "key": "from.class",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "disclosure",
      "max": 36,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "notice",
      "max": 2000,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "asks",
      "max": 1000,
      "needed": false
    },
    {
      "asks": false,
      "holds": "flag",
      "key": "omitted",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "consent",
      "max": 16000,
      "member": "id",
      "needed": false
    },
    {
      "asks": false,
      "holds": "moment",
      "key": "revoked",
      "member": "id",
      "needed": false
    },
    {
      "asks": false,
      "holds": "copy",
      "key": "copy",
      "member": "field",
      "needed": false
    },
    {
      "asks": false,
      "holds": "moment",
      "key": "told",
      "member": "slug",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "told_reason",
      "max": 60,
      "needed": false
    }
  ],
  "disclosure": [
    {
      "asks": false,
      "codes": "status",
      "holds": "code",
      "key": "status",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "entered_in_error",
      "max": 400,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "source",
      "max": 60,
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "label",
      "max": 200,
      "member": "slug",
      "needed": false
    },
    {
      "asks": false,
      "codes": "disclosure_about",
      "holds": "code",
      "key": "about",
      "needed": true
    },
    {
      "asks": false,
      "codes": "disclosure_leg",
      "holds": "code",
      "key": "leg",
      "needed": true
    },
    {
      "asks": false,
      "holds": "moment",
      "key": "at",
      "needed": true
    },
    {
      "asks": false,
      "holds": "record",
      "key": "person",
      "needed": true
    },
    {
      "asks": false,
      "holds": "record",
      "key": "handoff",
      "needed": false
    },
    {
      "asks": false,
      "codes": "consent_purpose",
      "holds": "code",
      "key": "purpose",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "to.agency",
      "max": 120,
      "needed": true
    },
    {
      "asks": false,
      "codes": "role_class",
      "holds": "code",
      "key": "to.class",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "by",
      "max": 120,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "asks",
      "max": 1000,
      "needed": false
    },
    {
      "asks": false,
      "holds": "flag",
      "key": "omitted",
      "needed": false
    },
    {
      "asks": false,
      "holds": "flag",
      "key": "consent",
      "member": "id",
      "needed": false
    },
    {
      "asks": false,
      "holds": "copy",
      "key": "copy",
      "member": "field",
      "needed": false
    },
    {
      "asks": false,
      "holds": "moment",
      "key": "told",
      "member": "slug",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "told_reason",
      "max": 60,
      "needed": false
    },
    {
      "asks": false,
      "holds": "fact",
      "key": "event",
      "member": "id",
      "needed": false
    }
  ],
  "follow_up": [
    {
      "asks": false,
      "codes": "status",
      "holds": "code",
      "key": "status",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "entered_in_error",
      "max": 400,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "source",
      "max": 60,
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "label",
      "max": 200,
      "member": "slug",
      "needed": false
    },
    {
      "asks": false,
      "holds": "record",
      "key": "person",
      "needed": true
    },
    {
      "asks": false,
      "holds": "record",
      "key": "contact",
      "needed": false
    },
    {
      "asks": false,
      "codes": "follow_up_reason",
      "holds": "code",
      "key": "reason",
      "needed": true
    },
    {
      "asks": false,
      "holds": "text",
      "key": "agency",
      "max": 120,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "unit",
      "max": 60,
      "needed": false
    },
    {
      "asks": false,
      "holds": "moment",
      "key": "clock.started",
      "needed": true
    },
    {
      "asks": false,
      "holds": "int",
      "key": "clock.from_hours",
      "max": 8760,
      "min": 0,
      "needed": false
    },
    {
      "asks": false,
      "holds": "int",
      "key": "clock.due_hours",
      "max": 8760,
      "min": 0,
      "needed": false
    },
    {
      "asks": true,
      "holds": "fact",
      "key": "attempt",
      "member": "id",
      "needed": false
    }
  ],
  "handoff": [
    {
      "asks": false,
      "codes": "status",
      "holds": "code",
      "key": "status",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "entered_in_error",
      "max": 400,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "source",
      "max": 60,
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "label",
      "max": 200,
      "member": "slug",
      "needed": false
    },
    {
      "asks": false,
      "holds": "fact",
      "key": "event",
      "member": "id",
      "needed": false
    }
  ],
  "incident": [
    {
      "asks": false,
      "codes": "status",
      "holds": "code",
      "key": "status",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "entered_in_error",
      "max": 400,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "source",
      "max": 60,
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "label",
      "max": 200,
      "member": "slug",
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "cad_number",
      "max": 60,
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "agency_number",
      "max": 60,
      "member": "slug",
      "needed": false
    },
    {
      "asks": false,
      "holds": "moment",
      "key": "occurred",
      "needed": false
    },
    {
      "asks": false,
      "holds": "date",
      "key": "occurred.date",
      "needed": false
    },
    {
      "asks": false,
      "codes": "incident_kind",
      "holds": "code",
      "key": "kind",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "place.address",
      "max": 300,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "place.city",
      "max": 120,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "place.county",
      "max": 80,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "place.state",
      "max": 40,
      "needed": false
    },
    {
      "asks": false,
      "holds": "real",
      "key": "place.lat",
      "max": 90.0,
      "min": -90.0,
      "needed": false
    },
    {
      "asks": false,
      "holds": "real",
      "key": "place.lon",
      "max": 180.0,
      "min": -180.0,
      "needed": false
    }
  ],
  "link": [
    {
      "asks": false,
      "codes": "status",
      "holds": "code",
      "key": "status",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "entered_in_error",
      "max": 400,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "source",
      "max": 60,
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "label",
      "max": 200,
      "member": "slug",
      "needed": false
    }
  ],
  "location": [
    {
      "asks": false,
      "codes": "status",
      "holds": "code",
      "key": "status",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "entered_in_error",
      "max": 400,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "source",
      "max": 60,
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "label",
      "max": 200,
      "member": "slug",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "name",
      "max": 200,
      "needed": true
    },
    {
      "asks": false,
      "holds": "record",
      "key": "run_by",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "organization",
      "max": 200,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "address",
      "max": 300,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "phone",
      "max": 200,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "url",
      "max": 300,
      "needed": false
    }
  ],
  "note": [
    {
      "asks": false,
      "codes": "status",
      "holds": "code",
      "key": "status",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "entered_in_error",
      "max": 400,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "source",
      "max": 60,
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "label",
      "max": 200,
      "member": "slug",
      "needed": false
    },
    {
      "asks": false,
      "holds": "record",
      "key": "contact",
      "needed": false
    },
    {
      "asks": false,
      "holds": "record",
      "key": "person",
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "body",
      "max": 20000,
      "needed": true
    },
    {
      "asks": false,
      "holds": "record",
      "key": "amends",
      "needed": false
    }
  ],
  "organization": [
    {
      "asks": false,
      "codes": "status",
      "holds": "code",
      "key": "status",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "entered_in_error",
      "max": 400,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "source",
      "max": 60,
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "label",
      "max": 200,
      "member": "slug",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "name",
      "max": 200,
      "needed": true
    },
    {
      "asks": false,
      "holds": "text",
      "key": "alternate_name",
      "max": 200,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "description",
      "max": 8000,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "email",
      "max": 200,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "url",
      "max": 300,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "phone",
      "max": 200,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "legal_status",
      "max": 200,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "year_incorporated",
      "max": 20,
      "needed": false
    }
  ],
  "outcome": [
    {
      "asks": false,
      "codes": "status",
      "holds": "code",
      "key": "status",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "entered_in_error",
      "max": 400,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "source",
      "max": 60,
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "label",
      "max": 200,
      "member": "slug",
      "needed": false
    },
    {
      "asks": false,
      "holds": "record",
      "key": "handoff",
      "needed": true
    },
    {
      "asks": false,
      "holds": "fact",
      "key": "event",
      "member": "id",
      "needed": false
    }
  ],
  "packet": [
    {
      "asks": false,
      "codes": "status",
      "holds": "code",
      "key": "status",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "entered_in_error",
      "max": 400,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "source",
      "max": 60,
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "label",
      "max": 200,
      "member": "slug",
      "needed": false
    },
    {
      "asks": false,
      "holds": "record",
      "key": "handoff",
      "needed": true
    },
    {
      "asks": false,
      "holds": "record",
      "key": "person",
      "needed": false
    },
    {
      "asks": false,
      "holds": "record",
      "key": "contact",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "asks",
      "max": 1000,
      "needed": false
    },
    {
      "asks": false,
      "holds": "copy",
      "key": "copy",
      "member": "field",
      "needed": false
    }
  ],
  "person": [
    {
      "asks": false,
      "codes": "status",
      "holds": "code",
      "key": "status",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "entered_in_error",
      "max": 400,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "source",
      "max": 60,
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "label",
      "max": 200,
      "member": "slug",
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "name.given",
      "max": 120,
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "name.middle",
      "max": 120,
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "name.family",
      "max": 120,
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "name.suffix",
      "max": 20,
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "name.preferred",
      "max": 120,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "pronouns",
      "max": 40,
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "code_name",
      "max": 80,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "alias",
      "max": 120,
      "member": "slug",
      "needed": false
    },
    {
      "asks": true,
      "holds": "date",
      "key": "birth_date",
      "needed": false
    },
    {
      "asks": true,
      "codes": "age_range",
      "holds": "code_or_label",
      "key": "age.range",
      "needed": false
    },
    {
      "asks": true,
      "holds": "int",
      "key": "age.years",
      "max": 130,
      "min": 0,
      "needed": false
    },
    {
      "asks": true,
      "codes": "gender",
      "holds": "code",
      "key": "gender",
      "needed": false
    },
    {
      "asks": false,
      "holds": "flag",
      "key": "race",
      "member": "code",
      "members": "race",
      "needed": false
    },
    {
      "asks": true,
      "codes": "ethnicity",
      "holds": "code",
      "key": "ethnicity",
      "needed": false
    },
    {
      "asks": false,
      "holds": "flag",
      "key": "language",
      "member": "code",
      "members": "language",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "phone",
      "max": 40,
      "member": "digits",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "residence.county",
      "max": 80,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "residence.state",
      "max": 40,
      "needed": false
    },
    {
      "asks": true,
      "codes": "yes_no_unknown",
      "holds": "code",
      "key": "risk",
      "member": "code",
      "members": "risk",
      "needed": false
    },
    {
      "asks": true,
      "codes": "yes_no_unknown",
      "holds": "code",
      "key": "allergy",
      "member": "slug",
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "own_words",
      "max": 4000,
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "what_matters",
      "max": 4000,
      "needed": false
    },
    {
      "asks": false,
      "holds": "fact",
      "key": "sighting",
      "member": "id",
      "needed": false
    }
  ],
  "response_plan": [
    {
      "asks": false,
      "codes": "status",
      "holds": "code",
      "key": "status",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "entered_in_error",
      "max": 400,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "source",
      "max": 60,
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "label",
      "max": 200,
      "member": "slug",
      "needed": false
    }
  ],
  "service": [
    {
      "asks": false,
      "codes": "status",
      "holds": "code",
      "key": "status",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "entered_in_error",
      "max": 400,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "source",
      "max": 60,
      "needed": false
    },
    {
      "asks": true,
      "holds": "text",
      "key": "label",
      "max": 200,
      "member": "slug",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "organization",
      "max": 200,
      "needed": false
    },
    {
      "asks": false,
      "holds": "record",
      "key": "provided_by",
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "name",
      "max": 200,
      "needed": true
    },
    {
      "asks": false,
      "holds": "text",
      "key": "alternate_name",
      "max": 200,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "location",
      "max": 200,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "phone",
      "max": 60,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "email",
      "max": 200,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "url",
      "max": 300,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "address",
      "max": 300,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "city",
      "max": 120,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "description",
      "max": 8000,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "information",
      "max": 8000,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "serves",
      "max": 8000,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "areas",
      "max": 8000,
      "needed": false
    },
    {
      "asks": false,
      "holds": "text",
      "key": "eligibility",
      "max": 8000,
      "member": "slug",
      "needed": false
    },
    {
      "asks": false,
      "holds": "fact",
      "key": "capacity",
      "member": "id",
      "needed": false
    }
  ]
} as const satisfies Readonly<Record<string, readonly FieldRule[]>>;
