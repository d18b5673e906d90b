namespace Slipway.Runtimes.Torch.Inference;

/// <summary>What each operator says of the inputs that reach it.</summary>
internal sealed class OperatorEvidence(IReadOnlyDictionary<string, ParameterInfo> parameters, int inputs)
{
    // Where _convolution has its flag for transposed ones; their weights are laid out the other way round.
    private const int Transposed = 6;

    public IReadOnlyList<InputEvidence> Evidence { get; } =
    [.. Enumerable.Range(0, inputs).Select(_ => new InputEvidence())];

    /// <summary>Notes what an operator says, and gives what comes out of it.</summary>
    public FlowValue Apply(string name, IReadOnlyList<FlowValue> arguments)
    {
        if (Operators.Indices.TryGetValue(name, out var index) && Input(arguments, index) is { } indices)
            Evidence[indices.Index].IsIndex = true;
        if (Operators.Conditions.TryGetValue(name, out var condition) && Input(arguments, condition) is { } chosen)
            Evidence[chosen.Index].IsCondition = true;
        if (name is "addmm" or "baddbmm" or "addmv")
            Weighted(name, [.. arguments.Skip(1)]);
        else if (Operators.Weighted.Contains(name))
            Weighted(name, arguments);
        if (Operators.Floating.Contains(name) && Input(arguments, 0) is { } floating)
            Evidence[floating.Index].IsFloating = true;
        if (name is "to" or "_to_copy")
            return Convert(arguments);
        if (!Operators.Converting.Contains(name))
            return Operators.Keeping.Contains(name) ? Kept(arguments) : FlowValue.Other.Instance;
        foreach (var input in arguments.OfType<FlowValue.Input>())
        {
            Evidence[input.Index].IsConverted = true;
        }

        return FlowValue.Other.Instance;
    }

    private static FlowValue.Input? Input(IReadOnlyList<FlowValue> arguments, int index) =>
        index < arguments.Count ? arguments[index] as FlowValue.Input : null;

    // A number is a type; to another device, it stays what it is.
    private FlowValue Convert(IReadOnlyList<FlowValue> arguments)
    {
        if (Input(arguments, 0) is not { } input)
            return FlowValue.Other.Instance;
        if (!arguments.Skip(1).Any(argument => argument is FlowValue.Number or FlowValue.Parameter))
            return input;
        Evidence[input.Index].IsConverted = true;
        return FlowValue.Other.Instance;
    }

    private static FlowValue Kept(IReadOnlyList<FlowValue> arguments)
    {
        var inputs = arguments
            .SelectMany(argument => argument is FlowValue.Items items ? items.Elements : [argument])
            .OfType<FlowValue.Input>();
        foreach (var input in inputs)
        {
            return new FlowValue.Input(input.Index, IsWhole: false);
        }

        return FlowValue.Other.Instance;
    }

    private void Weighted(string name, IReadOnlyList<FlowValue> arguments)
    {
        if (Input(arguments, 0) is not { } input)
        {
            // The other side of a product of matrices.
            if (Input(arguments, 1) is { } second)
                Evidence[second.Index].IsFloating = true;
            return;
        }

        var evidence = Evidence[input.Index];
        evidence.IsFloating = true;
        if (arguments.Count < 2 || arguments[1] is not FlowValue.Parameter weight)
            return;
        if (!parameters.TryGetValue(weight.Name, out var info))
            return;
        evidence.WeightType ??= info.Type;
        if (!input.IsWhole)
            return;
        if (name == "linear" && info.Shape is [_, var features])
            evidence.LastDimension ??= features;
        else if (IsConvolution(name, arguments, info))
            evidence.Shape ??= [-1, info.Shape[1] * Groups(name, arguments), .. info.Shape[2..].Select(_ => -1L)];
    }

    private static bool IsConvolution(string name, IReadOnlyList<FlowValue> arguments, ParameterInfo weight) =>
        weight.Shape.Length >= 3
        && (
            name is "conv1d" or "conv2d" or "conv3d"
            || (
                name is "_convolution" or "convolution"
                && arguments.Count > Transposed + 2
                && arguments[Transposed] is FlowValue.Truth { Value: false }
            )
        );

    private static long Groups(string name, IReadOnlyList<FlowValue> arguments)
    {
        var place = name.StartsWith("conv", StringComparison.Ordinal) && name != "convolution" ? 6 : 8;
        return place < arguments.Count && arguments[place] is FlowValue.Number { Value: > 0 and < 1 << 20 } groups
            ? groups.Value
            : 1;
    }
}
