// The designed 404: a pulse line that runs flat.
import clsx from "clsx";
import { HEART_PATH } from "../brand/heart-shape";
import { ButtonLink } from "../ui/form/button";

/** `isWholePage` when it has no frame around it. */
export function NothingHere({ isWholePage = false }: { isWholePage?: boolean }) {
  const Frame = isWholePage ? "main" : "div";
  return (
    <Frame
      className={clsx(
        "flex flex-col items-center justify-center overflow-hidden px-6 text-center",
        isWholePage ? "min-h-dvh" : "min-h-[70dvh]",
      )}
    >
      <svg viewBox="0 0 420 120" fill="none" aria-hidden="true" className="w-full max-w-105">
        <path
          d="M4 76h92l12-30 20 56 14-38 10 12h44"
          stroke="currentColor"
          strokeWidth="4"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
        <path
          d="M212 76h70"
          stroke="var(--line)"
          strokeWidth="4"
          strokeLinecap="round"
          strokeDasharray="1 12"
        />
        <path
          d={HEART_PATH}
          stroke="currentColor"
          strokeWidth="1.4"
          strokeLinejoin="round"
          transform="translate(312 28) rotate(14 40 40) scale(3.1)"
        />
      </svg>
      <h1 className="mt-8 font-bold text-[34px] leading-10 tracking-[-0.025em]">Page not found</h1>
      <p className="mt-2 max-w-[40ch] text-balance text-[17px] text-soft leading-[26px]">
        There is nothing at this address. It may have been removed, or you may not see it.
      </p>
      <div className="mt-7 flex gap-3">
        <ButtonLink href="/">Go home</ButtonLink>
      </div>
    </Frame>
  );
}
