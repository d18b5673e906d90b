using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Slipway.Deployment;
using Slipway.Deployment.Manifest;

namespace Slipway.Gateway.Pipelines.Views;

/// <summary>What <c>GET /pipelines/{p}</c> answers: the pipeline as it is drawn, and what it has done.</summary>
internal sealed record PipelineView
{
    public required string Name { get; init; }

    public string? Description { get; init; }

    public required bool Ready { get; init; }

    /// <summary>Null where it is ready.</summary>
    public string? Why { get; init; }

    public TimeSpan? Timeout { get; init; }

    /// <summary>JSON Schema; null for any object.</summary>
    public JsonObject? Input { get; init; }

    public JsonNode? Example { get; init; }

    public JsonNode? Output { get; init; }

    /// <summary>As it is configured.</summary>
    public IReadOnlyDictionary<string, NodeConfig>? Nodes { get; init; }

    /// <summary>As it is drawn; null where it cannot be run.</summary>
    public GraphDrawing? Drawing { get; init; }

    public required PipelineTraffic Traffic { get; init; }
}

/// <summary>Where a document goes, from the vertex <c>request</c> to the vertex <c>response</c>.</summary>
internal sealed record GraphDrawing(IReadOnlyList<Vertex> Vertices, IReadOnlyList<Edge> Edges);

/// <param name="Id">Its own.</param>
/// <param name="Kind"><c>request</c>, <c>response</c>, <c>model</c>, <c>pipeline</c>, <c>fork</c> (an ensemble), <c>join</c>, <c>switch</c>, <c>splitter</c>.</param>
/// <param name="Label">The step's or node's name.</param>
/// <param name="Service">The model, or pipeline, that is asked.</param>
/// <param name="Step">Of the step, by which its traffic is counted.</param>
/// <param name="Soft">The pipeline goes on where it fails.</param>
internal sealed record Vertex(
    string Id,
    string Kind,
    string Label,
    string? Service = null,
    string? Step = null,
    bool Soft = false
);

/// <param name="From">A vertex.</param>
/// <param name="To">A vertex.</param>
/// <param name="Label">A condition, or a part of the traffic.</param>
internal sealed record Edge(string From, string To, string? Label = null);

/// <summary>What went through since the gateway started.</summary>
internal sealed record PipelineTraffic
{
    public required long Requests { get; init; }

    /// <summary>Not the caller's fault.</summary>
    public required long Failures { get; init; }

    public required int InFlight { get; init; }

    /// <summary>Milliseconds, since the gateway started; null without requests.</summary>
    public double? P50 { get; init; }

    /// <inheritdoc cref="P50"/>
    public double? P99 { get; init; }

    /// <summary>By name; null for a step's own.</summary>
    public IReadOnlyDictionary<string, PipelineTraffic>? Steps { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(DurationConverter)]
)]
[JsonSerializable(typeof(PipelineView))]
[JsonSerializable(typeof(IReadOnlyList<PipelineView>))]
internal sealed partial class PipelineViewContext : JsonSerializerContext;
