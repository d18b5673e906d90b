using System.Globalization;
using Slipway.Models;
using Slipway.Runtimes.Torch.Execution;
using Slipway.Runtimes.Torch.Inference;
using Slipway.Runtimes.Torch.Scripts;
using Slipway.Tensors;

namespace Slipway.Runtimes.Torch.Loading;

/// <summary>
/// The inputs of a model: names and order from its forward, types and shapes from the configuration, or else from what the
/// code does with them.
/// </summary>
internal static class ForwardReader
{
    public static IReadOnlyList<ForwardInput> Read(
        ModelPackage package,
        ScriptFunction forward,
        IReadOnlyList<InputEvidence> evidence,
        DataType floating
    )
    {
        var parameters = forward.Parameters;
        var exposed = Enumerable.Range(0, parameters.Count).Where(i => IsExposed(package, parameters[i])).ToArray();
        var names = ConfiguredNames.Of(
            package,
            "inputs",
            [.. exposed.Select(i => parameters[i].Name)],
            package.Config.Inputs
        );
        var hasIndices = evidence.Any(one => one.IsIndex);
        var unknown = new List<string>();
        var inputs = new ForwardInput[parameters.Count];
        for (var i = 0; i < inputs.Length; i++)
        {
            var place = Array.IndexOf(exposed, i);
            if (place < 0)
            {
                inputs[i] = new ForwardInput(null, parameters[i].Type.IsScalar, Literal(parameters[i].Default));
                continue;
            }

            var (name, type) = (names[place], parameters[i].Type);
            var config = package.Config.Inputs.GetValueOrDefault(name);
            var found = Declared(package, name, config) ?? TypeOf(type, evidence[i], hasIndices, floating);
            if (found is null)
                unknown.Add(name);
            inputs[i] = new ForwardInput(
                Shaped(new TensorSpec(name, found ?? floating, TensorShape.Scalar), type, config, evidence[i]) with
                {
                    IsOptional = type.IsOptionalTensor,
                },
                type.IsScalar,
                null
            );
        }

        return unknown.Count == 0 ? inputs : throw LoadErrors.UnknownTypes(package, unknown);
    }

    // Numbers that have a default keep it: a protocol has no way to leave them out.
    private static bool IsExposed(ModelPackage package, ScriptParameter parameter)
    {
        if (parameter.Type.IsTensor || parameter.Type.IsOptionalTensor)
            return true;
        if (parameter.Default is { } text)
        {
            return text == "None" || Literal(text) is not null
                ? false
                : throw LoadErrors.UnsupportedInput(package, parameter.Name, parameter.Type.ToString());
        }

        return parameter.Type.Name switch
        {
            "int" or "float" or "bool" => true,
            "Optional" => false,
            _ => throw LoadErrors.UnsupportedInput(package, parameter.Name, parameter.Type.ToString()),
        };
    }

    private static object? Literal(string? text) =>
        text switch
        {
            "True" => true,
            "False" => false,
            _ when long.TryParse(text, CultureInfo.InvariantCulture, out var whole) => whole,
            _ when double.TryParse(text, CultureInfo.InvariantCulture, out var number) => number,
            _ => null,
        };

    private static DataType? Declared(ModelPackage package, string name, TensorConfig? config)
    {
        if (config?.Datatype is not { } text)
            return null;
        return DataTypes.TryParse(text.AsSpan(), out DataType type) && TorchTypes.TryGet(type, out _)
            ? type
            : throw LoadErrors.UnsupportedDatatype(package, "input", name, text);
    }

    private static DataType? TypeOf(ScriptType type, InputEvidence evidence, bool hasIndices, DataType floating)
    {
        if (type.IsScalar)
        {
            return type.Name switch
            {
                "int" => DataType.Int64,
                "bool" => DataType.Bool,
                _ => DataType.Fp64,
            };
        }

        if (evidence.IsIndex)
            return DataType.Int64;
        if (evidence.IsFloating)
            return evidence.WeightType is { } weights && IsFloating(weights) ? weights : floating;
        if (evidence.IsCondition)
            return DataType.Bool;
        // Any type gives the same: a mask comes with ids as a tokenizer makes both.
        return !evidence.IsConverted ? null
            : hasIndices ? DataType.Int64
            : floating;
    }

    private static bool IsFloating(DataType type) =>
        type is DataType.Fp16 or DataType.BF16 or DataType.Fp32 or DataType.Fp64;

    private static TensorSpec Shaped(TensorSpec spec, ScriptType type, TensorConfig? config, InputEvidence evidence)
    {
        if (type.IsScalar)
            return spec;
        // The model's own shape, which a configuration may show to callers as another one.
        if ((config?.Reshape ?? config?.Shape) is { } declared)
            return spec with { Shape = new TensorShape([.. declared]) };
        return evidence.Shape is { } found
            ? spec with
            {
                Shape = new TensorShape(found),
            }
            : spec with
            {
                HasUnknownRank = true,
            };
    }
}
