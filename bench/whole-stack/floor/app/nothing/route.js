// A route handler that does nothing: what Next itself costs a request.
export function PUT() {
  return Response.json({ ok: true });
}
