// The signature pad. It writes a PNG data URL into the image field and the strokes into another, so that a form that comes
// back refused is still signed. Without JavaScript the pad stays hidden and the typed name with its code stands alone.
import SignaturePad from "signature_pad";

for (const place of document.querySelectorAll<HTMLElement>("[data-signature]")) {
  const canvas = place.querySelector("canvas");
  const image = place.querySelector<HTMLInputElement>("[data-signature-image]");
  const strokes = place.querySelector<HTMLInputElement>("[data-signature-strokes]");
  const clear = place.querySelector<HTMLButtonElement>("[data-signature-clear]");
  if (!canvas || !image || !strokes || !clear) {
    continue;
  }
  place.hidden = false;
  const pad = new SignaturePad(canvas, { penColor: "#16262b", backgroundColor: "#ffffff", minWidth: 1, maxWidth: 3.5 });
  const fit = (): void => {
    // Drawn at the screen's own density, kept when the phone is turned.
    const ratio = Math.max(window.devicePixelRatio || 1, 1);
    const kept = pad.toData();
    canvas.width = canvas.offsetWidth * ratio;
    canvas.height = canvas.offsetHeight * ratio;
    canvas.getContext("2d")?.scale(ratio, ratio);
    pad.clear();
    pad.fromData(kept);
  };
  fit();
  restore(pad, strokes.value);
  window.addEventListener("resize", fit);
  pad.addEventListener("endStroke", () => {
    image.value = pad.toDataURL("image/png");
    strokes.value = JSON.stringify(pad.toData());
  });
  clear.addEventListener("click", () => {
    pad.clear();
    image.value = "";
    strokes.value = "";
  });
}

function restore(pad: SignaturePad, text: string): void {
  if (text === "") {
    return;
  }
  try {
    pad.fromData(JSON.parse(text));
  } catch {
    // Strokes that cannot be read are signed again.
  }
}
