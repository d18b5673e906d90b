using Slipway.Errors;

namespace Slipway.Serving.Telemetry;

/// <summary>
/// The requests to one model by what became of them, over all its versions and since the server started: unlike the
/// books of a version it never counts backwards. Thread-safe.
/// </summary>
public sealed class ModelBook(string model)
{
    private static readonly int Codes = Enum.GetValues<ServingErrorCode>().Length;

    private readonly long[] _failures = new long[Codes];
    private long _successes;

    public string Model => model;

    public long Successes => Interlocked.Read(ref _successes);

    /// <summary>From the decoded request to the computed answer, of those that were answered.</summary>
    public LatencyHistogram Requests { get; } = new();

    /// <summary>In the engine, of those that were answered.</summary>
    public LatencyHistogram Computing { get; } = new();

    /// <summary>Requests that failed with a code.</summary>
    public long Failures(ServingErrorCode code) => Interlocked.Read(ref _failures[(int)code]);

    internal void Succeeded(long ticks, long computing)
    {
        Interlocked.Increment(ref _successes);
        Requests.Record(ticks);
        Computing.Record(computing);
    }

    internal void Failed(ServingErrorCode code) => Interlocked.Increment(ref _failures[(int)code]);
}
