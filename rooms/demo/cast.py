"""The people and rooms of the demonstration."""

PEOPLE = {
    "ada": "Ada Lovelace",
    "grace": "Grace Hopper",
    "linus": "Linus Pauling",
    "mei": "Mei Tanaka",
    "omar": "Omar Haddad",
    "priya": "Priya Natarajan",
    "sven": "Sven Lindqvist",
    "lucia": "Lucía Fernández",
    "tom": "Tom Ashworth",
    "noor": "Noor van Dijk",
    "kofi": "Kofi Mensah",
    "deploybot": "Deploy Bot",
}

# name, topic, kind, its people (the first one owns it)
ROOMS = [
    ("General", "Everyone, everything that fits nowhere else", "public", list(PEOPLE)),
    ("Engineering", "Code, reviews, incidents. Decisions go into the repository.", "public",
     ["grace", "ada", "sven", "priya", "omar", "kofi", "deploybot"]),
    ("Design", "Screens, words, colours", "public", ["lucia", "mei", "tom", "ada"]),
    ("Release train", "What ships, when, and who watches it", "public", ["priya", "grace", "deploybot", "sven", "noor"]),
    ("Kitchen", "Lunch, coffee and the great dishwasher question", "public", ["tom", "noor", "kofi", "lucia", "mei", "omar"]),
    ("Reading club", "One paper every second Thursday", "public", ["linus", "ada", "mei", "priya"]),
    ("Hiring", "Candidates and feedback. What is said here stays here.", "private", ["grace", "noor", "priya"]),
]  # fmt: skip
DIRECT = [("ada", "grace"), ("mei", "lucia")]
