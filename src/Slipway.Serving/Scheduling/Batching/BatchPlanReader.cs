using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Serving.Scheduling.Batching;

/// <summary>What the configuration says of batches, held against the model.</summary>
internal static class BatchPlanReader
{
    /// <param name="package">The version.</param>
    /// <param name="signature">Its inputs and outputs.</param>
    /// <param name="advised">How inputs may be filled up where the configuration does not say it.</param>
    /// <returns>Null where there is to be no batching: it is off, or the model has none of its own to compute.</returns>
    /// <exception cref="ServingException">FailedPrecondition, reason <c>config-mismatch</c>, listing all that is wrong.</exception>
    public static BatchPlan? Read(
        ModelPackage package,
        ModelSignature signature,
        IReadOnlyDictionary<string, PaddingConfig> advised
    )
    {
        var config = package.Config;
        var batching = config.Scheduling.Batching;
        // A file that gives no batch dimension says 0; the steps of an ensemble are batched by themselves.
        if (batching.Mode == BatchingMode.Off || config.MaxBatchSize == 0 || config.Ensemble is not null)
            return null;
        var problems = batching.Padding.SelectMany(padding => Problems(padding.Key, padding.Value, signature)).ToList();
        if (problems.Count == 0)
            return BatchPlan.Of(package) with { Padding = Padding(batching, signature, advised) };
        throw new ServingException(
            ServingErrorCode.FailedPrecondition,
            $"Model '{package.Name}' version {package.Version} does not fit its configuration: "
                + $"{string.Join("; ", problems)}."
        )
        {
            Reason = "config-mismatch",
        };
    }

    // What is advised is no promise of the author's: where it does not fit, it is left.
    private static Dictionary<string, PaddingConfig> Padding(
        BatchingConfig batching,
        ModelSignature signature,
        IReadOnlyDictionary<string, PaddingConfig> advised
    )
    {
        var padding = new Dictionary<string, PaddingConfig>(batching.Padding, StringComparer.Ordinal);
        foreach (var (name, config) in advised)
        {
            if (!Problems(name, config, signature).Any())
                padding.TryAdd(name, config);
        }

        return padding;
    }

    private static IEnumerable<string> Problems(string name, PaddingConfig padding, ModelSignature signature)
    {
        var place = $"scheduling.batching.padding.{name}";
        if (signature.FindInput(name) is not { } spec)
            yield return $"{place}: the model has no such input; it has {string.Join(", ", signature.Inputs.Select(i => i.Name))}";
        else if (padding.Axis < 1 || padding.Axis >= spec.Shape.Rank)
            yield return $"{place}: its shape {spec.Shape} has no axis {padding.Axis} behind the batch";
        else if (spec.Shape[padding.Axis] >= 0)
            yield return $"{place}: axis {padding.Axis} of {spec.Shape} has a fixed length";
        else if (spec.DataType == Tensors.DataType.Bytes)
            yield return $"{place}: texts are not filled up";
    }
}
