using Slipway.Errors;
using Slipway.Handlers;
using Slipway.Models;

namespace Slipway.AspNetCore.Handlers;

/// <summary>Holds what a handler promises against what can be served.</summary>
internal static class HandlerSignature
{
    /// <exception cref="ServingException">FailedPrecondition, reason <c>invalid-signature</c>, listing all that is wrong.</exception>
    public static ModelSignature Checked(IModelHandler handler, HandlerContext context)
    {
        // It is somebody's code: what the compiler promises of null may have been overruled.
        if (handler.Signature is not { } signature)
            throw Invalid(handler, context, ["Signature is null"]);
        List<string> problems = [.. Problems("input", signature.Inputs), .. Problems("output", signature.Outputs)];
        if (signature.Outputs.Count == 0)
            problems.Add("there is no output");
        if (handler.TakesBatches)
        {
            problems.AddRange(
                signature
                    .Inputs.Concat(signature.Outputs)
                    .Where(spec => spec.HasUnknownRank || spec.Shape.Rank == 0 || spec.Shape[0] >= 0)
                    .Select(spec =>
                        $"TakesBatches needs a free first dimension, which '{spec.Name}' {spec.Shape} has not"
                    )
            );
        }

        return problems.Count == 0 ? signature : throw Invalid(handler, context, problems);
    }

    private static IEnumerable<string> Problems(string kind, IReadOnlyList<TensorSpec> specs)
    {
        foreach (var group in specs.GroupBy(spec => spec.Name, StringComparer.Ordinal))
        {
            if (string.IsNullOrEmpty(group.Key))
                yield return $"an {kind} has no name";
            else if (group.Count() > 1)
                yield return $"there are {group.Count()} {kind}s '{group.Key}'";
        }

        foreach (var spec in specs.Where(spec => spec.Shape.Dimensions.ContainsAnyInRange(long.MinValue, -2)))
        {
            yield return $"the {kind} '{spec.Name}' has the shape {spec.Shape}; a free dimension is -1";
        }
    }

    private static ServingException Invalid(
        IModelHandler handler,
        HandlerContext context,
        IReadOnlyList<string> problems
    ) =>
        new(
            ServingErrorCode.FailedPrecondition,
            $"The signature of {handler.GetType().Name}, the handler of model '{context.Name}', cannot be served: "
                + $"{string.Join("; ", problems)}."
        )
        {
            Reason = "invalid-signature",
        };
}
