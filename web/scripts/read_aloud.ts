// 朗读: reads an element's text aloud in Chinese, with the voices that the phone or computer has.

export function offerReadingAloud(): void {
  if (!("speechSynthesis" in window)) {
    return;
  }
  const places = document.querySelectorAll<HTMLElement>("[data-read-aloud]");
  places.forEach((place) => {
    const start = place.dataset.readAloudStart ?? "";
    const stop = place.dataset.readAloudStop ?? "";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "app-aloud__button";
    setReading(button, false, start);
    // An empty attribute means: read the content. It is taken before the button stands in it.
    const text = place.dataset.readAloud || (place.textContent ?? "");
    button.addEventListener("click", () => {
      const reading = button.getAttribute("aria-pressed") === "true";
      window.speechSynthesis.cancel();
      if (reading) {
        setReading(button, false, start);
        return;
      }
      const speech = utterance(text.replace(/\s+/g, " "));
      speech.onend = () => setReading(button, false, start);
      speech.onerror = () => setReading(button, false, start);
      setReading(button, true, stop);
      window.speechSynthesis.speak(speech);
    });
    place.prepend(button);
  });
  if (places.length > 0) {
    window.addEventListener("pagehide", () => window.speechSynthesis.cancel());
  }
}

function setReading(button: HTMLButtonElement, reading: boolean, words: string): void {
  button.setAttribute("aria-pressed", String(reading));
  button.textContent = words;
}

function utterance(text: string): SpeechSynthesisUtterance {
  const speech = new SpeechSynthesisUtterance(text);
  const language = document.documentElement.lang || "zh-CN";
  speech.lang = language;
  speech.rate = 0.9; // a little slower than usual: listeners are often old
  const voice = window.speechSynthesis
    .getVoices()
    .find((one) => one.lang.replace("_", "-").toLowerCase().startsWith(language.toLowerCase()));
  if (voice) {
    speech.voice = voice;
  }
  return speech;
}
