using Slipway.Errors;

namespace Slipway.Serving.Sources;

/// <summary>What one look at a model found.</summary>
/// <param name="Model">Null where there is nothing to serve yet or any more.</param>
/// <param name="Broken">What is wrong.</param>
/// <param name="Remaining">After which time to look again, if nothing happens before; infinite for never.</param>
internal sealed record ModelSight(SourcedModel? Model, IReadOnlyList<BrokenModel> Broken, TimeSpan Remaining)
{
    public static ModelSight OfBroken(SourcedModel? last, string name, string folder, ServingException error) =>
        new(last, [new BrokenModel(last?.Name ?? name, folder, error)], Timeout.InfiniteTimeSpan);

    public static TimeSpan Sooner(TimeSpan left, TimeSpan right) =>
        left == Timeout.InfiniteTimeSpan ? right
        : right == Timeout.InfiniteTimeSpan || left < right ? left
        : right;
}
