//! The elements that a written consent must have. One missing, and it is no consent.

use super::Consent;
use super::words::SignatureKind;

/// What a consent lacks: one of the ten elements of 42 CFR 2.31(a), or what its kind of signature rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Missing {
    /// Whose consent it is: the person's record and the name as signed (42 CFR 2.31(a)(1)).
    Person,
    /// Who may disclose (42 CFR 2.31(a)(2)).
    Discloser,
    /// What may be disclosed (42 CFR 2.31(a)(3)).
    Scope,
    /// To whom, by name or as a class of persons (42 CFR 2.31(a)(4)).
    Recipient,
    /// What for (42 CFR 2.31(a)(5)).
    Purpose,
    /// The right to revoke it and how, as it was shown (42 CFR 2.31(a)(6)).
    RevocationText,
    /// The date or the event at which it ends (42 CFR 2.31(a)(7)).
    Expiry,
    /// What a recipient may disclose further, as it was shown (42 CFR 2.31(a)(4)(iii) and (a)(10)).
    Redisclosure,
    /// How it was signed and by whom (42 CFR 2.31(a)(8)).
    Signature,
    /// When it was signed (42 CFR 2.31(a)(9)).
    DateSigned,
    /// The law or rule by which the programme takes spoken consent: without one, only a signature will do.
    VerbalBasis,
    /// The guardian who signed, as a related person, and the rule by which a guardian may.
    Guardian,
}

impl Missing {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Person => "consent.missing_person",
            Self::Discloser => "consent.missing_discloser",
            Self::Scope => "consent.missing_scope",
            Self::Recipient => "consent.missing_recipient",
            Self::Purpose => "consent.missing_purpose",
            Self::RevocationText => "consent.missing_revocation_text",
            Self::Expiry => "consent.missing_expiry",
            Self::Redisclosure => "consent.missing_redisclosure",
            Self::Signature => "consent.missing_signature",
            Self::DateSigned => "consent.missing_date_signed",
            Self::VerbalBasis => "consent.missing_verbal_basis",
            Self::Guardian => "consent.missing_guardian",
        }
    }

    /// The key at which a form says so.
    pub fn field(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Discloser => "discloser",
            Self::Scope => "scope",
            Self::Recipient => "recipient",
            Self::Purpose => "purpose",
            Self::RevocationText => "revocation.text",
            Self::Expiry => "expires.date",
            Self::Redisclosure => "redisclosure.text",
            Self::Signature => "signature.kind",
            Self::DateSigned => "signed.at",
            Self::VerbalBasis => "signature.verbal_basis",
            Self::Guardian => "signature.guardian",
        }
    }
}

/// What `consent` lacks, in the order of the rule; nothing when it is valid. An element about which two people wrote
/// different things at the same time is missing until somebody decides: nobody consented to one of two.
pub fn validity(consent: &Consent) -> Vec<Missing> {
    let kind = consent.signature_kind;
    let verbal = kind == Some(SignatureKind::RecordedVerbal);
    let guardian = kind == Some(SignatureKind::Guardian);
    let described = [&consent.scopes, &consent.fields, &consent.returns, &consent.return_fields];
    let stands = [
        (Missing::Person, consent.person.is_some() && consent.name_signed.is_some()),
        (Missing::Discloser, !consent.disclosers.is_empty()),
        (Missing::Scope, described.into_iter().any(|set| !set.is_empty())),
        (Missing::Recipient, !consent.recipients.is_empty() || !consent.designations.is_empty()),
        (Missing::Purpose, !consent.purposes.is_empty()),
        (Missing::RevocationText, consent.revocation_text.is_some()),
        (Missing::Expiry, consent.has_expiry()),
        (Missing::Redisclosure, consent.redisclosure_text.is_some()),
        (Missing::Signature, kind.is_some() && consent.signed_by.is_some()),
        (Missing::DateSigned, consent.signed_at.is_some()),
        (Missing::VerbalBasis, !verbal || consent.verbal_basis.is_some()),
        (Missing::Guardian, !guardian || consent.guardian.is_some() && consent.guardian_basis.is_some()),
    ];
    stands.into_iter().filter(|(_, stands)| !stands).map(|(missing, _)| missing).collect()
}
