// GOV.UK Frontend carries no types: what we use of it.
declare module "govuk-frontend" {
  type Component = new (root: HTMLElement) => unknown;
  export const Button: Component;
  export const ErrorSummary: Component;
  export const SkipLink: Component;
}
