package main

import "testing"

func TestLicencesAreToldApart(t *testing.T) {
	const bsd2 = "Redistributions in binary form must reproduce"
	for text, want := range map[string]string{
		bsd2: "BSD-2-Clause",
		bsd2 + " … Neither the name\nof the copyright holder":                           "BSD-3-Clause",
		"Apache License\nVersion 2.0":                                                   "Apache-2.0",
		"Permission is hereby granted, free of charge, to any person\nobtaining a copy": "MIT",
		"Apache License … Neither the name of":                                          "Apache-2.0 and BSD-3-Clause",
		"all rights reserved":                                                           "",
	} {
		if got := licences([]byte(text)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
