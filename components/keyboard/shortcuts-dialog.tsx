"use client";
import { Sheet } from "../ui/sheet";
// The list of keys that `?` shows.
import { KEY_COMMANDS } from "./key-commands";

/** One line a command. */
export function ShortcutsDialog({ isOpen, close }: { isOpen: boolean; close: () => void }) {
  return (
    <Sheet title="Keys" isOpen={isOpen} close={close}>
      <dl className="grid grid-cols-[1fr_auto] items-center gap-x-6">
        {KEY_COMMANDS.map(({ keys, meaning }) => (
          <div
            key={meaning}
            className="col-span-2 grid grid-cols-subgrid items-center border-line border-t py-2.5 first:border-t-0"
          >
            <dt>{meaning}</dt>
            <dd className="flex justify-end gap-1.5">
              {keys.map((key) => (
                <Key key={key}>{key}</Key>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}

function Key({ children }: { children: string }) {
  return (
    <kbd className="inline-grid h-7 min-w-7 place-items-center rounded-lg border border-line border-b-2 bg-paper px-2 font-sans font-semibold text-[13px]">
      {children}
    </kbd>
  );
}
