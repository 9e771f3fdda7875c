// Random ids that also work where crypto.randomUUID is missing (plain http on a home network).

export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A UUID of version 7: rows made one after the other lie together. Source: RFC 9562, section 5.7. */
export function newUuid(): string {
  const digits = `${Date.now().toString(16).padStart(12, "0")}7${randomId().slice(0, 3)}8${randomId().slice(0, 15)}`;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
