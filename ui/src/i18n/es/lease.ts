import type { lease as en } from "../en/lease";
import type { Wording } from "../types";

export const lease: Wording<typeof en> = {
  "lease.title": "Tiempo sin contacto",
  "lease.ending.title.one": "Queda 1 día sin contacto",
  "lease.ending.title.other": "Quedan {n} días sin contacto",
  "lease.ending.text":
    "Sincronice antes. Si no, lo que registraron otras personas se oculta en este dispositivo. En todo caso puede seguir registrando.",
  "lease.over.title": "Lo que registraron otras personas está oculto",
  "lease.over.text":
    "Este dispositivo estuvo demasiado tiempo sin contacto. Lo que usted registró aquí se muestra, y puede seguir registrando como siempre. Sincronice, o pida un código a su supervisor.",
  "lease.go": "Volver a mostrarlo",
  "lease.hidden.title": "Oculto hasta que este dispositivo tenga contacto",
  "lease.hidden.text":
    "Puede haber más: lo que registraron otras personas está oculto. Lo que usted registró aquí se muestra.",
  "lease.running":
    "Se muestra lo que registraron otras personas. Este dispositivo puede estar sin contacto {days} días seguidos.",
  "lease.request": "Lea esto por teléfono o radio",
  "lease.request.to": "A una de estas personas:",
  "lease.request.nobody":
    "En este dispositivo no se conoce a nadie que pueda responder. Sincronice en cuanto haya red.",
  "lease.code": "El código que le leen",
  "lease.code.hint": "Diez letras y números. Sirve una vez, solo en este dispositivo.",
  "lease.unlock": "Mostrar lo que registraron otras personas",
  "lease.unlocked": "Lo que registraron otras personas se muestra de nuevo.",
  "lease.answer": "Dar un código a otro dispositivo",
  "lease.answer.text":
    "Alguien sin contacto le lee diez letras y números. Asegúrese de conocer a quien habla: un dispositivo robado pregunta como cualquier otro.",
  "lease.answer.request": "Lo que le leen",
  "lease.answer.make": "Hacer el código",
  "lease.answer.for": "Para {role}, {agency} {name}",
  "lease.answer.read": "Lea este código",
};
