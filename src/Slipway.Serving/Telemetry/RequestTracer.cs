using System.Collections.Frozen;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Slipway.Errors;
using Slipway.Inference;

namespace Slipway.Serving.Telemetry;

/// <summary>
/// Decides which requests are traced, by settings that can be changed while the server runs: of the server as a whole,
/// and of single models on top. Traces go into a file where there is one, else they are spans. Thread-safe.
/// </summary>
public sealed class RequestTracer : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly TraceFile? _file;
    private readonly TraceSettings _defaults;
    private volatile Scope _server;
    private volatile FrozenDictionary<string, Scope> _models = FrozenDictionary<string, Scope>.Empty;

    /// <param name="file">The one file that traces may go into, which clients cannot change; null for spans.</param>
    /// <param name="log">Tells when writing fails.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be written.</exception>
    public RequestTracer(string? file, ILogger<RequestTracer> log)
    {
        _file = file is null ? null : new TraceFile(file, log);
        _defaults = file is null ? TraceSettings.ForSpans : TraceSettings.ForFile;
        _server = new Scope(TraceOverrides.None, new TraceSampler(_defaults));
    }

    /// <summary>Where traces go, now: spans only where somebody listens.</summary>
    public TraceMode Mode => _file is null && ServingTelemetry.HasListeners ? TraceMode.Spans : TraceMode.File;

    /// <summary>The file; empty where there is none.</summary>
    public string File => _file?.Path ?? "";

    internal bool WritesFile => _file is not null;

    /// <summary>What holds for a model, or for all that have nothing of their own where it is null.</summary>
    public TraceSettings Read(string? model) =>
        _file is null && Mode == TraceMode.File ? TraceSettings.ForFile : ScopeOf(model).Sampler.Settings;

    /// <summary>Changes all of the settings given, or none. One without values is left to what is above.</summary>
    /// <param name="model">A model that there is; null for the server as a whole.</param>
    /// <param name="changes">By name.</param>
    /// <exception cref="ServingException">
    /// InvalidArgument for an unknown setting or a bad value; Unsupported for what cannot be changed or has no effect.
    /// </exception>
    public void Update(string? model, IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>?>> changes)
    {
        lock (_lock)
        {
            var scope = model is null || _models.ContainsKey(model) ? ScopeOf(model) : Scope.Empty(_server);
            var overrides = TraceSettingsReader.Apply(scope.Current, changes, Mode);
            if (changes.Count > 0 && _file is null && Mode == TraceMode.File)
            {
                throw ServingException.Unsupported(
                    "Trace settings have no effect: traces go nowhere. Start the server with --trace-file FILE, or with "
                        + "OTEL_EXPORTER_OTLP_ENDPOINT set."
                );
            }

            var above = model is null ? _defaults : _server.Sampler.Settings;
            var changed = Scope.Create(overrides, above);
            if (model is null)
            {
                _server = changed;
                Replace(_models.Select(own => KeyValuePair.Create(own.Key, own.Value.Under(changed.Sampler.Settings))));
                return;
            }

            var others = _models.Where(own => own.Key != model);
            Replace(overrides == TraceOverrides.None ? others : others.Append(KeyValuePair.Create(model, changed)));
        }
    }

    /// <summary>Writes what has been collected.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_file is not null)
            await _file.DisposeAsync();
    }

    /// <summary>What picked the request, to be given back with <see cref="Finish"/>; null where nothing did.</summary>
    internal TraceSampler? Sample(string model)
    {
        var sampler = ScopeOf(model).Sampler;
        // As from Triton, a caller that traces is told what it asks for.
        var forced = _file is null && Activity.Current is { HasRemoteParent: true, Recorded: true };
        return sampler.TrySample(forced) ? sampler : null;
    }

    internal void Finish(TraceSampler sampler, InferenceCall call, InferenceTimings? timings)
    {
        var isLast = sampler.Finish();
        _file?.Add(
            new TraceRecord(
                call.Model,
                call.Version,
                call.RequestId,
                call.Started,
                call.Queued,
                timings,
                Stopwatch.GetTimestamp(),
                sampler.Settings.LogFrequency,
                isLast
            )
        );
    }

    private Scope ScopeOf(string? model) =>
        model is not null && _models.TryGetValue(model, out var own) ? own : _server;

    private void Replace(IEnumerable<KeyValuePair<string, Scope>> models) =>
        _models = models.ToFrozenDictionary(StringComparer.Ordinal);

    private sealed record Scope(TraceOverrides Overrides, TraceSampler Sampler)
    {
        /// <summary>What was set, with the count that is left of it.</summary>
        public TraceOverrides Current =>
            Overrides.Count is null ? Overrides : Overrides with { Count = Sampler.Settings.Count };

        /// <summary>Nothing of its own.</summary>
        public static Scope Empty(Scope above) => new(TraceOverrides.None, above.Sampler);

        /// <exception cref="ServingException">InvalidArgument where nothing could be traced so.</exception>
        public static Scope Create(TraceOverrides overrides, TraceSettings above)
        {
            var settings = above.With(overrides);
            return settings is { Timestamps: true, Rate: 0 }
                ? throw ServingException.InvalidArgument(
                    "trace_rate is 0, by which nothing is traced; set it to 1 or more, or trace_level to OFF."
                )
                : new Scope(overrides, new TraceSampler(settings));
        }

        /// <summary>The same under other settings of the server; itself where they make no difference.</summary>
        public Scope Under(TraceSettings above) =>
            above.With(Current) == Sampler.Settings ? this : Create(Current, above);
    }
}
