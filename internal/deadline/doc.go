// Package deadline counts days: working days with the public holidays and make-up workdays of each year, calendar days and
// months. The start day is not counted and a last day that is no working day rolls on to the next one (民法典 201, 203). A
// pause moves a deadline later and never earlier. A year whose holidays are not announced yet gives a provisional
// deadline, never earlier than the final one can be, and says so. Nothing here asks the clock, and nothing that the
// agency delays ever shortens a person's time.
package deadline
