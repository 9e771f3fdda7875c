// Whose address counts, behind any number of proxies.
import { expect, test } from "vitest";
import { findCallerAddress } from "./caller";

test("[S20] only as many proxies as are ours are believed", () => {
  const chain = "1.1.1.1, 2.2.2.2, 3.3.3.3";
  expect(findCallerAddress("9.9.9.9", chain, 0)).toBe("9.9.9.9");
  expect(findCallerAddress("9.9.9.9", chain, 1)).toBe("3.3.3.3");
  expect(findCallerAddress("9.9.9.9", chain, 2)).toBe("2.2.2.2");
  expect(findCallerAddress("9.9.9.9", chain, 10)).toBe("1.1.1.1");
  expect(findCallerAddress("9.9.9.9", null, 2)).toBe("9.9.9.9");
  expect(findCallerAddress(undefined, null, 0)).toBe("unknown");
});

test("[S20] one machine is one address, however it is written", () => {
  expect(findCallerAddress("::ffff:10.0.0.7", null, 0)).toBe("10.0.0.7");
  expect(findCallerAddress("::1", null, 0)).toBe("::1");
  const home = findCallerAddress("2001:db8:1:2:3:4:5:6", null, 0);
  expect(findCallerAddress("2001:db8:1:2::9", null, 0)).toBe(home);
  expect(findCallerAddress("2001:db8:1:3::9", null, 0)).not.toBe(home);
  expect(findCallerAddress(`${"x".repeat(500)}`, null, 0)).toHaveLength(64);
});

test("[S80] an address is compared as an address, whatever a proxy writes of it", () => {
  const through = (written: string) => findCallerAddress("10.0.0.1", written, 1);
  for (const written of [
    "203.0.113.7:41000",
    "203.0.113.7:9",
    "::ffff:cb00:7107",
    "[::ffff:203.0.113.7]:80",
  ]) {
    expect(through(written), written).toBe("203.0.113.7");
  }
  const home = through("2001:db8:0:1::7");
  const spellings = [
    "2001:0db8:0000:0001:0000:0000:0000:0007",
    "2001:DB8:0:1::8",
    "[2001:db8:0:1::9]:41000",
    "[2001:db8:0:1:0:0:0:9]",
  ];
  for (const written of spellings) expect(through(written), written).toBe(home);
  expect(through("2001:db8:0:2::7")).not.toBe(home);
  for (const odd of ["0177.0.0.1", "1.2.3", "x:y", ""]) expect(() => through(odd)).not.toThrow();
});
