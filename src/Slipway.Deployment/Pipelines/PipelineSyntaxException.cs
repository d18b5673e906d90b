namespace Slipway.Deployment.Pipelines;

/// <summary>A path or a condition that is none.</summary>
public sealed class PipelineSyntaxException(int column, string message) : Exception($"column {column}: {message}")
{
    /// <summary>Where in the text, from 1.</summary>
    public int Column { get; } = column;
}
