using Slipway.Errors;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Tasks.Text.Files;

/// <summary>Finds the output that a task needs, by its name or as the only one.</summary>
internal static class OutputFinder
{
    /// <param name="signature">The model's.</param>
    /// <param name="named">What the configuration says; null where it says nothing.</param>
    /// <param name="key">The configuration's key, for messages.</param>
    /// <param name="rank">The number of dimensions, the batch included; 0 where any is fine.</param>
    /// <param name="names">Usual names, the likeliest first.</param>
    /// <exception cref="ServingException">FailedPrecondition.</exception>
    public static TensorSpec Find(ModelSignature signature, string? named, string key, int rank, string[] names)
    {
        if (named is not null)
        {
            var found =
                signature.FindOutput(named) ?? throw Unfit($"the model has no output '{named}'", signature, key);
            return Fits(found, rank) ? found : throw Unfit($"'{found}' has not {rank} dimensions", signature, key);
        }

        var fitting = signature.Outputs.Where(output => Fits(output, rank)).ToList();
        return names
                .Select(name => fitting.Find(output => output.Name == name))
                .FirstOrDefault(found => found is not null)
            ?? (fitting.Count == 1 ? fitting[0] : null)
            ?? throw Unfit(
                $"none of the outputs is called {string.Join(" or ", names.Select(name => $"'{name}'"))} and has "
                    + $"{(rank == 0 ? "numbers" : $"{rank} dimensions of numbers")}",
                signature,
                key
            );
    }

    private static bool Fits(TensorSpec output, int rank) =>
        output.DataType is DataType.Fp32 or DataType.Fp16 or DataType.BF16 or DataType.Fp64
        && (rank == 0 || output.TakesAnyShape || output.Shape.Rank == rank);

    private static ServingException Unfit(string problem, ModelSignature signature, string key) =>
        new(
            ServingErrorCode.FailedPrecondition,
            $"The model's outputs do not fit the task: {problem}; it has "
                + $"{string.Join(", ", signature.Outputs.Select(output => $"'{output}'"))}. Say which one it is with '{key}:' in "
                + "the task's section of model.yaml."
        )
        {
            Reason = "task-mismatch",
        };
}
