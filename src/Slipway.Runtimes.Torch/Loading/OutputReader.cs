using Slipway.Models;
using Slipway.Runtimes.Torch.Execution;
using Slipway.Tensors;

namespace Slipway.Runtimes.Torch.Loading;

/// <summary>The outputs of a model: from what it returned for zeros, and from the configuration where it says more.</summary>
internal static class OutputReader
{
    /// <param name="package">The model.</param>
    /// <param name="tree">What forward returns.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="first">What came out for a batch of two; null where nothing did.</param>
    /// <param name="second">What came out for a batch of three.</param>
    public static IReadOnlyList<TensorSpec> Read(
        ModelPackage package,
        OutputTree tree,
        IReadOnlyList<ForwardInput> inputs,
        IReadOnlyList<ProbedOutput>? first,
        IReadOnlyList<ProbedOutput>? second
    )
    {
        var configured = package.Config.Outputs;
        IReadOnlyList<string> own;
        if (first is not null)
            own = [.. first.Select(output => output.Name)];
        else if (!tree.HasList)
            own = tree.Names();
        else if (configured.Count > 0)
            own = [.. configured.Keys];
        else
            throw LoadErrors.UnknownOutputs(package, tree.Type.ToString());
        var names = ConfiguredNames.Of(package, "outputs", own, configured);
        var specs = new TensorSpec[names.Count];
        for (var i = 0; i < specs.Length; i++)
        {
            var config = configured.GetValueOrDefault(names[i]);
            var type = TypeOf(package, names[i], config, first?[i].Type);
            specs[i] = Shaped(
                new TensorSpec(names[i], type, TensorShape.Scalar),
                config,
                inputs,
                first?[i].Shape,
                second is not null && second.Count == specs.Length ? second[i].Shape : null
            );
        }

        return specs;
    }

    private static DataType TypeOf(ModelPackage package, string name, TensorConfig? config, DataType? actual)
    {
        if (config?.Datatype is not { } text)
            return actual ?? DataType.Fp32;
        if (!DataTypes.TryParse(text.AsSpan(), out DataType type) || !TorchTypes.TryGet(type, out _))
            throw LoadErrors.UnsupportedDatatype(package, "output", name, text);
        return actual is null || actual == type
            ? type
            : throw LoadErrors.WrongOutputType(package, name, text, actual.Value.Name());
    }

    private static TensorSpec Shaped(
        TensorSpec spec,
        TensorConfig? config,
        IReadOnlyList<ForwardInput> inputs,
        long[]? first,
        long[]? second
    )
    {
        if ((config?.Reshape ?? config?.Shape) is { } declared)
            return spec with { Shape = new TensorShape([.. declared]) };
        // What came of a guessed shape says nothing of others.
        var known = inputs.All(input => input.Spec is not { HasUnknownRank: true });
        if (!known || first is null || second is null || first.Length != second.Length)
            return spec with { HasUnknownRank = true };
        var onlyRowsAreFree = inputs.All(input =>
            input.Spec is null || input.Spec.Shape.Dimensions is not [_, .. var rest] || !rest.Contains(-1)
        );
        var shape = new long[first.Length];
        for (var i = 0; i < shape.Length; i++)
        {
            shape[i] = first[i] != second[i] || (i > 0 && !onlyRowsAreFree) ? -1 : first[i];
        }

        return spec with
        {
            Shape = new TensorShape(shape),
        };
    }
}
