// The header by which a page says with every request whom it speaks for. A browser holds one cookie for all
// its windows: behind a page left open somebody else may have signed in. Programs leave it out.

export const PERSON_HEADER = "heartwire-person";
