// The header by which a page names the person it speaks for with every request. All windows of a browser
// share one cookie, and another person may have signed in since. Programs leave it out.

export const PERSON_HEADER = "heartwire-person";
