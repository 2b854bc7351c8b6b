// Package deadline counts days: working days with each year's public holidays and make-up workdays, calendar days, and
// months. The start day is not counted, and a last day that is no working day rolls on to the next one (民法典 201-203).
// A pause moves a deadline later and never earlier. A year whose holidays are not announced yet gives a provisional
// deadline, never earlier than the final one, and says so. Nothing here asks the clock, and nothing that the agency delays
// ever shortens a person's time.
//
// The holidays of 2004 to 2026 and the days of the lunar festivals to 2099 are made by tools/holidays from the npm package
// chinese-days 1.5.7 (© Yawei Sun, MIT licence), which follows the State Council's yearly notices. A county adds a year, or
// a day of its own, with Table.With and Table.WithYear.
package deadline
