namespace Slipway.Gateway.Pipelines.Running;

/// <summary>What a pipeline made of one document.</summary>
/// <param name="Json">UTF-8.</param>
/// <param name="Failed">Steps that failed and did not end it, in the order of the configuration.</param>
/// <param name="Timings">Of the steps that were done, in the order in which they ended.</param>
internal sealed record PipelineResult(
    ReadOnlyMemory<byte> Json,
    IReadOnlyList<string> Failed,
    IReadOnlyList<StepTiming> Timings
);

/// <summary>How long a step took.</summary>
internal readonly record struct StepTiming(string Step, TimeSpan Duration, bool Failed);
