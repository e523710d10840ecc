"""What they say. A line is (who, text); `re:N` before a text replies to the message N lines above."""

ENGINEERING = [
    ("grace", "Morning! The index on `message (room, seq)` is in. Opening a room of 300,000 messages now costs what a room of 300 does."),
    ("sven", "re:1 That was quick. Did you look at the plan on the old PostgreSQL as well?"),
    ("grace", "Yes:\n\n```sql\nEXPLAIN (ANALYZE, BUFFERS)\nSELECT * FROM rooms_message\nWHERE room_id = 7 AND seq BETWEEN 149975 AND 150024\nORDER BY seq;\n-- Index Scan using message_seq  (actual time=0.031..0.094 rows=50)\n```"),
    ("priya", "Fifty rows, five buffers. 👏"),
    ("ada", "A question about **ordering**: two writers commit at the same moment, which one is first?"),
    ("kofi", "re:1 Whoever holds the room's row. The number is taken under the lock, so number order *is* commit order."),
    ("ada", "And if the process dies between the commit and the broadcast?"),
    ("grace", "> between the commit and the broadcast\n\nThen every reader sees a hole in the numbers within two seconds and fills it. The broadcast is only ever a hint."),
    ("omar", "I like that we can *say* that, and then kill things to prove it:\n\n1. start two servers\n2. send for a minute\n3. `kill -9` one of them\n4. count"),
    ("deploybot", "✅ `main` is green: 1,204 tests in 6 min 12 s"),
    ("sven", "The flaky one is gone too. It was this:\n\n```python\nasync def wait_for(predicate, timeout=5):\n    async with asyncio.timeout(timeout):\n        while not predicate():\n            await asyncio.sleep(0.01)\n```\n\n…with the time-out *inside* the loop."),
    ("priya", "@sven classic. Could you write it down for the next one who falls into it?"),
    ("sven", "re:1 Done: https://example.org/notes/timeouts"),
    ("kofi", "Heads-up: I am restarting the staging Redis at 14:00. Nobody should notice, that is the point."),
    ("deploybot", "Redis on staging restarted. Messages lost: **0**. Sockets closed: **0**."),
    ("ada", "🎉"),
    ("grace", "| step | before | after |\n|---|---|---|\n| open a room | 41 ms | 12 ms |\n| jump to the middle | 1,900 ms | 13 ms |\n| scroll a page | 38 ms | 9 ms |"),
    ("omar", "Those are my favourite tables."),
    ("priya", "Reminder: reviews before lunch, please. @ada, yours is the one about `from_seq`."),
    ("ada", "re:1 On it. ~~Tomorrow~~ today."),
]  # fmt: skip

GENERAL = [
    ("tom", "Good morning everyone ☀️"),
    ("noor", "Morning! Who is in the office today?"),
    ("lucia", "Mei and I, on the third floor."),
    ("kofi", "From home, the heating engineer comes *between eight and six*."),
    ("mei", "re:1 That is a very brave window."),
    ("ada", "The all-hands is at 11:00. Agenda:\n\n- what we shipped\n- what broke\n- questions\n\nAdd yours in a reply."),
    ("linus", "re:1 Could we talk about the room names? Half of them are moons, half are cheeses."),
    ("tom", "Io is a moon. *Edam* is a cheese. Where is the problem?"),
    ("noor", "The problem is that I went to Europa and the meeting was in Gouda."),
    ("lucia", "😂"),
    ("grace", "Welcome @noor's new colleague, who starts on Monday! Please say hello when you see her."),
    ("omar", "Photos of the summer party: https://example.org/party (nobody fell into the lake this time)"),
    ("mei", "re:1 *Almost* nobody."),
    ("priya", "Does anyone have a spare USB-C charger? Mine has joined the choir invisible."),
    ("kofi", "Second drawer, under the label maker."),
    ("sven", "The label maker has a label that says “label maker”. I feel seen."),
    ("ada", "Thank you all for the all-hands. Notes are pinned in the wiki. The short version: **fewer promises, each of them kept**."),
    ("linus", "That could be a motto."),
    ("tom", "Somebody left a very good umbrella in the hall."),
    ("lucia", "re:1 Mine! I thought it had gone for ever. 💛"),
]  # fmt: skip

DESIGN = [
    ("lucia", "New colours for the dark theme are up. The accent is a little warmer, and it passes AA on every surface."),
    ("mei", "Looks calm. Could the unread mark be a tad stronger?"),
    ("lucia", "re:1 Try `--accent-strong`, it is two steps up."),
    ("tom", "I read the empty states aloud to my mother. She understood all but “subscribe”."),
    ("ada", "Then we do not say subscribe."),
    ("mei", "“Join” it is. Shorter, too."),
    ("lucia", "Focus rings: 2 px, offset 2 px, everywhere, no exceptions:\n\n```css\n:focus-visible {\n  outline: 2px solid var(--focus);\n  outline-offset: 2px;\n}\n```"),
    ("tom", "The phone drawer finally opens without JavaScript. I did not think I would live to see it."),
    ("mei", "👏 👏 👏"),
    ("lucia", "Next: the composer grows with the text, and stops at eight lines."),
]  # fmt: skip

RELEASE = [
    ("priya", "Train leaves on Thursday at 15:00. On board so far: faster history, reactions, the new sidebar."),
    ("deploybot", "🚂 release `2026.47` built from `a1f09c3`"),
    ("grace", "I will watch the first hour."),
    ("sven", "I take the second."),
    ("noor", "Customer note is translated: EN, NL, ES."),
    ("deploybot", "Rolled out to **10 %**. Error rate 0.00 %, p99 14 ms."),
    ("deploybot", "Rolled out to **100 %**. 1,000 sockets reconnected in 6.8 s."),
    ("priya", "And nobody noticed. Exactly as it should be. 🎉"),
]  # fmt: skip

KITCHEN = [
    ("tom", "There is cake. There are eleven pieces and twelve of us. May the best calendar win."),
    ("noor", "On my way."),
    ("kofi", "Save me one, I can prove that I saw the message first."),
    ("tom", "re:1 You would need the sequence number for that."),
    ("kofi", "I have it."),
    ("omar", "The dishwasher: it is *not* a cupboard."),
    ("lucia", "It is a cupboard with ambitions."),
    ("mei", "Lunch poll: 🍜 or 🌮?"),
    ("omar", "🌮"),
    ("noor", "🍜"),
    ("tom", "Why not both"),
]

READING = [
    (
        "linus",
        "Next paper: *Time, Clocks, and the Ordering of Events in a Distributed System* (1978). Short, and still the best.",
    ),
    ("ada", "“Happened before” as a partial order. I keep coming back to it."),
    ("priya", "re:2 Are we doing the whole of it or only the first half?"),
    ("linus", "The whole. It is eight pages. There is also coffee."),
    ("mei", "Will bring the *big* teapot."),
]

HIRING = [
    ("grace", "Two good conversations today. Notes are in the usual place."),
    ("noor", "I would take both."),
    ("priya", "Same. Let us decide tomorrow with fresh heads."),
]

TALK = [
    ("ada", "Do you have ten minutes after lunch?"),
    ("grace", "Of course. 13:30, by the window?"),
    ("ada", "Perfect, thank you!"),
]

SCENES = {
    "General": GENERAL,
    "Engineering": ENGINEERING,
    "Design": DESIGN,
    "Release train": RELEASE,
    "Kitchen": KITCHEN,
    "Reading club": READING,
    "Hiring": HIRING,
}
