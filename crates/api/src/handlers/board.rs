//! The board.

use app::{Board, Device, Progress};

use super::{contacts, drafts, follow_ups, handoffs};
use crate::ApiError;
use crate::requests::*;
use crate::views::*;

pub(crate) fn board(device: &mut Device, _: Nothing, _: &mut Progress<'_>) -> Result<BoardView, ApiError> {
    let board: Board = device.board()?;
    let draft = |draft: &app::Draft| drafts::row(device, draft);
    Ok(BoardView {
        drafts: board.drafts.iter().map(draft).collect::<Result<_, _>>()?,
        waiting: handoffs::views(device, &board.waiting)?,
        mine: handoffs::views(device, &board.mine)?,
        recent: contacts::rows(device, board.recent)?,
        due: follow_ups::views(device, &board.due)?,
        due_total: board.due_total,
        conflicts: board.conflicts,
        quarantined: board.quarantined,
        parked: board.parked,
        hidden: device.hides_others(),
    })
}
