import type { followups as en } from "../en/followups";
import type { Wording } from "../types";

export const followups: Wording<typeof en> = {
  "followups.title": "Seguimientos",
  "followups.one": "Seguimiento",
  "followups.span": "Con cuánta anticipación",
  "followups.span.day": "24 horas",
  "followups.span.three_days": "72 horas",
  "followups.span.all": "Todo",
  "followups.group.overdue": "Atrasados",
  "followups.group.due": "Abiertos ahora",
  "followups.group.coming": "Próximos",
  "followups.opens": "El plazo empieza {at}",
  "followups.empty": "No hay nada pendiente",
  "followups.empty_text":
    "Un contacto con naloxona inicia un seguimiento por sí solo, en este dispositivo, también sin red.",
  "followups.more": "Se muestran los {n} más urgentes.",
  "followups.not_open": "Este seguimiento ya no está abierto",
  "followups.not_open_text": "Alguien ya vio a la persona, o se retiró. Abajo está lo que sigue abierto.",
  "followups.care.title": "Primero por teléfono",
  "followups.care.text": "No le diga el motivo a nadie más y no deje nada escrito.",
  "followups.attempts.one": "{n} intento",
  "followups.attempts.other": "{n} intentos",
  "followups.record_attempt": "Registrar un intento",
  "followups.what_came": "¿Qué resultó?",
  "followups.attempt_saved": "Guardado en este dispositivo: {outcome}",
};
