//! Who may sign in on this device, and with what.

use app::{Device, Passphrase, Profile, Progress, SignUp, UserInfo, WhomToName};

use crate::ApiError;
use crate::requests::*;
use crate::views::*;

/// Hours a start code lasts when nobody says how many.
const START_HOURS: u32 = 72;

pub(crate) fn list(
    device: &mut Device,
    _: Nothing,
    _: &mut Progress<'_>,
) -> Result<MemberListView, ApiError> {
    let view = |user: UserInfo| MemberView {
        member: user.member.to_string(),
        name: user.names.name,
        agency: user.names.agency,
        role: user.names.role,
        sign_in_name: user.sign_in_name,
        owner: user.owner,
        signed_in: user.signed_in,
    };
    Ok(MemberListView { members: device.users()?.into_iter().map(view).collect() })
}

pub(crate) fn name(
    device: &mut Device,
    request: MemberNameRequest,
    _: &mut Progress<'_>,
) -> Result<MemberNamedView, ApiError> {
    let whom = match &request.member {
        Some(member) => WhomToName::Member(device.find_member(member)?),
        None => WhomToName::New(Profile::read(
            &request.agency,
            &request.role,
            request.agency_kind.as_deref(),
            request.member_name.as_deref(),
        )?),
    };
    let named = device.name_member(&whom, request.expires_hours.unwrap_or(START_HOURS))?;
    Ok(MemberNamedView {
        code: named.code.to_string(),
        member: named.member.to_string(),
        name: named.names.name,
        agency: named.names.agency,
        role: named.names.role,
        expires_ms: named.expires_ms,
    })
}

pub(crate) fn sign_up(
    device: &mut Device,
    request: MemberSignUpRequest,
    progress: &mut Progress<'_>,
) -> Result<MemberListView, ApiError> {
    device.sign_up(&SignUp {
        code: &request.code,
        sign_in_name: &request.sign_in_name,
        passphrase: &Passphrase::new(request.passphrase),
        own: &Passphrase::new(request.own_passphrase),
        own_sign_in_name: request.own_sign_in_name.as_deref(),
    })?;
    list(device, Nothing {}, progress)
}

pub(crate) fn remove(
    device: &mut Device,
    request: MemberRequest,
    progress: &mut Progress<'_>,
) -> Result<MemberListView, ApiError> {
    let member = device.find_user(&request.member)?;
    device.remove_user(member)?;
    list(device, Nothing {}, progress)
}

pub(crate) fn change_passphrase(
    device: &mut Device,
    request: PassphraseChangeRequest,
    _: &mut Progress<'_>,
) -> Result<Nothing, ApiError> {
    let (old, new) = (Passphrase::new(request.old), Passphrase::new(request.new));
    device.change_passphrase(&old, &new)?;
    Ok(Nothing {})
}
