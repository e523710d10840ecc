// Elements with data-countdown (seconds): they count down to nothing, then the page is renewed.

export function countdowns(root = document) {
  for (const place of root.querySelectorAll("[data-countdown]")) {
    const end = performance.now() + 1000 * Number(place.dataset.countdown);
    delete place.dataset.countdown;
    const show = () => {
      if (!place.isConnected) return void clearInterval(timer);
      const left = Math.ceil((end - performance.now()) / 1000);
      place.textContent = clock(Math.max(0, left));
      if (left < 0) location.reload();
    };
    const timer = setInterval(show, 1000);
    show();
  }
}

function clock(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
