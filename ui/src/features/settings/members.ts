// Which field of a sign-up an error belongs to.

export type SignUpField = "own_name" | "own_passphrase" | "code" | "name";

/** What the core says concerns the start code, but for names and the passphrase of who is signed in. */
export function fieldOfSignUp(code: string): SignUpField {
  if (code === "member.own_name_needed") return "own_name";
  if (code === "vault.wrong_passphrase") return "own_passphrase";
  if (code === "member.sign_in_name" || code === "member.name_taken") return "name";
  return "code";
}
