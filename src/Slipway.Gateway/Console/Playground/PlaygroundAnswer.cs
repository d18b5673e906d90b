using Slipway.Gateway.Pipelines.Running;

namespace Slipway.Gateway.Console.Playground;

/// <summary>What came back.</summary>
public sealed record PlaygroundAnswer
{
    public required int Status { get; init; }

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Readable, and cut off where it is long.</summary>
    public required string Text { get; init; }

    /// <summary>Of the whole.</summary>
    public required long Bytes { get; init; }

    public required TimeSpan Took { get; init; }

    public int? Revision { get; init; }

    /// <summary>Of a pipeline.</summary>
    internal IReadOnlyList<StepTiming> Steps { get; init; } = [];

    /// <summary>Steps that failed and did not end the pipeline.</summary>
    public IReadOnlyCollection<string> FailedSteps { get; init; } = [];
}
