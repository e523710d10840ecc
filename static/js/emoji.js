// Quick reactions, as rooms/content/emoji.py lists them: [emoji, name].

export const COMMON = [
  ["👍", "thumbs up"], ["👎", "thumbs down"], ["❤️", "heart"], ["😂", "tears of joy"], ["😄", "smile"],
  ["🎉", "tada"], ["🚀", "rocket"], ["👀", "eyes"], ["🙏", "thank you"], ["👏", "applause"],
  ["🔥", "fire"], ["💯", "hundred points"], ["✅", "done"], ["❌", "cross"], ["➕", "plus one"],
  ["🤔", "thinking"], ["😮", "surprised"], ["😢", "sad"], ["😡", "angry"], ["😅", "phew"],
  ["😍", "heart eyes"], ["😎", "cool"], ["🙌", "hooray"], ["👋", "wave"], ["💪", "strong"],
  ["🤝", "handshake"], ["🤷", "shrug"], ["☕", "coffee"], ["🐛", "bug"], ["⏳", "in progress"],
];
