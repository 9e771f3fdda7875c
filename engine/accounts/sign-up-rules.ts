// Refuses a new account whose name seems official, or whose password is guessed first.
import { HeartwireError } from "@/protocol/errors";
import type { RegisterBody } from "@/protocol/http-requests";

/** Names that people take for the operator's word, also with digits and signs at their ends. */
const OFFICIAL_NAMES = words(
  `abuse admin administrator administration billing ceo developer heartwire help helpdesk hostmaster legal
  mailer_daemon moderation moderator noreply no_reply official operator owner payments postmaster press
  privacy root safety security service staff superuser support sysadmin system team trust verified webmaster`,
);

/** Names that mean no particular person, or a page of ours. */
const OTHER_NAMES = words(
  `account accounts anonymous api app auth bot contact deleted dev everybody everyone feedback guest home info
  login logout mail me mod null payment register settings sign_in sign_out sign_up signin signout signup
  status terms test undefined unknown user users www you`,
);

/** The words that lead every list of guesses; digits and signs at their ends do not make another of them. */
const COMMON_WORDS = words(
  `abcd access account admin administrator angel anthony apple asdf asdfgh asdfghjkl ashley azerty bailey
  baseball basketball batman biteme buster butterfly changeme charlie cheese chelsea chocolate computer
  cookie daniel default dragon flower football freedom fuckyou george ginger google guest hannah harley
  heartwire hello hockey hunter iloveyou internet jennifer jessica jordan justin killer letmein liverpool login
  love lovely loveme maggie manchester marina master matrix matthew michael michelle minecraft monkey
  mustang mypass mypassword naruto nicole ninja nothing orange passw pass passcode passphrase passwd
  password passwort pepper pokemon princess purple qazwsx qwer qwert qwerty qwertyui qwertyuiop qwertz
  ranger robert samsung secret shadow snoopy soccer spiderman startrek starwars summer sunshine superman
  taylor tennis test tester testing thomas thunder tigger trustno welcome whatever william winter yankees
  zaq zxcvbn zxcvbnm`,
);

/** Every eight or more in a row of one of these is common, in both directions. */
const ROWS = [
  "01234567890123456789",
  "abcdefghijklmnopqrstuvwxyz",
  "qwertyuiopasdfghjklzxcvbnm",
  "1qaz2wsx3edc4rfv5tgb6yhn",
  "q1w2e3r4t5y6u7i8o9p0",
  "1q2w3e4r5t6y7u8i9o0p",
].flatMap((row) => [row, [...row].reverse().join("")]);

const REFUSED = "is among the first that are guessed; take a longer or a less usual one";

/** Refuses a reserved name and a password that is guessed first, by VALIDATION with the field. */
export function refuseWeakAccount({ username, password, displayName }: RegisterBody): void {
  const fields = {
    ...(isReservedName(username) ? { username: "is reserved" } : {}),
    ...(isCommonPassword(password, [username, displayName ?? ""]) ? { password: REFUSED } : {}),
  };
  const [first] = Object.entries(fields);
  if (!first) return;
  throw new HeartwireError("VALIDATION", `${first[0]}: ${first[1]}`, { fields });
}

export function isReservedName(username: string): boolean {
  const name = username.toLowerCase().replace(/[.-]+/g, "_");
  return OTHER_NAMES.has(name) || OFFICIAL_NAMES.has(withoutEnds(name));
}

/** Whether it is a common word, a row of keys, a repetition or one of the person's own names. */
export function isCommonPassword(password: string, ownNames: string[]): boolean {
  const word = password.toLowerCase().trim();
  const plain = readable(word);
  const names = ownNames.map((name) => name.toLowerCase().trim()).filter((name) => name !== "");
  return (
    COMMON_WORDS.has(withoutEnds(word)) ||
    COMMON_WORDS.has(withoutEnds(plain)) ||
    COMMON_WORDS.has(withoutEnds(plain).replace(/[^a-z]+/g, "")) ||
    isRepetition(word) ||
    ROWS.some((row) => row.includes(word)) ||
    names.some(
      (name) => word === name || word === [...name].reverse().join("") || word === name + name,
    )
  );
}

/** The usual digits and signs in the place of letters, read as the letters. */
function readable(word: string): string {
  const letters: Record<string, string> = {
    "0": "o",
    "1": "i",
    "3": "e",
    "4": "a",
    "5": "s",
    "7": "t",
    "@": "a",
    $: "s",
    "!": "i",
  };
  const end = /[\d!@#$%^&*._-]*$/.exec(word)?.index ?? word.length;
  const body = word.slice(0, end).replace(/[01345 7@$!]/g, (sign) => letters[sign] ?? sign);
  return body + word.slice(end);
}

function withoutEnds(word: string): string {
  return word.replace(/^[^a-z]+/, "").replace(/[^a-z]+$/, "");
}

/** Two different characters, or one part of at most four again and again. */
function isRepetition(word: string): boolean {
  return new Set(word).size <= 2 || /^(.{1,4})\1+$/su.test(word);
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/));
}
