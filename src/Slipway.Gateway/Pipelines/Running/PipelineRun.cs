using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Deployment.Pipelines.Graphs;
using Slipway.Gateway.Pipelines.Failures;

namespace Slipway.Gateway.Pipelines.Running;

/// <summary>What one run of a pipeline knows. Thread-safe: steps of an ensemble run at the same time.</summary>
internal sealed class PipelineRun(PipelineGraph graph, PipelineValue request, RunOptions options)
{
    /// <summary>Of one answer, one body, one document.</summary>
    public const int LargestValue = 64 << 20;

    /// <summary>Of all answers together, which are kept until the end.</summary>
    public const long LargestSum = 256L << 20;

    private readonly ConcurrentDictionary<string, PipelineValue> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _failed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _busy = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<StepTiming> _timings = new();
    private long _kept;

    public PipelineGraph Graph => graph;

    public PipelineValue Request => request;

    public RunOptions Options => options;

    /// <summary>In the order of the configuration.</summary>
    public IReadOnlyList<string> Failed =>
        _failed.IsEmpty ? [] : [.. graph.Steps.Select(step => step.Name).Where(_failed.ContainsKey)];

    public IReadOnlyList<StepTiming> Timings => [.. _timings];

    /// <summary>Models that have been asked and have not answered.</summary>
    public IReadOnlyList<string> Busy => [.. _busy.Keys.Order(StringComparer.Ordinal)];

    /// <summary>What may still be kept.</summary>
    public long Room => Math.Max(0, LargestSum - Interlocked.Read(ref _kept));

    public JsonElement AnswerOf(string step) => _answers.TryGetValue(step, out var value) ? value.Element : default;

    public JsonElement FailedAsJson() =>
        JsonElement.Parse(new JsonArray([.. Failed.Select(name => (JsonNode)name)]).ToJsonString());

    public void Answer(GraphStep step, PipelineValue value) => _answers[step.Name] = value;

    public void Fail(GraphStep step) => _failed[step.Name] = true;

    public void Began(GraphStep step) => _busy[step.Name] = true;

    public void Ended(GraphStep step) => _busy.TryRemove(step.Name, out _);

    public void Took(GraphStep step, TimeSpan duration, bool failed) =>
        _timings.Enqueue(new StepTiming(step.Name, duration, failed));

    /// <summary>Books what is kept until the end.</summary>
    /// <exception cref="PipelineFailure">It is too much.</exception>
    public void Keep(long bytes)
    {
        if (Interlocked.Add(ref _kept, bytes) > LargestSum)
            throw PipelineFailure.Broken(
                $"Pipeline '{graph.Name}': its steps' answers are over {LargestSum >> 20} MiB together."
            );
    }
}
