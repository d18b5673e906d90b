namespace Slipway.Kubernetes.Rendering;

/// <summary>A fleet that Kubernetes cannot have as it is.</summary>
/// <param name="problems">All that is wrong, in sentences that say what to do.</param>
public sealed class RenderException(IReadOnlyList<string> problems) : Exception(string.Join(" ", problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
