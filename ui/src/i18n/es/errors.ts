import type { errors as en } from "../en/errors";
import type { Wording } from "../types";

export const errors: Wording<typeof en> = {
  "error.unknown": "Algo no funcionó. Nada quedó a medias. Comunique este código a su administrador: {code}.",
  "error.host.gone":
    "El programa de este dispositivo no responde. Lo guardado está a salvo. Abra Footbridge de nuevo.",
  "error.host.session": "La sesión de esta página terminó. Abra Footbridge de nuevo con su enlace.",
  "error.desk.locked": "Este dispositivo está bloqueado. Desbloquéelo para continuar.",
  "error.desk.busy": "Este dispositivo está ocupado con otro paso. Intente de nuevo en un momento.",
  "error.desk.closed": "Footbridge se está cerrando en este dispositivo. Ábralo de nuevo.",
  "error.desk.settings_not_kept":
    "No se pudieron guardar los ajustes en este dispositivo. Revise el espacio libre e intente de nuevo.",
  "error.desk.settings_unreadable":
    "No se pueden leer los ajustes de este dispositivo. Se usan los habituales.",
  "error.record.not_found":
    "Esto no está en este dispositivo. Puede que aún no haya llegado. Sincronice y busque de nuevo.",
  "error.record.not_ready": "Faltan algunas respuestas para que esto quede Listo.",
  "error.record.ambiguous": "Hay más de un registro que coincide. Escriba más de su número.",
  "error.file.unreadable": "No se pudo leer el archivo. Revise que exista y que usted pueda abrirlo.",
  "error.import.cancelled": "Se detuvo la importación. No se cambió nada.",
  "error.consent.not_valid": "Falta algo: todavía no es un consentimiento. Lo que llenó se conserva.",
  "error.consent.signature_drawn": "La firma dibujada no se puede leer. Bórrela y firme otra vez.",
  "error.consent.not_typed": "Esta parte de un consentimiento no se escribe: viene del texto o del programa.",
  "error.consent.no_wording": "No hay texto de consentimiento en este idioma. Elija otro.",
  "error.consent.verbal_not_allowed":
    "Su programa no nombra ninguna regla para el consentimiento de palabra. Pida una firma.",
  "error.consent.guardian_not_allowed":
    "Su programa no nombra ninguna regla por la que un tutor pueda firmar.",
  "error.consent.until": "El final debe ser una fecha completa o una hora que todavía no haya llegado.",
  "error.consent.how": "Dígalo con palabras, en 400 caracteres como máximo.",
  "error.consent.revoked": "La persona retiró este consentimiento. Pídale uno nuevo.",
  "error.consent.not_granted": "Este consentimiento nunca se dio: no hay nada que extender.",
  "error.consent.in_error": "Este consentimiento se anotó por error. Pídale uno nuevo a la persona.",
  "error.consent.no_event": "Ningún hecho termina este consentimiento.",
  "error.consent.missing_person": "El consentimiento necesita a la persona y el nombre tal como se firmó.",
  "error.consent.missing_discloser": "Indique qué agencia puede compartir.",
  "error.consent.missing_scope": "Indique qué se puede compartir. Elija al menos una opción.",
  "error.consent.missing_recipient": "Indique a quién se puede informar.",
  "error.consent.missing_purpose": "Indique para qué es. Elija al menos una opción.",
  "error.consent.missing_revocation_text":
    "Muestre a la persona cómo retirar el consentimiento. Falta ese texto.",
  "error.consent.missing_expiry":
    "Indique cuándo termina el consentimiento: una fecha completa o un hecho. “Solo cuando la persona lo retire” basta únicamente para el tratamiento, el pago y el funcionamiento del programa.",
  "error.consent.missing_redisclosure":
    "Muestre a la persona qué pueden volver a compartir quienes reciban la información. Falta ese texto.",
  "error.consent.missing_signature": "Indique cómo se dio el consentimiento y quién lo dio.",
  "error.consent.missing_date_signed": "Indique cuándo se firmó el consentimiento.",
  "error.consent.missing_verbal_basis":
    "El consentimiento de palabra necesita la norma que lo permite. Si no la hay, pida una firma.",
  "error.consent.missing_guardian": "Indique el tutor que firmó y la norma que se lo permite.",
  "error.disclosure.no_consent": "No hay un consentimiento de esta persona para esto. Pregúntele.",
  "error.disclosure.other_person":
    "El consentimiento es de otra persona. Vincule los dos registros si se trata de la misma.",
  "error.disclosure.entered_in_error": "El consentimiento se registró por error. Uno nuevo permitiría esto.",
  "error.disclosure.not_valid": "Falta algo en el consentimiento, así que todavía no cuenta. Complételo.",
  "error.disclosure.unreadable_event":
    "Una parte del consentimiento no se puede leer aquí. Puede que se haya retirado. Actualice Footbridge y vuelva a mirar.",
  "error.disclosure.not_granted": "La persona todavía no dio este consentimiento, o no está terminado.",
  "error.disclosure.expired": "El consentimiento terminó. Pregunte a la persona si quiere renovarlo.",
  "error.disclosure.revoked":
    "La persona retiró el consentimiento. Ya no se puede compartir nada más con él.",
  "error.disclosure.discloser_not_named": "El consentimiento no indica que su agencia pueda compartir.",
  "error.disclosure.recipient_not_named": "El consentimiento no indica a este destinatario.",
  "error.disclosure.law_enforcement_not_named":
    "A las fuerzas del orden solo se les informa con un consentimiento que nombre a la agencia.",
  "error.disclosure.purpose_not_named": "El consentimiento se dio para otra cosa.",
  "error.disclosure.nothing_left": "El consentimiento no abarca nada de lo que se pide.",
  "error.disclosure.never_collected": "Esos números nunca se guardan ni se comparten.",
  "error.disclosure.unknown_field": "Esta versión no conoce este dato, así que se deja fuera.",
  "error.disclosure.out_of_scope": "El consentimiento no abarca esto, así que se deja fuera.",
  "error.disclosure.return_not_named":
    "La persona no aceptó que esto se informe de vuelta, así que se deja fuera.",
  "error.handoff.declined_already": "Su agencia ya no lo aceptó. Una nueva oferta lo permitiría.",
  "error.handoff.held_by_another":
    "Otra agencia lo tiene. Será posible cuando esa agencia pida que se le releve.",
  "error.handoff.no_offer_of_yours": "Su agencia no tiene aquí una oferta abierta.",
  "error.handoff.nobody_else_stands":
    "Nadie más lo ha tomado todavía. Su agencia responde hasta que alguien lo haga.",
  "error.handoff.not_accountable":
    "Esa agencia no responde por la persona ahora, así que no hay nada que retirarle.",
  "error.handoff.not_involved":
    "Solo las agencias de este traspaso y el lado de atención pueden registrar lo que ocurrió.",
  "error.handoff.not_offered_to_you": "No se ofreció a su agencia. Una oferta a su agencia lo permitiría.",
  "error.handoff.not_yours": "Su agencia no tomó este traspaso.",
  "error.handoff.nothing_offered": "Todavía no se ha ofrecido nada.",
  "error.handoff.nothing_to_acknowledge": "No hay nada que confirmar como visto.",
  "error.handoff.only_accountable": "Solo puede hacerlo la agencia que responde por la persona.",
  "error.handoff.release_instead": "Su agencia ya lo tomó. En su lugar, puede pedir que se le releve.",
  "error.handoff.released_already": "Su agencia ya pidió que se le releve. Responde hasta que otra lo tome.",
  "error.handoff.role_may_not": "Puede hacerlo una persona de supervisión o de coordinación.",
  "error.handoff.withdrawn": "La oferta se retiró. Una nueva oferta lo permitiría.",
  "error.handoff.yours_already": "Su agencia ya lo tomó.",
  "error.home.device_exists": "Este dispositivo ya está configurado.",
  "error.home.no_device": "Este dispositivo aún no está configurado. Use una invitación para configurarlo.",
  "error.home.unfinished":
    "La configuración de este dispositivo se interrumpió. Use la misma invitación para terminarla.",
  "error.invitation.mistyped":
    "Un carácter del código está mal, falta o sobra. Revíselo y escríbalo de nuevo.",
  "error.invitation.newer_version":
    "La invitación se hizo con una versión más nueva. Actualice Footbridge y luego úsela.",
  "error.invitation.other_collaborative":
    "El servidor no es el de esta invitación. Pida una invitación nueva.",
  "error.invitation.relay_url":
    "La dirección del servidor en la invitación no se puede usar. Pida una invitación nueva.",
  "error.certificate.invitation_expired": "El plazo de la invitación terminó. Pida una nueva.",
  "error.certificate.invitation_mismatch":
    "La invitación es para otro dispositivo u otra persona. Pida una nueva.",
  "error.certificate.invitation_spent": "La invitación ya se usó. Pida una nueva.",
  "error.certificate.unauthorised": "Este dispositivo no puede hacerlo. Una persona administradora sí.",
  "error.certificate.revoked": "Este dispositivo se retiró del grupo. Consulte a su administrador.",
  "error.certificate.too_many_devices": "El grupo no admite otro dispositivo. Consulte a su administrador.",
  "error.net.broken": "Se cortó la conexión. Su trabajo está guardado aquí y se enviará después.",
  "error.net.insecure_url":
    "La dirección del servidor no está protegida (https). Pida la correcta a su administrador.",
  "error.net.timed_out":
    "El servidor no respondió a tiempo. Su trabajo está guardado aquí y se enviará después.",
  "error.net.too_large":
    "La respuesta fue demasiado grande. Intente más tarde; avise a su administrador si continúa.",
  "error.net.unreachable":
    "No hay conexión con el servidor. Su trabajo está guardado aquí y se enviará después.",
  "error.sync.relay_slow": "La conexión es lenta. Su trabajo está guardado aquí y se enviará después.",
  "error.sync.relay_unreachable":
    "No hay conexión con el servidor. Su trabajo está guardado aquí y se enviará después.",
  "error.sync.relay_garbage":
    "Algo entre este dispositivo y el servidor responde en su lugar, quizá la página de acceso de la red. Su trabajo está guardado aquí.",
  "error.sync.answer_too_large":
    "La respuesta del servidor fue demasiado grande. Su trabajo está guardado aquí. Avise a su administrador.",
  "error.relay.already_claimed": "El servidor ya atiende a un grupo. Pida una invitación.",
  "error.relay.claim_token":
    "El código de inicio del servidor no es correcto. Revíselo y escríbalo de nuevo.",
  "error.relay.clock_skew":
    "El reloj de este dispositivo no está bien. Ponga la hora correcta y luego sincronice.",
  "error.relay.forbidden":
    "Este dispositivo no puede hacer esto en el servidor. Consulte a su administrador.",
  "error.relay.full":
    "El servidor no tiene más espacio. Su trabajo está guardado aquí. Avise a su administrador.",
  "error.relay.invitation_expired": "El plazo de la invitación terminó. Pida una nueva.",
  "error.relay.invitation_spent": "La invitación ya se usó. Pida una nueva.",
  "error.relay.rendezvous_taken":
    "Otra persona llegó antes a este código. Empiecen de nuevo, con otro código.",
  "error.relay.not_found": "El servidor ya no tiene esto. Sincronice y busque de nuevo.",
  "error.relay.revoked":
    "Este dispositivo se retiró del grupo. Su trabajo sigue aquí. Consulte a su administrador.",
  "error.relay.throttled": "El servidor pide una pausa. Su trabajo está guardado aquí y se enviará después.",
  "error.relay.unauthenticated": "El servidor no reconoce este dispositivo. Consulte a su administrador.",
  "error.relay.unavailable":
    "El servidor se está reiniciando. Su trabajo está guardado aquí y se enviará después.",
  "error.relay.unclaimed": "El servidor aún no está en uso. Consulte a su administrador.",
  "error.store.busy": "Los datos de este dispositivo estaban ocupados. Intente de nuevo.",
  "error.store.full":
    "No queda espacio en este dispositivo. Este paso no se realizó. Libere espacio e intente de nuevo.",
  "error.store.home_in_use":
    "Footbridge ya está abierto en este dispositivo. Use la ventana que está abierta.",
  "error.store.mailbox_in_use":
    "Footbridge ya está abierto en este dispositivo. Use la ventana que está abierta.",
  "error.store.newer_version":
    "Una versión más nueva de Footbridge escribió estos datos. Actualice Footbridge para abrirlos.",
  "error.store.io": "Este dispositivo no pudo leer o escribir sus datos. Revise el disco e intente de nuevo.",
  "error.stream.fenced":
    "Este dispositivo se copió o se restauró de un respaldo. Recibe una nueva identidad por sí mismo; su trabajo se conserva.",
  "error.parked.missing_certificate":
    "Espera información sobre el dispositivo que lo escribió. Se abrirá por sí solo.",
  "error.parked.missing_change": "Espera un cambio anterior. Se abrirá por sí solo.",
  "error.parked.missing_key": "Espera su clave. Se abrirá por sí solo.",
  "error.parked.missing_segment": "Espera cambios anteriores del mismo dispositivo. Se abrirá por sí solo.",
  "error.parked.newer_version":
    "Lo escribió una versión más nueva de Footbridge. Se abrirá después de actualizar.",
  "error.parked.own_fork":
    "Una copia de este dispositivo escribió al mismo tiempo. Se abrirá cuando este tenga su nueva identidad.",
  "error.vault.wrong_passphrase": "La frase de contraseña no es correcta. Intente de nuevo.",
  "error.vault.keyfile_damaged":
    "El archivo de clave de este dispositivo está dañado. Su administrador puede ayudar a restaurarlo.",
  "error.vault.newer_version":
    "Lo selló una versión más nueva de Footbridge. Se abrirá después de actualizar.",
  "error.csv.damaged_rows":
    "Algunas filas del archivo están dañadas. No se importó nada. Corríjalas e intente de nuevo.",
  "error.csv.empty": "El archivo está vacío.",
  "error.csv.columns_missing":
    "Al archivo le faltan columnas necesarias. Elija el formato con el que se hizo.",
  "error.csv.not_text": "No es un archivo de texto. Guárdelo como CSV e intente de nuevo.",
  "error.csv.not_utf8":
    "No se pueden leer las letras del archivo. Guárdelo como CSV UTF-8 e intente de nuevo.",
  "error.csv.utf16": "El archivo se guardó como “texto Unicode”. Guárdelo como CSV UTF-8 e intente de nuevo.",
  "error.csv.too_large": "El archivo es demasiado grande. Divídalo e importe las partes.",
  "error.csv.truncated": "El archivo está cortado. Consígalo de nuevo completo.",
  "error.csv.quote_not_closed":
    "El archivo está cortado o le falta una comilla. Consígalo de nuevo completo.",
  "error.call.too_large": "Esto es demasiado largo para guardarlo de una vez. Acórtelo.",
  "error.net.stopped": "Se detuvo la conexión. Su trabajo está guardado aquí y se enviará después.",
  "error.settings.lock_after": "Elija entre 1 y 30 minutos.",
  "error.station.busy": "Demasiado a la vez. Intente de nuevo en un momento.",
  "error.station.session": "La sesión de esta página terminó. Abra Footbridge de nuevo con su enlace.",
  "error.station.token": "Este enlace ya se usó. Abra Footbridge de nuevo con su enlace más reciente.",
  "error.hsds.cell_too_long":
    "Un texto es más largo que su campo. Se omitió; el resto de la fila se conservó.",
  "error.hsds.cells": "La fila tiene más o menos celdas que el encabezado. Se leyó hasta donde llega.",
  "error.hsds.columns_missing": "Al archivo le faltan columnas necesarias. No se cambió nada.",
  "error.hsds.no_id": "La fila no tiene número propio. Se omitió.",
  "error.hsds.no_name": "La fila no tiene nombre. Se omitió.",
  "error.hsds.same_id": "Una fila anterior tiene el mismo número. Se conservó la anterior.",
  "error.hsds.too_long": "La fila es más larga de lo permitido. Se omitió.",
  "error.hsds.unknown_organization":
    "La organización que nombra no está en ningún archivo. Se conservó sin el vínculo.",
  "error.shared.kept_aside": "Algo que se recibió no está como debe. Se dejó aparte; todo lo demás sigue.",
  "error.shared.own_work": "Esto no se pudo escribir así. No se cambió nada. Acórtelo o intente de nuevo.",
  "error.shared.damaged":
    "Los datos de este dispositivo no concuerdan. No se sobrescribió nada. Avise a su administrador.",
  "error.shared.membership":
    "La lista de dispositivos del grupo no lo permite. Sincronice e intente de nuevo, o consulte a su administrador.",
  "error.shared.key":
    "Esto no se puede abrir con las claves de este dispositivo. Se conserva. Avise a su administrador.",
  "error.shared.relay": "El servidor no lo tomó. Su trabajo está guardado aquí. Avise a su administrador.",
  "error.shared.import_row": "Una fila del archivo no se puede entender como está.",
  "error.shared.import_file": "El archivo no se puede importar como está. No se cambió nada.",
  "error.shared.import_map":
    "Los ajustes de la importación no son correctos. No se cambió nada. Avise a su administrador.",
  "error.shared.page":
    "La página y el programa de este dispositivo no se entienden. Abra Footbridge de nuevo.",
  "error.shared.command_line": "No se entendió el comando. Su ayuda indica cómo se usa.",
  "error.shared.relay_operator":
    "El servidor no puede iniciar ni seguir con esta configuración. Su registro dice por qué.",
  "error.shared.program":
    "El programa encontró algo que no esperaba. Nada quedó a medias. Intente de nuevo; si continúa, reinicie Footbridge.",
  "error.clock.out_of_range":
    "El reloj de este dispositivo está muy desajustado. Corrija la fecha y la hora e intente de nuevo.",
  "error.conflict.none": "Aquí ya no hay nada que decidir. Es posible que alguien ya lo haya hecho.",
  "error.conflict.value": "Este valor ya no es uno de los vigentes. Mire de nuevo y elija.",
  "error.dose.none": "Agregue al menos una dosis.",
  "error.draft.unreadable":
    "Otra versión de este programa guardó este borrador y esta no puede leerlo. Sigue en este dispositivo.",
  "error.follow_up.outcome": "Elija cómo terminó el intento.",
  "error.handoff.incomplete": "Algo de este traspaso aún no ha llegado aquí. Sincronice e intente de nuevo.",
  "error.handoff.nobody_asked": "Elija al menos una agencia.",
  "error.handoff.step": "Esta versión no conoce este paso.",
  "error.handoff.unknown_agency":
    "Que este dispositivo sepa, ninguna agencia con este nombre se ha unido. Sincronice y mire de nuevo.",
  "error.record.facts_only": "Esto no se puede cambiar directamente. Agregue lo nuevo.",
  "error.record.unknown_version": "Esto cambió desde que se mostró. Mírelo de nuevo y luego cámbielo.",
  "error.draft.typed_elsewhere": "Otra ventana guardó este borrador después. No se sobrescribió nada.",
  "error.home.database_lost":
    "La base de datos de este dispositivo se ha perdido. Lo que estaba guardado y sellado se sigue enviando. Cuando no quede nada por enviar, pida un código nuevo a su coordinación y vuelva a configurar el dispositivo en la línea de órdenes: footbridge enrol.",
  "error.home.unsent_work":
    "Este dispositivo perdió su archivo de clave y aún tiene trabajo sin enviar. Pida a su administrador que lo envíe primero: footbridge sync --locked.",
  "error.shared.programme":
    "El archivo del programa no es correcto. No se cambió nada. El mensaje junto al código indica línea y columna.",
  "error.locate.care": "Lo que se registró en la atención no se entrega así a las fuerzas del orden.",
  "error.locate.in_error": "Este registro está marcado como ingresado por error. No se entrega nada de él.",
  "error.locate.never":
    "Nunca se entregan ADN, registros dentales, muestras, fluidos corporales ni números de seguro social. Quítelo.",
  "error.locate.no_basis": "Anote quién lo pidió, para qué agencia y con qué base legal.",
  "error.locate.not_ems":
    "Los servicios médicos no escribieron nada en este registro, así que no hay nada que puedan entregar.",
  "error.locate.other_person": "Este contacto no es de esta persona. Revise.",
  "error.locate.part2":
    "Este registro contiene lo que protege 42 CFR Parte 2. No se entrega así a las fuerzas del orden.",
  "error.locate.received": "Esto se recibió de otra agencia. No puede pasarse a otros de esta manera.",
  "error.locate.statement":
    "Escriba como máximo 200 caracteres en una línea. Un tipo de sangre es A, B, AB u O, con + o - si se sabe.",
  "error.placement.law_only": "Este registro lo hacen las fuerzas del orden. No se escribió nada.",
  "error.placement.no_compartment":
    "El programa no tiene lugar para lo que registra este dispositivo. Avise a su administrador.",
  "error.placement.not_a_member":
    "El programa no deja entrar a este dispositivo donde esto va. Avise a su administrador.",
  "error.certificate.other_class":
    "El compartimento no es para dispositivos de ese tipo de agencia. Queda cerrado para ellos.",
  "error.certificate.charter": "Elija para qué tipos de agencia es el compartimento.",
  "error.certificate.not_administrator":
    "Este dispositivo no decide sobre el compartimento. Decide el que lo fundó.",
  "error.certificate.last_administrator":
    "Alguien tiene que decidir sobre el compartimento. Nombre antes otro dispositivo para ello.",
  "error.recovery_kit.mistyped":
    "Un carácter del kit de recuperación está mal, falta o sobra. Revíselo y escríbalo de nuevo.",
  "error.recovery_kit.newer_version":
    "El kit de recuperación se hizo con una versión más nueva. Actualice Footbridge y úselo después.",
  "error.recovery_kit.none":
    "En este dispositivo no espera ningún kit de recuperación. Ya se guardó, o el compartimento se fundó en otro dispositivo.",
  "error.recovery_kit.of_no_use":
    "Este kit de recuperación ya no abre su compartimento. Un dispositivo que decide sobre el compartimento puede dejar entrar a este.",
  "error.recovery_kit.other_collaborative":
    "El kit de recuperación es de otro grupo. Busque el de este grupo.",
  "error.compartment.ambiguous": "Dos compartimentos tienen aquí este nombre. Dé el número del que se trata.",
  "error.compartment.classes":
    "Elija para qué tipos de agencia es el compartimento: el suyo entre ellos, y nunca la policía junto con la atención.",
  "error.compartment.name": "Dé al compartimento un nombre que aquí no tenga otro, de 60 letras como máximo.",
  "error.compartment.not_administrator":
    "Este dispositivo no decide quién está en el compartimento. Decide el que lo fundó.",
  "error.compartment.unknown":
    "Este dispositivo no está en ningún compartimento de este nombre. Revise el nombre, o sincronice y mire de nuevo.",
  "error.device.ambiguous": "Coincide más de un dispositivo. Dé más de su número.",
  "error.device.not_in_charge":
    "Este dispositivo no responde por ningún otro; por eso el servidor no se lo dice.",
  "error.voice.code": "El código tiene ocho cifras. Pídalo otra vez.",
  "error.voice.commitment": "Puede haber alguien en medio. Nadie entró. Empiecen de nuevo.",
  "error.voice.confirmation": "Puede haber alguien en medio. Nadie entró. Empiecen de nuevo.",
  "error.voice.damaged": "Lo que envió el otro dispositivo no se puede leer. Empiecen de nuevo.",
  "error.voice.invitation": "Lo que llegó no es de quien invita. Empiecen de nuevo.",
  "error.voice.library": "El cifrado de este dispositivo falló. Empiecen de nuevo.",
  "error.voice.nobody":
    "Nadie espera con este código, o ya pasaron sus diez minutos. Empiecen de nuevo, con otro código.",
  "error.voice.none": "Aquí no hay ninguna invitación por voz en curso. Empiece una.",
  "error.voice.not_confirmed": "La otra persona todavía no dijo que los números son iguales.",
  "error.voice.not_sent": "La invitación todavía no llegó. Quien invita debe confirmar el número.",
  "error.qr.none":
    "No se ve ningún código QR en la imagen. Tómela más de cerca, de frente, con el código entero.",
  "error.qr.picture": "Esta imagen no se puede leer. Tome otra.",
  "error.qr.several": "Hay varios códigos QR en la imagen. Tome una que tenga solo la invitación.",
  "error.qr.too_long": "El código es demasiado largo para una imagen QR. Use el código mismo.",
  "error.qr.unreadable": "El código QR está borroso, cortado o es muy pequeño. Tome la imagen otra vez.",
  "error.device.not_root": "Solo el dispositivo que fundó el grupo puede retirar otro.",
  "error.device.own": "Un dispositivo no se retira a sí mismo. Use otro.",
  "error.device.unknown": "Aquí no se conoce ningún dispositivo con este número. Sincronice y mire de nuevo.",
  "error.disclosure.no_inbox":
    "Todavía no se puede llegar a ningún dispositivo de esa agencia, así que no se le puede enviar nada. Tiene que sincronizar una vez.",
  "error.handoff.needs_disclosure":
    "No se puede pedir a esa agencia en este traspaso. Registre un contacto propio e inicie un traspaso desde él.",
  "error.compartment.not_in":
    "Esto va en un compartimento de su agencia, y en este dispositivo aún no se eligió ninguno. Aquí queda como borrador. Consulte a su administrador.",
  "error.compartment.other_readers":
    "En este compartimento también pueden entrar dispositivos de otros tipos de agencia. Elija uno que sea solo para el suyo.",
  "error.compartment.too_many": "Este dispositivo está en 64 compartimentos y no puede estar en más.",
  "error.certificate.decision": "Elija lo que se va a decidir, cada cosa una vez.",
  "error.certificate.not_revoked": "El dispositivo no se retiró del grupo: nada de su trabajo espera.",
  "error.home.revoked":
    "Este dispositivo se retiró del grupo y ya no guarda nada. Lleve el archivo revoked-work de su carpeta, si lo hay, a la persona custodia.",
  "error.quarantine.not_custodian":
    "Esto lo decide la persona custodia del compartimento, con su kit de recuperación.",
  "error.quarantine.not_waiting": "Aquí no hay nada así que espere una decisión. Sincronice y mire de nuevo.",
  "error.recovery_kit.other_compartment": "El kit de recuperación es de otro compartimento.",
  "error.device.not_revoked": "Este dispositivo no se retiró del grupo. No se borró nada.",
  "error.revoked.not_sealed":
    "Este dispositivo se retiró del grupo y lo que no había enviado no se pudo sellar. No se borró nada. Inicie sesión de nuevo.",
  "error.programme.not_root": "Solo el dispositivo que fundó el grupo puede poner en vigor un programa.",
  "error.lease.over":
    "Lo que registraron otras personas está oculto, porque este dispositivo estuvo demasiado tiempo sin contacto. Sincronice, o pida un código a su supervisor.",
  "error.lease.running": "En este dispositivo no hay nada oculto: no hay nada que desbloquear.",
  "error.lease.code_mistyped": "Esto no es un código. Pida que se lo lean otra vez.",
  "error.lease.code_wrong":
    "Este código no responde a la solicitud que se muestra aquí. Lea la solicitud otra vez.",
  "error.lease.code_shut":
    "Demasiados códigos no eran correctos. Espere un cuarto de hora y lea la solicitud nueva.",
  "error.lease.request_unknown":
    "Ningún dispositivo conocido aquí pregunta así. Pida que se lo lean otra vez, letra por letra, o sincronice antes.",
  "error.lease.own_request":
    "Esta es la solicitud de este mismo dispositivo. Otra persona tiene que responderla.",
  "error.lease.not_yours_to_give":
    "Solo un supervisor o custodio de la misma agencia, o un coordinador, puede dar un código a este dispositivo.",
  "error.lease.device_revoked": "Este dispositivo fue revocado. No recibe ningún código.",
  "error.member.keeps_root":
    "Este dispositivo fundó el grupo: la persona de quien es se queda en él. Nadie más podría invitar ni retirar dispositivos.",
  "error.member.last_user": "Nadie más entra en este dispositivo. Quedaría cerrado para todos.",
  "error.member.name_taken": "Otra persona entra aquí con ese nombre. Elija otro.",
  "error.member.not_allowed": "Pídalo a la persona de quien es este dispositivo o a una supervisora.",
  "error.member.not_root": "Solo el dispositivo que fundó el grupo puede dar de alta a alguien.",
  "error.member.other_agency": "Este dispositivo es de otra agencia. Use uno de la suya.",
  "error.member.other_class": "Este dispositivo es para otro tipo de agencia. Use uno de la suya.",
  "error.member.other_signed_in": "Otra persona ha entrado. Bloquee primero el dispositivo.",
  "error.member.own_name_needed": "Elija también un nombre de entrada para usted.",
  "error.member.sign_in_name": "Un nombre de entrada tiene al menos dos caracteres.",
  "error.member.signed_up": "Esta persona ya entra aquí.",
  "error.member.too_many": "Dieciséis personas entran aquí. Quite primero a una.",
  "error.member.unknown": "Nadie con ese nombre entra aquí.",
  "error.passphrase.short": "La frase necesita al menos 8 caracteres. Cuatro o cinco palabras están bien.",
  "error.start_code.mistyped":
    "Falta, sobra o está mal un carácter del código de inicio. Revíselo y escríbalo de nuevo.",
  "error.start_code.newer_version":
    "El código de inicio se hizo con una versión más nueva. Actualice Footbridge y úselo después.",
  "error.start_code.spent": "El código de inicio ya se usó o venció. Pida uno nuevo.",
  "error.disclosure.purpose": "Esta versión no conoce esa finalidad. Elija una de la lista.",
};
