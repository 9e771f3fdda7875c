// The twelve people of the demo, in the order they joined. Names and lives are invented.

export interface SeedPerson {
  username: string;
  displayName: string;
  bio: string;
  /** Always followed, whatever the dice say, so that the demo's first screens are full. */
  follows: string[];
}

export const people: SeedPerson[] = [
  {
    username: "ada",
    displayName: "Ada Quist",
    bio: "Tunes pianos, mostly in kitchens. Collects the sounds people make when a chord comes right.",
    follows: ["bob", "cleo", "dao", "eli", "fern", "gus", "hana", "june", "kofi"],
  },
  {
    username: "bob",
    displayName: "Bob Okafor",
    bio: "Drives the 4:10 night bus. Back of the bus sings, front of the bus sleeps.",
    follows: ["ada", "cleo", "dao", "hana", "june", "lena"],
  },
  {
    username: "cleo",
    displayName: "Cleo Marsh",
    bio: "Songs in a spare room with a duvet on the door. The washing machine is in B flat.",
    follows: ["ada", "bob", "kofi"],
  },
  {
    username: "dao",
    displayName: "Dao Pham",
    bio: "Soup from six until it is gone. My grandmother's recipe, my grandmother's opinions.",
    follows: ["ada", "bob", "gus", "ivo"],
  },
  {
    username: "eli",
    displayName: "Eli Novak",
    bio: "Second floor of the town library. I find what people left in the books.",
    follows: ["ada", "fern", "hana"],
  },
  {
    username: "fern",
    displayName: "Fern Adeyemi",
    bio: "Plot 14, by the tap. I talk to the beans and they have never once interrupted.",
    follows: ["ada", "gus", "eli"],
  },
  {
    username: "gus",
    displayName: "Gus Lindqvist",
    bio: "Forty years of ferry engines, two years of sourdough. The engines complained less.",
    follows: ["ada", "dao", "fern"],
  },
  {
    username: "hana",
    displayName: "Hana Sato",
    bio: "Teaches Year Two. Everything wise I post was said by somebody with a wobbly tooth.",
    follows: ["ada", "bob", "june"],
  },
  {
    username: "ivo",
    displayName: "Ivo Petrov",
    bio: "Mends bicycles and, if you stay for tea, opinions.",
    follows: ["dao", "cleo", "lena"],
  },
  {
    username: "june",
    displayName: "June Castellanos",
    bio: "Projectionist. I have seen the first ten minutes of everything.",
    follows: ["ada", "bob", "hana", "kofi"],
  },
  {
    username: "kofi",
    displayName: "Kofi Mensah",
    bio: "Letters by day, Saturn by night. The round starts at the hill, so does the view.",
    follows: ["ada", "cleo", "june"],
  },
  {
    username: "lena",
    displayName: "Lena Hartmann",
    bio: "Cold water before seven, clay until dark. Most bowls survive.",
    follows: ["bob", "ivo", "kofi"],
  },
];
