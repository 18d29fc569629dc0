export const review = {
  "review.title": "Review",
  "review.intro": "What only a person can decide.",
  "review.conflicts": "Fields with several values",
  "review.conflicts.hint": "People wrote at the same time. Nothing was lost: keep the value that is right.",
  "review.conflicts.none": "No field has more than one value",
  "review.contested": "Handoffs that two agencies hold",
  "review.contested.hint":
    "Both accepted without knowing of each other. Talk to each other, then one lets go.",
  "review.contested.none": "No handoff is held by two agencies.",
  "review.aside": "Kept aside",
  "review.open": "Open the record",
  "review.alert": "Until somebody decides, alerts go by the safer value: {value}",
  "review.settled": "{field}: {value} was kept",
  "review.stands_again": "Taken back: the field waits for a decision again",
  "review.empty_value": "(empty)",
} as const;
