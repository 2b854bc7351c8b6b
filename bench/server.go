package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// target is a program that can be started on its folder and loaded with requests.
type target interface {
	name() string
	version() string
	binarySize() int64 // bytes
	command(address string) *exec.Cmd
	health() string // the path of the first answer
	// prepare makes what the requests need, on the running server.
	prepare(ctx context.Context, url string) error
	// request gives the next request of one client; it is called by one goroutine per client.
	request(ctx context.Context, url string, client int) (*http.Request, error)
	// kept says whether an answer means that the record was kept.
	kept(answer *http.Response) error
}

// server is a running target.
type server struct {
	url   string
	child *exec.Cmd
	said  *strings.Builder
}

const (
	startPatience = 30 * time.Second
	stopGrace     = 10 * time.Second
)

// startTimed starts a target and measures from the start of its process to its first good answer.
func startTimed(ctx context.Context, t target) (*server, time.Duration, error) {
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, 0, err
	}
	s := &server{url: "http://" + address, child: t.command(address), said: &strings.Builder{}}
	s.child.Stdout, s.child.Stderr = s.said, s.said
	s.child.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	began := time.Now()
	if err := s.child.Start(); err != nil {
		return nil, 0, err
	}
	client := &http.Client{Timeout: time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	for time.Since(began) < startPatience {
		ask, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+t.health(), nil)
		if err != nil {
			return nil, 0, err
		}
		if answer, err := client.Do(ask); err == nil {
			_, _ = io.Copy(io.Discard, answer.Body)
			_ = answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return s, time.Since(began), nil
			}
		}
		if err := pause(ctx, time.Millisecond); err != nil {
			break
		}
	}
	s.stop()
	return nil, 0, fmt.Errorf("%s did not answer %s:\n%s", t.name(), t.health(), s.said)
}

func (s *server) stop() {
	done := make(chan struct{})
	go func() {
		_ = s.child.Wait()
		close(done)
	}()
	for _, order := range []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL} {
		_ = s.child.Process.Signal(order)
		select {
		case <-done:
			return
		case <-time.After(stopGrace):
		}
	}
}

// memory is the resident memory of the server's process in bytes, 0 where the system does not say.
func (s *server) memory() int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.child.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, found := strings.CutPrefix(line, "VmRSS:"); found {
			kibibytes, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			if err != nil {
				return 0
			}
			return kibibytes * 1024
		}
	}
	return 0
}

func freeAddress(ctx context.Context) (string, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	address := listener.Addr().String()
	return address, listener.Close()
}

func sizeOf(file string) int64 {
	info, err := os.Stat(file)
	if err != nil {
		return 0
	}
	return info.Size()
}

// status tells an unexpected answer with the beginning of its text.
func status(answer *http.Response, want int) error {
	if answer.StatusCode == want {
		return nil
	}
	text, err := io.ReadAll(io.LimitReader(answer.Body, 500))
	return errors.Join(fmt.Errorf("answered %d, not %d: %s", answer.StatusCode, want, text), err)
}
