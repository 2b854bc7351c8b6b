// What the journeys know of the pages: every path, label and selector stands in pages/, so that a changed page changes one file.
export * from './pages/act.mjs';
export * from './pages/applications.mjs';
export * from './pages/cases.mjs';
export * from './pages/clues.mjs';
export * from './pages/comparison.mjs';
export * from './pages/desk.mjs';
export * from './pages/follow.mjs';
export * from './pages/imports.mjs';
export * from './pages/offices.mjs';
export * from './pages/paper.mjs';
export * from './pages/policy.mjs';
export * from './pages/recovery.mjs';
export * from './pages/resident.mjs';
export * from './pages/public.mjs';
export * from './pages/verification.mjs';
export * from './pages/visits.mjs';
