//! Who a member is: an agency, a role, the class that follows, and a name if the agency wants one shown.

use domain::role::{Author, Class, Role};

use crate::AppError;

/// A member as the certificates describe it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The agency's name.
    pub agency: String,
    /// The role in it.
    pub role: Role,
    /// The class of every device of this member.
    pub class: Class,
    /// The member's name, when it is to be shown beside what they record.
    pub name: Option<String>,
}

/// The longest name of an agency or a member, in characters.
const NAME_MAX_CHARS: usize = 120;

impl Profile {
    /// Reads what a person typed. `kind` is the agency's kind (`law`, `ems`, `care`, `shared`); a role that
    /// exists in one class only keeps that class.
    ///
    /// # Errors
    /// `member.agency`, `member.role`, `member.agency_kind`, `member.name`.
    pub fn read(agency: &str, role: &str, kind: Option<&str>, name: Option<&str>) -> Result<Self, AppError> {
        let agency = agency.trim();
        let fits = |text: &str| {
            !text.is_empty() && text.chars().count() <= NAME_MAX_CHARS && !text.chars().any(char::is_control)
        };
        if !fits(agency) {
            return Err(AppError::Input {
                code: "member.agency",
                what: "the agency's name is empty or too long",
            });
        }
        let role: Role = role.parse().map_err(|_| AppError::Input {
            code: "member.role",
            what: "a role is patrol, ems, outreach, provider, clinician, supervisor, custodian or coordinator",
        })?;
        let class = match kind {
            None => role.class(),
            Some(kind) => {
                let kind = kind.parse().map_err(|_| AppError::Input {
                    code: "member.agency_kind",
                    what: "an agency's kind is law, ems, care or shared",
                })?;
                role.class_in(kind)
            }
        };
        let name = name.map(str::trim).filter(|name| !name.is_empty());
        if name.is_some_and(|name| !fits(name)) {
            return Err(AppError::Input { code: "member.name", what: "the member's name is too long" });
        }
        Ok(Self { agency: agency.to_owned(), role, class, name: name.map(str::to_owned) })
    }

    /// Before the certificates are read.
    pub(crate) fn unknown() -> Self {
        Self { agency: String::new(), role: Role::Coordinator, class: Class::Shared, name: None }
    }

    /// As the rules of the field see this member.
    pub fn author(&self) -> Author {
        Author { role: self.role, class: self.class }
    }
}
