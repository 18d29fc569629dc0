import type { directory as en } from "../en/directory";
import type { Wording } from "../types";

export const directory: Wording<typeof en> = {
  "directory.title": "Directorio",
  "directory.service": "Servicio",
  "directory.holds":
    "{services} servicios de {organizations} organizaciones en {locations} lugares, en este dispositivo",
  "directory.search": "Buscar un servicio",
  "directory.search_hint":
    "Lo que se necesita, una organización, una ciudad. Basta el comienzo de una palabra.",
  "directory.found.one": "{n} servicio",
  "directory.found.other": "{n} servicios",
  "directory.more": "Se muestran los primeros {n}. Escriba más para precisar.",
  "directory.locations.one": "{n} lugar",
  "directory.locations.other": "{n} lugares",
  "directory.none": "Nada coincide",
  "directory.none_text": "Pruebe con menos palabras o con otras.",
  "directory.empty": "El directorio está vacío",
  "directory.empty_text":
    "Su coordinador puede cargar un directorio de servicios desde la línea de comandos: footbridge import hsds-transformer CARPETA. Llega aquí con la próxima sincronización.",
  "directory.conditions": "Quién puede venir",
  "directory.condition.min_age": "Edad mínima",
  "directory.condition.max_age": "Edad máxima",
  "directory.condition.program": "Programa",
  "directory.condition.income_limit": "Límite de ingresos (porcentaje de la línea de pobreza)",
  "directory.condition.veteran": "Solo veteranos",
  "directory.condition.military_status": "Situación militar",
  "directory.condition.immigration_status": "Situación migratoria",
  "directory.condition.incarceration_status": "Encarcelamiento",
  "directory.about": "Conviene saber",
  "directory.run_by": "A cargo de {name}",
  "directory.find_place": "Buscar un lugar",
};
