// The seeded posts and videos, newest first. `minutesAgo` counts from the moment of seeding, `hearts` is how
// many others like it; the seed draws who.

export interface SeedContent {
  by: string;
  minutesAgo: number;
  hearts: number;
  body: string;
  onlyFollowers?: true;
  /** The name of a film in public/videos. */
  video?: string;
  /** People who certainly do not like it yet: the demo needs something left to like. */
  without?: string[];
}

const HOUR = 60;
const DAY = 24 * HOUR;

export const contents: SeedContent[] = [
  {
    by: "bob",
    minutesAgo: 2,
    hearts: 9,
    without: ["ada"],
    body: "One year today. Thank you to the room that kept answering at four in the morning.",
  },
  {
    by: "cleo",
    minutesAgo: 9,
    hearts: 6,
    without: ["ada"],
    video: "first-light",
    body: "Rough mix, first light. Headphones, please.",
  },
  {
    by: "eli",
    minutesAgo: 21,
    hearts: 7,
    body: "Does anyone else rehearse a sentence for a week and then say something better?",
  },
  {
    by: "hana",
    minutesAgo: 34,
    hearts: 8,
    body: "Asked my class what courage is. “When the dog is big and you still want to know its name.”",
  },
  {
    by: "ada",
    minutesAgo: 48,
    hearts: 5,
    body: "Tuned a piano today that had not been played since 1994. It was only a little bit flat and very ready to talk.",
  },
  {
    by: "dao",
    minutesAgo: 71,
    hearts: 4,
    body: "A man ordered “whatever you would eat if you had been up all night”. Sir. Sit down. I have prepared for this.",
  },
  {
    by: "fern",
    minutesAgo: 96,
    hearts: 3,
    body: "First frost. I apologised to the courgettes in person.",
  },
  {
    by: "june",
    minutesAgo: 2 * HOUR + 12,
    hearts: 6,
    video: "rain-window",
    body: "The matinee was three people and this window. Best film of the week.",
  },
  {
    by: "kofi",
    minutesAgo: 2 * HOUR + 51,
    hearts: 5,
    body: "Delivered a letter with nothing on it but a first name and “the blue door, you know the one”. I knew the one.",
  },
  {
    by: "gus",
    minutesAgo: 3 * HOUR + 20,
    hearts: 6,
    body: "Loaf number 61 rose, held, and sang when it cooled. I stood in my kitchen like a man at a concert.",
  },
  {
    by: "ivo",
    minutesAgo: 4 * HOUR + 5,
    hearts: 2,
    body: "Customer: it makes a noise. Me: what kind? Customer: (perfect impression). Hired on the spot, as far as I am concerned.",
  },
  {
    by: "lena",
    minutesAgo: 5 * HOUR + 40,
    hearts: 5,
    video: "slow-water",
    body: "Six degrees. I lasted four songs. The lake won, politely.",
  },
  {
    by: "bob",
    minutesAgo: 7 * HOUR + 15,
    hearts: 4,
    onlyFollowers: true,
    body: "Between us: I still count the stops out loud on the empty run home. Nobody has complained yet.",
  },
  {
    by: "ada",
    minutesAgo: 9 * HOUR + 2,
    hearts: 3,
    without: ["bob"],
    body: "There is a dog on Mill Lane who lies under the piano while I work and leaves when it is in tune. Never before. Never after.",
  },
  {
    by: "eli",
    minutesAgo: 11 * HOUR + 30,
    hearts: 5,
    body: "Found in a returned atlas: a shopping list, 1978. Bread, stamps, “something nice for R.” I hope R. liked it.",
  },
  {
    by: "cleo",
    minutesAgo: 14 * HOUR,
    hearts: 3,
    body: "Kept the take where the kettle boils. It comes in on the right note and I am not going to argue.",
  },
  {
    by: "dao",
    minutesAgo: 17 * HOUR + 25,
    hearts: 2,
    body: "If you say “not too spicy” I will believe you. If you say it twice I will worry about you.",
  },
  {
    by: "june",
    minutesAgo: 20 * HOUR + 10,
    hearts: 4,
    body: "Somebody laughed so hard at the quiet part tonight that the whole row caught it. That is the entire reason for the building.",
  },
  {
    by: "hana",
    minutesAgo: 22 * HOUR + 45,
    hearts: 7,
    video: "paper-boats",
    body: "Year Two launched a navy today. All ships accounted for.",
  },
  {
    by: "kofi",
    minutesAgo: DAY + 1 * HOUR,
    hearts: 6,
    body: "Showed a neighbour Saturn tonight. She looked for a long time and then said, “Well, that is just showing off.”",
  },
  {
    by: "fern",
    minutesAgo: DAY + 4 * HOUR,
    hearts: 4,
    body: "The plot next to mine has been empty since March. This morning: one chair, facing my beans. No note. I waved at it.",
  },
  {
    by: "gus",
    minutesAgo: DAY + 6 * HOUR,
    hearts: 1,
    body: "The recipe says “until it feels right”. I have a daughter who says the same about moving house.",
  },
  {
    by: "ivo",
    minutesAgo: DAY + 9 * HOUR,
    hearts: 4,
    video: "city-lights",
    body: "Closed up late. The city left its lights on for me.",
  },
  {
    by: "lena",
    minutesAgo: DAY + 12 * HOUR,
    hearts: 3,
    body: "Opened the kiln. Nine bowls, one ashtray. I did not make an ashtray.",
  },
  {
    by: "bob",
    minutesAgo: DAY + 15 * HOUR,
    hearts: 5,
    body: "Kid got on at the hospital stop with one balloon that said SISTER. Whole bus congratulated him. He shook hands.",
  },
  {
    by: "ada",
    minutesAgo: DAY + 18 * HOUR,
    hearts: 4,
    onlyFollowers: true,
    body: "My father asked me to tune his piano before the visit. He does not play. He just wanted it to be ready for her.",
  },
  {
    by: "eli",
    minutesAgo: DAY + 21 * HOUR,
    hearts: 2,
    body: "A boy asked for a book with no sad animals in it. We searched for half an hour. It is harder than you think.",
  },
  {
    by: "cleo",
    minutesAgo: 2 * DAY + 2 * HOUR,
    hearts: 2,
    body: "Bridge finished. It only took a year and one very good sandwich.",
  },
  {
    by: "hana",
    minutesAgo: 2 * DAY + 5 * HOUR,
    hearts: 6,
    body: "“Miss, are you a real grown-up or just tall?” Still thinking about it at bedtime.",
  },
  {
    by: "dao",
    minutesAgo: 2 * DAY + 9 * HOUR,
    hearts: 3,
    body: "Two strangers shared the last table and the last bowl tonight. They left together to look for pudding. I am telling you now, in case I am asked to speak at the wedding.",
  },
  {
    by: "kofi",
    minutesAgo: 2 * DAY + 13 * HOUR,
    hearts: 8,
    video: "aurora",
    body: "I have driven past this field for eleven years with my eyes on the road.",
  },
  {
    by: "june",
    minutesAgo: 2 * DAY + 17 * HOUR,
    hearts: 1,
    body: "Found the reel labelled DO NOT LOSE. It was behind the box labelled LOST.",
  },
  {
    by: "fern",
    minutesAgo: 2 * DAY + 22 * HOUR,
    hearts: 2,
    onlyFollowers: true,
    body: "Grew exactly one melon. It has a name. We are not discussing dinner.",
  },
  {
    by: "gus",
    minutesAgo: 3 * DAY + 3 * HOUR,
    hearts: 3,
    body: "Fog so thick this morning that the ferry apologised to a buoy. Old habits: I stood on the quay and listened to her engine. She is in good hands.",
  },
  {
    by: "ivo",
    minutesAgo: 3 * DAY + 8 * HOUR,
    hearts: 3,
    body: "A woman brought in the bicycle she learned on, for her granddaughter. Same scratch on the same pedal. I oiled everything and fixed nothing.",
  },
  {
    by: "lena",
    minutesAgo: 3 * DAY + 14 * HOUR,
    hearts: 2,
    body: "The heron and I have an agreement. I do not mention his mornings and he does not mention my singing.",
  },
  {
    by: "bob",
    minutesAgo: 3 * DAY + 20 * HOUR,
    hearts: 3,
    body: "Somebody left a paperback on seat 12 with a note: “finish it and pass it on”. Seat 12 has been fully booked all week.",
  },
  {
    by: "ada",
    minutesAgo: 4 * DAY + 2 * HOUR,
    hearts: 2,
    body: "Every house has one key that sticks, and everyone in it plays around it without noticing. I never fix it without asking.",
  },
  {
    by: "hana",
    minutesAgo: 4 * DAY + 9 * HOUR,
    hearts: 1,
    body: "Lost-property box, Monday: four gloves, one shoe, a tooth in an envelope marked PRIVATE.",
  },
  {
    by: "eli",
    minutesAgo: 4 * DAY + 16 * HOUR,
    hearts: 3,
    onlyFollowers: true,
    body: "I read the whole poem out loud to the empty second floor. The radiator clicked at the end. I will take it.",
  },
  {
    by: "cleo",
    minutesAgo: 4 * DAY + 23 * HOUR,
    hearts: 1,
    body: "The neighbours knocked. I got ready to say sorry. They wanted to know how the song ends.",
  },
  {
    by: "kofi",
    minutesAgo: 5 * DAY + 5 * HOUR,
    hearts: 2,
    body: "Eleven postcards for the same flat today, all from one person, all from the town they live in. Love is a logistics problem and I am glad to help.",
  },
  {
    by: "june",
    minutesAgo: 5 * DAY + 13 * HOUR,
    hearts: 2,
    body: "Man bought two tickets, sat next to an empty seat, and offered it popcorn. I ran the credits slowly.",
  },
  {
    by: "dao",
    minutesAgo: 5 * DAY + 20 * HOUR,
    hearts: 1,
    body: "Rain all day, so the queue came inside and somehow became a choir.",
  },
  {
    by: "gus",
    minutesAgo: 6 * DAY + 4 * HOUR,
    hearts: 0,
    body: "First post. My daughter says to write what I am thinking. I am thinking the butter should come out of the fridge.",
  },
  {
    by: "fern",
    minutesAgo: 6 * DAY + 11 * HOUR,
    hearts: 1,
    body: "Robin sat on the fork handle while I was still holding the fork. Neither of us moved. Best meeting I have been in all year.",
  },
];
