using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Machine;
using Slipway.Models;
using Slipway.Serving.Lifecycle;

namespace Slipway.Serving.Telemetry;

/// <summary>
/// Every meter and trace of the engine in one place (System.Diagnostics, so any exporter may listen). Names follow
/// OpenTelemetry: durations in seconds, attributes <c>model</c>, <c>version</c>, and on failures <c>cause</c>.
/// Requests for unknown models carry no model attribute: a caller must not be able to make series.
/// </summary>
public sealed class ServingTelemetry : IDisposable
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string SourceName = "Slipway.Serving";

    private static readonly double[] DurationBuckets =
    [
        0.00001,
        0.000025,
        0.00005,
        0.0001,
        0.00025,
        0.0005,
        0.001,
        0.0025,
        0.005,
        0.01,
        0.025,
        0.05,
        0.1,
        0.25,
        0.5,
        1,
        2.5,
        5,
        10,
    ];

    private static readonly ActivitySource Activities = new(SourceName);

    private readonly RequestTracer _tracer;
    private readonly Meter _meter;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _failures;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _queue;
    private readonly Histogram<double> _compute;
    private readonly ConcurrentDictionary<string, ModelBook> _books = new(StringComparer.Ordinal);
    private readonly Counter<long> _loads;
    private readonly Histogram<double> _loadDuration;
    private readonly ModelManager _models;
    private long _active;

    public ServingTelemetry(IMeterFactory meters, ModelManager models, RequestTracer tracer)
    {
        _tracer = tracer;
        _models = models;
        _meter = meters.Create(SourceName);
        _requests = _meter.CreateCounter<long>(
            "slipway.inference.requests",
            "{request}",
            "Inference requests answered, failures included."
        );
        _failures = _meter.CreateCounter<long>(
            "slipway.inference.failures",
            "{request}",
            "Inference requests that failed, by cause."
        );
        // Observed, because two updates of an aggregate for each request cost more than two of a field.
        _meter.CreateObservableUpDownCounter(
            "slipway.inference.active",
            () => Interlocked.Read(ref _active),
            "{request}",
            "Inference requests being worked on or waiting."
        );
        _duration = Seconds("slipway.inference.duration", "From the decoded request to the computed answer.");
        _queue = Seconds("slipway.inference.queue.duration", "Waiting for a place to compute.");
        _compute = Seconds("slipway.inference.compute.duration", "In the engine, inputs and outputs included.");
        _meter.CreateObservableGauge(
            "slipway.model.available",
            () => models.Statuses.Select(Availability),
            "{version}",
            "1 where the version answers requests, 0 where it does not; then with the cause."
        );
        _meter.CreateObservableUpDownCounter(
            "slipway.model.memory",
            () => models.MemoryBooked,
            "By",
            "Memory booked for loaded versions, by their runtimes' estimates."
        );
        _meter.CreateObservableGauge(
            "slipway.process.cpu.limit",
            static () => CpuBudget.Current.Limit,
            "{cpu}",
            "CPUs that the process may use: its quota, or those it may be scheduled on where that is less."
        );
        _loads = _meter.CreateCounter<long>(
            "slipway.model.loads",
            "{load}",
            "Attempts to load a version, by result: loaded, or the cause of the failure."
        );
        _loadDuration = Seconds("slipway.model.load.duration", "Loading a version, warm-up included.");
        models.Loaded += Loaded;
    }

    /// <summary>Whether anybody receives spans.</summary>
    internal static bool HasListeners => Activities.HasListeners();

    /// <summary>
    /// The books of each model that has had a request, in alphabetical order. A model that there is not has none.
    /// </summary>
    public IReadOnlyList<ModelBook> Books => [.. _books.Values.OrderBy(book => book.Model, StringComparer.Ordinal)];

    /// <summary>Opens the books on a request.</summary>
    public InferenceCall Start(in ModelSelector selector, string? requestId = null)
    {
        Interlocked.Increment(ref _active);
        var model = selector.Name;
        var sampler = _tracer.Sample(model);
        // Into a file go those that the settings pick; who listens to spans besides picks for itself.
        var activity =
            sampler is not null || _tracer.WritesFile ? Activities.StartActivity("infer", ActivityKind.Internal) : null;
        activity?.SetTag("slipway.model", model);
        return new InferenceCall(model, Stopwatch.GetTimestamp(), activity)
        {
            RequestId = requestId,
            Sampler = sampler,
        };
    }

    /// <summary>The request fits the model and goes to its scheduler.</summary>
    public void Scheduled(ref InferenceCall call, int rows)
    {
        call.Rows = rows;
        if (call.Sampler is not null && _tracer.WritesFile)
            call.Queued = Stopwatch.GetTimestamp();
    }

    public void Succeeded(ref InferenceCall call, in InferenceTimings timings)
    {
        var tags = Tags(call);
        var elapsed = Stopwatch.GetTimestamp() - call.Started;
        call.Statistics?.Succeeded(elapsed, timings, Math.Max(1, call.Rows));
        BookOf(call)?.Succeeded(elapsed, timings.ComputeInput + timings.ComputeInfer + timings.ComputeOutput);
        Interlocked.Decrement(ref _active);
        _requests.Add(1, tags);
        _duration.Record(ToSeconds(elapsed), tags);
        _queue.Record(ToSeconds(timings.Queue), tags);
        _compute.Record(ToSeconds(timings.ComputeInput + timings.ComputeInfer + timings.ComputeOutput), tags);
        if (call.Sampler is { } sampler)
            _tracer.Finish(sampler, call, timings);
        call.Activity?.SetTag("slipway.version", call.Version);
        call.Activity?.SetTag("slipway.queue_us", ToSeconds(timings.Queue) * 1e6);
        call.Activity?.SetTag("slipway.compute_us", ToSeconds(timings.ComputeInfer) * 1e6);
        call.Activity?.Dispose();
    }

    public void Failed(ref InferenceCall call, Exception error)
    {
        var code = CodeOf(error);
        var cause = code.ToString();
        var tags = Tags(call);
        call.Statistics?.Failed(
            Stopwatch.GetTimestamp() - call.Started,
            FailureReasons.Of(error, scheduled: call.Rows > 0)
        );
        BookOf(call)?.Failed(code);
        Interlocked.Decrement(ref _active);
        _requests.Add(1, tags);
        tags.Add("cause", cause);
        _failures.Add(1, tags);
        if (call.Sampler is { } sampler)
            _tracer.Finish(sampler, call, timings: null);
        call.Activity?.SetStatus(ActivityStatusCode.Error, cause);
        call.Activity?.Dispose();
    }

    public void Dispose()
    {
        _models.Loaded -= Loaded;
        _meter.Dispose();
    }

    private void Loaded(LoadOutcome outcome)
    {
        var tags = new TagList { new("model", outcome.Model), new("result", outcome.Result) };
        _loads.Add(1, tags);
        _loadDuration.Record(outcome.Elapsed.TotalSeconds, tags);
    }

    private ModelBook? BookOf(InferenceCall call) =>
        call.Version is null ? null : _books.GetOrAdd(call.Model, static model => new ModelBook(model));

    private static ServingErrorCode CodeOf(Exception error) =>
        error switch
        {
            ServingException e => e.Code,
            OperationCanceledException => ServingErrorCode.Cancelled,
            _ => ServingErrorCode.Internal,
        };

    private static TagList Tags(InferenceCall call) =>
        call.Version is { } version ? new TagList { new("model", call.Model), new("version", version) } : default;

    private static double ToSeconds(long ticks) => (double)ticks / Stopwatch.Frequency;

    private static Measurement<int> Availability(ModelStatus status)
    {
        var tags = new TagList { new("model", status.Name), new("version", status.Version) };
        if ((status.Fault ?? status.Error) is { } error)
            tags.Add("cause", error.Reason ?? error.Code.ToString());
        return new Measurement<int>(status.IsReady ? 1 : 0, tags);
    }

    private Histogram<double> Seconds(string name, string description) =>
        _meter.CreateHistogram(
            name,
            "s",
            description,
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBuckets }
        );
}
