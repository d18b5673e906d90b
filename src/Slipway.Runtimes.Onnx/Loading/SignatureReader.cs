using Microsoft.ML.OnnxRuntime;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Runtimes.Onnx.Native;
using Slipway.Tensors;

namespace Slipway.Runtimes.Onnx.Loading;

/// <summary>The signature of a session, with the remarks of <c>model.yaml</c> laid over it.</summary>
internal static class SignatureReader
{
    /// <summary>Refuses what requests cannot carry, before the engine spends time on the model.</summary>
    /// <exception cref="ServingException">Unsupported, reason <c>unsupported-type</c>.</exception>
    public static void CheckTypes(ModelPackage package, ModelOutline outline)
    {
        foreach (var input in outline.Inputs)
        {
            Check("input", input);
        }

        foreach (var output in outline.Outputs)
        {
            Check("output", output);
        }

        void Check(string kind, ModelValue value)
        {
            // The engine works out the type of an output that the file does not give.
            if (value.Kind == ModelValueKind.Untyped || (value.Kind == ModelValueKind.Tensor && value.ElementType == 0))
                return;
            if (value.Kind != ModelValueKind.Tensor)
                throw LoadErrors.UnsupportedType(package, kind, value.Name, $"of ONNX type {KindName(value.Kind)}");
            if (!OrtElementTypes.TryGet((Microsoft.ML.OnnxRuntime.Tensors.TensorElementType)value.ElementType, out _))
            {
                var type = $"a tensor of {OrtElementTypes.OnnxName(value.ElementType)}";
                throw LoadErrors.UnsupportedType(package, kind, value.Name, type);
            }
        }
    }

    public static ModelSignature Read(ModelPackage package, InferenceSession session, ModelOutline? outline)
    {
        var inputs = new List<TensorSpec>();
        foreach (var name in session.InputNames)
        {
            inputs.Add(Spec(package, "input", name, session.InputMetadata[name], outline?.Inputs));
        }

        foreach (var (name, metadata) in session.OverridableInitializerMetadata)
        {
            inputs.Add(Spec(package, "input", name, metadata, outline?.Inputs) with { IsOptional = true });
        }

        var outputs = new List<TensorSpec>();
        foreach (var name in session.OutputNames)
        {
            var labels = outline?.OutputLabels.GetValueOrDefault(name) ?? [];
            outputs.Add(
                Spec(package, "output", name, session.OutputMetadata[name], outline?.Outputs) with
                {
                    Labels = labels,
                }
            );
        }

        Describe(package, "inputs", inputs, package.Config.Inputs);
        Describe(package, "outputs", outputs, package.Config.Outputs);
        return new ModelSignature(inputs, outputs);
    }

    private static TensorSpec Spec(
        ModelPackage package,
        string kind,
        string name,
        NodeMetadata metadata,
        List<ModelValue>? declared
    )
    {
        if (!metadata.IsTensor)
            throw LoadErrors.UnsupportedType(package, kind, name, $"of ONNX type {metadata.OnnxValueType}");
        if (!OrtElementTypes.TryGet(metadata.ElementDataType, out var type))
        {
            var element = OrtElementTypes.OnnxName((int)metadata.ElementDataType);
            throw LoadErrors.UnsupportedType(package, kind, name, $"a tensor of {element}");
        }

        var dims = new long[metadata.Dimensions.Length];
        var names = new string?[dims.Length];
        var named = false;
        for (var i = 0; i < dims.Length; i++)
        {
            dims[i] = metadata.Dimensions[i] < 0 ? -1 : metadata.Dimensions[i];
            names[i] = string.IsNullOrEmpty(metadata.SymbolicDimensions[i]) ? null : metadata.SymbolicDimensions[i];
            named |= names[i] is not null;
        }

        return new TensorSpec(name, type, TensorShape.Wrap(dims))
        {
            DimensionNames = named ? names : [],

            // The session gives an undeclared shape as that of a scalar: only the file tells the two apart.
            HasUnknownRank = dims.Length == 0 && declared?.Find(value => value.Name == name) is { HasShape: false },
        };
    }

    private static void Describe(
        ModelPackage package,
        string section,
        List<TensorSpec> specs,
        Dictionary<string, TensorConfig> remarks
    )
    {
        foreach (var (name, remark) in remarks)
        {
            var index = specs.FindIndex(spec => spec.Name == name);
            if (index < 0)
            {
                var known = string.Join(", ", specs.Select(spec => $"'{spec.Name}'"));
                throw new ServingException(
                    ServingErrorCode.InvalidArgument,
                    $"The configuration of model '{package.Name}' describes '{section}.{name}', but the model's {section} are "
                        + $"{known}. Correct the name or remove the entry."
                )
                {
                    Reason = "invalid-config",
                };
            }

            var labels = remark.Labels.Count > 0 ? remark.Labels : specs[index].Labels;
            specs[index] = specs[index] with { Description = remark.Description, Labels = labels };
        }
    }

    private static string KindName(ModelValueKind kind) =>
        kind switch
        {
            ModelValueKind.SparseTensor => "sparse tensor",
            _ => kind.ToString().ToLowerInvariant(),
        };
}
