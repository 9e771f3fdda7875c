// One of a few values, all in sight: a row of radio buttons that looks like one control.
import clsx from "clsx";
import { useId } from "react";

interface ChoiceProps<Value extends string | number> {
  label: string;
  options: readonly Value[];
  value: Value;
  choose: (value: Value) => void;
  write: (value: Value) => string;
  /** A label after the row, as the unit of its numbers. */
  suffix?: string;
}

/** Arrow keys move within it, as within any radio group. */
export function RadioGroup<Value extends string | number>({
  label,
  options,
  value,
  choose,
  write,
  suffix,
}: ChoiceProps<Value>) {
  const name = useId();
  return (
    <fieldset className="flex items-center gap-2">
      <legend className="sr-only">{label}</legend>
      <span className="flex rounded-control border border-line bg-card p-0.5">
        {options.map((option) => (
          <label
            key={option}
            className={clsx(
              "tap-around relative grid h-9 min-w-11 cursor-pointer place-items-center rounded-[10px] px-3 font-semibold text-[14px] tabular-nums",
              "has-focus-visible:outline-2 has-focus-visible:outline-ink",
              option === value ? "bg-faint text-ink" : "text-soft hover:text-ink",
            )}
          >
            <input
              type="radio"
              name={name}
              checked={option === value}
              onChange={() => choose(option)}
              className="absolute inset-0 cursor-pointer opacity-0"
            />
            {write(option)}
          </label>
        ))}
      </span>
      {suffix === undefined ? null : <span className="text-[14px] text-soft">{suffix}</span>}
    </fieldset>
  );
}
