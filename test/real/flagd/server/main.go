// Program flagd-core serves a flag file by flagd's own parts: its file watchers, its store, its evaluator and its
// answers are those of github.com/open-feature/flagd/core. Only the HTTP route around them is ours, as flagd's
// server itself cannot be had as a Go module. It takes the part of flagd's command line that the tests use:
//
//	flagd-core start --sources '[{"uri":"/a/file.json","provider":"fileinfo"}]' --ofrep-port 8016
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/open-feature/flagd/core/pkg/evaluator"
	"github.com/open-feature/flagd/core/pkg/logger"
	"github.com/open-feature/flagd/core/pkg/service/ofrep"
	"github.com/open-feature/flagd/core/pkg/store"
	"github.com/open-feature/flagd/core/pkg/sync"
	"github.com/open-feature/flagd/core/pkg/sync/file"
	"go.uber.org/zap/zapcore"
)

const (
	bulkPath   = "/ofrep/v1/evaluate/flags"
	singlePath = bulkPath + "/"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 0 || args[0] != "start" {
		return errors.New("usage: flagd-core start --sources JSON --ofrep-port PORT")
	}
	flags := flag.NewFlagSet("start", flag.ContinueOnError)
	sources := flags.String("sources", "", "one source, as flagd takes it")
	port := flags.Int("ofrep-port", 8016, "port of OFREP")
	for _, ignored := range []string{"port", "management-port", "sync-port"} {
		flags.Int(ignored, 0, "for flagd itself")
	}
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	var wanted []sync.SourceConfig
	if err := json.Unmarshal([]byte(*sources), &wanted); err != nil || len(wanted) != 1 {
		return fmt.Errorf("--sources must be a list of one source: %v", err)
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	evaluate, err := watch(ctx, wanted[0])
	if err != nil {
		return err
	}
	server := http.Server{Addr: fmt.Sprintf("127.0.0.1:%d", *port), Handler: handler(evaluate)}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// watch keeps an evaluator's state as the file has it, as flagd's runtime does.
func watch(ctx context.Context, source sync.SourceConfig) (*evaluator.JSON, error) {
	zap, err := logger.NewZapLogger(zapcore.ErrorLevel, "console")
	if err != nil {
		return nil, err
	}
	log := logger.NewLogger(zap, false)
	flags, err := store.NewStore(log, []string{source.URI})
	if err != nil {
		return nil, err
	}
	evaluate := evaluator.NewJSON(log, flags)
	files := file.NewFileSync(source.URI, source.Provider, log)
	if err := files.Init(ctx); err != nil {
		return nil, err
	}
	changes := make(chan sync.DataSync, 1)
	go func() {
		if err := files.Sync(ctx, changes); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}()
	go func() {
		for change := range changes {
			if err := evaluate.SetState(change); err != nil {
				fmt.Fprintln(os.Stderr, err)
			}
		}
	}()
	return evaluate, nil
}

func handler(evaluate *evaluator.JSON) http.Handler {
	return http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		path := request.URL.Path
		if path != bulkPath && !strings.HasPrefix(path, singlePath) {
			writer.WriteHeader(http.StatusNotFound)
			return
		}
		if request.Method != http.MethodPost {
			writer.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		key := strings.TrimPrefix(path, singlePath)
		facts, err := contextOf(request.Body)
		switch {
		case err != nil && path == bulkPath:
			answer(writer, http.StatusBadRequest, ofrep.BulkEvaluationContextError())
		case err != nil:
			answer(writer, http.StatusBadRequest, ofrep.ContextErrorResponseFrom(key))
		case path == bulkPath:
			values, metadata, err := evaluate.ResolveAllValues(selecting(request), "", facts)
			if err != nil {
				answer(writer, http.StatusInternalServerError, ofrep.InternalError{ErrorDetails: err.Error()})
				return
			}
			answer(writer, http.StatusOK, ofrep.BulkEvaluationResponseFrom(values, metadata))
		default:
			result := evaluate.ResolveAsAnyValue(selecting(request), "", key, facts)
			if result.Error != nil {
				status, failure := ofrep.EvaluationErrorResponseFrom(result)
				answer(writer, status, failure)
				return
			}
			answer(writer, http.StatusOK, ofrep.SuccessResponseFrom(result))
		}
	})
}

// selecting tells the store that no selector was given: all of its flags.
func selecting(request *http.Request) context.Context {
	all, _ := store.NewSelector("")
	return context.WithValue(request.Context(), store.SelectorContextKey{}, all)
}

// contextOf takes an empty body, and a context that is no object, as no context.
func contextOf(body io.Reader) (map[string]any, error) {
	var request ofrep.Request
	if err := json.NewDecoder(body).Decode(&request); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if facts, ok := request.Context.(map[string]any); ok {
		return facts, nil
	}
	return map[string]any{}, nil
}

func answer(writer http.ResponseWriter, status int, payload any) {
	text, err := json.Marshal(payload)
	if err != nil {
		writer.WriteHeader(http.StatusInternalServerError)
		return
	}
	writer.Header().Set("Content-Type", "application/json")
	writer.WriteHeader(status)
	_, _ = writer.Write(text)
}
