using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Serving.Scheduling.Batching;

/// <summary>What the configuration says of batches, held against the model.</summary>
internal static class BatchPlanReader
{
    /// <summary>Null where there is to be no batching: it is off, or the model has none of its own to compute.</summary>
    /// <exception cref="ServingException">FailedPrecondition, reason <c>config-mismatch</c>, listing all that is wrong.</exception>
    public static BatchPlan? Read(ModelPackage package, ModelSignature signature)
    {
        var config = package.Config;
        var batching = config.Scheduling.Batching;
        // A file that gives no batch dimension says 0; the steps of an ensemble are batched by themselves.
        if (batching.Mode == BatchingMode.Off || config.MaxBatchSize == 0 || config.Ensemble is not null)
            return null;
        var problems = batching.Padding.SelectMany(padding => Problems(padding.Key, padding.Value, signature)).ToList();
        if (problems.Count == 0)
            return BatchPlan.Of(package);
        throw new ServingException(
            ServingErrorCode.FailedPrecondition,
            $"Model '{package.Name}' version {package.Version} does not fit its configuration: "
                + $"{string.Join("; ", problems)}."
        )
        {
            Reason = "config-mismatch",
        };
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
