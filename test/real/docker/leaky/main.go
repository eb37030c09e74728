// leaky: a small checkout that leaks as the demo's does (otel-demo, kafkaQueueProblems), for the tests on a real
// container engine. It asks OFREP for the flag at each order, as a client without a cache. Each order then starts that
// many goroutines: with a broker that is dead they wait for ever, 2.3 KB each; with a healthy one they end in a second.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

var client = &http.Client{Timeout: 2 * time.Second}

func main() {
	log.SetFlags(0)
	log.SetOutput(os.Stdout)
	shop := &shop{
		flagURL: need("OFREP_URL") + "/ofrep/v1/evaluate/flags/" + need("FLAG"),
		dead:    os.Getenv("BROKER") == "dead",
	}
	shop.keep(int(number("WARM_BYTES", 0)))
	go shop.followLoad(number("ORDERS_A_SECOND", 0), os.Getenv("LOCUST_URL"), number("ORDERS_A_SECOND_A_USER", 0))
	http.HandleFunc("POST /order", func(w http.ResponseWriter, _ *http.Request) {
		shop.order()
		w.WriteHeader(http.StatusNoContent)
	})
	// A step: so many bytes at once, kept for ever.
	http.HandleFunc("POST /step", func(_ http.ResponseWriter, r *http.Request) {
		bytes, _ := strconv.Atoi(r.URL.Query().Get("bytes"))
		shop.keep(bytes)
	})
	http.HandleFunc("GET /state", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]int64{
			"goroutines": int64(runtime.NumGoroutine()),
			"orders":     shop.orders.Load(),
			"flagValue":  shop.flagValue.Load(),
		})
	})
	log.Fatal(http.ListenAndServe(need("ADDRESS"), nil))
}

type shop struct {
	flagURL           string
	dead              bool
	orders, flagValue atomic.Int64
	kept              [][]byte
}

// followLoad places orders at a rate of its own and at one that follows the users of a Locust.
func (s *shop) followLoad(own float64, locustURL string, aUser float64) {
	var users atomic.Int64
	if locustURL != "" {
		go func() {
			for ; ; time.Sleep(500 * time.Millisecond) {
				users.Store(usersOf(locustURL))
			}
		}()
	}
	const tick = 50 * time.Millisecond
	due := 0.0
	for range time.Tick(tick) {
		due += (own + aUser*float64(users.Load())) * tick.Seconds()
		for ; due >= 1; due-- {
			go s.order()
		}
	}
}

func (s *shop) order() {
	value := s.served()
	s.flagValue.Store(value)
	for range make([]struct{}, value) {
		go s.send()
	}
	fmt.Printf("order placed: %d\n", s.orders.Add(1))
}

// send waits for the broker's answer, as the demo's does.
func (s *shop) send() {
	if s.dead {
		select {}
	}
	time.Sleep(500 * time.Millisecond)
}

// served is the flag's value; 0 where it is off or cannot be asked, as the demo's default.
func (s *shop) served() int64 {
	response, err := client.Post(s.flagURL, "application/json", strings.NewReader(`{"context":{}}`))
	if err != nil {
		return 0
	}
	defer response.Body.Close()
	var answer struct {
		Value any `json:"value"`
	}
	body, _ := io.ReadAll(response.Body)
	_ = json.Unmarshal(body, &answer)
	value, _ := answer.Value.(float64)
	return int64(value)
}

func (s *shop) keep(bytes int) {
	block := make([]byte, bytes)
	for i := 0; i < len(block); i += 4096 {
		block[i] = 1
	}
	s.kept = append(s.kept, block)
}

// usersOf is the number of users that shop; 0 where it stands still or cannot be asked.
func usersOf(locustURL string) int64 {
	response, err := client.Get(locustURL + "/stats/requests")
	if err != nil {
		return 0
	}
	defer response.Body.Close()
	var answer struct {
		State string `json:"state"`
		Users int64  `json:"user_count"`
	}
	_ = json.NewDecoder(response.Body).Decode(&answer)
	if answer.State != "running" && answer.State != "spawning" {
		return 0
	}
	return answer.Users
}

func need(name string) string {
	value := os.Getenv(name)
	if value == "" {
		log.Fatalf("%s is not set", name)
	}
	return value
}

func number(name string, other float64) float64 {
	value, err := strconv.ParseFloat(os.Getenv(name), 64)
	if err != nil {
		return other
	}
	return value
}
