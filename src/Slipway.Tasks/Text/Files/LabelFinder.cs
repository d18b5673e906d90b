using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Tasks.Text.Files;

/// <summary>Finds the names of a model's classes.</summary>
internal static class LabelFinder
{
    /// <summary>
    /// Those of the section, else of <c>config.json</c>, else of the output in <c>model.yaml</c> or in the model itself; empty
    /// where none are known.
    /// </summary>
    public static IReadOnlyList<string> Find(
        ModelPackage package,
        TensorSpec output,
        List<string> section,
        TransformerConfig config
    ) =>
        section.Count > 0 ? section
        : config.Labels.Count > 0 ? config.Labels
        : package.Config.Outputs.TryGetValue(output.Name, out var said) && said.Labels.Count > 0 ? said.Labels
        : output.Labels;

    /// <exception cref="ServingException">FailedPrecondition: the model gives another number of scores.</exception>
    public static void CheckCount(int labels, TensorSpec output)
    {
        var rank = output.Shape.Rank;
        if (rank > 0 && !output.TakesAnyShape && output.Shape[rank - 1] is > 0 and var width && width != labels)
        {
            throw new ServingException(
                ServingErrorCode.FailedPrecondition,
                $"There are {labels} labels, but the model's output '{output}' has {width} scores: give as many labels as scores."
            )
            {
                Reason = "task-mismatch",
            };
        }
    }
}
