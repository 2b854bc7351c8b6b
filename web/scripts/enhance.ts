// What makes pages a little easier where JavaScript runs. Every page works without it.
import { Button, ErrorSummary, SkipLink } from "govuk-frontend";
import { offerReadingAloud } from "./read_aloud";
import { offerPrinting } from "./print";
import { revealWhatIsChosen } from "./reveal";
import { switchTypeSizeInPlace } from "./type_size";

// The class by which GOV.UK Frontend's components know that the browser can run them.
document.body.classList.add("js-enabled", "govuk-frontend-supported");

// One component that fails must not take the others with it.
function start(component: new (root: HTMLElement) => unknown, selector: string): void {
  for (const root of document.querySelectorAll<HTMLElement>(selector)) {
    try {
      new component(root);
    } catch (problem) {
      console.error(problem);
    }
  }
}

start(Button, '[data-module="govuk-button"]');
start(ErrorSummary, '[data-module="govuk-error-summary"]');
start(SkipLink, '[data-module="govuk-skip-link"]');
revealWhatIsChosen();
offerReadingAloud();
offerPrinting();
switchTypeSizeInPlace();
