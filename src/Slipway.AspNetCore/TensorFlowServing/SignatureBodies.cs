using System.Globalization;
using Slipway.Models;
using Slipway.Serving.Inference;
using Slipway.Tensors;

namespace Slipway.AspNetCore.TensorFlowServing;

/// <summary>TensorFlow Serving's <c>GetModelMetadataResponse</c> as protobuf's JSON writes it.</summary>
internal sealed record ModelSignatureBody(ModelSpecBody ModelSpec, MetadataBody Metadata)
{
    public static ModelSignatureBody From(ModelMetadata model) =>
        new(
            new ModelSpecBody(model.Name, "", model.Version.ToString(CultureInfo.InvariantCulture)),
            new MetadataBody(
                new SignatureDefMapBody(
                    model
                        .Signature.Others.Prepend(model.Signature)
                        .ToDictionary(signature => signature.Name, SignatureDefBody.From, StringComparer.Ordinal)
                )
            )
        );
}

internal sealed record ModelSpecBody(string Name, string SignatureName, string Version);

internal sealed record MetadataBody(SignatureDefMapBody SignatureDef);

/// <summary>TensorFlow Serving's <c>SignatureDefMap</c>.</summary>
internal sealed record SignatureDefMapBody(IReadOnlyDictionary<string, SignatureDefBody> SignatureDef);

/// <summary>TensorFlow's <c>SignatureDef</c>.</summary>
internal sealed record SignatureDefBody(
    IReadOnlyDictionary<string, TensorInfoBody> Inputs,
    IReadOnlyDictionary<string, TensorInfoBody> Outputs,
    string MethodName,
    IReadOnlyDictionary<string, TensorInfoBody> Defaults
)
{
    public static SignatureDefBody From(ModelSignature signature) =>
        new(
            Tensors(signature.Inputs),
            Tensors(signature.Outputs),
            signature.Method,
            new Dictionary<string, TensorInfoBody>()
        );

    private static Dictionary<string, TensorInfoBody> Tensors(IReadOnlyList<TensorSpec> specs) =>
        specs.ToDictionary(spec => spec.Name, TensorInfoBody.From, StringComparer.Ordinal);
}

/// <summary>TensorFlow's <c>TensorInfo</c>; a tensor is called after the operation that makes it.</summary>
internal sealed record TensorInfoBody(string Dtype, TensorShapeBody TensorShape, string Name)
{
    public static TensorInfoBody From(TensorSpec spec) =>
        new(TypeName(spec.DataType), TensorShapeBody.From(spec), spec.Name + ":0");

    private static string TypeName(DataType type) =>
        type switch
        {
            DataType.Fp32 => "DT_FLOAT",
            DataType.Fp64 => "DT_DOUBLE",
            DataType.Fp16 => "DT_HALF",
            DataType.BF16 => "DT_BFLOAT16",
            DataType.Bytes => "DT_STRING",
            _ => "DT_" + type.Name(),
        };
}

/// <summary>TensorFlow's <c>TensorShapeProto</c>.</summary>
internal sealed record TensorShapeBody(IReadOnlyList<DimensionBody> Dim, bool UnknownRank)
{
    public static TensorShapeBody From(TensorSpec spec)
    {
        var dims = new DimensionBody[spec.Shape.Rank];
        for (var i = 0; i < dims.Length; i++)
        {
            var name = i < spec.DimensionNames.Count ? spec.DimensionNames[i] : null;
            dims[i] = new DimensionBody(spec.Shape[i].ToString(CultureInfo.InvariantCulture), name ?? "");
        }

        return new TensorShapeBody(dims, spec.HasUnknownRank);
    }
}

internal sealed record DimensionBody(string Size, string Name);
