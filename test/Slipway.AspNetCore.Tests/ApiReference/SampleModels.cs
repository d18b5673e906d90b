using Slipway.AspNetCore.ApiReference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.AspNetCore.Tests.ApiReference;

/// <summary>Models of every form that a description can have.</summary>
internal static class SampleModels
{
    public static ServedModel Iris { get; } =
        Model(
            "iris",
            [
                new TensorSpec("measurements", DataType.Fp32, new TensorShape(-1, 4))
                {
                    DimensionNames = ["batch", null],
                },
            ],
            [
                new TensorSpec("probabilities", DataType.Fp32, new TensorShape(-1, 3))
                {
                    Labels = ["setosa", "versicolor", "virginica"],
                },
            ]
        );

    public static ServedModel Image { get; } =
        Model(
            "resnet",
            [new TensorSpec("pixels", DataType.Fp32, new TensorShape(-1, 3, 224, 224))],
            [new TensorSpec("logits", DataType.Fp32, new TensorShape(-1, 100_000))]
        );

    public static ServedModel Boundless { get; } =
        Model(
            "boundless",
            [new TensorSpec("x", DataType.Fp32, new TensorShape(long.MaxValue, long.MaxValue))],
            [new TensorSpec("y", DataType.Fp32, new TensorShape(1))]
        );

    public static ServedModel Half { get; } =
        Model(
            "half",
            [
                new TensorSpec("x", DataType.Fp16, new TensorShape(-1, 4)),
                new TensorSpec("mask", DataType.Int64, new TensorShape(4)),
            ],
            [
                new TensorSpec("y", DataType.BF16, new TensorShape(-1, 4)),
                new TensorSpec("z", DataType.Fp32, new TensorShape(1)),
            ]
        );

    public static ServedModel Choosy { get; } =
        Model(
            "choosy",
            [
                new TensorSpec("a", DataType.Int32, new TensorShape(2)),
                new TensorSpec("b", DataType.Bytes, TensorShape.Scalar),
                new TensorSpec("c", DataType.Fp64, new TensorShape(0, 3)) { IsOptional = true },
            ],
            [new TensorSpec("d", DataType.Bool, TensorShape.Scalar)]
        );

    public static ServedModel Failed { get; } =
        new("failed", 1, "End", "Model 'failed': the file is cut off; copy it again.", null, null);

    public static ServedModel Odd { get; } =
        Model("ünï/{co} de<b>\"'", [], [new TensorSpec("o|o`", DataType.Int8, new TensorShape(1))]);

    /// <summary>One model for each datatype, as input and as output.</summary>
    public static IEnumerable<ServedModel> OfEachType =>
        Enum.GetValues<DataType>()
            .Select(type =>
                Model(
                    "type-" + type.Name(),
                    [new TensorSpec("in", type, new TensorShape(-1, 2))],
                    [new TensorSpec("out", type, new TensorShape(-1))]
                )
            );

    public static IReadOnlyList<ServedModel> All => [Iris, Image, Boundless, Half, Choosy, Failed, Odd, .. OfEachType];

    public static ServedModel Model(string name, TensorSpec[] inputs, TensorSpec[] outputs, long version = 1) =>
        new(
            name,
            version,
            "Available",
            null,
            new ModelSignature(inputs, outputs),
            new ModelDetails("onnxruntime_onnx", [new("Opset", "17")])
        );
}
