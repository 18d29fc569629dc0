import type { review as en } from "../en/review";
import type { Wording } from "../types";

export const review: Wording<typeof en> = {
  "review.title": "Revisión",
  "review.intro": "Lo que solo una persona puede decidir.",
  "review.conflicts": "Campos con varios valores",
  "review.conflicts.hint":
    "Varias personas escribieron al mismo tiempo. No se perdió nada: conserve el valor correcto.",
  "review.conflicts.none": "Ningún campo tiene más de un valor",
  "review.contested": "Traspasos que tienen dos agencias",
  "review.contested.hint": "Las dos aceptaron sin saber una de la otra. Hablen entre sí; luego una lo deja.",
  "review.contested.none": "Ningún traspaso está en manos de dos agencias.",
  "review.aside": "Apartado",
  "review.open": "Abrir el registro",
  "review.alert": "Hasta que alguien decida, las alertas usan el valor más seguro: {value}",
  "review.settled": "{field}: se conservó {value}",
  "review.stands_again": "Deshecho: el campo vuelve a esperar una decisión",
  "review.empty_value": "(vacío)",
};
