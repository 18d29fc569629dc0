export const lease = {
  "lease.title": "Time without contact",
  "lease.ending.title.one": "1 day left without contact",
  "lease.ending.title.other": "{n} days left without contact",
  "lease.ending.text":
    "Sync before then. Otherwise what others recorded is hidden on this device. You can go on recording in any case.",
  "lease.over.title": "What others recorded is hidden",
  "lease.over.text":
    "This device was out of contact for too long. What you recorded here is shown, and recording goes on as always. Sync, or ask your supervisor for a code.",
  "lease.go": "Show it again",
  "lease.hidden.title": "Hidden until this device is in contact",
  "lease.hidden.text": "There may be more: what others recorded is hidden. What you recorded here is shown.",
  "lease.running":
    "What others recorded is shown. This device may be without contact for {days} days at a time.",
  "lease.request": "Read this out by phone or radio",
  "lease.request.to": "To one of these people:",
  "lease.request.nobody":
    "Nobody who could answer is known on this device. Sync as soon as there is a network.",
  "lease.code": "The code they read out to you",
  "lease.code.hint": "Ten letters and digits. It works once, on this device only.",
  "lease.unlock": "Show what others recorded",
  "lease.unlocked": "What others recorded is shown again.",
  "lease.answer": "Give another device a code",
  "lease.answer.text":
    "Somebody out of contact reads ten letters and digits to you. Make sure that you know who speaks: a stolen device asks like any other.",
  "lease.answer.request": "What they read out",
  "lease.answer.make": "Make the code",
  "lease.answer.for": "For {role}, {agency} {name}",
  "lease.answer.read": "Read this code out",
} as const;
