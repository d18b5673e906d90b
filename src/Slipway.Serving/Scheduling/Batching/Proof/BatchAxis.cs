using Slipway.Models;

namespace Slipway.Serving.Scheduling.Batching.Proof;

/// <summary>What a signature alone says of batches: the first dimension of every tensor must be free.</summary>
internal static class BatchAxis
{
    /// <summary>Why there cannot be a batch; null where there may be.</summary>
    public static string? Problem(ModelSignature signature)
    {
        if (signature.Inputs.Count == 0)
            return "it has no inputs";
        foreach (var spec in signature.Inputs.Concat(signature.Outputs))
        {
            if (spec.HasUnknownRank)
                return $"the model does not say which dimensions '{spec.Name}' has";
            if (spec.Shape.Rank == 0)
                return $"'{spec.Name}' is one value and has no dimension for a batch";
            if (spec.Shape[0] >= 0)
                return $"the first dimension of '{spec.Name}' {spec.Shape} is not free";
        }

        return null;
    }

    /// <summary>Whether an input has a free dimension besides the first.</summary>
    public static bool HasOtherFree(ModelSignature signature)
    {
        foreach (var spec in signature.Inputs)
        {
            if (spec.Shape.Dimensions[1..].ContainsAnyInRange(long.MinValue, -1))
                return true;
        }

        return false;
    }
}
