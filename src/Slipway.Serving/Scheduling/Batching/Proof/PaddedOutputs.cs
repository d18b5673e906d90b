using Slipway.Inference;

namespace Slipway.Serving.Scheduling.Batching.Proof;

/// <summary>
/// Finds the dimensions of outputs that are as long as a filled-up input: those that follow it over rows of different
/// lengths, computed singly.
/// </summary>
internal static class PaddedOutputs
{
    public static Dictionary<string, PaddedOutput> Find(
        IReadOnlyList<InferenceRequest> rows,
        IReadOnlyList<InferenceResponse> alone,
        BatchPlan plan
    )
    {
        var found = new Dictionary<string, PaddedOutput>();
        foreach (var (input, padding) in plan.Padding)
        {
            if (
                Lengths(padding.Axis, i => rows[i].FindInput(input)?.Tensor.Shape.Dimensions.ToArray())
                is not { } lengths
            )
                continue;
            foreach (var output in alone[0].Outputs.Where(output => !found.ContainsKey(output.Name)))
            {
                for (var axis = 1; axis < output.Tensor.Shape.Rank; axis++)
                {
                    var its = Lengths(
                        axis,
                        i => alone[i].Outputs.Find(o => o.Name == output.Name).Tensor?.Shape.Dimensions.ToArray()
                    );
                    if (its is not null && its.SequenceEqual(lengths))
                        found.TryAdd(output.Name, new PaddedOutput(axis, input, padding.Axis));
                }
            }
        }

        return found;

        // Null where they do not differ: nothing can be seen then.
        List<long>? Lengths(int axis, Func<int, long[]?> dims)
        {
            var lengths = Enumerable
                .Range(0, alone.Count)
                .Select(i => dims(i) is { } at && axis < at.Length ? at[axis] : -1)
                .ToList();
            return lengths.Distinct().Count() > 1 ? lengths : null;
        }
    }
}
