// Why a form was not accepted, where no single field is to blame.
import { CircleAlert } from "lucide-react";

/** Said aloud as it appears. */
export function FormProblem({ error }: { error: { message: string } | null }) {
  if (error === null) return null;
  return (
    <p
      role="alert"
      className="flex animate-fade gap-2.5 rounded-control bg-faint px-3.5 py-3 text-[15px] leading-5"
    >
      <CircleAlert size={18} aria-hidden="true" className="mt-px shrink-0" />
      {error.message}
    </p>
  );
}
