import type { lock as en } from "../en/lock";
import type { Wording } from "../types";

export const lock: Wording<typeof en> = {
  "lock.title": "Bloqueado",
  "lock.passphrase": "Frase de acceso",
  "lock.unlock": "Desbloquear",
  "lock.empty": "Escriba la frase de acceso de este dispositivo.",
  "lock.name": "Nombre de entrada",
  "lock.empty.name": "Escriba su nombre de entrada y su frase de contraseña.",
  "lock.going.idle": "La sincronización continúa.",
  "lock.going.running": "La sincronización continúa.",
  "lock.going.offline": "Sin conexión. Se volverá a intentar automáticamente.",
  "lock.going.refused": "La sincronización requiere atención. Desbloquee para ver el motivo.",
  "lock.not_sent.one": "1 sin enviar.",
  "lock.not_sent.other": "{n} sin enviar.",
  "lock.waiting.one": "1 por abrir.",
  "lock.waiting.other": "{n} por abrir.",
  "lock.arrived": "Llegó algo",
  "lock.arrived.text": "Desbloquee para verlo.",
  "lock.enrol.title": "Configure este dispositivo",
  "lock.enrol.intro": "Necesita un código de invitación del administrador de su agencia. Sirve una sola vez.",
  "lock.enrol.code": "Código de invitación",
  "lock.enrol.code.hint":
    "Tal como está impreso o se lo leyeron. No importan las mayúsculas ni los espacios.",
  "lock.enrol.code.empty": "Escriba el código de invitación.",
  "lock.enrol.picture": "Desde una imagen QR",
  "lock.enrol.picture.reading": "Buscando el código…",
  "lock.enrol.picture.read": "El código se leyó de la imagen.",
  "lock.voice": "Por voz",
  "lock.voice.back": "Con un código o una imagen",
  "lock.voice.intro":
    "Quien invita le dice una dirección y ocho cifras, y comparan un número. No se muestra ningún código.",
  "lock.voice.relay": "Dirección del servidor",
  "lock.voice.code": "Ocho cifras",
  "lock.voice.go": "Encontrarse con quien invita",
  "lock.voice.waiting": "Esperando a quien invita…",
  "lock.voice.coming": "Esperando la invitación…",
  "lock.enrol.passphrase": "Nueva frase de acceso",
  "lock.enrol.passphrase.hint":
    "Abre este dispositivo y nadie puede consultarla. Larga es mejor que complicada: cuatro o cinco palabras sin relación entre sí.",
  "lock.enrol.passphrase.short":
    "La frase de acceso necesita al menos {least} caracteres. Cuatro o cinco palabras son buenas.",
  "lock.enrol.again": "Nueva frase de acceso, otra vez",
  "lock.enrol.again.differs": "Las dos frases de acceso no son iguales.",
  "lock.enrol.go": "Configurar este dispositivo",
  "lock.enrol.running": "Configurando. Puede tardar un minuto; mantenga la red encendida.",
  "lock.enrol.problems": "Todavía sin configurar",
  "lock.enrol.first.title": "¿Es el primer dispositivo de una red de colaboración?",
  "lock.enrol.first.text":
    "Lo crea en la línea de comandos quien administra el relé, con “footbridge init”. Después abra esta página de nuevo. La guía del administrador explica cómo.",
};
